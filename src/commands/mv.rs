//! `floom-docs mv OLD NEW`: a page or a folder of pages to another place.

use std::path::{Path, PathBuf};

use crate::commands::{Report, sources_of};
use crate::diagnostics::{Diagnostic, visible};
use crate::moves::{self, Plan, names};
use crate::read::{self, Inputs, Unreadable};
use crate::write;

/// What to move, and where to.
pub struct Order {
    /// The folder of `docs.yaml`.
    pub site: PathBuf,
    /// The page or folder.
    pub old: String,
    /// Where it is to be.
    pub new: String,
    /// Whether it is only told what would be done.
    pub dry_run: bool,
}

/// Plans the move, and does it if nothing stands against it; the lines that say what was done.
pub fn run(order: &Order) -> Result<Vec<String>, Report> {
    let inputs = match read::read(&order.site, None) {
        Ok(inputs) => inputs,
        Err(Unreadable { diagnostics, sources }) => {
            return Err(Report { diagnostics, sources, done: None, external: None, fixed: None });
        }
    };
    let refused = |diagnostics: Vec<Diagnostic>| sources_of(&inputs, diagnostics);
    let plan = plan(order, &inputs).map_err(refused)?;
    let mut words = words(&plan, order.dry_run);
    if !order.dry_run {
        words.extend(write::relocate(&order.site, &plan).map_err(|problem| refused(vec![problem]))?);
    }
    Ok(words.iter().map(|line| visible(line).into_owned()).collect())
}

fn plan(order: &Order, inputs: &Inputs) -> Result<Plan, Vec<Diagnostic>> {
    let content = inputs.config.content.value.as_str();
    let [old, new] = [&order.old, &order.new].map(|text| names::Written {
        text: text.clone(),
        readings: read::readings(&order.site, content, Path::new(text)),
    });
    let on_disk = |path: &str| read::kind(&order.site.join(path));
    let relocation = names::relocation(inputs, &old, &new, &on_disk).map_err(|problem| vec![problem])?;
    moves::plan(inputs, &relocation)
}

fn words(plan: &Plan, dry_run: bool) -> Vec<String> {
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let mut words = vec![format!("moved {} to {}", plan.from, plan.to)];
    let (links, files) = plan.links;
    if links > 0 {
        words.push(format!("rewrote {} in {}", counted(links, "link"), counted(files, "file")));
    }
    match &plan.aliases[..] {
        [] => {}
        [alias] => words.push(format!("added the alias {alias}")),
        [first, ..] => words.push(format!("added {} aliases, such as {first}", plan.aliases.len())),
    }
    words.extend(plan.navs.iter().cloned());
    if dry_run { words.iter().map(|line| would(line)).collect() } else { words }
}

/// `rewrote 5 links` to `would rewrite 5 links`.
fn would(line: &str) -> String {
    const WORDS: [(&str, &str); 6] = [
        ("wrote", "write"),
        ("moved", "move"),
        ("rewrote", "rewrite"),
        ("added", "add"),
        ("renamed", "rename"),
        ("removed", "remove"),
    ];
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let infinitive = WORDS.iter().find(|(past, _)| *past == word).map_or(word, |(_, infinitive)| infinitive);
    format!("would {infinitive} {rest}")
}
