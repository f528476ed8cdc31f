//! `floom-docs schema`: what editors must know of the YAML that authors write.

use std::path::Path;

use crate::diagnostics::{self, Diagnostic};
use crate::schema::Document;
use crate::write;

/// The schema of a document; with a folder, the schemas of all are written there.
pub fn run(document: Document, out: Option<&Path>) -> Result<String, Diagnostic> {
    let Some(out) = out else { return Ok(document.schema()) };
    for document in Document::ALL {
        let path = out.join(document.file_name());
        let text = document.schema() + "\n";
        let failed = |error| diagnostics::io(&path.display().to_string(), "write", &error);
        write::replace_file(&path, text.as_bytes()).map_err(failed)?;
    }
    let names = Document::ALL.map(Document::file_name).join(", ");
    Ok(format!("wrote {names} to {}", out.display()))
}
