//! Views to bytes: templates and assets. Pure.

pub mod active;
pub mod assets;
pub mod code_host;
mod contributions;
mod document;
pub mod embedded;
pub mod nav;
pub mod policy;
mod structured_data;
mod svg;
pub mod templates;
pub mod view;
pub mod viewer;
