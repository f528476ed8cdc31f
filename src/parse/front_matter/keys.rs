//! The keys of front matter: ours, those of other systems that mean the same, and those that mean nothing here.

/// Our own.
pub const OWN: [&str; 10] =
    ["title", "description", "slug", "draft", "updated", "samples", "toc", "sidebar", "edit_url", "extra"];

/// Keys of other systems that are read as ours (Docusaurus, Mintlify, Hugo, Jekyll, VitePress), each with the key of ours
/// that says the same.
const SYNONYMS: [(&str, &str); 12] = [
    ("sidebar_label", "sidebar.label"),
    ("sidebarTitle", "sidebar.label"),
    ("linkTitle", "sidebar.label"),
    ("sidebar_position", "sidebar.order"),
    ("weight", "sidebar.order"),
    ("nav_order", "sidebar.order"),
    ("lastUpdated", "updated"),
    ("last_update", "updated"),
    ("editUrl", "edit_url"),
    ("custom_edit_url", "edit_url"),
    ("hide_table_of_contents", "toc"),
    ("hideToc", "toc"),
];

/// Our key that says what a key says; none if it is not known.
pub fn meaning(key: &str) -> Option<&'static str> {
    let own = OWN.iter().find(|own| **own == key);
    own.or_else(|| SYNONYMS.iter().find(|(name, _)| *name == key).map(|(_, own)| own)).copied()
}

/// Keys of other systems that do nothing here, and what to write instead.
pub const FOREIGN: [(&str, &str); 18] = [
    ("outline", "write `toc: false` for a page without table of contents"),
    ("tableOfContents", "write `toc: false` for a page without table of contents"),
    ("editLink", "write `edit_url: false` for a page without edit link"),
    ("titleTemplate", "page titles are followed by the site's title"),
    ("layout", "the layout follows from the page: samples in the right column, or its table of contents"),
    ("pageClass", "style pages in the site's own `theme/css/`"),
    ("theme", "keep data of your own under `extra:`"),
    ("head", "add tags in the site's own `templates/page.html`"),
    ("author", "keep data of your own under `extra:`"),
    ("date", "keep data of your own under `extra:`; the date shown is the last change in git"),
    ("tags", "keep data of your own under `extra:`"),
    ("category", "keep data of your own under `extra:`"),
    ("keywords", "keep data of your own under `extra:`"),
    ("hero", "write the page in Markdown; home layouts of other systems are not drawn"),
    ("features", "write the page in Markdown; home layouts of other systems are not drawn"),
    ("aliases", "redirects are not written yet; keep the old page, or let the host redirect"),
    ("redirect_from", "redirects are not written yet; keep the old page, or let the host redirect"),
    ("permalink", "write `slug: …`"),
];
