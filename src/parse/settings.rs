//! What an author says of a page, as the later stages need it.

use std::ops::RangeInclusive;

use crate::parse::front_matter::{Front, FrontMatter, Neighbour, is_address};
use crate::parse::links::{Link, LinkKind};
use crate::parse::mapped::Mapped;
use crate::parse::{Deprecated, EditUrl, Layout, markdown};
use crate::source::Span;
use crate::yaml::Spanned;

/// What an author says of a page.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The levels of the headings that the page lists; none if it lists none.
    pub toc: Option<RangeInclusive<u8>>,
    /// What stands in the right column, if it is not to follow from the page.
    pub layout: Option<Layout>,
    /// The date that the author wrote.
    pub updated: Option<String>,
    /// The edit link that the author wrote.
    pub edit_url: Option<EditUrl>,
    /// Other addresses of the page, each with its place.
    pub aliases: Vec<(String, Span)>,
    /// Search engines are asked to leave the page out.
    pub noindex: bool,
    /// Leaves out "Give feedback".
    pub hide_feedback: bool,
    /// The page and those below it are published as one document too.
    pub print: bool,
    /// The version that brought what the page is about.
    pub since: Option<String>,
    /// HTML on what to use instead of what the page is about; empty if it is only said to be deprecated.
    pub deprecated: Option<String>,
    /// The sample languages that the page promises, and where it does.
    pub languages: Option<(Vec<String>, Span)>,
    /// How high search ranks the page, in permille of a plain one; none if it leaves it out.
    pub search_boost: Option<u32>,
    /// The page before, if it is not to follow from the nav.
    pub prev: Option<Option<LabelledLink>>,
    /// The page after, if it is not to follow from the nav.
    pub next: Option<Option<LabelledLink>>,
    /// The picture that goes with a link to the page.
    pub image: Option<Link>,
}

impl Settings {
    /// The links that stand in the front matter.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        let neighbours = [&self.prev, &self.next].into_iter().filter_map(|link| link.as_ref()?.as_ref());
        neighbours.map(|neighbour| &neighbour.link).chain(&self.image)
    }
}

/// A link with a text of its own.
#[derive(Clone, Debug)]
pub struct LabelledLink {
    /// What it says; the page's title if not given.
    pub label: Option<String>,
    /// Where it leads.
    pub link: Link,
}

/// More other addresses of a page are not made.
pub const MAX_ALIASES: usize = 100;

/// Takes the settings out of a page's front matter.
pub fn settings(front: &Front, mapped: &Mapped) -> Settings {
    let matter = &front.matter;
    let place = |span: Span| mapped.origin(span).span;
    let aliases = matter.aliases(front.yaml()).into_iter().filter(|(alias, _)| is_address(alias));
    Settings {
        toc: matter.toc(),
        layout: matter.layout(),
        updated: matter.updated().map(|date| date.value.clone()),
        edit_url: matter.edit_url.as_ref().map(|url| url.value.clone()),
        aliases: aliases
            .take(MAX_ALIASES)
            .map(|(alias, span)| (alias.to_string(), place(span.shifted(front.start))))
            .collect(),
        noindex: matter.noindex || matter.unlisted,
        hide_feedback: matter.hide_feedback,
        print: matter.print,
        since: matter.since.clone(),
        deprecated: deprecated(matter),
        languages: matter.languages.as_ref().map(|all| (all.value.clone(), place(front.key_span("languages")))),
        search_boost: matter.search_boost(),
        prev: matter.prev.as_ref().map(|value| neighbour(front, mapped, value)),
        next: matter.next.as_ref().map(|value| neighbour(front, mapped, value)),
        image: matter.image.as_ref().map(|image| link(front, mapped, image, ("", &image.value), LinkKind::Media)),
    }
}

fn deprecated(matter: &FrontMatter) -> Option<String> {
    match matter.deprecated.as_ref()? {
        Deprecated::Switch(false) => None,
        Deprecated::Switch(true) => Some(String::new()),
        Deprecated::Instead(text) => Some(markdown::inline_html(text)),
    }
}

fn neighbour(front: &Front, mapped: &Mapped, value: &Spanned<Neighbour>) -> Option<LabelledLink> {
    // In the long form the label may say what the link does.
    let (label, path, key) = match &value.value {
        Neighbour::Switch(_) => return None,
        Neighbour::Path(path) => (None, path, ""),
        Neighbour::Labelled { label, link } => (label.clone(), link, "link:"),
    };
    Some(LabelledLink { label, link: link(front, mapped, value, (key, path), LinkKind::Page) })
}

/// A link that stands in the front matter, behind a key of the value.
fn link<T>(
    front: &Front,
    mapped: &Mapped,
    value: &Spanned<T>,
    (key, destination): (&str, &str),
    kind: LinkKind,
) -> Link {
    let whole = front.span(value);
    let value = &front.text[whole.start..front.end.max(whole.start)];
    let behind = value.find(key).map_or(0, |at| at + key.len());
    let span = value[behind..].find(destination).map_or(whole, |at| {
        let start = whole.start + behind + at;
        Span::new(start, start + destination.len())
    });
    let span = mapped.origin(if span.end <= front.end { span } else { whole }).span;
    Link { destination: destination.to_string(), span, kind, included_from: None }
}
