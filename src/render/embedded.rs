//! The templates and the theme that the program brings along.

use std::collections::BTreeMap;
use std::sync::Arc;

macro_rules! embed {
    ($folder:literal: $($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../", $folder, "/", $path)))),*]
    };
}

/// The embedded templates by name.
pub fn templates() -> BTreeMap<String, Arc<str>> {
    TEMPLATES.iter().map(|(name, text)| ((*name).to_string(), Arc::from(*text))).collect()
}

/// The embedded theme by path.
pub fn theme() -> BTreeMap<String, Arc<[u8]>> {
    THEME.iter().map(|(path, text)| ((*path).to_string(), Arc::from(text.as_bytes()))).collect()
}

const TEMPLATES: [(&str, &str); 13] = embed!(
    "templates":
    "index_of_sections.html",
    "nav.html",
    "not_found.html",
    "page.html",
    "parts/breadcrumbs.html",
    "parts/head.html",
    "parts/page_footer.html",
    "parts/search.html",
    "parts/shell.html",
    "parts/toc.html",
    "parts/top_bar.html",
    "print.html",
    "redirect.html",
);

const THEME: [(&str, &str); 34] = embed!(
    "theme":
    "css/base.css",
    "css/callouts.css",
    "css/cards.css",
    "css/code.css",
    "css/icons.css",
    "css/layers.css",
    "css/layout.css",
    "css/math.css",
    "css/nav.css",
    "css/page.css",
    "css/print.css",
    "css/prose.css",
    "css/reset.css",
    "css/search.css",
    "css/steps.css",
    "css/syntax.css",
    "css/tabs.css",
    "css/toc.css",
    "css/tokens.css",
    "css/top-bar.css",
    "icon.svg",
    "js/boot.js",
    "js/copy.js",
    "js/feedback.js",
    "js/main.js",
    "js/math.js",
    "js/nav.js",
    "js/redirect.js",
    "js/remote.js",
    "js/scheme.js",
    "js/search.bundle.js",
    "js/search.js",
    "js/tabs.js",
    "js/toc.js",
);
