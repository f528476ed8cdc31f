//! How long the stages of a build take, for `build --timings`. No output depends on it.
#![allow(clippy::disallowed_methods)]

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What is measured; stages in the order in which they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Disk and git to memory.
    Read,
    /// Pages alone, with their code.
    Parse,
    /// Routes, nav and links.
    Resolve,
    /// Views and templates.
    Render,
    /// Twins, `llms.txt`, sitemap, feed; beside the search.
    Syndicate,
    /// The search index and its files.
    Search,
    /// The pictures of pages.
    Cards,
    /// Files to the disk, beside the search, until the new output stands in its place.
    Write,
    /// The colours of code: part of the parsing, added up over all threads.
    Highlight,
}

const STAGES: [(Stage, &str); 9] = [
    (Stage::Read, "read"),
    (Stage::Parse, "parse"),
    (Stage::Resolve, "resolve"),
    (Stage::Render, "render"),
    (Stage::Syndicate, "twins and lists"),
    (Stage::Search, "search"),
    (Stage::Cards, "cards"),
    (Stage::Write, "write"),
    (Stage::Highlight, "highlighting, all threads"),
];

/// The time that each stage has taken in this process, in nanoseconds.
static SPENT: [AtomicU64; STAGES.len()] = [const { AtomicU64::new(0) }; STAGES.len()];

/// What is counted: the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Blocks of code that went through a grammar.
    Coloured,
    /// Templates of the nav that were rendered.
    Navs,
    /// Cards drawn.
    Cards,
    /// Files written to the output.
    Written,
}

const COUNTS: [(Count, &str); 4] = [
    (Count::Coloured, "blocks of code coloured"),
    (Count::Navs, "navs rendered"),
    (Count::Cards, "cards drawn"),
    (Count::Written, "files written"),
];

static COUNTED: [AtomicUsize; COUNTS.len()] = [const { AtomicUsize::new(0) }; COUNTS.len()];

/// Counts more of something.
pub fn count(what: Count, more: usize) {
    COUNTED[what as usize].fetch_add(more, Ordering::Relaxed);
}

/// Does some work of a stage.
pub fn measured<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    let spent = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
    SPENT[stage as usize].fetch_add(spent, Ordering::Relaxed);
    result
}

/// A line a stage with its time in milliseconds, and a line for each count.
pub fn table() -> String {
    let line = |(stage, name): &(Stage, &str)| {
        let spent = Duration::from_nanos(SPENT[*stage as usize].load(Ordering::Relaxed));
        format!("{name:<28}{:>10.1} ms\n", spent.as_secs_f64() * 1000.0)
    };
    let count =
        |(count, name): &(Count, &str)| format!("{name:<28}{:>10}\n", COUNTED[*count as usize].load(Ordering::Relaxed));
    STAGES.iter().map(line).chain(COUNTS.iter().map(count)).collect()
}
