//! The guide, held against the program: each example is built, and what is said of messages and names is so.
//!
//! `tests/guide/PAGE.html` holds what came of a page's examples, each under its heading and its number there.
//! `BLESS=1 cargo test --test guide` writes it anew: read it before you commit it.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use site::{Folder, build, files, floom_docs, own_site, stderr, stdout};

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
    let pages = files.filter(|(path, _)| path.ends_with(".md") && !path.contains('/'));
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
    for (from, to) in [("content", "content"), ("examples", "examples"), ("tests/guide/_templates", "templates")] {
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

/// A page's examples as pages of one site, and what came of each.
fn results(examples: &[&Fence]) -> Vec<String> {
    let site = site_of_examples("guide");
    for (at, example) in examples.iter().enumerate() {
        let head = if example.has_front_matter() { "" } else { "---\ntitle: Example\n---\n\n" };
        site.write(&format!("content/{}", example.path(at)), &format!("{head}{}", example.shown()));
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
    let head = if example.has_front_matter() { own_head(example, head, &address, built) } else { String::new() };
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
fn own_head(example: &Fence, head: &str, address: &str, built: &Built) -> String {
    let says = |words: &[&str]| words.iter().any(|word| example.code.contains(word));
    let url = format!("/docs/{address}/");
    let kept = head.lines().filter(|line| match line.split_once(": ") {
        Some(("prev" | "next", _)) => says(&["prev:", "next:"]),
        Some(("edit_url", _)) => says(&["edit"]),
        Some(("url", _)) => says(&["slug"]),
        _ => true,
    });
    let mut kept: String = kept.map(|line| format!("{}\n", line.trim_end())).collect();
    let entry = built.published["404.html"].lines().find(|line| line.contains(&format!("\"{url}\"")));
    kept += &format!("nav: {}\n", entry.unwrap_or("no entry").trim());
    let redirects = built.published.iter().filter(|(_, text)| text.contains(&format!(": {url} https://")));
    kept.extend(redirects.map(|(path, _)| format!("old address: {path}\n")));
    kept.replace("/example-", "/").replace(&format!("{url}\""), "…\"")
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

/// The rows of a page's tables that say what becomes of what other generators write, with their headings.
fn rows(text: &str) -> Vec<(String, String, String)> {
    let mut heading = String::new();
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(written) = line.strip_prefix("## ") {
            heading = written.to_string();
        }
        let Some((typed, becomes)) = line.strip_prefix("| `").and_then(|row| row.split_once(" | ")) else { continue };
        let construct = match typed.strip_prefix("` ") {
            Some(typed) => typed.split(" ``").next().unwrap(),
            None => typed.split('`').next().unwrap(),
        };
        found.push((heading.clone(), construct.to_string(), becomes.trim_end_matches(" |").to_string()));
    }
    found
}

/// A construct with what it needs around it, as a whole page.
fn completed(construct: &str) -> String {
    let is_key =
        construct.split_once(": ").is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_alphabetic() || c == '_'));
    if is_key {
        return format!("---\n{construct}\n---\n\n# Row\n");
    }
    let first = construct.chars().next().unwrap();
    let body = match construct {
        "// highlight-next-line" => format!("```js\n{construct}\na()\n```"),
        "// [!code focus]" => format!("```js\na() {construct}\n```"),
        _ if construct.starts_with("::: code-group") => format!("{construct}\n```js [a.js]\na()\n```\n:::"),
        _ if construct.starts_with(":::") => format!("{construct}\nText.\n:::"),
        _ if construct.starts_with("```") => format!("{construct}\na()\n```"),
        _ if construct.starts_with("> ") => format!("{construct}\n> Text."),
        _ if ["!!!", "???", "==="].iter().any(|sign| construct.starts_with(sign) && !construct.ends_with('=')) => {
            format!("{construct}\n    Text.")
        }
        "<details>" => "<details><summary>More</summary>\n\nText.\n\n</details>".to_string(),
        "<script setup>" => "<script setup>\na()\n</script>".to_string(),
        "[Keys](#keys)" => format!("{construct}\n\n## Keys"),
        "{{< figure src=\"keys.png\" >}}" => construct.to_string(),
        _ if first == '<' && construct.ends_with('>') && !construct.contains("/") && !construct.contains("--") => {
            let name = construct.trim_start_matches('<').split([' ', '>']).next().unwrap();
            format!("{construct}\n\nText.\n\n</{name}>")
        }
        _ => construct.to_string(),
    };
    match construct.starts_with("# ") {
        true => format!("{body}\n"),
        false => format!("---\ntitle: Row\n---\n\n{body}\n"),
    }
}

#[test]
fn what_other_generators_write_becomes_what_the_page_says() {
    let rows = rows(&pages()["moving"]);
    assert!(rows.len() > 90, "{}", rows.len());
    let site = site_of_examples("guide-moving");
    let is_error = |becomes: &str| becomes.starts_with("An error");
    let tried = || rows.iter().enumerate().filter(|(_, (_, _, becomes))| !is_error(becomes));
    for (at, (_, construct, _)) in tried() {
        let construct = construct.replace("/before/", &format!("/before-{at}/"));
        site.write(&format!("content/guide/row-{at}.md"), &completed(&construct));
    }
    let built = built(&site);
    let mut stored = String::new();
    for (at, (heading, construct, becomes)) in tried() {
        let said = built.said.get(&format!("content/guide/row-{at}.md")).cloned().unwrap_or_default();
        let is_silent = ["As it is", "Shown as text", "Shown as HTML", "A link, and"].iter().any(|word| becomes.starts_with(word));
        assert_eq!(said.is_empty(), is_silent, "{heading}: `{construct}`: {becomes}\n{said}");
        let page = built.published.get(&format!("guide/row-{at}/index.html"));
        let body = page.map_or("not published", |page| page.split_once("<!-- body -->\n").unwrap().1.trim_end());
        stored += &format!("<!-- {heading}: {construct} -->\n{said}{body}\n\n");
    }
    hold("tests/guide/rows.html", &stored);
}
