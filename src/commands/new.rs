//! `floom-docs new DIR`: a small site that builds at once, and a workflow for it if that is asked for.

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

/// What builds and publishes a site whenever its pages change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workflow {
    /// GitHub Actions, to GitHub Pages.
    GithubPages,
}

impl Workflow {
    fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::GithubPages => (".github/workflows/docs.yml", include_str!("starter/github/docs.yml")),
        }
    }

    /// What is left to do by hand.
    fn words(self) -> &'static str {
        match self {
            Self::GithubPages => {
                "publish it: set `base_url` in docs.yaml, choose \"GitHub Actions\" in the repository's settings under \
                 Pages, and push to `main`"
            }
        }
    }
}

/// Lays the starter down.
pub fn run(folder: &Path, workflow: Option<Workflow>) -> Result<String, Diagnostic> {
    let files: Vec<_> = STARTER.into_iter().chain(workflow.map(Workflow::file)).collect();
    write::lay_down(folder, &files)?;
    let shown = folder.display();
    let publish = workflow.map(|workflow| format!("\n{}", workflow.words())).unwrap_or_default();
    Ok(format!("laid down a new site in {shown}\nbuild it: floom-docs build --site {shown}{publish}"))
}
