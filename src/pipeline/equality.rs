//! Proof that an edit on what is left of the last build gives what a fresh build gives: random edits of random sites.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::draw::{Drawn, ViewHash, hash_of};
use super::{Outputs, Progress, State, apply, build, lists};
use crate::cards::FontFile;
use crate::config;
use crate::parse::snippets::{Snippet, Snippets};
use crate::read::Inputs;
use crate::render::embedded;
use crate::render::view::PageView;
use crate::source::{PagePath, Source};

/// A bug that the proof must find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// The pages beside one with another title are not drawn again.
    ForgottenNeighbour,
    /// The address of a page is not part of what decides whether it is drawn again.
    RouteLeftOut,
    /// The file of a deleted page stays.
    KeptDeletedPage,
}

/// The hash of a view without its address.
pub(super) fn with_flaw<'o>(
    state: &State,
    template: &str,
    view: &PageView,
    old: Option<&'o Drawn>,
) -> Option<(ViewHash, Option<&'o Drawn>)> {
    let mut view = view.clone();
    view.page.url.clear();
    view.page.canonical_url.clear();
    let hash = hash_of(&(state.templates_hash, template, &view));
    (state.flaw == Some(Flaw::RouteLeftOut)).then_some((hash, old))
}

/// The same numbers for the same seed, on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.roll(words.len())]
    }
}

/// What a random page is written from.
#[derive(Clone, Default)]
struct Written {
    front: BTreeMap<&'static str, String>,
    title: String,
    blocks: Vec<String>,
}

impl Written {
    fn text(&self) -> Arc<str> {
        let front: String = self.front.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let front = if front.is_empty() { front } else { format!("---\n{front}---\n\n") };
        format!("{front}# {}\n\n{}\n", self.title, self.blocks.join("\n\n")).into()
    }
}

/// A site that can be edited.
struct Random {
    dice: Dice,
    pages: BTreeMap<String, Written>,
    assets: BTreeMap<String, Vec<u8>>,
    snippets: BTreeMap<String, String>,
    navs: BTreeMap<String, String>,
    templates: BTreeMap<String, String>,
    sheet: String,
    config: BTreeMap<&'static str, String>,
    dates: BTreeMap<String, String>,
}

const FOLDERS: [&str; 5] = ["", "a/", "a/b/", "02-c/", "d/"];
const NAMES: [&str; 7] = ["index.md", "one.md", "two.md", "01-three.md", "four.md", "README.md", "Two.md"];
const WORDS: [&str; 6] = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"];
const TARGETS: [&str; 16] = [
    "one.md",
    "../two.md",
    "/a/one/",
    "/a/b/four.md#part",
    "#part",
    "three",
    "a/",
    "/old/",
    "/docs/a/two",
    "picture.png",
    "/file.txt",
    "d/one.html#gamma",
    "nowhere.md",
    "/search/",
    "https://example.org/x",
    "../../above.md",
];

impl Random {
    fn new(seed: u64) -> Self {
        let mut random = Self {
            dice: Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            pages: BTreeMap::new(),
            assets: BTreeMap::from([("picture.png".into(), vec![1]), ("public/file.txt".into(), vec![2])]),
            snippets: BTreeMap::from([("content/_parts/note.md".into(), "A note.\n".into())]),
            navs: BTreeMap::new(),
            templates: BTreeMap::new(),
            sheet: String::new(),
            config: BTreeMap::from([("title", "Test".into()), ("base_url", "https://example.com/docs".into())]),
            dates: BTreeMap::new(),
        };
        (0..4 + random.dice.roll(7)).for_each(|_| random.add());
        random
    }

    fn path(&mut self) -> String {
        format!("{}{}", self.dice.pick(&FOLDERS), self.dice.pick(&NAMES))
    }

    fn known(&mut self) -> String {
        let at = self.dice.roll(self.pages.len());
        self.pages.keys().nth(at).unwrap().clone()
    }

    fn add(&mut self) {
        let path = self.path();
        let title = self.dice.pick(&WORDS).to_string();
        self.pages.insert(path.clone(), Written { title, ..Written::default() });
        for _ in 0..self.dice.roll(3) {
            self.block(&path);
        }
    }

    fn block(&mut self, path: &str) {
        let word = self.dice.pick(&WORDS);
        let block = match self.dice.roll(8) {
            0 => format!("## {word}"),
            1 => "## Part".to_string(),
            2 => "```python file=\"_parts/run.py\"\n```".to_string(),
            3 => ":::include{file=\"_parts/note.md\"}".to_string(),
            4 => format!("{word} ![p](picture.png) {{{{ key }}}}"),
            5 => format!("{word}\n\n### Deep {word}"),
            _ => format!("[{word}]({})", self.dice.pick(&TARGETS)),
        };
        let blocks = &mut self.pages.get_mut(path).unwrap().blocks;
        if blocks.len() > 4 {
            blocks.remove(0);
        }
        blocks.push(block);
    }

    fn set(map: &mut BTreeMap<&'static str, String>, key: &'static str, value: Option<String>) {
        match value {
            Some(value) => drop(map.insert(key, value)),
            None => drop(map.remove(key)),
        }
    }

    fn front(&mut self, key: &'static str, values: &[&str]) {
        let path = self.known();
        let value = Some(self.dice.pick(values)).filter(|value| !value.is_empty()).map(str::to_string);
        Self::set(&mut self.pages.get_mut(&path).unwrap().front, key, value);
    }

    /// One edit; says which.
    fn edit(&mut self) -> &'static str {
        let path = self.known();
        match self.dice.roll(31) {
            0..4 => {
                self.block(&path);
                "body"
            }
            4..8 => {
                let title = self.dice.pick(&WORDS).to_string();
                self.pages.get_mut(&path).unwrap().title = title;
                "title"
            }
            8..10 => {
                let target = self.dice.pick(&TARGETS);
                self.pages.get_mut(&path).unwrap().blocks.push(format!("[x]({target})"));
                "link"
            }
            10..13 => {
                self.add();
                "add"
            }
            13..15 if self.pages.len() > 2 => {
                self.pages.remove(&path);
                "delete"
            }
            15..17 => {
                let to = self.path();
                let page = self.pages.remove(&path).unwrap();
                self.pages.insert(to, page);
                "rename"
            }
            17 => {
                self.front("sidebar", &["{ order: 1 }", "{ order: 5 }", "", "{ label: Short }", "{ badge: new }"]);
                "reorder"
            }
            18 => {
                self.front("sidebar", &["{ hidden: true }", ""]);
                "hide"
            }
            19 => {
                self.front("draft", &["true", ""]);
                "draft"
            }
            20 => {
                self.front("slug", &["slugged", "/top/slugged", ""]);
                "slug"
            }
            21 => {
                self.front(
                    "aliases",
                    &["[/old/]", "[older]", "", "[/old/, /oldest.html]", "[/OLD, /a/one/index.html]"],
                );
                "alias"
            }
            22 => {
                self.front("next", &["one.md", "{ label: On, link: ../two.md }", "", "false"]);
                "neighbour"
            }
            23 => self.edit_snippet(),
            24 => self.edit_asset(),
            25 => self.edit_template(),
            26 => {
                self.sheet = format!("p {{ order: {} }}", self.dice.roll(3));
                "theme"
            }
            27 => self.edit_config(),
            28 => self.edit_nav(),
            29 => {
                self.front("print", &["true", "true", ""]);
                "print"
            }
            _ => {
                self.dates.insert(path, format!("2026-01-0{}", 1 + self.dice.roll(9)));
                "date"
            }
        }
    }

    fn edit_snippet(&mut self) -> &'static str {
        let (name, text) = match self.dice.roll(2) {
            0 => ("content/_parts/run.py", format!("run = {}\n", self.dice.roll(3))),
            _ => ("content/_parts/note.md", format!("See [it]({}).\n", self.dice.pick(&TARGETS))),
        };
        match self.dice.roll(4) {
            0 => drop(self.snippets.remove(name)),
            _ => drop(self.snippets.insert(name.to_string(), text)),
        }
        "snippet"
    }

    fn edit_asset(&mut self) -> &'static str {
        let names = [
            "picture.png",
            "a/picture.png",
            "public/file.txt",
            "public/File.txt",
            "public/a/one/index.html",
            "public/A/One/index.html",
            "public/a",
            "public/A",
            "public/é/x",
            "public/E\u{301}",
        ];
        let name = self.dice.pick(&names).to_string();
        match self.dice.roll(3) {
            0 => drop(self.assets.remove(&name)),
            side => drop(self.assets.insert(name, vec![u8::try_from(side).unwrap()])),
        }
        "image"
    }

    fn edit_template(&mut self) -> &'static str {
        let texts = ["<footer>one</footer>", "<footer>{{ page.title }}</footer>", "", "{% broken"];
        let text = self.dice.pick(&texts);
        Self::set_text(&mut self.templates, "parts/page_footer.html", text);
        "template"
    }

    fn edit_config(&mut self) -> &'static str {
        let (key, values): (_, &[&str]) = match self.dice.roll(4) {
            0 => ("title", &["Test", "Other"]),
            1 => ("variables", &["{ key: one }", "{ key: two }"]),
            2 => ("base_url", &["https://example.com/docs", "https://example.com/"]),
            _ => ("nav", &["", "", "[index.md, { label: A, items: [one.md, a/one.md] }]"]),
        };
        let value = Some(self.dice.pick(values)).filter(|value| !value.is_empty());
        Self::set(&mut self.config, key, value.map(str::to_string));
        "config"
    }

    fn edit_nav(&mut self) -> &'static str {
        let folder = self.dice.pick(&FOLDERS).trim_end_matches('/').to_string();
        let text = self.dice.pick(&["", "title: Named", "items: [two, ..., one]", "order: 1\ncollapsed: true"]);
        Self::set_text(&mut self.navs, &folder, text);
        "nav"
    }

    fn set_text(map: &mut BTreeMap<String, String>, key: &str, text: &str) {
        match text {
            "" => drop(map.remove(key)),
            text => drop(map.insert(key.to_string(), text.to_string())),
        }
    }

    fn inputs(&self) -> Inputs {
        let text: String = self.config.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let config_source = Source { path: "docs.yaml".to_string(), text: text.into() };
        let config = config::parse(&config_source).unwrap();
        let page = |(path, page): (&String, &Written)| {
            (PagePath(path.clone()), Source { path: format!("content/{path}"), text: page.text() })
        };
        let nav = |(folder, text): (&String, &String)| {
            let path = format!("content/{folder}/_nav.yaml").replace("//", "/");
            (folder.clone(), Source { path, text: text.as_str().into() })
        };
        let mut templates = embedded::templates();
        templates.extend(self.templates.iter().map(|(name, text)| (name.clone(), text.as_str().into())));
        let mut theme = embedded::theme();
        theme.insert("css/own.css".to_string(), self.sheet.as_bytes().into());
        let snippet = |(path, text): (&String, &String)| (path.clone(), Snippet::Text(text.as_str().into()));
        let is_missing = !self.snippets.contains_key("content/_parts/run.py");
        let neighbours = self.snippets.keys().filter(|_| is_missing).cloned().collect();
        Inputs {
            base_path: config.base_path(),
            config,
            config_source,
            pages: self.pages.iter().map(page).collect(),
            assets: self.assets.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice().into())).collect(),
            snippets: Snippets {
                files: self.snippets.iter().map(snippet).collect(),
                neighbours,
                looked_for: BTreeSet::new(),
            },
            private: self.snippets.keys().filter_map(|path| path.strip_prefix("content/")).map(String::from).collect(),
            folder_navs: self.navs.iter().map(nav).collect(),
            templates,
            theme,
            dates: Arc::new(self.dates.clone()),
            shard: None,
            added: Arc::default(),
            commit: None,
            date_problems: Vec::new(),
            card_font: FontFile::default(),
            urls_lock: None,
            problems: BTreeMap::new(),
        }
    }
}

/// What is known of a site that is edited: the state, and the deltas put together.
#[derive(Default)]
struct Edited {
    state: State,
    folded: Outputs,
}

impl Edited {
    /// Builds on the state; says in what the result differs from a fresh build.
    fn difference(&mut self, inputs: &Inputs) -> Option<String> {
        let delta = apply(&mut self.state, inputs, &Progress::default());
        self.folded.extend(delta.written);
        self.folded.retain(|out, _| !delta.removed.contains(out));
        let later = lists(&self.state, inputs);
        let mut diagnostics = self.state.diagnostics(inputs);
        diagnostics.extend(later.diagnostics);
        diagnostics.sort();
        let fresh = build(&mut State::default(), inputs, &Progress::default());
        if diagnostics != fresh.diagnostics {
            return Some(format!("diagnostics: {diagnostics:#?} and not {:#?}", fresh.diagnostics));
        }
        if self.state.lints(inputs) != fresh.lints || self.state.external(inputs) != fresh.external {
            return Some("lints or external links".to_string());
        }
        if self.folded != *self.state.outputs() {
            return Some("the deltas do not add up to the outputs".to_string());
        }
        let mut outputs = self.state.outputs().clone();
        outputs.extend(later.outputs);
        let has_failed = self.state.failure.is_some();
        let differs = |out: &&_| outputs.get(*out) != fresh.outputs.get(*out);
        let differing: BTreeSet<_> = outputs.keys().chain(fresh.outputs.keys()).filter(differs).collect();
        (!has_failed && !differing.is_empty()).then(|| format!("outputs: {differing:?}"))
    }
}

/// Edits random sites until something differs; none if nothing does.
fn first_difference(seeds: std::ops::Range<u64>, edits: usize, flaw: Option<Flaw>) -> Option<String> {
    for seed in seeds {
        let mut random = Random::new(seed);
        let mut edited = Edited::default();
        edited.state.flaw = flaw;
        let mut done = vec!["new"];
        for _ in 0..=edits {
            if let Some(difference) = edited.difference(&random.inputs()) {
                let last = &done[done.len().saturating_sub(3)..];
                return Some(format!("site {seed}, edit {}, {last:?}: {difference}", done.len()));
            }
            done.push(random.edit());
        }
    }
    None
}

#[test]
fn two_thousand_random_edits_give_what_fresh_builds_give() {
    std::thread::scope(|scope| {
        let halves = [0..25, 25..50].map(|seeds| scope.spawn(|| first_difference(seeds, 40, None)));
        for half in halves {
            assert_eq!(half.join().unwrap(), None);
        }
    });
}

#[test]
fn each_of_three_planted_bugs_is_found() {
    for flaw in [Flaw::ForgottenNeighbour, Flaw::RouteLeftOut, Flaw::KeptDeletedPage] {
        assert_ne!(first_difference(0..40, 40, Some(flaw)), None, "{flaw:?}");
    }
}
