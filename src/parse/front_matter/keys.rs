//! The keys of front matter: ours, those of other systems that mean the same, and those that mean nothing here.

/// Our own.
pub const OWN: [&str; 22] = [
    "title",
    "description",
    "slug",
    "aliases",
    "draft",
    "unlisted",
    "noindex",
    "updated",
    "since",
    "deprecated",
    "samples",
    "languages",
    "layout",
    "toc",
    "search",
    "sidebar",
    "prev",
    "next",
    "edit_url",
    "image",
    "hide_feedback",
    "extra",
];

/// Keys of other systems that are read as ours (Docusaurus, Mintlify, Hugo, Jekyll, VitePress, Starlight, Slate), each
/// with the key of ours that says the same.
pub const SYNONYMS: [(&str, &str); 23] = [
    ("redirect_from", "aliases"),
    ("sidebar_label", "sidebar.label"),
    ("sidebarTitle", "sidebar.label"),
    ("linkTitle", "sidebar.label"),
    ("sidebar_position", "sidebar.order"),
    ("weight", "sidebar.order"),
    ("nav_order", "sidebar.order"),
    ("hidden", "sidebar.hidden"),
    ("nav_exclude", "sidebar.hidden"),
    ("lastUpdated", "updated"),
    ("last_update", "updated"),
    ("editUrl", "edit_url"),
    ("custom_edit_url", "edit_url"),
    ("hide_table_of_contents", "toc"),
    ("hideToc", "toc"),
    ("tableOfContents", "toc"),
    ("outline", "toc"),
    ("mode", "layout"),
    ("template", "layout"),
    ("language_tabs", "languages"),
    ("pagefind", "search.exclude"),
    ("searchable", "search.exclude"),
    ("boost", "search.boost"),
];

/// The synonyms that are other names of a field, each with the field's own, as serde's `alias` has them.
pub const ALIASES: [(&str, &str); 16] = [
    ("redirect_from", "aliases"),
    ("sidebarTitle", "sidebar_label"),
    ("linkTitle", "sidebar_label"),
    ("weight", "sidebar_position"),
    ("nav_order", "sidebar_position"),
    ("nav_exclude", "hidden"),
    ("lastUpdated", "updated"),
    ("editUrl", "edit_url"),
    ("custom_edit_url", "edit_url"),
    ("hideToc", "hide_table_of_contents"),
    ("tableOfContents", "toc"),
    ("outline", "toc"),
    ("mode", "layout"),
    ("template", "layout"),
    ("language_tabs", "languages"),
    ("searchable", "pagefind"),
];

/// Our key that says what a key says; none if it is not known.
pub fn meaning(key: &str) -> Option<&'static str> {
    let own = OWN.iter().find(|own| **own == key);
    own.or_else(|| SYNONYMS.iter().find(|(name, _)| *name == key).map(|(_, own)| own)).copied()
}

/// Keys of other systems that do nothing here, and what to write instead.
pub const FOREIGN: [(&str, &str); 30] = [
    ("editLink", "write `edit_url: false` for a page without edit link"),
    ("titleTemplate", "page titles are followed by the site's title"),
    ("hide_title", "the title is always shown; write `title` to change it"),
    ("pageClass", "style pages in the site's own `theme/css/`"),
    ("theme", "keep data of your own under `extra:`"),
    ("head", "add tags in the site's own `templates/page.html`"),
    ("author", "keep data of your own under `extra:`"),
    ("authors", "keep data of your own under `extra:`"),
    ("date", "keep data of your own under `extra:`; the date shown is the last change in git"),
    ("tags", "keep data of your own under `extra:`"),
    ("tag", "write `sidebar: { badge: … }` for a word beside the page's entry"),
    ("icon", "entries of the nav have no icons; `sidebar: { badge: … }` is a word beside one"),
    ("category", "keep data of your own under `extra:`"),
    ("categories", "keep data of your own under `extra:`"),
    ("keywords", "keep data of your own under `extra:`"),
    ("id", "the address follows from the file; write `slug: …` for another"),
    ("url", "the address follows from the file; write `slug: …` for another"),
    ("type", "keep data of your own under `extra:`"),
    ("lang", "a site has one language"),
    ("parent", "the nav follows the folders: move the file into the folder of its parent"),
    ("has_children", "the nav follows the folders"),
    ("pagination_prev", "write `prev: false`, or the path of a page"),
    ("pagination_next", "write `next: false`, or the path of a page"),
    ("sidebar_class_name", "style entries in the site's own `theme/css/`"),
    ("hero", "write the page in Markdown; home layouts of other systems are not drawn"),
    ("features", "write the page in Markdown; home layouts of other systems are not drawn"),
    ("banner", "write a callout at the top of the page"),
    ("openapi", "pages are not made of OpenAPI files"),
    ("summary", "write `description`"),
    ("permalink", "write `slug: …`"),
];
