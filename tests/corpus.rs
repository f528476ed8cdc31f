//! Every input that fuzzing has kept goes through what its target asserts, without the fuzzer.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "../fuzz/checks.rs"]
mod checks;

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, panic};

/// An input that takes longer hangs: the fuzzer's own limit is two seconds, in a faster build on a quiet machine.
const GUARD: Duration = Duration::from_secs(30);

fn holds(target: &str) {
    let check = checks::CHECKS.iter().find(|(name, _)| *name == target).unwrap().1;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut inputs: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    assert!(inputs.len() > 20, "{} inputs in {}", inputs.len(), folder.display());
    let mut failed = Vec::new();
    for input in inputs {
        let bytes = fs::read(&input).unwrap();
        let begun = Instant::now();
        if panic::catch_unwind(|| check(&bytes)).is_err() || begun.elapsed() > GUARD {
            failed.push(input);
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_kept_config_holds() {
    holds("config");
}

#[test]
fn every_kept_fence_holds() {
    holds("fence");
}

#[test]
fn every_kept_front_matter_holds() {
    holds("front_matter");
}

#[test]
fn every_kept_page_holds() {
    holds("page");
}

#[test]
fn every_kept_text_is_tokenised_in_order() {
    holds("tokenizer");
}
