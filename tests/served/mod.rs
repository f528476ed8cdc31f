//! The real server on a site in a folder, and requests to it by hand, byte for byte.
#![allow(dead_code, clippy::disallowed_methods, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::site::floom_docs;

/// A server that ends with its test.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub base_path: String,
    stdout: BufReader<ChildStdout>,
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads until the server is done.
    pub fn read(stream: &mut impl Read) -> Self {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Self { status, head, body: bytes[end..].to_vec() }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Server {
    pub fn start(site: &Path) -> Self {
        Self::start_with(site, &["--port", "0"])
    }

    pub fn start_with(site: &Path, arguments: &[&str]) -> Self {
        let mut command = floom_docs();
        command.arg("serve").arg("--site").arg(site).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url =
            line.split("http://").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_else(|| panic!("{line}"));
        let (address, path) = url.split_once('/').unwrap();
        Self { child, address: address.parse().unwrap(), base_path: format!("/{path}"), stdout }
    }

    /// Sends bytes, and reads until the server is done.
    pub fn send(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A refused request may be answered before it has been read.
        let _ = stream.write_all(request);
        Answer::read(&mut stream)
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    pub fn request(&self, target: &str, headers: &str) -> Answer {
        let host = self.address;
        self.send(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n").as_bytes())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request(&format!("{}{path}", self.base_path), "")
    }

    /// Asks until an answer is as it is to be.
    pub fn wait_for(&self, path: &str, is_right: impl Fn(&Answer) -> bool) -> Answer {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let answer = self.get(path);
            if is_right(&answer) {
                return answer;
            }
            assert!(Instant::now() < deadline, "{path} is still {}", answer.text());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Asks until the server serves exactly these files.
    pub fn wait_for_files(&self, expected: &BTreeMap<String, Vec<u8>>, gone: &[&str]) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let differing: Vec<&String> =
                expected.iter().filter(|(path, bytes)| self.get(path).body != **bytes).map(|(path, _)| path).collect();
            let left: Vec<&&str> = gone.iter().filter(|path| self.get(path).status != 404).collect();
            if differing.is_empty() && left.is_empty() {
                return;
            }
            assert!(Instant::now() < deadline, "differing: {differing:?}, left: {left:?}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the process has ended.
    pub fn wait(mut self) {
        self.child.wait().unwrap();
    }

    /// Ends it, and gives what it has said.
    pub fn end(mut self) -> (String, String) {
        self.child.kill().unwrap();
        let (mut out, mut err) = (String::new(), String::new());
        self.stdout.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (out, err)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
