//! floom-docs: Markdown in, a documentation site out.
//!
//! One pipeline, `read -> parse -> resolve -> render -> write`; [`pipeline`] is its main flow.

pub mod cache;
pub mod cards;
pub mod cli;
mod commands;
mod compress;
pub mod config;
pub mod diagnostics;
mod external;
pub mod fixes;
pub mod git_dates;
mod moves;
pub mod parse;
pub mod pipeline;
pub mod read;
pub mod render;
pub mod resolve;
pub mod schema;
pub mod search;
mod serve;
pub mod source;
pub mod syndication;
pub mod timings;
pub mod urls;
pub mod write;
mod yaml;

/// The system's own allocator leaves holes that grow with every edit of a site that is served; this one is faster too.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
