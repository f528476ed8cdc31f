//! The invariants of ARCHITECTURE.md that clippy cannot see.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The files that may touch disk, git, clock, environment or network; `external.rs` is the one that asks other hosts.
const ENDS: &[&str] = &[
    "src/cache.rs",
    "src/cache/sweep.rs",
    "src/cli.rs",
    "src/external.rs",
    "src/git_dates/program.rs",
    "src/read.rs",
    "src/read/snippets.rs",
    "src/read/update.rs",
    "src/read/whole.rs",
    "src/serve.rs",
    "src/write.rs",
    "src/write/files.rs",
    "src/write/lock.rs",
    "src/write/moving.rs",
    "src/write/ours.rs",
    "src/write/place.rs",
    "src/write/swap.rs",
    "src/write/system.rs",
];

fn files(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![Path::new(ROOT).join(folder)];
    while let Some(next) = open.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.insert(path.strip_prefix(ROOT).unwrap().to_str().unwrap().to_string(), text);
            }
        }
    }
    found
}

fn sources() -> BTreeMap<String, String> {
    files("src").into_iter().filter(|(path, _)| path.ends_with(".rs")).collect()
}

#[test]
fn only_the_two_ends_touch_the_world() {
    let excused: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| text.contains("clippy::disallowed_methods"))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(excused, ENDS);
}

#[test]
fn the_stages_between_name_no_module_of_the_world() {
    let world = ["std::fs", "std::env", "std::net", "std::process", "SystemTime", "Instant", "walkdir"];
    let strays: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| {
            ["src/parse", "src/resolve", "src/render", "src/search", "src/diagnostics", "src/moves", "src/pipeline"]
                .iter()
                .any(|stage| path.starts_with(stage))
        })
        .flat_map(|(path, text)| {
            world.iter().filter(|word| text.contains(**word)).map(move |word| format!("{path}: {word}"))
        })
        .collect();
    assert_eq!(strays, Vec::<String>::new());
}

/// Crates that any file may use: the languages of data and of its schema, JSON among them, and threads.
const EVERYWHERE: [&str; 4] = ["serde", "serde_json", "schemars", "rayon"];

/// Hashes name files, decide what is drawn again and hold what is cached. The connections of the server, its answers and
/// what they wait for stand on one runtime.
const IN_THREE: [&str; 2] = ["blake3", "tokio"];

#[test]
fn a_third_party_crate_is_named_in_one_file() {
    let manifest = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).unwrap();
    let sections = ["[dependencies]", "[target.'cfg(unix)'.dependencies]"]
        .map(|head| manifest.split(head).nth(1).unwrap().split("\n[").next().unwrap());
    let crates = sections
        .iter()
        .flat_map(|section| section.lines())
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "));
    for name in
        crates.map(|(name, _)| name.trim().replace('-', "_")).filter(|name| !EVERYWHERE.contains(&name.as_str()))
    {
        let users: BTreeSet<String> = sources()
            .into_iter()
            .filter(|(_, text)| text.contains(&format!("{name}::")))
            .map(|(path, _)| path)
            .collect();
        let allowed = match name.as_str() {
            name if IN_THREE.contains(&name) => 3,
            _ => 1,
        };
        assert!(users.len() <= allowed, "{name} is named in {users:?}");
        assert!(!users.is_empty(), "{name} is in Cargo.toml and in no source");
    }
}

#[test]
fn every_embedded_file_exists_and_every_file_is_embedded() {
    let listed = fs::read_to_string(Path::new(ROOT).join("src/render/embedded.rs")).unwrap();
    for folder in ["templates", "theme"] {
        // The sources of `js/search.bundle.js` are not published.
        for path in files(folder).keys().filter(|path| !path.starts_with("theme/js/search/")) {
            let below = path.split_once('/').unwrap().1;
            assert!(listed.contains(&format!("\"{below}\"")), "{path} is not in src/render/embedded.rs");
        }
    }
}

#[test]
fn no_file_has_outgrown_its_concept() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| text.lines().count() > 500)
        .map(|(path, text)| format!("{path}: {} lines", text.lines().count()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
    let theme: Vec<String> =
        files("theme").into_iter().filter(|(_, text)| text.lines().count() > 400).map(|(path, _)| path).collect();
    assert_eq!(theme, Vec::<String>::new());
}

#[test]
fn names_are_the_fields_and_not_our_drawer_labels() {
    let banned = ["utils", "helpers", "common", "manager", "misc"];
    let strays: Vec<String> =
        files("src").into_keys().filter(|path| banned.iter().any(|word| path.contains(word))).collect();
    assert_eq!(strays, Vec::<String>::new());
}

#[test]
fn the_theme_asks_no_other_host_and_writes_nothing_inline() {
    for (path, text) in files("theme").into_iter().chain(files("templates")) {
        for line in text.lines() {
            let outside = line.replace("http://www.w3.org/", "").contains("://");
            assert!(!outside, "{path}: {line}");
            let inline = [" style=\"", " onclick=", " onload=", "<style", "<script>", "javascript:"];
            let found = inline.iter().find(|word| path.ends_with(".html") && line.contains(**word));
            assert_eq!(found, None, "{path}: {line}");
        }
    }
}

#[test]
fn each_promise_names_tests_that_exist() {
    let promises = fs::read_to_string(Path::new(ROOT).join("SECURITY.md")).unwrap();
    let tests: String =
        files("tests").into_iter().filter(|(path, _)| path.ends_with(".rs")).map(|(_, text)| text).collect();
    let rows = promises.lines().filter(|line| line.starts_with("| ")).skip(2);
    for row in rows {
        let held_by = row.rsplit(" | ").next().unwrap();
        let names: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "{row}");
        for name in names {
            assert!(tests.contains(&format!("fn {name}()")), "{name} is no test");
        }
    }
}
