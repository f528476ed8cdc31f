//! What must hold of every input, however it was made: the fuzz targets and `tests/corpus.rs` call the same functions.
#![allow(dead_code, clippy::disallowed_methods, clippy::unwrap_used)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use floom_docs::cards::FontFile;
use floom_docs::config::{self, Config};
use floom_docs::diagnostics::{self, Colour, Diagnostic};
use floom_docs::parse::html::{HOLE, escape, fill};
use floom_docs::parse::snippets::{Snippet, Snippets};
use floom_docs::parse::{self, Options, Page, fence as info};
use floom_docs::read::Inputs;
use floom_docs::search::tokenizer::{self, Token};
use floom_docs::source::{PagePath, Source, Span, unicode};

#[path = "../tests/spec/dangers.rs"]
pub mod dangers;
#[path = "../tests/spec/tokens.rs"]
pub mod tokens;

/// A function that asserts what must hold of an input.
pub type Check = fn(&[u8]);

/// The targets by their names.
pub const CHECKS: [(&str, Check); 5] =
    [("config", config), ("fence", fence), ("front_matter", front_matter), ("page", page), ("tokenizer", tokenizer)];

/// A page: no script in its HTML, places that lie in the files, and the same again for the same input.
pub fn page(data: &[u8]) {
    hold(&source("content/page.md", text(data)));
}

/// The YAML of a page: as for a page, and what `check --fix` writes says the same.
pub fn front_matter(data: &[u8]) {
    let source = source("content/page.md", format!("---\n{}\n---\n\n# Title\n", text(data)).into());
    let before = hold(&source);
    let inputs = inputs(source.clone());
    let fixed = floom_docs::fixes::fixes(&inputs, &before.diagnostics);
    let Some(fixed) = fixed.files.get(&source.path) else { return };
    let after = hold(&self::source("content/page.md", fixed.as_str().into()));
    let said = |page: &Page| {
        let slug = page.outline.slug.as_ref().map(|(slug, _)| slug.clone());
        format!("{:?} {:?} {slug:?} {:?}", page.outline.title, page.outline.sidebar, page.description)
    };
    assert_eq!(said(&before), said(&after), "what was fixed says something else:\n{}\n{fixed}", source.text);
    for problem in &after.diagnostics {
        let count = |page: &Page| page.diagnostics.iter().filter(|other| other.code == problem.code).count();
        assert!(count(&before) >= count(&after), "what was fixed has a new {problem:?}:\n{}\n{fixed}", source.text);
    }
}

/// The first line as the info string of a fence, and the rest as its code.
pub fn fence(data: &[u8]) {
    let text = text(data);
    let (line, code) = text.split_once('\n').unwrap_or((&text, ""));
    let alone = source("content/page.md", Cow::Borrowed(line));
    let mut problems = Vec::new();
    let info = info::parse(&alone, Span::new(0, line.len()), &mut problems);
    assert!(info.language.len() <= 32 && info.words.len() <= 100, "{info:?}");
    for span in info.file.iter().flat_map(|file| file.lines.into_iter().chain([file.span])) {
        assert_eq!(span.within(line), span, "a file's place does not lie in {line:?}");
    }
    hold_problems(&problems, &BTreeMap::from([(alone.path.clone(), alone.text.clone())]));
    hold(&source("content/page.md", format!("~~~~~~~{line}\n{code}\n~~~~~~~\n").into()));
}

/// Tokens stand for characters of the text, in order, and are as short as the index wants them.
pub fn tokenizer(data: &[u8]) {
    let text = text(data);
    let composed = unicode::composed(&text);
    assert_eq!(unicode::composed(&composed), composed);
    let mut before = Span::new(0, 0);
    for chunk in tokenizer::chunks(&composed) {
        let start = before;
        for part in &chunk.parts {
            hold_token(part, &composed);
            // One character may be two words: `½` is `1` and `2`.
            let is_in_order = part.from >= before.start && part.to >= before.end;
            assert!(is_in_order, "{part:?} stands before {before:?} in {composed:?}");
            before = Span::new(part.from, part.to);
        }
        for joined in &chunk.joined {
            hold_token(joined, &composed);
            let is_in_chunk = joined.from >= start.start && joined.to > joined.from;
            assert!(is_in_chunk, "{joined:?} begins before its parts in {composed:?}");
        }
    }
    let count = tokenizer::tokens(&composed).len();
    assert!(count <= composed.len() * 3, "{count} tokens of {} bytes", composed.len());
}

/// `docs.yaml`: a config whose addresses can be written into HTML, or a problem that says where.
pub fn config(data: &[u8]) {
    let source = source(config::FILE, text(data));
    let sources = BTreeMap::from([(source.path.clone(), source.text.clone())]);
    match config::parse(&source) {
        Err(problems) => {
            assert!(!problems.is_empty(), "a config is refused for no reason:\n{}", source.text);
            hold_problems(&problems, &sources);
        }
        Ok(config) => hold_config(&config),
    }
}

fn hold_config(config: &Config) {
    let base = config.base_path();
    assert!(base.starts_with('/') && base.ends_with('/'), "{base}");
    for url in [base.as_str(), config.origin()] {
        assert!(!url.contains(['"', '<', '>', '\\']) && !url.contains(char::is_control), "{url:?}");
    }
    assert!(!config.content.value.split('/').any(|part| part == ".."), "{:?}", config.content.value);
    assert!(!config.content.value.starts_with('/'), "{:?}", config.content.value);
    assert!(config.variables().keys().all(|name| parse::is_variable_name(name)));
}

fn hold_token(token: &Token, text: &str) {
    assert!(!token.text.is_empty() && token.text.chars().count() <= 42, "{token:?}");
    let stands_for = text.get(token.from..token.to);
    assert!(stands_for.is_some_and(|text| !text.is_empty()), "{token:?} stands for no characters of {text:?}");
}

fn hold(source: &Source) -> Page {
    let page = parsed(source);
    assert_eq!(format!("{page:?}"), format!("{:?}", parsed(source)), "the same page is read in two ways");
    for html in shown(&page) {
        let found = dangers::dangers(&html);
        assert!(found.is_empty(), "{found:#?} of {:?} in {html}", source.text);
    }
    let snippets = snippets();
    let own = [(source.path.clone(), source.text.clone())];
    let files = snippets.files.keys().filter_map(|path| Some((path.clone(), snippets.text(path)?)));
    let sources: BTreeMap<String, Arc<str>> = files.chain(own).collect();
    hold_problems(&page.diagnostics, &sources);
    hold_problems(&page.lints, &sources);
    page
}

/// Every problem has a place on whole characters of a file that is there, and all printers take it.
fn hold_problems(problems: &[Diagnostic], sources: &BTreeMap<String, Arc<str>>) {
    for problem in problems {
        let Some(text) = sources.get(&problem.path) else { panic!("{problem:?} is in no file") };
        if let Some(span) = problem.span {
            assert_eq!(span.within(text), span, "{problem:?} has no place in {text:?}");
        }
    }
    let plain = diagnostics::print(problems, sources, Colour::Off);
    assert!(!plain.contains(is_control), "a control character is printed: {plain:?}");
    diagnostics::print(problems, sources, Colour::On);
    let is_command = |line: &str| line.starts_with("::error ") || line.starts_with("::warning ");
    let commands = diagnostics::github(problems, sources);
    assert!(commands.split_terminator(['\n', '\r']).all(is_command), "no command of ours: {commands:?}");
    diagnostics::json(problems, sources);
    diagnostics::sarif(problems, sources);
}

fn is_control(c: char) -> bool {
    c.is_control() && c != '\n'
}

/// Everything of a page that templates put into HTML as it stands.
fn shown(page: &Page) -> Vec<String> {
    let parts = page.sections.iter().flat_map(|section| [&section.prose, &section.samples]);
    let html: String = parts.map(String::as_str).collect();
    let put = |number: usize, html: &mut String| html.push_str(&escape(&page.links[number].destination));
    let body = fill(&html, HOLE, put).into_owned();
    page.headings.iter().map(|heading| heading.label.clone()).chain([body, page.title_html.clone()]).collect()
}

fn parsed(source: &Source) -> Page {
    let variables = [("version", "1.2"), ("html", "<img src=x onerror=alert(1)>"), ("fence", "```"), ("empty", "")];
    let options = Options {
        languages: vec!["python".to_string(), "js".to_string()],
        content: "content".to_string(),
        variables: variables.map(|(name, value)| (name.to_string(), value.to_string())).into(),
        ..Options::default()
    };
    parse::parse(&PagePath("page.md".to_string()), source, &options, &snippets())
}

/// Files that a page can take in: `a.md` with an include of its own, and `a.py` with a region.
fn snippets() -> Snippets {
    let texts = [
        ("content/a.md", "*a* {{ version }} [b](b.md)\n\n:::include{file=\"b.md\"}\n"),
        ("content/b.md", "## b\n\n- b\n  ```js\n  b\n  ```\n"),
        ("content/a.py", "# region x\nprint('ä')\n# endregion x\n\ndef b():\n    return 1\n"),
    ];
    let files = texts.map(|(path, text)| (path.to_string(), Snippet::Text(text.into())));
    Snippets { files: files.into(), ..Snippets::default() }
}

fn inputs(page: Source) -> Inputs {
    let config_source = source(config::FILE, "title: Site\n".into());
    Inputs {
        config: config::parse(&config_source).unwrap_or_else(|problems| panic!("{problems:?}")),
        config_source,
        base_path: "/".to_string(),
        pages: BTreeMap::from([(PagePath("page.md".to_string()), page)]),
        assets: BTreeMap::new(),
        snippets: Snippets::default(),
        private: Default::default(),
        folder_navs: BTreeMap::new(),
        templates: BTreeMap::new(),
        theme: BTreeMap::new(),
        dates: Arc::default(),
        shard: None,
        added: Arc::default(),
        commit: None,
        date_problems: Vec::new(),
        card_font: FontFile::default(),
        urls_lock: None,
        problems: BTreeMap::new(),
    }
}

/// The input as text: a file that is no UTF-8 is refused before it comes here.
fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

fn source(path: &str, text: Cow<str>) -> Source {
    Source { path: path.to_string(), text: text.into() }
}
