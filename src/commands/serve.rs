//! `floom-docs serve`: a site on this machine, kept up to date as it is edited.

use std::net::IpAddr;
use std::path::PathBuf;

pub use crate::serve::Said;

use crate::diagnostics::{self, Diagnostic};
use crate::serve::{self, Editor};

/// What to serve, and where.
pub struct Order {
    /// The folder of `docs.yaml`.
    pub site: PathBuf,
    /// The address to bind, if it is not that of this machine alone.
    pub host: Option<IpAddr>,
    /// The first port to try.
    pub port: u16,
    /// An editor's name, or the form of a URL that opens a place.
    pub editor: String,
}

/// Serves until the process is ended.
pub fn run(order: Order, say: &mut dyn FnMut(Said)) -> Result<(), Diagnostic> {
    let editor = Editor::new(&order.editor).map_err(|help| diagnostics::unknown_editor(&order.editor, help))?;
    serve::run(&serve::Order { site: order.site, host: order.host, port: order.port, editor }, say)
}
