//! One number for all that a build depends on.

use rayon::prelude::*;

use super::draw::{ViewHash, hash_of};
use crate::parse::snippets::{Snippet, Snippets};
use crate::read::Inputs;

/// The 128 bits that stand for inputs: equal ones give equal outputs.
pub type Fingerprint = [u8; 16];

/// Inputs as a number.
pub fn fingerprint(inputs: &Inputs) -> Fingerprint {
    let Inputs { config_source, base_path, config, folder_navs, urls_lock, problems, date_problems, .. } = inputs;
    let navs: Vec<_> = folder_navs.iter().map(|(folder, source)| (folder, &source.text)).collect();
    let (dates, commit) = ((inputs.dates.as_ref(), inputs.added.as_ref()), &inputs.commit);
    let lock = urls_lock.as_ref().map(|source| &source.text);
    let font = inputs.card_font.0.as_deref();
    let settings = (font, &config_source.text, &config.base_url.value, base_path, navs, lock);
    let around = (&inputs.private, &inputs.templates, dates, commit);
    // A file that could not be read is nowhere else.
    let unread = (problems, date_problems);
    hash_of(&(settings, around, unread, files(inputs), snippets(&inputs.snippets)))
}

/// Pages, files beside them and the theme, each alone, so that all processors hash.
fn files(inputs: &Inputs) -> [Vec<ViewHash>; 3] {
    let pages = inputs.pages.par_iter().map(|(path, source)| hash_of(&(path, &source.text))).collect();
    let assets = inputs.assets.par_iter().map(|file| hash_of(&file)).collect();
    [pages, assets, inputs.theme.par_iter().map(|file| hash_of(&file)).collect()]
}

fn snippets(snippets: &Snippets) -> ViewHash {
    let text = |(path, snippet): (&String, &Snippet)| match snippet {
        Snippet::Text(text) => hash_of(&(path, text)),
        Snippet::Unreadable(why) => hash_of(&(path, why, "unreadable")),
    };
    let files: Vec<ViewHash> = snippets.files.iter().map(text).collect();
    hash_of(&(files, &snippets.neighbours, &snippets.looked_for))
}
