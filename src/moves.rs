//! Moves a page or a folder of pages: what is to be written where so that nothing leads elsewhere afterwards. Pure.

mod addresses;
mod destinations;
mod edits;
mod files;
pub mod names;
mod navs;
mod proof;
mod relocation;
mod world;
mod yaml_text;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use edits::{Replacement, replaced, replaced_text};
pub use relocation::Relocation;

use crate::diagnostics::{self, Diagnostic};
use crate::parse::Pages;
use crate::pipeline::{self, Progress, State};
use crate::read::Inputs;
use crate::resolve::routes::source_path;
use crate::source::{PagePath, join};

use addresses::Moved;
use destinations::Rewriting;
use edits::Edits;
use navs::Navs;
use world::World;

/// All that a move does.
#[derive(Debug)]
pub struct Plan {
    /// The old path, relative to the site's root.
    pub from: String,
    /// The new one.
    pub to: String,
    /// What is written into which file, by the files' paths before the move.
    pub edits: BTreeMap<String, Vec<Replacement>>,
    /// The paths of those files after the move.
    pub files: BTreeMap<String, String>,
    /// How many links, images and names of files are written anew, and in how many files.
    pub links: (usize, usize),
    /// The addresses that become aliases.
    pub aliases: Vec<String>,
    /// What is done to the nav, a sentence each.
    pub navs: Vec<String>,
}

/// Plans a move; nothing may be written if there is a problem.
pub fn plan(inputs: &Inputs, relocation: &Relocation) -> Result<Plan, Vec<Diagnostic>> {
    let mut state = State::default();
    let built = pipeline::build(&mut state, inputs, &Progress::default());
    let pages = state.pages().clone();
    let before = World::before(inputs, &pages);
    let after = before.after(inputs, relocation);
    taken_address(relocation, &before, &after)?;
    let texts = inputs.sources();
    let rewriting = Rewriting { relocation, before: &before, after: &after, texts: &texts };
    let mut edits = links(inputs, &pages, &rewriting)?;
    let links = edits.replacements();
    let links = (links.values().map(Vec::len).sum(), links.len());
    let aliases = aliases(inputs, &pages, &rewriting, &mut edits)?;
    let navs = Navs { inputs, pages: &pages, relocation }.edit(&mut edits)?;
    let edits = edits.replacements();
    let problems = proof::new_problems(inputs, &(state, built), relocation, &edits);
    if !problems.is_empty() {
        return Err(problems);
    }
    let files = edits.keys().map(|file| (file.clone(), relocation.in_site(file))).collect();
    let [from, to] = [&relocation.from, &relocation.to].map(|path| join(&relocation.content, path).0);
    Ok(Plan { from, to, edits, files, links, aliases, navs })
}

/// A page must not come to the address of another.
fn taken_address(relocation: &Relocation, before: &World, after: &World) -> Result<(), Vec<Diagnostic>> {
    let lower = |path: &PagePath| after.routes[path].0.to_lowercase();
    let owners: BTreeMap<String, &PagePath> =
        after.routes.keys().filter(|path| before.routes.contains_key(*path)).map(|path| (lower(path), path)).collect();
    let moved = before.routes.keys().filter(|path| relocation.moves(path));
    let taken = moved.filter_map(|path| {
        let new = relocation.page(path);
        let owner = owners.get(&lower(&new)).filter(|owner| ***owner != new)?;
        let [file, owner] = [path, owner].map(|path| source_path(&relocation.content, path));
        Some(diagnostics::address_taken(&after.routes[&new].0, &owner).in_file(&file))
    });
    let taken: Vec<Diagnostic> = taken.collect();
    if taken.is_empty() { Ok(()) } else { Err(taken) }
}

fn links(inputs: &Inputs, pages: &Pages, rewriting: &Rewriting) -> Result<Edits, Vec<Diagnostic>> {
    let mut edits = Edits::default();
    let mut problems = Vec::new();
    let files = files::known(inputs).into_iter().map(|path| rewriting.relocation.in_site(&path)).collect();
    for (path, page) in pages {
        rewriting.links(path, page, &mut edits, &mut problems);
        for taken in &page.taken {
            rewriting.file(taken, &inputs.snippets, &files, &mut edits, &mut problems);
        }
    }
    problems.sort();
    problems.dedup();
    if problems.is_empty() { Ok(edits) } else { Err(problems) }
}

fn aliases(
    inputs: &Inputs,
    pages: &Pages,
    rewriting: &Rewriting,
    edits: &mut Edits,
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let counted = files::with_counted_lines(inputs, pages);
    let mut aliases = Vec::new();
    let mut problems = Vec::new();
    for (path, page) in pages.iter().filter(|(path, _)| rewriting.relocation.moves(path)) {
        let file = source_path(&rewriting.relocation.content, path);
        let new = rewriting.relocation.page(path);
        let text: &Arc<str> = &rewriting.texts[&file];
        let before = (path, &rewriting.before.routes[path]);
        let after = (&new, &rewriting.after.routes[&new]);
        let has_counted_lines = counted.contains(&file);
        match (Moved { file: &file, text, has_counted_lines, page, before, after }).aliases(edits) {
            Ok(alias) => aliases.extend(alias),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(aliases) } else { Err(problems) }
}
