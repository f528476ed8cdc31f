//! One page's source to a [`Page`]: pure, never fails, knows nothing of other pages.

mod bidi;
mod callout;
mod code_group;
mod code_lines;
mod code_words;
mod containers;
pub mod editable;
mod expand;
pub mod fence;
mod foreign;
pub mod front_matter;
mod headings;
pub mod highlight;
pub mod html;
mod indented;
pub mod limits;
mod links;
mod mapped;
mod markdown;
mod math;
mod nesting;
mod raw_html;
pub mod settings;
mod slips;
pub mod snippets;
mod summary;
pub mod tags;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use bidi::{is_scoped as turns_text, without_scoped as without_turns};
pub use code_group::key as tab_key;
pub use expand::{filled as filled_variables, is_variable_name};
pub use front_matter::{Deprecated, EditUrl, Layout, Sidebar, cut as cut_front_matter, is_address};
pub use headings::Heading;
pub use links::{Link, LinkKind, Scheme, scheme};
pub use markdown::unescaped;

use crate::diagnostics::{self, Diagnostic};
use crate::parse::editable::Editable;
use crate::parse::expand::Expanded;
use crate::parse::front_matter::FrontMatter;
use crate::parse::highlight::Colours;
use crate::parse::limits::Limits;
use crate::parse::markdown::Input;
use crate::parse::settings::Settings;
use crate::parse::snippets::{Snippet, Snippets, Taken};
use crate::source::shard::Shard;
use crate::source::{PagePath, Source, Span, bytes};

/// A page longer than this is not read, in bytes.
pub const MAX_PAGE_BYTES: usize = 16 * 1024 * 1024;

/// The YAML of a page's front matter.
pub fn front_matter_span(text: &str) -> Option<Span> {
    front_matter::cut(text).map(|(yaml, _)| yaml)
}

/// Our key that says what another system's key says: `sidebar.label` for `sidebar_label`.
pub fn synonym(key: &str) -> Option<&'static str> {
    front_matter::keys::SYNONYMS.iter().find(|(name, _)| *name == key).map(|(_, ours)| *ours)
}

/// What of the config shapes a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// The site's sample languages.
    pub languages: Vec<String>,
    /// Whether raw HTML is passed through.
    pub trust_html: bool,
    /// Whether `$` marks formulas.
    pub math: Math,
    /// The content folder, relative to the site's root.
    pub content: String,
    /// The site's variables by their names.
    pub variables: BTreeMap<String, String>,
    /// How far the site raises the limits.
    pub limits: Limits,
    /// The pages whose code is coloured, if others render the rest.
    pub shard: Option<Shard>,
}

/// Whether `$x$` is a formula.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Math {
    /// It is.
    #[default]
    Tex,
    /// It is text.
    Off,
}

/// A page, as far as it can be known from its own file.
#[derive(Debug)]
pub struct Page {
    /// Its file.
    pub path: PagePath,
    /// What other pages may see.
    pub outline: Outline,
    /// One sentence on the page.
    pub description: Option<String>,
    /// The page's first words, for where there is no such sentence.
    pub summary: Option<String>,
    /// The title as HTML, with its code and emphasis.
    pub title_html: String,
    /// The id of the title's heading, if the title is one.
    pub title_id: Option<String>,
    /// The headings below the title, in order.
    pub headings: Vec<Heading>,
    /// Every id of the page's HTML.
    pub ids: BTreeSet<String>,
    /// What can be edited, by the numbers that stand in the HTML.
    pub editable: Vec<Editable>,
    /// What its links and images point to.
    pub links: Vec<Link>,
    /// Where it names files to take in.
    pub taken: Vec<Taken>,
    /// The text, with holes where the URLs of links go.
    pub sections: Vec<Section>,
    /// What the author says of it.
    pub settings: Settings,
    /// The files that it may take in, each as it was found; none for one that was looked for and is not there.
    pub snippets: BTreeMap<String, Option<Snippet>>,
    /// What the author is told on every build.
    pub diagnostics: Vec<Diagnostic>,
    /// What `check` tells besides.
    pub lints: Vec<Diagnostic>,
}

/// Pages by their files.
pub type Pages = BTreeMap<PagePath, Arc<Page>>;

/// What other pages may see of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Plain text.
    pub title: String,
    /// Its entry in the nav.
    pub sidebar: Sidebar,
    /// The author's slug and its place.
    pub slug: Option<(String, Span)>,
    /// Not published.
    pub draft: bool,
}

impl Outline {
    /// What other pages call it.
    pub fn label(&self) -> &str {
        self.sidebar.label.as_ref().unwrap_or(&self.title)
    }
}

/// A heading's part of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Section {
    /// The heading's id; none for what stands above the first.
    pub id: Option<String>,
    /// HTML for the content column.
    pub prose: String,
    /// HTML for the right column, mostly empty.
    pub samples: String,
}

/// Reads one page, and what it takes in.
pub fn parse(path: &PagePath, source: &Source, options: &Options, snippets: &Snippets) -> Page {
    let mut problems = Vec::new();
    let limit = options.limits.raised(MAX_PAGE_BYTES);
    let too_long = source.text.len() > limit;
    if too_long {
        problems.push(diagnostics::page_too_long(source.text.len() as u64, limit).in_file(&source.path));
    }
    let text = if too_long { Arc::from("") } else { without_controls(&source.text) };
    let written = Source { path: source.path.clone(), text };
    let variables = with_clean_variables(options);
    let context =
        expand::Context { content: &options.content, snippets, variables: &variables, limits: options.limits };
    let Expanded { text: mapped, mut taken, files, problems: expansion } = expand::expand(&written, context);
    let source = &Source { path: written.path.clone(), text: mapped.text.as_str().into() };
    problems.extend(turned(source));
    let mut front_matter = front_matter::read(source, &mut problems);
    // What YAML's escapes bring stands at no place of its own.
    if let Some(c) = front_matter.matter.take_turns().filter(|_| !front_matter.yaml().contains(bidi::is_scoped)) {
        problems.push(diagnostics::bidi_control(c).in_file(&source.path));
    }
    let settings = settings::settings(&front_matter, &mapped);
    let front = &front_matter.matter;
    let options = &with_own_languages(options, front);
    let colours = if options.shard.is_none_or(|shard| shard.has(path)) { Colours::On } else { Colours::Off };
    let input = Input { source, body: front_matter.body, mapped: &mapped, front, options, snippets, colours };
    let mut body = markdown::render(&input);
    problems.append(&mut body.diagnostics);
    taken.append(&mut body.taken);
    let mut problems: Vec<_> = problems.into_iter().map(|problem| mapped.placed(&source.path, problem)).collect();
    problems.extend(expansion);
    let lints = body.lints.into_iter().map(|lint| mapped.placed(&source.path, lint)).collect();
    let slug = front.slug.as_ref().filter(|slug| front_matter::is_slug(&slug.value));
    let slug = slug.map(|slug| (slug.value.clone(), mapped.origin(slug_span(source, slug)).span));
    let heading_text = body.title.as_ref().map(|heading| heading.text.clone());
    let title =
        front.title().or(heading_text).unwrap_or_else(|| bidi::without_scoped(&title_of_file(path)).into_owned());
    let heading_label = body.title.as_ref().map(|heading| heading.label.clone());
    Page {
        path: path.clone(),
        outline: Outline { title: title.clone(), sidebar: front.sidebar(), slug, draft: front.draft },
        description: front.description.clone(),
        summary: summary::summary(&body.sections),
        title_html: heading_label.unwrap_or_else(|| html::escape(&title)),
        title_id: body.title.map(|heading| heading.id),
        headings: body.headings,
        ids: body.ids,
        editable: editable::found(body.editable, &written, snippets),
        links: body.links,
        taken,
        sections: body.sections,
        settings,
        snippets: looked_up(&files, &written, options, snippets),
        diagnostics: diagnostics::first_of_each_kind(problems),
        lints: diagnostics::first_of_each_kind(lints),
    }
}

/// Where hidden characters turn text around.
fn turned(source: &Source) -> impl Iterator<Item = Diagnostic> {
    let places = bidi::scoped_places(&source.text).into_iter();
    places.map(|(c, span)| diagnostics::bidi_control(c).at(&source.path, span))
}

/// The site's variables without the control characters that YAML's escapes may bring into a variable.
fn with_clean_variables(options: &Options) -> BTreeMap<String, String> {
    let clean = |value: &String| without_controls(&value.as_str().into()).to_string();
    options.variables.iter().map(|(name, value)| (name.clone(), clean(value))).collect()
}

/// A page may have sample languages of its own, or another order of them.
fn with_own_languages(options: &Options, front: &FrontMatter) -> Options {
    let languages = front.languages.as_ref().map_or_else(|| options.languages.clone(), |own| own.value.clone());
    Options { languages, ..options.clone() }
}

/// Every file that the page's text, or that of a file in it, names, under all paths where it is looked for.
fn looked_up(
    files: &BTreeSet<String>,
    page: &Source,
    options: &Options,
    snippets: &Snippets,
) -> BTreeMap<String, Option<Snippet>> {
    let mut found = BTreeMap::new();
    for file in files {
        let text = if *file == page.path { Some(page.text.clone()) } else { snippets.text(file) };
        let text = filled_variables(text.as_deref().unwrap_or(""), &options.variables, options.limits);
        for name in snippets::names(&text) {
            let candidates = snippets::candidates(file, &options.content, name).unwrap_or_default();
            found.extend(candidates.into_iter().map(|path| (path.clone(), snippets.files.get(&path).cloned())));
        }
    }
    found
}

/// The text with a space for each control character: HTML forbids them, and holes are made of them. No offset moves.
fn without_controls(text: &Arc<str>) -> Arc<str> {
    let is_stray = |byte: u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t');
    match bytes::any(text, is_stray) {
        true => text.replace(|c: char| u8::try_from(c).is_ok_and(is_stray), " ").into(),
        false => text.clone(),
    }
}

fn slug_span(source: &Source, slug: &crate::yaml::Spanned<String>) -> Span {
    // The front matter begins on line 2, and its places are counted from there.
    let line = usize::try_from(slug.referenced.line()).unwrap_or(1) + 1;
    Span::at(&source.text, line, usize::try_from(slug.referenced.column()).unwrap_or(1), slug.value.chars().count())
}

/// `01-run-an-operation.md` to `Run an operation`; an index page takes its folder's name.
pub fn title_of_file(path: &PagePath) -> String {
    let name = if path.is_index() { path.folder().rsplit('/').next().unwrap_or("") } else { path.stem() };
    title_of_name(name)
}

/// `01-run-an-operation` to `Run an operation`.
pub fn title_of_name(name: &str) -> String {
    let words = crate::resolve::without_order_prefix(name).0.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Home".to_string(),
    }
}
