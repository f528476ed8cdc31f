//! Names and files that mean harm: nothing outside of the site is read, no name of the output is hostile, and no two
//! sources share one file.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

#[path = "hostile_names/clashes.rs"]
mod clashes;
#[path = "hostile_names/names.rs"]
mod names;
#[path = "hostile_names/reading.rs"]
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use site::{Folder, built, files, floom_docs, stderr, stdout, without_cache};

const SECRET: &str = "s3cret-of-the-builder";

fn site_with(files: &[(&str, &str)]) -> Folder {
    let site = Folder::with("names", &[("docs.yaml", "title: Test\n"), ("content/index.md", "# Home\n")]);
    files.iter().for_each(|(path, text)| site.write(path, text));
    site
}

/// Builds, and kills what hangs.
fn build(site: &Folder) -> Output {
    let mut command = floom_docs();
    ended(command.arg("build").current_dir(&site.0))
}

fn ended(command: &mut Command) -> Output {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id().to_string();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output().unwrap()));
    receiver.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| {
        let _ = Command::new("kill").args(["-9", &id]).status();
        panic!("it hangs");
    })
}

/// The problems that were told, without the last line.
fn told(output: &Output) -> String {
    let all = stderr(output);
    let lines = all.lines().filter(|line| !line.starts_with("nothing was published: "));
    lines.collect::<Vec<_>>().join("\n").trim_end().to_string()
}

/// The first line of each problem.
fn heads(output: &Output) -> Vec<String> {
    let is_head = |line: &&str| line.starts_with("error[") || line.starts_with("warning[");
    stderr(output).lines().filter(is_head).map(str::to_string).collect()
}

#[track_caller]
fn assert_refused(site: &Folder, problems: &str) {
    let output = build(site);
    assert_eq!(told(&output), problems.trim());
    assert_eq!(output.status.code(), Some(1));
    assert!(!site.path("dist").exists());
}

#[track_caller]
fn assert_heads(site: &Folder, expected: &[&str]) {
    let output = build(site);
    assert_eq!(heads(&output), expected, "{}", stderr(&output));
}

/// A folder beside the site with a secret in each kind of file.
fn outside() -> Folder {
    let names = ["x.md", "x.txt", "docs.yaml", "page.html", "site.css", "_nav.yaml", "index.md"];
    let texts = names.map(|name| (name, format!("title: {SECRET}\n\n# {SECRET}\n")));
    Folder::with("outside", &texts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
}

#[track_caller]
fn assert_no_secret(site: &Folder, output: &Output) {
    assert!(!stdout(output).contains(SECRET) && !stderr(output).contains(SECRET), "{}", stderr(output));
    if site.path("dist").exists() {
        for (path, bytes) in files(&site.path("dist")) {
            assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{path}");
        }
    }
}
