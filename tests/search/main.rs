//! Search: one tokenizer in two languages, tantivy's scores in a browser, and what an author sees of it.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod authors;
mod bulk;
mod content;
mod ranking;
mod scores;
#[path = "../site/mod.rs"]
mod site;
mod tokens;

use std::path::Path;
use std::process::Command;

use floom_docs::pipeline::{Progress, State, build};
use floom_docs::read;
use floom_docs::search::documents::SearchPage;
use floom_docs::search::export::Files;
use serde_json::Value;
use site::Folder;

/// What the theme's side of search answers to each text of a list.
fn theme(what: &str, list: &[String], files: &Files) -> Vec<Value> {
    let folder = Folder::new("search");
    for (name, bytes) in files {
        folder.write(name, std::str::from_utf8(bytes).unwrap());
    }
    folder.write("list.json", &serde_json::to_string(list).unwrap());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/twin.mjs");
    let output =
        Command::new("node").arg(script).arg(what).arg(folder.path("list.json")).arg(&folder.0).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What search finds of a site.
fn pages(site: &Path) -> Vec<SearchPage> {
    let inputs = read::read(site, None).map_err(|_| "the config is fine").unwrap();
    let mut state = State::default();
    build(&mut state, &inputs, &Progress::default());
    floom_docs::search::pages(&state)
}

/// Our own site, or another that is asked for.
fn real_site() -> std::path::PathBuf {
    std::env::var_os("FLOOM_SEARCH_SITE").map_or_else(|| site::own_site().to_path_buf(), Into::into)
}

/// Xorshift: the same numbers on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}
