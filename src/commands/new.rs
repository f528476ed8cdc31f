//! `floom-docs new DIR`: a small site that builds at once.

use std::path::Path;

use crate::diagnostics::Diagnostic;
use crate::write;

const STARTER: [(&str, &str); 5] = [
    ("docs.yaml", include_str!("starter/docs.yaml")),
    (".gitignore", include_str!("starter/gitignore")),
    ("content/index.md", include_str!("starter/content/index.md")),
    ("content/guide/index.md", include_str!("starter/content/guide/index.md")),
    ("content/guide/first-page.md", include_str!("starter/content/guide/first-page.md")),
];

/// Lays the starter down.
pub fn run(folder: &Path) -> Result<String, Diagnostic> {
    write::lay_down(folder, &STARTER)?;
    let shown = folder.display();
    Ok(format!("laid down a new site in {shown}\nbuild it: floom-docs build --site {shown}"))
}
