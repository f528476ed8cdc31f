//! The template engine: the one file that names it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera};

use crate::diagnostics::{self, Diagnostic};
use crate::parse::html::{has_stray_control, is_stray_control};

/// The site's templates, read and checked.
pub struct Templates {
    engine: Tera,
}

impl Templates {
    /// Reads the templates by their names.
    pub fn new(files: &BTreeMap<String, Arc<str>>) -> Result<Self, Diagnostic> {
        let mut engine = Tera::new();
        engine.set_escape_fn(escape);
        let templates = files.iter().map(|(name, text)| (name.as_str(), text.as_ref()));
        engine.add_raw_templates(templates).map_err(|error| problem(&error))?;
        Ok(Self { engine })
    }

    /// Renders one template with a view.
    pub fn render<V: Serialize>(&self, name: &str, view: &V) -> Result<String, Diagnostic> {
        let context = Context::from_serialize(view).map_err(|error| problem(&error))?;
        self.engine.render(name, &context).map_err(|error| problem(&error))
    }
}

/// As the engine does it, but without the control characters that YAML's escapes may bring: HTML forbids them.
fn escape(text: &str, html: &mut dyn Write) -> io::Result<()> {
    match has_stray_control(text) {
        true => tera::escape_html(&text.replace(is_stray_control, ""), html),
        false => tera::escape_html(text, html),
    }
}

fn problem(error: &tera::Error) -> Diagnostic {
    let mut message = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        message = format!("{message}\n{cause}");
        source = cause.source();
    }
    diagnostics::template(message.trim_start_matches("error: "))
}
