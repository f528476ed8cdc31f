//! Hostile sites through the real program: each ends by itself, says what it should at the place where it is, and gives
//! nobody what is not theirs. The sites stand in `*.sites` beside this file; `form.rs` says how they are written.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "../spec/dangers.rs"]
#[allow(dead_code)]
mod dangers;
mod form;
mod outputs;
mod run;
#[path = "../site/mod.rs"]
mod site;
#[path = "../spec/tokens.rs"]
#[allow(dead_code)]
mod tokens;
mod verdict;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fs, thread};

use form::Site;

const FOLDER: &str = "tests/hostile";
/// As many as the machine that tests has cores: what is slow here must not be so because of its neighbours.
const AT_ONCE: usize = 2;

/// What came of one site.
struct Outcome {
    site: Site,
    /// What is not as it should be.
    faults: Vec<String>,
    time: Duration,
    /// The most memory that it held, in bytes.
    memory: u64,
}

/// The sites of all topics, by the files in which they stand.
fn sites() -> Vec<Site> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "sites"));
    files.sort();
    files.iter().flat_map(|path| form::read(&fs::read_to_string(path).unwrap(), path)).collect()
}

fn outcomes(sites: Vec<Site>) -> Vec<Outcome> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(site) = sites.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = outcome(site.clone());
                    done.lock().unwrap().push(outcome);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|outcome| (outcome.site.file.clone(), outcome.site.line));
    done
}

fn outcome(site: Site) -> Outcome {
    let stage = run::Stage::of(&site);
    let ended = stage.run(&site);
    let faults = verdict::faults(&site, &stage, &ended);
    Outcome { site, faults, time: ended.time, memory: ended.memory }
}

#[test]
fn every_hostile_site_has_its_verdict() {
    let only = std::env::var("ONLY").unwrap_or_default();
    let sites: Vec<Site> = sites().into_iter().filter(|site| site.name.contains(&only)).collect();
    let names: BTreeSet<&str> = sites.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(names.len(), sites.len(), "two sites have one name");
    assert!(sites.len() >= 120 || !only.is_empty(), "{} sites", sites.len());
    let outcomes = outcomes(sites);
    let mut told = String::new();
    for Outcome { site, faults, .. } in outcomes.iter().filter(|outcome| !outcome.faults.is_empty()) {
        told.push_str(&format!("{}: {}\n{}\n\n", site.place(), site.name, faults.join("\n")));
    }
    summarise(&outcomes);
    assert!(told.is_empty(), "\n{told}");
}

/// For whoever asks with `--nocapture`.
fn summarise(outcomes: &[Outcome]) {
    let mut by_time: Vec<&Outcome> = outcomes.iter().collect();
    by_time.sort_by_key(|outcome| std::cmp::Reverse(outcome.time));
    let mut by_memory = by_time.clone();
    by_memory.sort_by_key(|outcome| std::cmp::Reverse(outcome.memory));
    println!("{} hostile sites", outcomes.len());
    for outcome in by_time.iter().take(10) {
        println!("slow: {:.1} s, {}", outcome.time.as_secs_f64(), outcome.site.name);
    }
    for outcome in by_memory.iter().take(5) {
        println!("large: {} MB, {}", outcome.memory / 1_000_000, outcome.site.name);
    }
}
