//! Everything that one page's template needs, already resolved. Same view, same HTML.

use serde::Serialize;

use crate::search::server::Kind;

/// What every page says of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SiteView {
    /// The site's name.
    pub title: String,
    /// Its first letter.
    pub mark: String,
    /// The version badge.
    pub version: Option<String>,
    /// One sentence.
    pub description: Option<String>,
    /// The URL of the first page.
    pub home_url: String,
    /// The URL of the list of all sections.
    pub search_url: String,
    /// Whether the site has a search index.
    pub has_search: bool,
    /// The search server that is asked first.
    pub search_server: Option<ServerView>,
    /// The repository.
    pub repository_url: Option<String>,
    /// The path of `base_url`.
    pub base_path: String,
}

/// A search server.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ServerView {
    /// What takes a query.
    pub url: String,
    /// How it is asked.
    pub kind: Kind,
    /// Its host, as a policy names it.
    pub host: String,
}

impl SiteView {
    /// The host that pages may ask besides their own.
    pub fn search_host(&self) -> Option<&str> {
        self.search_server.as_ref().map(|server| server.host.as_str())
    }
}

/// Where the theme is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ThemeView {
    /// Its folder's URL without slash at the end.
    pub url: String,
}

/// The view of one page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PageView {
    /// The site.
    pub site: SiteView,
    /// The theme.
    pub theme: ThemeView,
    /// The Content-Security-Policy, which needs no escaping.
    pub policy: String,
    /// HTML.
    pub nav: String,
    /// The page.
    pub page: PageParts,
    /// For the list of all sections only.
    pub entries: Vec<Entry>,
}

/// What is the page's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PageParts {
    /// Plain text.
    pub title: String,
    /// HTML.
    pub heading: String,
    /// The id of the title, if it is a heading of the Markdown.
    pub heading_id: Option<String>,
    /// One sentence.
    pub description: Option<String>,
    /// The page's first words, for where a sentence on it is wanted and there is none.
    pub summary: Option<String>,
    /// The page's path on its host.
    pub url: String,
    /// The path of its Markdown twin.
    pub markdown_url: Option<String>,
    /// The page and those below it as one document.
    pub print: Option<LinkView>,
    /// Its breadcrumbs as JSON-LD, which needs no escaping.
    pub structured_data: Option<String>,
    /// The page's whole URL.
    pub canonical_url: String,
    /// From the first page to this one.
    pub breadcrumbs: Vec<Crumb>,
    /// What stands in the right column.
    pub layout: &'static str,
    /// The text.
    pub body: Vec<SectionView>,
    /// The headings.
    pub toc: Vec<TocEntry>,
    /// The page before.
    pub prev: Option<LinkView>,
    /// The page after.
    pub next: Option<LinkView>,
    /// Where the page is edited.
    pub edit_url: Option<String>,
    /// What the site is called on which that is.
    pub edit_name: Option<String>,
    /// `YYYY-MM-DD`
    pub updated: Option<String>,
    /// Search engines are asked to leave the page out.
    pub noindex: bool,
    /// The version that brought what the page is about.
    pub since: Option<String>,
    /// HTML on what to use instead; empty if the page is only said to be deprecated.
    pub deprecated: Option<String>,
    /// The URL of the picture that goes with a link to the page.
    pub image_url: Option<String>,
    /// The card that is drawn in its place.
    pub card: Option<CardView>,
    /// Where feedback on it goes.
    pub feedback: Option<FeedbackView>,
}

/// The picture that is drawn for a link to a page, 1200 by 630 pixels.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CardView {
    /// Its whole URL.
    pub url: String,
    /// What it says.
    pub alt: String,
}

/// Where feedback on a page goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FeedbackView {
    /// The URL.
    pub url: String,
    /// The parameter of the URL that holds what it is about, if it is an issue.
    pub parameter: Option<String>,
}

/// A step of the breadcrumbs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Crumb {
    /// Text.
    pub label: String,
    /// None for the page itself, and for folders without a page.
    pub url: Option<String>,
}

/// A section with its URLs filled in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SectionView {
    /// The heading's id.
    pub id: Option<String>,
    /// HTML.
    pub prose: String,
    /// HTML.
    pub samples: String,
}

/// A line of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TocEntry {
    /// The heading's id.
    pub id: String,
    /// HTML.
    pub label: String,
    /// 2 or 3.
    pub level: u8,
}

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LinkView {
    /// Text.
    pub label: String,
    /// URL.
    pub url: String,
}

/// A page and those below it as one document.
#[derive(Clone, Debug, Serialize)]
pub struct PrintView {
    /// What it shares with pages.
    #[serde(flatten)]
    pub view: PageView,
    /// The nav below the first page, in the document.
    pub contents: Vec<ContentsEntry>,
    /// The pages; the first is the one that all others lie below.
    pub articles: Vec<ArticleView>,
}

/// A line of the contents with those below it.
#[derive(Clone, Debug, Serialize)]
pub struct ContentsEntry {
    /// Text.
    pub label: String,
    /// The URL within the document; none for a group without a page.
    pub url: Option<String>,
    /// The lines below it.
    pub children: Vec<ContentsEntry>,
}

/// A page within a document of many.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleView {
    /// Its id in the document.
    pub id: String,
    /// The page, with ids and links as they are in the document.
    #[serde(flatten)]
    pub page: PageParts,
}

/// A page in the list of all sections.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Entry {
    /// The page's title.
    pub title: String,
    /// Its URL.
    pub url: String,
    /// `Docs / Protocol`
    pub crumbs: String,
    /// Its headings.
    pub sections: Vec<EntrySection>,
}

/// A heading in the list of all sections.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct EntrySection {
    /// Text.
    pub label: String,
    /// URL.
    pub url: String,
    /// 2 or 3.
    pub level: u8,
}
