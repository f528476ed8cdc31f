//! What the program can be told to do.

pub mod build;
pub mod new;
