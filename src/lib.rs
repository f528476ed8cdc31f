//! floom-docs: Markdown in, a documentation site out.
//!
//! One pipeline, `read -> parse -> resolve -> render -> write`; [`pipeline`] is its main flow.

pub mod cli;
mod commands;
pub mod config;
pub mod diagnostics;
mod external;
mod fixes;
pub mod git_dates;
mod moves;
pub mod parse;
pub mod pipeline;
pub mod read;
pub mod render;
pub mod resolve;
pub mod schema;
pub mod search;
pub mod source;
pub mod write;
mod yaml;
