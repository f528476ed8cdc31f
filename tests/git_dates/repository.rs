//! Repositories made of whole trees, in folders that go away.

use floom_docs::git_dates::{GitDates, read};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

pub const DAY: u64 = 24 * 60 * 60;
const ZONES: [&str; 5] = ["+0000", "+1400", "-1200", "+0530", "-0330"];

/// A folder that is removed at the end of its test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("git_dates_{}_{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path.canonicalize().unwrap())
    }

    pub fn join(&self, name: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub fn git(folder: &Path, arguments: &str) -> String {
    git_with(folder, &arguments.split_whitespace().collect::<Vec<_>>(), "")
}

pub fn git_with(folder: &Path, arguments: &[&str], input: &str) -> String {
    let mut child = git_command(folder, arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {messages}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn git_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder).arg("--literal-pathspecs").args(arguments);
    git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for person in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{person}_NAME"), "Ada");
        git.env(format!("GIT_{person}_EMAIL"), "ada@example.org");
        git.env(format!("GIT_{person}_DATE"), "2020-02-02T12:00:00 +0000");
    }
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"] {
        git.env_remove(name);
    }
    git
}

/// Commits with all their files, not with changes, so that a merge can hold anything.
#[derive(Default)]
pub struct History(pub Vec<Commit>);

pub struct Commit {
    pub parents: Vec<usize>,
    pub files: BTreeMap<String, String>,
    pub seconds: u64,
}

impl History {
    /// `files` is `path=content path=content`; the newest commit becomes HEAD.
    pub fn commit(&mut self, parents: &[usize], files: &str) -> usize {
        let files = files.split_whitespace().filter_map(|file| file.split_once('='));
        let files = files.map(|(path, content)| (path.to_string(), content.to_string()));
        self.commit_files(parents, files.collect())
    }

    pub fn commit_files(&mut self, parents: &[usize], files: BTreeMap<String, String>) -> usize {
        let number = self.0.len();
        let place = number as u64;
        let seconds = 1_600_000_000 + place * 3 * DAY + place * 7919 % DAY;
        self.0.push(Commit { parents: parents.to_vec(), files, seconds });
        number
    }

    pub fn repository(&self) -> Folder {
        self.repository_with("init -q -b main")
    }

    pub fn repository_with(&self, init: &str) -> Folder {
        let folder = Folder::new();
        git(&folder.0, init);
        let commits = self.0.iter().enumerate();
        let stream: String = commits.map(|(number, commit)| imported(number, commit)).collect();
        git_with(&folder.0, &["fast-import", "--quiet", "--force"], &stream);
        folder
    }
}

/// A commit for `git fast-import`. Its author's day is never its committer's.
fn imported(number: usize, Commit { parents, files, seconds }: &Commit) -> String {
    let zone = ZONES[number % ZONES.len()];
    let author = seconds - 400 * DAY;
    let mut text = format!("commit refs/heads/main\nmark :{}\n", number + 1);
    if parents.is_empty() {
        text.insert_str(0, "reset refs/heads/main\n");
    }
    text += &format!("author Ada <ada@example.org> {author} +0000\n");
    text += &format!("committer Eve <eve@example.org> {seconds} {zone}\ndata 0\n");
    for (place, parent) in parents.iter().enumerate() {
        let word = if place == 0 { "from" } else { "merge" };
        text += &format!("{word} :{}\n", parent + 1);
    }
    text += "deleteall\n";
    for (path, content) in files {
        let mode = if content.starts_with("#!") { "100755" } else { "100644" };
        let length = content.len();
        text += &format!("M {mode} inline \"{}\"\ndata {length}\n{content}\n", quoted(path));
    }
    text
}

/// U+FFFD stands for a byte that is not UTF-8.
fn quoted(path: &str) -> String {
    let path = path.replace('\\', "\\\\").replace('"', "\\\"");
    path.replace('\n', "\\n").replace('\u{fffd}', "\\377")
}

pub fn files(folder: &Path) -> Vec<String> {
    let names = git(folder, "ls-tree -r -z --name-only HEAD");
    let names = names.split_terminator('\0').filter(|name| !name.contains('\u{fffd}'));
    names.map(str::to_string).collect()
}

pub fn last(folder: &Path, format: &str, file: &str) -> String {
    let format = format!("--format={format}");
    git_with(folder, &["log", "-1", &format, "--", file], "").trim().to_string()
}

pub fn dates_by_git_log(folder: &Path) -> BTreeMap<String, String> {
    let dates = files(folder).into_iter().map(|file| (file.clone(), last(folder, "%cs", &file)));
    dates.collect()
}

/// The day of the oldest commit that git log shows: the last line of its answer, where clocks go forward.
pub fn first(folder: &Path, file: &str) -> String {
    let log = git_with(folder, &["log", "--format=%ct %cs", "--", file], "");
    let commits = log.lines().filter_map(|line| line.split_once(' '));
    let oldest = commits.min_by_key(|(seconds, date)| (seconds.parse::<i64>().unwrap(), *date));
    oldest.unwrap().1.to_string()
}

pub fn added_by_git_log(folder: &Path) -> BTreeMap<String, String> {
    files(folder).into_iter().map(|file| (file.clone(), first(folder, &file))).collect()
}

pub fn assert_same_as_git_log(folder: &Path) {
    let (dates, added) = (dates_by_git_log(folder), added_by_git_log(folder));
    let expected = GitDates { dates, added, ..GitDates::default() };
    assert!(!expected.dates.is_empty());

    assert_eq!(read(folder), expected);
}

pub fn assert_no_dates_and_no_problem(folder: &Path) {
    assert_eq!(read(folder), GitDates::default());
}
