//! The guide, held against the program: each example is built, and what is said of messages and names is so.
//!
//! `tests/guide/PAGE.html` holds what came of a page's examples, each under its heading and its number there.
//! `BLESS=1 cargo test --test guide` writes it anew: read it before you commit it.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "guide/messages.rs"]
mod messages;
#[path = "guide/rows.rs"]
mod rows;
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use site::{Folder, build, files, floom_docs, own_site, stdout};

/// Examples below which their result does not stand, and why.
const NOT_SHOWN: [(&str, &str); 0] = [];

/// A fence of a page, with the heading that it stands under.
struct Fence {
    page: String,
    heading: String,
    number: usize,
    info: String,
    code: String,
    /// The page's text behind it.
    after: String,
}

impl Fence {
    fn language(&self) -> &str {
        self.info.split(' ').next().unwrap()
    }

    fn title(&self) -> Option<&str> {
        self.info.split_once("title=\"").and_then(|(_, rest)| rest.split('"').next())
    }

    fn name(&self) -> String {
        format!("{}: {} {}", self.page, self.heading, self.number)
    }

    /// The code as readers see it: a backslash before a variable is not shown.
    fn shown(&self) -> String {
        ["version", "key_prefix"].iter().fold(self.code.clone(), |code, name| {
            code.replace(&format!("\\{{{{ {name} }}}}"), &format!("{{{{ {name} }}}}"))
        })
    }

    fn has_front_matter(&self) -> bool {
        self.code.starts_with("---\n")
    }

    /// A page, or a part of one.
    fn is_markdown(&self) -> bool {
        let is_taken_in = self.info.contains(" file=\"");
        !is_taken_in && (self.language() == "md" || self.language() == "yaml" && self.has_front_matter())
    }

    /// `docs.yaml`, a part of it, or a folder's `_nav.yaml`.
    fn is_config(&self) -> bool {
        let is_ours = self.title().is_none_or(|title| title.ends_with("docs.yaml") || title.ends_with("_nav.yaml"));
        self.language() == "yaml" && !self.has_front_matter() && is_ours
    }

    /// The file that the example becomes.
    fn path(&self, at: usize) -> String {
        let folder = self.title().and_then(|title| title.strip_prefix("content/")?.rsplit_once('/'));
        format!("{}/example-{at}.md", folder.map_or("guide", |(folder, _)| folder))
    }
}

fn pages() -> BTreeMap<String, String> {
    let files = files(&own_site().join("content/guide")).into_iter();
    let is_page = |path: &str| path.ends_with(".md") && (!path.contains('/') || path.starts_with("hosts/"));
    let pages = files.filter(|(path, _)| is_page(path));
    pages.map(|(path, bytes)| (path.trim_end_matches(".md").to_string(), String::from_utf8(bytes).unwrap())).collect()
}

fn fences(page: &str, text: &str) -> Vec<Fence> {
    let (mut found, mut counts) = (Vec::new(), BTreeMap::new());
    let (mut heading, mut at) = ("Top".to_string(), 0);
    while at < text.len() {
        let line = text[at..].split_inclusive('\n').next().unwrap();
        at += line.len();
        let info = line.trim_start_matches('`').trim_end();
        let marks = &line[..line.len() - line.trim_start_matches('`').len()];
        if marks.len() < 3 {
            let written = line.strip_prefix("## ").or_else(|| line.strip_prefix("### "));
            heading = written.map_or(heading, |written| written.trim().to_string());
            continue;
        }
        let length = text[at..].find(&format!("{marks}\n")).unwrap_or_else(|| panic!("{page}: {line} has no end"));
        let code = text[at..at + length].to_string();
        at += length + marks.len() + 1;
        let number = counts.entry(heading.clone()).and_modify(|count| *count += 1).or_insert(1);
        found.push(Fence {
            page: page.to_string(),
            heading: heading.clone(),
            number: *number,
            info: info.to_string(),
            code,
            after: text[at..].to_string(),
        });
    }
    found
}

fn all_fences() -> Vec<Fence> {
    pages().iter().flat_map(|(page, text)| fences(page, text)).collect()
}

/// Our own site, with templates that print a page's text and nothing of the shell.
fn site_of_examples(name: &str) -> Folder {
    let site = Folder::new(name);
    let templates = ["tests/sites/_templates", "tests/guide/_templates"].map(|from| (from, "templates"));
    for (from, to) in [("content", "content"), ("examples", "examples")].into_iter().chain(templates) {
        lay_over(&own_site().join(from), &site.path(to));
    }
    fs::copy(own_site().join("docs.yaml"), site.path("docs.yaml")).unwrap();
    site
}

fn lay_over(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// What the program says of each file, and the files that it publishes.
struct Built {
    said: BTreeMap<String, String>,
    published: BTreeMap<String, String>,
}

fn built(site: &Folder) -> Built {
    let output = floom_docs().args(["build", "--format", "json"]).current_dir(&site.0).output().unwrap();
    let problems: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for problem in problems.as_array().unwrap() {
        let text = |key: &str| problem[key].as_str().unwrap_or_default().to_string();
        let line = format!("{}[{}]: {} = help: {}\n", text("severity"), text("code"), text("message"), text("help"));
        said.entry(text("path")).or_default().push_str(&line);
    }
    assert!(output.status.success(), "{said:#?}");
    let published = files(&site.path("dist")).into_iter().filter(|(path, _)| path.ends_with(".html"));
    let published = published.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect();
    Built { said, published }
}

/// A text on which front matter can show what it does.
const BODY: &str = "# Page\n\n## Two\n\n### Three\n\n#### Four\n\n```python tab\na\n```\n\n```js tab\nb\n```\n";

/// A page's examples as pages of one site, and what came of each.
fn results(examples: &[&Fence]) -> Vec<String> {
    let site = site_of_examples("guide");
    for (at, example) in examples.iter().enumerate() {
        let text = match example.has_front_matter() {
            true => format!("{}\n{BODY}", example.shown()),
            false => format!("---\ntitle: Example\n---\n\n{}", example.shown()),
        };
        site.write(&format!("content/{}", example.path(at)), &text);
    }
    let built = built(&site);
    examples.iter().enumerate().map(|(at, example)| result(example, &example.path(at), &built)).collect()
}

fn result(example: &Fence, path: &str, built: &Built) -> String {
    let said = built.said.get(&format!("content/{path}")).cloned().unwrap_or_default();
    let address = address(example, path);
    let Some(page) = built.published.get(&format!("{address}/index.html")) else {
        return format!("{said}not published\n");
    };
    let (head, body) = page.split_once("<!-- body -->\n").unwrap();
    let head = if example.has_front_matter() { own_head(&example.code, head, &address, built) } else { String::new() };
    format!("{said}{head}{}\n", body.trim_end())
}

fn address(example: &Fence, path: &str) -> String {
    let slug = example.code.lines().find_map(|line| line.strip_prefix("slug: "));
    let folder = path.rsplit_once('/').unwrap().0;
    match slug {
        Some(slug) if slug.starts_with('/') => slug.trim_matches('/').to_string(),
        Some(slug) => format!("{folder}/{slug}"),
        None => path.trim_end_matches(".md").to_string(),
    }
}

/// What the page says of itself, without what only follows from its place among the others.
fn own_head(code: &str, head: &str, address: &str, built: &Built) -> String {
    let says = |words: &[&str]| code.lines().any(|line| words.iter().any(|word| line.starts_with(word)));
    let url = format!("/docs/{address}/");
    let kept = head.lines().filter(|line| match line.split_once(": ") {
        Some(("prev", _)) => says(&["prev:"]),
        Some(("next", _)) => says(&["next:"]),
        Some(("edit_url", _)) => says(&["edit_url:", "editUrl:", "custom_edit_url:"]),
        Some(("url", _)) => says(&["slug:"]),
        _ => true,
    });
    let mut kept: String = kept.map(|line| format!("{}\n", line.trim_end())).collect();
    let entry = built.published["404.html"].lines().find(|line| line.contains(&format!("\"{url}\"")));
    kept += &format!("nav: {}\n", entry.unwrap_or("no entry").trim());
    let is_found = built.published["search/index.html"].contains(&format!("{url} "));
    kept += if is_found { "" } else { "not in search\n" };
    let redirects = built.published.iter().filter(|(_, text)| text.contains(&format!(": {url} https://")));
    kept.extend(redirects.map(|(path, _)| format!("old address: {path}\n")));
    kept.replace(&format!("{url}\""), "…\"")
}

/// A site whose config, or whose folder's nav, is the example: what is said, and the nav if it is about that.
fn config_result(example: &Fence) -> String {
    let site = site_of_examples("guide-config");
    let path = example.title().filter(|title| title.ends_with("_nav.yaml")).unwrap_or("docs.yaml");
    let is_part = path == "docs.yaml" && !example.code.contains("title:");
    let head = if is_part { "title: Test\n" } else { "" };
    site.write(path, &format!("{head}{}", example.shown()));
    if let Some(folder) = example.code.lines().find_map(|line| line.strip_prefix("content: ")) {
        lay_over(&site.path("content"), &site.path(folder));
    }
    if let Some(font) = example.code.lines().find_map(|line| line.strip_prefix("  font: ")) {
        fs::create_dir_all(site.path(font).parent().unwrap()).unwrap();
        fs::write(site.path(font), ttf_inter::REGULAR).unwrap();
    }
    let built = built(&site);
    let is_left_out = |line: &&str| line.starts_with("warning[page-in-no-nav]");
    let said = built.said.values().flat_map(|lines| lines.lines()).filter(|line| !is_left_out(line));
    let said: String = said.map(|line| format!("{line}\n")).collect();
    let is_nav = path != "docs.yaml" || example.code.contains("nav:");
    let nav = if is_nav { built.published["404.html"].as_str() } else { "" };
    format!("{said}{}\n", nav.trim_end()).trim_start().to_string()
}

#[test]
fn each_example_becomes_what_is_stored() {
    for (page, text) in pages() {
        let fences = fences(&page, &text);
        let markdown: Vec<&Fence> = fences.iter().filter(|fence| fence.is_markdown()).collect();
        let mut results = if markdown.is_empty() { Vec::new() } else { results(&markdown) }.into_iter();
        let mut stored = String::new();
        for fence in fences.iter().filter(|fence| fence.is_markdown() || fence.is_config()) {
            let result = if fence.is_markdown() { results.next().unwrap() } else { config_result(fence) };
            stored += &format!("<!-- {} {} -->\n{result}\n", fence.heading, fence.number);
        }
        hold(&format!("tests/guide/{page}.html"), &stored);
    }
}

/// Holds a text against a file, or writes it there.
fn hold(path: &str, text: &str) {
    let path: PathBuf = own_site().join(path);
    if std::env::var_os("BLESS").is_some() {
        match text.is_empty() {
            true => drop(fs::remove_file(&path)),
            false => fs::write(&path, text).unwrap(),
        }
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    let first = stored.lines().zip(text.lines()).find(|(stored, text)| stored != text);
    assert!(stored == text, "{} differs, first at {first:#?}", path.display());
}

#[test]
fn what_is_shown_as_typed_is_what_is_rendered_below() {
    let is_heading = |line: &str| line.starts_with('#');
    let strays = all_fences().into_iter().filter(|fence| {
        let is_a_page = fence.has_front_matter() || fence.title().is_some() || fence.code.lines().any(is_heading);
        let is_excused = NOT_SHOWN.iter().any(|(name, _)| *name == fence.name());
        let is_shown = fence.after.trim_start_matches('\n').starts_with(&fence.shown());
        fence.is_markdown() && !is_a_page && is_shown == is_excused
    });
    let names: Vec<String> = strays.map(|fence| fence.name()).collect();
    assert_eq!(names, Vec::<String>::new(), "either shown below and excused, or neither");
}

#[test]
fn a_hidden_page_is_left_out_of_what_the_guide_says() {
    let site = site_of_examples("guide-hidden");
    let text = &pages()["front-matter"];
    let (_, table) = text.split_once("| Key | Sidebar | Search of the site |").unwrap();
    let rows: Vec<Vec<&str>> = table.lines().skip(2).take_while(|line| !line.is_empty()).map(cells).collect();
    assert_eq!(rows.len(), 5);
    for (at, row) in rows.iter().enumerate() {
        let key = row[0].trim_matches('`');
        site.write(&format!("content/hidden-{at}.md"), &format!("---\ntitle: Hidden\n{key}\n---\n"));
    }
    let built = built(&site);
    for (at, row) in rows.iter().enumerate() {
        let url = format!("/docs/hidden-{at}/");
        let page = built.published.get(&format!("hidden-{at}/index.html"));
        let is_in = |path: &str| built.published[path].contains(&url);
        let is_indexed = page.is_some_and(|page| !page.contains("\nnoindex\n"));
        let found = [is_in("404.html"), is_in("search/index.html"), is_indexed, page.is_some()];
        assert_eq!(found.map(|is| if is { "yes" } else { "no" }), row[1..], "{}", row[0]);
    }
}

fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split('|').map(str::trim).collect()
}

#[test]
fn what_a_build_says_at_its_end_has_the_form_that_the_guide_shows() {
    let folder = Folder::new("summary");
    let said = stdout(&build(own_site(), &folder.path("dist")));
    let without_figures = |line: &str| {
        let words = line.split(|c: char| c.is_ascii_digit() || c == '.').filter(|part| !part.is_empty());
        words.collect::<Vec<_>>().join("0")
    };
    let ends = |line: &str| without_figures(line.rsplit_once(" in ").unwrap().0);
    let shown: Vec<Fence> = all_fences().into_iter().filter(|fence| fence.code.starts_with("built ")).collect();
    assert_eq!(shown.len(), 3);
    for fence in shown {
        assert_eq!(ends(fence.code.trim_end()), ends(said.trim_end()), "{}", fence.name());
    }
}

#[test]
fn a_file_that_the_guide_shows_is_the_file() {
    for fence in all_fences() {
        let is_real = |title: &&str| title.starts_with("examples/") || title.contains("/_parts/");
        let Some(title) = fence.title().filter(is_real) else { continue };
        assert_eq!(fs::read_to_string(own_site().join(title)).unwrap(), fence.code, "{}", fence.name());
    }
}

/// The words in quotes between a beginning and an end in a source.
fn words(path: &str, beginning: &str, end: &str) -> Vec<String> {
    let text = fs::read_to_string(own_site().join(path)).unwrap();
    let (_, rest) = text.split_once(beginning).unwrap_or_else(|| panic!("{path} has no `{beginning}`"));
    rest.split(end).next().unwrap().split('"').skip(1).step_by(2).map(str::to_string).collect()
}

/// The names of the public fields of a struct in a source.
fn fields(path: &str, name: &str) -> Vec<String> {
    let text = fs::read_to_string(own_site().join(path)).unwrap();
    let (_, rest) = text.split_once(&format!("pub struct {name} {{")).unwrap();
    let lines = rest.split("\n}").next().unwrap().lines();
    lines.filter_map(|line| Some(line.trim().strip_prefix("pub ")?.split(':').next()?.to_string())).collect()
}

#[test]
fn each_name_that_an_author_can_write_is_in_the_guide() {
    let guide: String = pages().into_values().collect();
    let keys = "src/parse/front_matter/keys.rs";
    let synonyms = words(keys, "SYNONYMS: ", "];").into_iter().step_by(2);
    let foreign = words(keys, "FOREIGN: ", "\n];").into_iter().step_by(2);
    let config = ["Config", "Repository", "NavGroup"].iter().flat_map(|name| fields("src/config.rs", name));
    let plain = words(keys, "OWN: ", "];")
        .into_iter()
        .chain(synonyms)
        .chain(foreign)
        .chain(config)
        .chain(fields("src/resolve/folder_nav.rs", "FolderNav"))
        .chain(words("src/resolve/folder_nav.rs", "FOREIGN: ", "];"))
        .chain(words("src/diagnostics/problems/markdown.rs", "FENCE_OPTIONS: ", "];"))
        .chain(words("src/parse/callout.rs", "KINDS: ", "];").into_iter().map(|kind| kind.to_uppercase()));
    let containers = words("src/parse/callout.rs", "CONTAINERS: ", "];").into_iter().map(|name| format!(":::{name}"));
    let is_said = |name: &String| {
        let ends = ["`", "=", ":", ",", "[", "{"];
        ends.iter().any(|end| guide.contains(&format!("`{name}{end}")))
            || ends.iter().any(|end| guide.contains(&format!("`{name} {end}")))
    };
    let missing: BTreeSet<String> = plain.chain(containers).filter(|name| !is_said(name)).collect();
    assert_eq!(missing, BTreeSet::new());
}
