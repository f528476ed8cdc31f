//! `check` finds what is broken, all of it, and nothing else: thirty places of a site are broken by a script that reads
//! pages in its own way. `FLOOM_BREAK_SITE=FOLDER cargo test --test breaking` breaks another site, in a copy.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "breaking/reading.rs"]
mod reading;
mod site;
#[path = "breaking/slips.rs"]
mod slips;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use reading::{Pages, Place, Reference};
use serde_json::Value;
use site::{Folder, files, floom_docs, own_site, stderr, stdout};
use slips::{Slip, single_nearest};

/// Files that pages take in where a site has too few such places, by their paths below the content folder.
const NOTE: (&str, &str) =
    ("_parts/breaking-note.md", "Ünder this line\n\n<!-- #region middle -->\nA note.\n<!-- #endregion -->\n");
const CALL: (&str, &str) =
    ("_parts/breaking-call.py", "import os\n\n# #region listing\nprint(os.listdir())\n# #endregion\n");

/// What is added to a page, in turn; the last two pages are not broken, so that each file stays in use.
const ADDED: [&str; 6] = [
    ":::include{file=\"_parts/breaking-note.md\"}",
    "```python file=\"_parts/breaking-call.py#listing\" title=\"Ö\"\n```",
    "```python title=\"Ö\" file=\"_parts/breaking-call.py\" lines=\"1-2\"\n```",
    ":::include{file=\"_parts/breaking-note.md#middle\"}",
    "```file=\"_parts/breaking-call.py\"\n```",
    ":::include{file=\"_parts/breaking-note.md\" lines=\"1\"}",
];

/// The turns in which a link gets a wrong folder and a wrong case; in the others it gets a slip.
const WRONG_FOLDER: usize = 3;
const WRONG_CASE: usize = 6;

/// What a place is turned into, and what is to be said of it.
#[derive(Debug)]
struct Break {
    place: Place,
    with: String,
    code: &'static str,
    help: Help,
}

/// What is to be suggested.
#[derive(Debug)]
enum Help {
    /// A path to this file.
    File(String),
    /// This text.
    Text(String),
    /// Nothing that can be known.
    Any,
}

#[test]
fn thirty_broken_places_are_found_each_at_its_place_and_nothing_else() {
    let folder = copied(&std::env::var("FLOOM_BREAK_SITE").map_or_else(|_| own_site().to_path_buf(), PathBuf::from));
    let untouched = check(&folder);
    let pages = prepared(&folder);
    let baseline = check(&folder);
    assert_eq!(baseline, untouched, "what is added has no fault");
    let breaks = thirty_breaks(&pages, &baseline);
    apply(&folder, &pages, &breaks);
    let found = check(&folder);
    let lost: Vec<_> = difference(&baseline, &found);
    let mut faults: Vec<String> = lost.iter().map(|problem| format!("no longer said: {problem}")).collect();
    faults.extend(unlike(&pages, &breaks, difference(&found, &baseline)));
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

fn copied(site: &Path) -> Folder {
    let config = std::fs::read_to_string(site.join("docs.yaml")).unwrap();
    let folder = Folder::with("breaking", &[("docs.yaml", &config)]);
    let content = content(&config);
    for part in [content.as_str(), "examples/"].into_iter().filter(|part| site.join(part).is_dir()) {
        for (path, bytes) in files(&site.join(part)) {
            folder.write(&format!("{part}{path}"), "");
            std::fs::write(folder.path(&format!("{part}{path}")), bytes).unwrap();
        }
    }
    folder
}

/// The content folder with `/` behind it.
fn content(config: &str) -> String {
    let named = config.lines().find_map(|line| line.strip_prefix("content:"));
    format!("{}/", named.unwrap_or("content").trim().trim_matches('/'))
}

/// The problems that `check` tells, sorted as texts.
fn check(folder: &Folder) -> Vec<Value> {
    let output = floom_docs().args(["check", "--format", "json", "--site"]).arg(&folder.0).output().unwrap();
    let problems: Value = serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    let mut problems = problems.as_array().unwrap().clone();
    problems.sort_by_key(Value::to_string);
    problems
}

/// What is in the first and not in the second, as often as it is.
fn difference(first: &[Value], second: &[Value]) -> Vec<Value> {
    let mut second = second.to_vec();
    let is_more = |problem: &&Value| match second.iter().position(|other| other == *problem) {
        Some(at) => {
            second.swap_remove(at);
            false
        }
        None => true,
    };
    first.iter().filter(is_more).cloned().collect()
}

fn read_pages(folder: &Folder) -> Pages {
    let content = content(&std::fs::read_to_string(folder.path("docs.yaml")).unwrap());
    let is_page = |path: &String| path.ends_with(".md") && !path.split('/').any(|part| part.starts_with(['_', '.']));
    let texts = files(&folder.path(&content)).into_iter().filter(|(path, _)| is_page(path));
    let texts = texts.map(|(path, bytes)| (format!("{content}{path}"), String::from_utf8(bytes).unwrap()));
    let is_published = |(_, text): &(String, String)| !text.lines().take(20).any(|line| line == "draft: true");
    Pages { texts: texts.filter(is_published).collect(), content, files: files(&folder.0).into_keys().collect() }
}

/// The pages, with ten places that take in files and a definition, added at the ends of pages where there are too few.
fn prepared(folder: &Folder) -> Pages {
    let pages = read_pages(folder);
    for (path, text) in [NOTE, CALL] {
        folder.write(&format!("{}{path}", pages.content), text);
    }
    let missing = 10 - breakable_references(&pages).len().min(10);
    let added = ADDED.iter().cycle().take(missing).chain([&ADDED[0], &ADDED[2]]);
    let every = (pages.texts.len() / (missing + 2)).max(1);
    for ((file, text), added) in pages.texts.iter().step_by(every).zip(added) {
        folder.write(file, &format!("{}\n\n{added}\n", text.trim_end()));
    }
    let pages = read_pages(folder);
    let leads_on = |place: &Place| target(&pages, place).is_some();
    if !pages.definitions().iter().any(leads_on) {
        let (file, text) = pages.texts.first_key_value().unwrap();
        let to = relative(&pages, pages.texts.last_key_value().unwrap().0);
        folder.write(file, &format!("{}\n\nÜ [more][to break].\n\n[to break]: /{to}\n", text.trim_end()));
    }
    read_pages(folder)
}

fn relative<'a>(pages: &Pages, file: &'a str) -> &'a str {
    file.strip_prefix(&pages.content).unwrap()
}

/// All but the first that name a file, so that no file falls out of use.
fn breakable_references(pages: &Pages) -> Vec<Reference> {
    let mut kept = BTreeSet::new();
    let path = |reference: &Reference| reference.file.written.split('#').next().unwrap().to_string();
    let mut references = pages.references();
    references.reverse();
    references.retain(|reference| !kept.insert(path(reference)));
    references.reverse();
    references
}

fn thirty_breaks(pages: &Pages, baseline: &[Value]) -> Vec<Break> {
    let mut free = Free { pages, taken: baseline.iter().filter_map(line_of).collect() };
    let definitions = free.chosen(&pages.definitions(), 1, broken_page);
    let all = [pages.links(), pages.definitions()].concat();
    let links = free.chosen(&all, 9, broken_page);
    let is_own = |place: &Place| place.written.starts_with('#');
    let (own, other): (Vec<Place>, Vec<Place>) = all.into_iter().partition(is_own);
    let mut anchors = free.chosen(&own, 5, broken_anchor);
    anchors.extend(free.chosen(&other, 10 - anchors.len(), broken_anchor));
    let references = breakable_references(pages).into_iter().take(10);
    let files = references.enumerate().map(|(at, reference)| broken_reference(pages, &reference, at)).collect();
    let groups: [Vec<Break>; 4] = [links, definitions, anchors, files];
    assert_eq!(groups.each_ref().map(Vec::len), [9, 1, 10, 10], "the site has too few places");
    groups.into_iter().flatten().collect()
}

fn line_of(problem: &Value) -> Option<(String, usize)> {
    Some((problem["path"].as_str()?.to_string(), problem["start"]["line"].as_u64()? as usize))
}

/// The lines that have no fault yet, and are not broken.
struct Free<'p> {
    pages: &'p Pages,
    taken: BTreeSet<(String, usize)>,
}

impl Free<'_> {
    /// Breaks as many places, from each file in turn.
    fn chosen(
        &mut self,
        places: &[Place],
        count: usize,
        broken: impl Fn(&Pages, &Place, usize) -> Option<Break>,
    ) -> Vec<Break> {
        let mut found = Vec::new();
        for place in spread(places, count) {
            let line = (place.file.clone(), line_column(self.pages, place).0);
            if found.len() == count || self.taken.contains(&line) {
                continue;
            }
            if let Some(broken) = broken(self.pages, place, found.len()) {
                self.taken.insert(line);
                found.push(broken);
            }
        }
        found
    }
}

/// The places in an order in which the files take turns, beginning with files that lie apart.
fn spread(places: &[Place], count: usize) -> Vec<&Place> {
    let mut by_file: BTreeMap<&str, Vec<&Place>> = BTreeMap::new();
    places.iter().for_each(|place| by_file.entry(&place.file).or_default().push(place));
    let step = (by_file.len() / count.max(1)).max(1);
    let mut ranked: Vec<((usize, usize, usize), &Place)> = Vec::new();
    for (number, places) in by_file.into_values().enumerate() {
        ranked.extend(places.into_iter().enumerate().map(|(turn, place)| ((turn, number % step, number), place)));
    }
    ranked.sort();
    ranked.into_iter().map(|(_, place)| place).collect()
}

/// Line and column from 1, in characters.
fn line_column(pages: &Pages, place: &Place) -> (usize, usize) {
    let before = &pages.texts[&place.file][..place.start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Path and what follows it; none where the script cannot read the destination.
fn parts(place: &Place) -> Option<(&str, &str)> {
    let is_plain = !place.written.contains([':', '%', '?', '{', '&', '\\']) && !place.written.starts_with("//");
    let end = place.written.find('#').unwrap_or(place.written.len());
    is_plain.then(|| place.written.split_at(end))
}

fn target<'p>(pages: &'p Pages, place: &Place) -> Option<&'p str> {
    pages.target(&place.file, parts(place)?.0)
}

/// A link with a slip in the name of its file.
fn broken_page(pages: &Pages, place: &Place, turn: usize) -> Option<Break> {
    let (path, rest) = parts(place)?;
    let target = target(pages, place).filter(|_| !path.is_empty())?;
    let (start, end) = name_in(path);
    let name = path.get(start..end).filter(|name| name.contains(char::is_alphabetic))?;
    let broken = match turn {
        WRONG_FOLDER => format!("elsewhere/{}", Some(name).filter(|name| is_single(pages, target, name))?),
        WRONG_CASE => Some(capitalised(name)).filter(|broken| broken != name)?,
        turn => [Slip::Swap, Slip::Drop, Slip::Double][turn % 3].in_name(name)?,
    };
    let with = format!("{}{broken}{}", &path[..start], &path[end..]);
    if pages.target(&place.file, &with).is_some() {
        return None;
    }
    let is_near = turn == WRONG_FOLDER || single_page(pages, place, &with) == Some(target);
    let help = if is_near { Help::File(target.to_string()) } else { Help::Any };
    Some(Break { place: place.clone(), with: with + rest, code: "broken-link", help })
}

/// Where the name of the file or folder stands in a path.
fn name_in(path: &str) -> (usize, usize) {
    let bare = path.trim_end_matches('/');
    let start = bare.rfind('/').map_or(0, |at| at + 1);
    (start, start + bare[start..].find('.').unwrap_or(bare.len() - start))
}

/// Whether a page has this name, and no other page has it.
fn is_single(pages: &Pages, page: &str, name: &str) -> bool {
    let file = format!("/{name}.md");
    page.ends_with(&file) && pages.texts.keys().filter(|page| page.ends_with(&file)).count() == 1
}

fn capitalised(name: &str) -> String {
    let first = name.chars().next().unwrap_or_default();
    first.to_uppercase().chain(name.chars().skip(1)).collect()
}

/// The page that is nearest to a path, by its file or by its folder if it stands for one.
fn single_page<'p>(pages: &'p Pages, place: &Place, path: &str) -> Option<&'p str> {
    let path = pages.joined(&place.file, path)?;
    let path = path.trim_end_matches(".md").trim_end_matches(".html");
    let forms = |file: &'p String| {
        let bare = file.trim_end_matches(".md");
        [Some(bare), bare.strip_suffix("/index")].into_iter().flatten().map(move |form| (form, file.as_str()))
    };
    let forms: BTreeMap<&str, &str> = pages.texts.keys().flat_map(forms).collect();
    single_nearest(path, forms.keys().copied()).map(|form| forms[form])
}

/// A link with another letter in its anchor.
fn broken_anchor(pages: &Pages, place: &Place, _: usize) -> Option<Break> {
    let (path, rest) = parts(place)?;
    let anchor = rest.strip_prefix('#')?;
    let ids = pages.ids(target(pages, place)?);
    let broken = Slip::Change.in_name(anchor).filter(|broken| ids.contains(anchor) && !ids.contains(broken))?;
    let is_near = single_nearest(&broken, ids.iter().map(String::as_str)) == Some(anchor);
    let help = if is_near { Help::Text(format!("#{anchor}")) } else { Help::Any };
    Some(Break { place: place.clone(), with: format!("{path}#{broken}"), code: "broken-anchor", help })
}

/// A file that is taken in, with a slip in its region, else other lines, else a slip in its path.
fn broken_reference(pages: &Pages, reference: &Reference, turn: usize) -> Break {
    let place = reference.file.clone();
    if let Some(lines) = &reference.lines {
        let with = format!("{}99", lines.written);
        return Break { place: lines.clone(), with, code: "lines-out-of-range", help: Help::Any };
    }
    if let Some((path, region)) = place.written.split_once('#') {
        let with = format!("{path}#{}", Slip::Change.in_name(region).unwrap());
        let help = Help::Text(format!("#{region}"));
        return Break { with, code: "missing-region", help, place };
    }
    let stem = place.written.rfind('.').unwrap_or(place.written.len());
    let start = place.written.rfind('/').map_or(0, |at| at + 1);
    let slip = [Slip::Swap, Slip::Drop, Slip::Double][turn / 2 % 3].in_name(&place.written[start..stem]).unwrap();
    let with = format!("{}{slip}{}", &place.written[..start], &place.written[stem..]);
    let help = Help::File(pages.taken_in(&place));
    Break { with, code: "missing-snippet", help, place }
}

fn apply(folder: &Folder, pages: &Pages, breaks: &[Break]) {
    for (file, text) in &pages.texts {
        let mut own: Vec<&Break> = breaks.iter().filter(|one| one.place.file == *file).collect();
        own.sort_by_key(|one| std::cmp::Reverse(one.place.start));
        let mut text = text.clone();
        own.iter().for_each(|Break { place, with, .. }| {
            text.replace_range(place.start..place.start + place.written.len(), with);
        });
        folder.write(file, &text);
    }
}

/// What is said and should not be, and what should be said otherwise.
fn unlike(pages: &Pages, breaks: &[Break], mut found: Vec<Value>) -> Vec<String> {
    let mut faults = Vec::new();
    for broken in breaks {
        let (line, column) = line_column(pages, &broken.place);
        let is_it = |problem: &Value| {
            problem["path"] == broken.place.file
                && problem["code"] == broken.code
                && (&problem["start"]["line"], &problem["start"]["column"]) == (&line.into(), &column.into())
        };
        let shown = format!("{}:{line}:{column} {} for `{}`", broken.place.file, broken.with, broken.place.written);
        match found.iter().position(is_it).map(|at| found.swap_remove(at)) {
            Some(problem) if helps(pages, broken, &problem) => {}
            Some(problem) => faults.push(format!("wrong help: {shown}: {:?} and not {}", broken.help, problem["help"])),
            None => faults.push(format!("not found: {shown}, {}", broken.code)),
        }
    }
    faults.extend(found.iter().map(|problem| format!("beyond what is broken: {problem}")));
    faults
}

fn helps(pages: &Pages, broken: &Break, problem: &Value) -> bool {
    let help = problem["help"].as_str().unwrap_or("");
    let suggested = help.strip_prefix("did you mean `").and_then(|help| help.strip_suffix("`?")).unwrap_or("");
    let path = suggested.split('#').next().unwrap();
    match &broken.help {
        Help::Any => true,
        Help::Text(text) => suggested == text,
        Help::File(file) => pages.joined(&broken.place.file, path).as_ref() == Some(file),
    }
}
