//! `check --fix`: the changes that are certain, and nothing else. Pure.

mod front_matter;

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;
use crate::moves::{Replacement, replaced_text};
use crate::read::Inputs;
use crate::source::Span;

/// What is written anew.
#[derive(Debug, Default)]
pub struct Fixes {
    /// The new texts by the paths of their files, relative to the site's root.
    pub files: BTreeMap<String, String>,
    /// Links that lead to where their page is now.
    pub links: usize,
    /// Keys that are written as ours.
    pub keys: usize,
}

/// Finds what can be put right in a site with these diagnostics.
pub fn fixes(inputs: &Inputs, diagnostics: &[Diagnostic]) -> Fixes {
    let sources = inputs.sources();
    let mut fixes = Fixes::default();
    let mut wanted: BTreeMap<&str, Vec<Replacement>> = BTreeMap::new();
    for diagnostic in diagnostics {
        // What a variable stands for is not written here.
        let is_spelled_out = |span: Span| {
            sources
                .get(&diagnostic.path)
                .and_then(|text| text.get(span.start..span.end))
                .is_some_and(|text| !text.contains("{{"))
        };
        if let (Some(span), Some(with)) = (diagnostic.span.filter(|span| is_spelled_out(*span)), &diagnostic.fix) {
            wanted.entry(&diagnostic.path).or_default().push(Replacement { span, with: with.clone() });
            fixes.links += 1;
        }
    }
    for page in inputs.pages.values() {
        let keys = front_matter::canonical_keys(&page.text);
        if !keys.replacements.is_empty() {
            fixes.keys += keys.count;
            wanted.entry(&page.path).or_default().extend(keys.replacements);
        }
    }
    for (path, mut replacements) in wanted {
        replacements.sort_by_key(|replacement| replacement.span);
        replacements.dedup_by_key(|replacement| replacement.span);
        if let (Some(text), true) = (sources.get(path), are_apart(&replacements)) {
            fixes.files.extend(replaced_text(text, &replacements).map(|text| (path.to_string(), text)));
        }
    }
    fixes
}

fn are_apart(replacements: &[Replacement]) -> bool {
    let spans: Vec<Span> = replacements.iter().map(|replacement| replacement.span).collect();
    spans.windows(2).all(|pair| pair[0].end <= pair[1].start)
}
