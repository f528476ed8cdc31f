//! How long an edit takes at 10,000 pages, from the watcher's paths to bytes that are ready to be served.
//!
//! `cargo bench --bench edit` prints the medians for each kind of edit, the full build beside them, the memory after 100
//! and after 1,000 edits, and, for the real server, the time from a save to the first answer that shows it. The site is
//! our own content, as many times as it takes.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use floom_docs::pipeline::{Counts, Progress, State, apply, lists};
use floom_docs::read::update::update;
use floom_docs::read::{self, Inputs};

const PAGES: usize = 10_000;
const EDITS_OF_A_KIND: usize = 31;

struct Site {
    root: PathBuf,
    inputs: Inputs,
    state: State,
    pages: Vec<String>,
}

/// The files below a folder, relative to it.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => open.push(path),
                false => found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_string()),
            }
        }
    }
    found.sort();
    found
}

/// Our content in as many folders as it takes; links within it are relative and hold in each.
fn write_site(root: &Path) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let _ = fs::remove_dir_all(root);
    fs::create_dir_all(root).unwrap();
    fs::copy(own.join("docs.yaml"), root.join("docs.yaml")).unwrap();
    fs::create_dir_all(root.join("examples")).unwrap();
    for name in files(&own.join("examples")) {
        fs::copy(own.join("examples").join(&name), root.join("examples").join(&name)).unwrap();
    }
    let content = own.join("content");
    let names = files(&content);
    let is_page = |name: &&String| name.ends_with(".md") && !name.contains("/_");
    let copies = PAGES.div_ceil(names.iter().filter(is_page).count());
    for copy in 0..copies {
        let folder = if copy == 0 { root.join("content") } else { root.join(format!("content/copy-{copy:03}")) };
        for name in names.iter().filter(|name| copy == 0 || !name.starts_with("public/")) {
            let to = folder.join(name);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            match fs::read_to_string(content.join(name)) {
                Ok(text) if copy > 0 => fs::write(to, without_addresses(&text)).unwrap(),
                _ => drop(fs::copy(content.join(name), to).unwrap()),
            }
        }
    }
}

/// An old address belongs to one page.
fn without_addresses(text: &str) -> String {
    let is_kept = |line: &&str| !["aliases:", "slug:"].iter().any(|key| line.starts_with(key));
    text.split_inclusive('\n').filter(is_kept).collect()
}

impl Site {
    fn edit(&mut self, paths: &[&str]) -> (Duration, Counts) {
        let paths: BTreeSet<String> = paths.iter().map(|path| (*path).to_string()).collect();
        let start = Instant::now();
        update(&self.root, None, &mut self.inputs, &paths).map_err(|_| "unreadable").unwrap();
        let delta = apply(&mut self.state, &self.inputs, &Progress::default());
        (start.elapsed(), delta.counts)
    }

    fn change(&mut self, page: usize, change: impl FnOnce(&str) -> String) -> (Duration, Counts) {
        let path = self.pages[page % self.pages.len()].clone();
        let file = self.root.join(&path);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, change(&text)).unwrap();
        self.edit(&[&path])
    }

    fn one(&mut self, kind: &str, number: usize) -> (Duration, Counts) {
        let page = number * 397;
        match kind {
            "body" => self.change(page, |text| format!("{text}\nEdit {number}.\n")),
            "heading" => self.change(page, |text| format!("{text}\n## Heading {number}\n")),
            "code" => self.change(page, |text| format!("{text}\n```python\nedit = {number}\n```\n")),
            "title" => self.change(page, |text| retitled(text, number)),
            "add" => {
                let path = self.added(number);
                fs::write(self.root.join(&path), format!("# Added {number}\n\nText.\n")).unwrap();
                self.edit(&[&path])
            }
            "move" => {
                let (path, to) = (self.added(number), self.added(number + 1_000_000));
                fs::rename(self.root.join(&path), self.root.join(&to)).unwrap();
                self.edit(&[&path, &to])
            }
            _ => {
                let path = self.added(number + 1_000_000);
                fs::remove_file(self.root.join(&path)).unwrap();
                self.edit(&[&path])
            }
        }
    }

    /// A new page beside a page.
    fn added(&self, number: usize) -> String {
        let beside = &self.pages[(number % 1_000_000) * 397 % self.pages.len()];
        format!("{}/added-{number}.md", beside.rsplit_once('/').unwrap().0)
    }
}

fn retitled(text: &str, number: usize) -> String {
    if let Some(at) = text.find("\ntitle: ") {
        let end = at + 1 + text[at + 1..].find('\n').unwrap_or(text.len() - at - 1);
        return format!("{}\ntitle: Title {number}{}", &text[..at], &text[end..]);
    }
    let lines =
        text.lines().map(|line| if line.starts_with("# ") { format!("# Title {number}") } else { line.to_string() });
    lines.collect::<Vec<_>>().join("\n")
}

/// The real server, and how it is asked.
struct Server {
    child: Child,
    address: String,
    /// What it says is not read, but someone has to be there.
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    fn start(root: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_floom-docs"));
        command.args(["serve", "--port", "0", "--site"]).arg(root).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_string();
        Self { child, address, _stdout: stdout }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!("GET /docs/{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The time from a save to the first answer that shows it.
    fn time(&self, path: &str, save: impl FnOnce(), is_shown: impl Fn(&str) -> bool) -> Duration {
        let start = Instant::now();
        save();
        while !is_shown(&self.get(path)) {
            thread::sleep(Duration::from_millis(1));
        }
        start.elapsed()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the server is busy with when a file is saved.
#[derive(Clone, Copy)]
enum Load {
    /// Search is up to date.
    Quiet,
    /// Search is being brought up to date after the edit before.
    Busy,
}

fn time_server(root: &Path, load: Load, name: &str) {
    let server = Server::start(root);
    let folder = root.join("content/copy-002");
    let mut times: [Vec<Duration>; 3] = Default::default();
    for number in 0..21 {
        let page = folder.join("bench-server.md");
        let shows = |answer: &str| answer.contains(&format!("Served {number}."));
        let pause = || match load {
            Load::Quiet => drop(server.get("search/")),
            Load::Busy => thread::sleep(Duration::from_millis(500)),
        };
        let path = "copy-002/bench-server/";
        let write = |text: &str| fs::write(&page, text).unwrap();
        pause();
        times[0].push(server.time(path, || write("# Served\n"), |answer| answer.starts_with("HTTP/1.1 200")));
        pause();
        times[1].push(server.time(path, || write(&format!("# Served\n\nServed {number}.\n")), shows));
        pause();
        let remove = || fs::remove_file(&page).unwrap();
        times[2].push(server.time(path, remove, |answer| answer.starts_with("HTTP/1.1 404")));
    }
    for (kind, mut times) in ["add", "body", "delete"].iter().zip(times) {
        times.sort();
        println!("save to answer, {name}: {kind:8} median {:8.2?}, slowest {:8.2?}", times[10], times[20]);
    }
}

fn words(Counts { parsed, rendered, .. }: Counts) -> String {
    format!("parsed {parsed}, rendered {rendered}")
}

/// The memory that this process holds, in megabytes; none where the system does not tell.
fn memory() -> Option<usize> {
    let text = fs::read_to_string("/proc/self/statm").ok()?;
    Some(text.split(' ').nth(1)?.parse::<usize>().ok()? * 4096 / 1_000_000)
}

fn main() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("edit-bench");
    write_site(&root);
    let start = Instant::now();
    let inputs = read::read(&root, None).map_err(|_| "unreadable").unwrap();
    let read = start.elapsed();
    let start = Instant::now();
    let mut state = State::default();
    let counts = apply(&mut state, &inputs, &Progress::default()).counts;
    let built = start.elapsed();
    let start = Instant::now();
    let later = lists(&state, &inputs);
    println!("full build: {} pages, {} problems", counts.pages, state.diagnostics(&inputs).len());
    println!("  read {read:.0?}, build {built:.0?}, lists of all sections {:.0?}", start.elapsed());
    drop(later);
    let pages = inputs.pages.values().map(|page| page.path.clone()).filter(|path| path.contains("/copy-")).collect();
    let mut site = Site { root, inputs, state, pages };
    for kind in ["body", "heading", "code", "title", "add", "move", "delete"] {
        let mut runs: Vec<_> = (0..EDITS_OF_A_KIND).map(|number| site.one(kind, number)).collect();
        runs.sort_by_key(|(time, _)| *time);
        let (median, counts) = runs[runs.len() / 2];
        let (slowest, most) = runs[runs.len() - 1];
        println!("{kind:8} median {median:8.2?} ({}), slowest {slowest:8.2?} ({})", words(counts), words(most));
    }
    for (from, to) in [(0, 100), (100, 1_000)] {
        for number in from..to {
            site.change(number * 13, |text| text.replace("\nEdit", "\n\nEdit").replace("\n\n\nEdit", "\nEdit"));
            site.change(number * 13 + 1, |text| retitled(text, number % 10));
        }
        let megabytes = memory().map_or("unknown".to_string(), |memory| format!("{memory} MB"));
        println!("memory after {to} edits: {megabytes}");
    }
    let root = site.root.clone();
    drop(site);
    time_server(&root, Load::Quiet, "search up to date");
    time_server(&root, Load::Busy, "search being made");
    fs::remove_dir_all(&root).unwrap();
}
