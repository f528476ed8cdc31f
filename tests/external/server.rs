//! Little servers, and the program run against them.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::site::{Folder, floom_docs, stderr, stdout};

/// Answers every connection with what a function says of its request, and keeps all requests.
pub struct Server {
    pub port: u16,
    pub requests: Arc<Mutex<Vec<Request>>>,
}

#[derive(Clone)]
pub struct Request {
    /// `HEAD /path`
    pub line: String,
    pub headers: String,
    /// How often this method and path were asked before.
    pub before: usize,
}

impl Server {
    pub fn new(answer: impl Fn(&Request, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::<Request>::new()));
        let (answer, kept) = (Arc::new(answer), requests.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (answer, kept) = (answer.clone(), kept.clone());
                thread::spawn(move || {
                    let mut stream = stream;
                    let request = read_request(&stream, &kept);
                    answer(&request, &mut stream);
                });
            }
        });
        Self { port, requests }
    }

    /// Always the same status and headers.
    pub fn saying(status: &'static str) -> Self {
        Self::new(move |_, stream| say(stream, status))
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What was asked, sorted, since threads take turns as they please.
    pub fn asked(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.requests.lock().unwrap().iter().map(|request| request.line.clone()).collect();
        lines.sort();
        lines
    }
}

fn read_request(stream: &TcpStream, kept: &Mutex<Vec<Request>>) -> Request {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        lines.push(line.trim_end().to_string());
    }
    let mut kept = kept.lock().unwrap();
    let line = lines.first().map_or("", |line| line.trim_end_matches(" HTTP/1.1")).to_string();
    let before = kept.iter().filter(|request| request.line == line).count();
    let request = Request { line, headers: lines[1.min(lines.len())..].join("\n"), before };
    kept.push(request.clone());
    request
}

pub fn say(stream: &mut TcpStream, status: &str) {
    let _ = stream.write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes());
}

/// A site with a link to each URL, one a line.
pub fn site(urls: &[String]) -> Folder {
    let links: String = urls.iter().map(|url| format!("- [link]({url})\n")).collect();
    Folder::with("external", &[("docs.yaml", "title: Test\n"), ("content/index.md", &format!("# Home\n\n{links}"))])
}

/// `check --external` without a proxy, which would stand between the program and this machine.
pub fn check_external(site: &Folder) -> Command {
    let mut command = floom_docs();
    command.args(["check", "--external"]).current_dir(&site.0);
    for proxy in ["http_proxy", "https_proxy", "all_proxy"] {
        command.env_remove(proxy).env_remove(proxy.to_uppercase());
    }
    command
}

/// The same, with this machine allowed and a cache.
pub fn check(site: &Folder, cache: &Path) -> Command {
    let mut command = check_external(site);
    command.args(["--external-allow-private", "--external-timeout-ms", "4000", "--external-cache"]).arg(cache);
    command
}

/// Asks with an empty cache that goes away.
pub fn asked(urls: &[String]) -> Output {
    let cache = Folder::new("cache");
    check(&site(urls), &cache.path("external.json")).output().unwrap()
}

/// The first lines of all problems, with this run's port left out.
pub fn warnings(output: &Output, server: &Server) -> Vec<String> {
    let text = stderr(output).replace(&format!("127.0.0.1:{}", server.port), "HOST");
    text.lines().filter(|line| line.starts_with("warning[") || line.starts_with("error[")).map(String::from).collect()
}

pub fn dead(message: &str) -> Vec<String> {
    vec![format!("warning[dead-external-link]: {message}")]
}

/// The last line without its time.
pub fn last_line(output: &Output) -> String {
    let text = stdout(output);
    let (before, after) = text.lines().last().unwrap().split_once(" in ").unwrap();
    format!("{before}, {}", after.split_once(" s, ").unwrap().1)
}
