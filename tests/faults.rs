//! The output changes as a whole or not at all: kills, full disks, other builds, planted links.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

#[path = "faults/ends.rs"]
mod ends;
#[path = "faults/foreign.rs"]
mod foreign;
#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/places.rs"]
mod places;
#[path = "faults/refusals.rs"]
mod refusals;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use site::{Folder, built, files, floom_docs};

const CONFIG: &str = "title: Test\nbase_url: https://example.com/docs\n";

/// What a folder holds, by path.
type Files = BTreeMap<String, Vec<u8>>;

/// A site of many small files, so that most of a build is writing.
fn wide_site() -> Folder {
    let site = Folder::with("wide", &[("docs.yaml", CONFIG)]);
    set_version(&site, "A");
    for file in 0..1_000 {
        site.write(&format!("content/public/data/{}/{file}.txt", file % 20), &format!("{file}\n"));
    }
    site
}

fn set_version(site: &Folder, version: &str) {
    site.write("content/index.md", &format!("# Version {version}\n"));
    site.write("content/public/version.txt", version);
    site.write(&format!("content/public/only/{version}.txt"), "");
    for other in ["A", "B"].iter().filter(|other| **other != version) {
        let _ = fs::remove_file(site.path(&format!("content/public/only/{other}.txt")));
    }
}

/// A site of two pages.
fn small_site() -> Folder {
    Folder::with(
        "small",
        &[("docs.yaml", CONFIG), ("content/index.md", "# Home\n"), ("content/guide/start.md", "# Start\n")],
    )
}

/// Runs the program in a site.
fn run(site: &Folder, arguments: &[&str]) -> Output {
    floom_docs().args(arguments).current_dir(&site.0).output().unwrap()
}

/// The built site, in its own `dist`.
fn dist(site: &Folder) -> Files {
    built(&site.0, &site.path("dist"))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// Nothing lies beside the output that was not there before the first build.
fn assert_no_litter(site: &Folder) {
    assert_eq!(names(&site.0), ["content", "dist", "docs.yaml"]);
}

fn assert_whole(found: &Files, versions: [&Files; 2]) {
    if versions.contains(&found) {
        return;
    }
    let missing: Vec<_> = versions[0].keys().filter(|path| !found.contains_key(*path)).take(5).collect();
    panic!("the output is of neither version: {} files, not there are {missing:?}", found.len());
}

fn files_or_none(folder: &Path) -> Files {
    if folder.is_dir() { files(folder) } else { Files::new() }
}
