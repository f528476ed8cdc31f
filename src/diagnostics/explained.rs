//! What the guide says of each code, embedded so that `floom-docs explain` needs no network.

macro_rules! pages {
    ($($code:literal)*) => {
        &[$(($code, include_str!(concat!("../../content/guide/problems/", $code, ".md")))),*]
    };
}

/// Each code with its page of the guide, front matter included; sorted.
pub const EXPLAINED: &[(&str, &str)] = pages! {
    "active-file"
    "active-svg"
    "alias-taken"
    "bad-alias"
    "bad-formula"
    "bad-lock"
    "bad-name"
    "bad-redirect"
    "bad-regex"
    "bad-slug"
    "bad-variable"
    "bidi-control"
    "broken-anchor"
    "broken-link"
    "broken-redirect"
    "cannot-move"
    "card-font"
    "code-beside-file"
    "content-outside-site"
    "dead-external-link"
    "duplicate-id"
    "duplicate-tab"
    "empty-link-text"
    "empty-nav-entry"
    "empty-title"
    "fence-option"
    "file-changing"
    "file-too-long"
    "folder-not-empty"
    "foreign-cache"
    "foreign-construct"
    "foreign-key"
    "foreign-nav"
    "foreign-out"
    "front-matter-not-first"
    "front-matter-open"
    "git-dates"
    "heading-attribute"
    "heading-level-jump"
    "heading-without-space"
    "image-without-alt"
    "include-cycle"
    "include-too-much"
    "include-without-file"
    "io"
    "lines-out-of-range"
    "lines-without-file"
    "link-form"
    "link-outside-site"
    "link-to-redirect"
    "long-code-block"
    "long-code-line"
    "lost-page"
    "lost-place"
    "markdown-in-html"
    "missing-image"
    "missing-language"
    "missing-region"
    "missing-snippet"
    "nav-without-page"
    "nested-too-deep"
    "no-base-commit"
    "no-config"
    "no-pages"
    "no-part"
    "not-a-date"
    "not-a-url"
    "not-lines"
    "not-previewed"
    "not-utf8"
    "out-is-link"
    "out-over-sources"
    "page-in-no-nav"
    "page-too-long"
    "parts-differ"
    "raw-html"
    "redirect-chain"
    "redirect-taken"
    "refused-scheme"
    "reserved-id"
    "route-clash"
    "search-index"
    "search-over-budget"
    "search-test-failed"
    "shallow-clone"
    "snippet-outside-site"
    "special-file"
    "stray-close"
    "symlink"
    "tab-label"
    "tab-outside-tabs"
    "tab-without-label"
    "table-form"
    "template"
    "text-outside-tab"
    "too-many"
    "two-colons"
    "unclosed-comment"
    "unclosed-container"
    "unclosed-fence"
    "unclosed-html"
    "undefined-footnote"
    "unknown-callout"
    "unknown-code"
    "unknown-container"
    "unknown-editor"
    "unknown-key"
    "unknown-language"
    "unknown-layout"
    "unknown-variable"
    "unreadable-snippet"
    "unused-asset"
    "unused-footnote"
    "unused-snippet"
    "variables-too-long"
    "yaml"
};

/// The Markdown of a code's page, without its front matter.
pub fn explanation(code: &str) -> Option<&'static str> {
    page(code).map(|page| cut(page).1.trim_start())
}

/// One sentence on a code.
pub fn description(code: &str) -> Option<&'static str> {
    let (front_matter, _) = cut(page(code)?);
    front_matter.lines().find_map(|line| line.strip_prefix("description: "))
}

fn page(code: &str) -> Option<&'static str> {
    EXPLAINED.iter().find(|(known, _)| *known == code).map(|(_, page)| *page)
}

fn cut(page: &str) -> (&str, &str) {
    page.split_once("\n---\n").unwrap_or(("", page))
}
