//! Raw HTML in pages: links found, unknown tags reported, the rest left to the sanitiser. The one file that names it.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// A tag of raw HTML with the attributes that matter here.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// As written: `Listing`.
    pub name: &'a str,
    /// Where the tag stands in the text that was scanned.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Whether it closes an element.
    pub closes: bool,
    /// Attributes in order: name, value, offset of the value.
    pub attributes: Vec<(&'a str, &'a str, usize)>,
}

/// What of raw HTML is looked at.
#[derive(Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A tag.
    Tag(Tag<'a>),
    /// The offset of a `<` that begins a tag which is never finished.
    Stray(usize),
    /// The offset of a comment that is never closed.
    OpenComment(usize),
}

/// Finds the tags of a piece of raw HTML, comments left out.
pub fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|offset| at + offset) {
        if html[open..].starts_with("<!--") {
            let end = html[open..].find("-->");
            at = end.map_or(html.len(), |end| open + end + 3);
            if end.is_none() {
                tokens.push(Token::OpenComment(open));
            }
            continue;
        }
        let begins_tag = html[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        at = match tag(html, open) {
            Some(tag) => {
                let end = tag.end;
                tokens.push(Token::Tag(tag));
                end
            }
            None => {
                tokens.extend(begins_tag.then_some(Token::Stray(open)));
                open + 1
            }
        };
    }
    tokens
}

fn tag(html: &str, open: usize) -> Option<Tag<'_>> {
    let closes = html[open + 1..].starts_with('/');
    let start = open + 1 + usize::from(closes);
    let name_end =
        start + html[start..].find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':')))?;
    let name = &html[start..name_end];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut attributes = Vec::new();
    let mut at = name_end;
    loop {
        at += html[at..].find(|c: char| !(c.is_whitespace() || c == '/'))?;
        if html[at..].starts_with('>') {
            return Some(Tag { name, start: open, end: at + 1, closes, attributes });
        }
        // Another tag begins: this one was never finished, and reading on would read the rest once for each `<`.
        if html[at..].starts_with('<') {
            return None;
        }
        let (attribute, end) = attribute(html, at)?;
        attributes.push(attribute);
        at = end;
    }
}

type Attribute<'a> = (&'a str, &'a str, usize);

fn attribute(html: &str, start: usize) -> Option<(Attribute<'_>, usize)> {
    let ends_name = |(offset, c): (usize, char)| {
        (offset > 0 && (c == '=' || c == '/') || matches!(c, '>' | '<') || c.is_whitespace()).then_some(offset)
    };
    let name_end = start + html[start..].char_indices().find_map(ends_name)?;
    // Another tag begins here, too.
    if html[name_end..].starts_with('<') {
        return None;
    }
    let name = &html[start..name_end];
    let after = name_end + html[name_end..].find(|c: char| !c.is_whitespace())?;
    if !html[after..].starts_with('=') {
        return Some(((name, "", name_end), name_end.max(start + 1)));
    }
    let value = after + 1 + html[after + 1..].find(|c: char| !c.is_whitespace())?;
    let quote = html[value..].chars().next()?;
    if matches!(quote, '"' | '\'') {
        let end = value + 1 + html[value + 1..].find(quote)?;
        return Some(((name, &html[value + 1..end], value + 1), end + 1));
    }
    let end = value + html[value..].find(|c: char| c.is_whitespace() || matches!(c, '>' | '<'))?;
    if html[end..].starts_with('<') {
        return None;
    }
    Some(((name, &html[value..end], value), end))
}

/// Whether the sanitiser lets an element through, by its name as written: `<Code>` is a component and not `<code>`.
pub fn is_allowed(name: &str) -> bool {
    !is_component(name) && ALLOWED.contains(name.to_ascii_lowercase().as_str())
}

/// Whether a name is that of a component of MDX or Vue.
pub fn is_component(name: &str) -> bool {
    name.contains('.')
        || name.starts_with(|c: char| c.is_ascii_uppercase()) && name.contains(|c: char| c.is_ascii_lowercase())
}

static ALLOWED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| SANITISER.clone_tags());

/// ammonia's own list, with what our Markdown makes and with media that play nothing by themselves.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["input", "section", "video", "audio", "source", "picture"])
        .add_generic_attributes([
            "id",
            "class",
            "align",
            "dir",
            "role",
            "tabindex",
            "aria-label",
            "aria-hidden",
            "data-kind",
        ])
        .add_tag_attributes("a", ["aria-label", "name"])
        .add_tag_attribute_values("a", "target", ["_blank", "_self"])
        .add_tag_attribute_values("a", "rel", ["noopener"])
        .add_tag_attributes("div", ["data-tabs", "data-tab", "aria-labelledby"])
        .add_tag_attributes("input", ["checked", "disabled"])
        // A field to write in would be part of the page to whoever sees it: only a box of a task list is let through.
        // One value alone is set: ammonia adds several in the order of a hash.
        .set_tag_attribute_value("input", "type", "checkbox")
        .add_tag_attributes("img", ["loading", "decoding", "srcset", "sizes"])
        .add_tag_attributes("details", ["open", "name"])
        .add_tag_attributes(
            "video",
            ["src", "poster", "controls", "width", "height", "muted", "loop", "preload", "playsinline"],
        )
        .add_tag_attributes("audio", ["src", "controls", "preload"])
        .add_tag_attributes("source", ["src", "srcset", "sizes", "type", "media"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    builder
});

/// What the formulas of [`crate::parse::math`] are made of; colours would be inline styles, which our policy refuses.
static MATHML: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .add_tags([
            "math",
            "mi",
            "mn",
            "mo",
            "ms",
            "mtext",
            "mspace",
            "mrow",
            "mfrac",
            "msqrt",
            "mroot",
            "msub",
            "msup",
            "msubsup",
            "munder",
            "mover",
            "munderover",
            "mmultiscripts",
            "mprescripts",
            "mtable",
            "mtr",
            "mtd",
            "mpadded",
            "mphantom",
            "menclose",
            "mstyle",
            "merror",
        ])
        .add_generic_attributes([
            "class",
            "display",
            "displaystyle",
            "scriptlevel",
            "mathvariant",
            "stretchy",
            "symmetric",
            "fence",
            "separator",
            "largeop",
            "movablelimits",
            "accent",
            "accentunder",
            "linethickness",
            "form",
            "lspace",
            "rspace",
            "minsize",
            "maxsize",
            "width",
            "height",
            "depth",
            "voffset",
            "columnalign",
            "columnspan",
            "rowspan",
            "notation",
        ])
        .link_rel(None);
    builder
});

/// MathML and nothing else.
pub fn sanitise_mathml(html: &str) -> String {
    MATHML.clean(html).to_string()
}

/// Puts a space for references such as `&#1;`, which the sanitiser would turn into the very characters that holes are
/// made of. A space, since what stands around them must not come together to another such reference.
pub fn without_control_references(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("&#") {
        kept.push_str(&rest[..at]);
        let number = &rest[at + 2..];
        let digits = number.strip_prefix(['x', 'X']).unwrap_or(number);
        let radix = if digits.len() < number.len() { 16 } else { 10 };
        let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let code = u32::from_str_radix(digits[..end].trim_start_matches('0'), radix);
        let after = &digits[end..];
        if code.is_ok_and(|code| char::from_u32(code).is_some_and(|c| c.is_ascii_control())) {
            kept.push(' ');
            rest = after.strip_prefix(';').unwrap_or(after);
        } else {
            kept.push_str(&rest[at..rest.len() - after.len()]);
            rest = after;
        }
    }
    kept.push_str(rest);
    kept
}

/// HTML that can run no script and whose elements are all closed.
pub fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_their_attributes() {
        let html = "<!-- <b> --><Listing number=\"3-1\" file-name='src/main.rs'>a < b</Listing><img src=x.png>";
        let found: Vec<Tag> = tokens(html)
            .into_iter()
            .filter_map(|token| if let Token::Tag(tag) = token { Some(tag) } else { None })
            .collect();
        assert_eq!(found.iter().map(|tag| tag.name).collect::<Vec<_>>(), ["Listing", "Listing", "img"]);
        assert_eq!(found[0].attributes[1].1, "src/main.rs");
        assert_eq!(&html[found[2].attributes[0].2..], "x.png>");
        assert!(found[1].closes);
    }

    #[test]
    fn references_to_control_characters_become_spaces() {
        assert_eq!(without_control_references("a&#1;b&#x0001;c&#65;&#x41;&#31 &#&#1;2"), "a b c&#65;&#x41;  &# 2");
    }

    #[test]
    fn script_does_not_pass_and_elements_are_closed() {
        let html =
            sanitise("</div><b onclick=x>a<script>alert(1)</script><a href=\"javascript:x\">b</a><svg onload=x>");
        assert_eq!(html, "<b>a<a>b</a></b>");
    }
}
