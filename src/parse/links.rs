//! Where links and images point, before the site is known.

use crate::source::{Source, Span, bytes};

/// A link or an image of a page; its place in the HTML holds a placeholder with its number, but for a bare URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// What the author wrote, entities decoded.
    pub destination: String,
    /// The destination in its file, that of a reference in its definition; the whole link if it is not spelled out.
    pub span: Span,
    /// What the URL is for.
    pub kind: LinkKind,
    /// The file that it stands in, relative to the site's root, if that is not the page's own.
    pub included_from: Option<String>,
}

/// What a URL is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// An `href`.
    Page,
    /// A `src` of an image, followed by width and height where the file tells them.
    Image,
    /// Another `src` or `poster`.
    Media,
}

/// The part of a destination that decides how it is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// No scheme: a path, a query or an anchor.
    Relative,
    /// A scheme that readers may be sent to.
    Allowed,
    /// Any other: it may run code in the reader's browser.
    Refused,
}

/// Judges a destination as a browser would: control characters and spaces do not hide a scheme.
pub fn scheme(destination: &str) -> Scheme {
    if !destination.contains(':') {
        return Scheme::Relative;
    }
    let bare: String = destination.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let Some((before, _)) = bare.split_once(':') else {
        return Scheme::Relative;
    };
    let is_scheme = before.starts_with(|c: char| c.is_ascii_alphabetic())
        && before.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if !is_scheme {
        return Scheme::Relative;
    }
    match before.to_ascii_lowercase().as_str() {
        "http" | "https" | "mailto" | "tel" => Scheme::Allowed,
        _ => Scheme::Refused,
    }
}

/// Narrows the span of a whole link to its destination, where the source spells it out.
pub fn destination_span(source: &Source, whole: Span, destination: &str) -> Span {
    let whole = whole.within(&source.text);
    let text = &source.text[whole.start..whole.end];
    match text.rfind(destination) {
        Some(at) if !destination.is_empty() => Span::new(whole.start + at, whole.start + at + destination.len()),
        _ => Span::new(whole.start, whole.start + text.lines().next().map_or(0, str::len)),
    }
}

/// The destination of a link whose text ends at `from`, where `](` follows.
pub fn inline_destination(text: &str, from: usize, end: usize) -> Option<Span> {
    let open = text.get(from..end)?.find("](")?;
    destination_at(text, from + open + 2, end)
}

/// The destination of a definition: `[label]: destination "title"`.
pub fn defined_destination(text: &str, definition: Span) -> Option<Span> {
    let label = text.get(definition.start..definition.end)?;
    let close = definition.start + unescaped_at(label, |c| c == ']')?;
    let colon = text[close + 1..].strip_prefix(':').map(|_| close + 2)?;
    destination_at(text, colon, definition.end)
}

/// The destination that begins at `from` or behind the space there, without its angle brackets.
fn destination_at(text: &str, from: usize, end: usize) -> Option<Span> {
    let rest = text.get(from..end)?;
    let space = rest.len() - rest.trim_start().len();
    // In a quote the destination may stand on the next line, behind the quote's sign.
    let is_next_line = rest[..space].contains('\n');
    let signs: &[char] = if is_next_line { &[' ', '\t', '>'] } else { &[] };
    let rest = rest[space..].trim_start_matches(signs);
    let start = end - rest.len();
    if let Some(within) = rest.strip_prefix('<') {
        let length = unescaped_at(within, |c| c == '>')?;
        return Some(Span::new(start + 1, start + 1 + length));
    }
    let mut open = 0;
    let ends = |c: char| match c {
        '(' => {
            open += 1;
            false
        }
        ')' if open > 0 => {
            open -= 1;
            false
        }
        c => c == ')' || c.is_whitespace() || c.is_control(),
    };
    let length = unescaped_at(rest, ends).unwrap_or(rest.len());
    Some(Span::new(start, start + length))
}

/// The first character that ends something and has no `\` in front.
fn unescaped_at(text: &str, mut ends: impl FnMut(char) -> bool) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        if is_escaped || c == '\\' {
            is_escaped = !is_escaped;
        } else if ends(c) {
            return Some(at);
        }
    }
    None
}

/// The bare URLs of a text, `https://…` and `www.…`, by GFM's rule for where one ends.
pub fn bare_urls(text: &str) -> Vec<Span> {
    let mut urls: Vec<Span> = Vec::new();
    if !may_have_urls(text) {
        return urls;
    }
    for (at, _) in text.match_indices(['h', 'w']) {
        let is_free = urls.last().is_none_or(|last| last.end <= at);
        let Some(opening) = opening(text, at).filter(|_| is_free) else {
            continue;
        };
        let end =
            text[at..].find(|c: char| c.is_whitespace() || matches!(c, '<' | '"')).map_or(text.len(), |end| at + end);
        let url = without_trailing_punctuation(&text[at..end]);
        if url.len() > opening.len() {
            urls.push(Span::new(at, at + url.len()));
        }
    }
    urls
}

fn may_have_urls(text: &str) -> bool {
    bytes::places(text, b':').any(|at| text[at..].starts_with("://"))
        || bytes::places(text, b'w').any(|at| text[at..].starts_with("www."))
}

/// What a bare URL begins with. `_` is no place for `www.` to begin: one that fails would be read to its end once for
/// each.
fn opening(text: &str, at: usize) -> Option<&'static str> {
    let before = text[..at].chars().next_back();
    let opening = *["https://", "http://", "www."].iter().find(|opening| text[at..].starts_with(**opening))?;
    let fits = match opening {
        "www." => {
            let is_edge = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '*' | '~'));
            is_edge && is_domain(&text[at + opening.len()..])
        }
        _ => before.is_none_or(|c| !c.is_alphanumeric()),
    };
    fits.then_some(opening)
}

/// Whether a text begins with a domain; the last two of its parts may hold no `_`.
fn is_domain(text: &str) -> bool {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
    let domain = text[..end].trim_end_matches('.');
    domain.starts_with(char::is_alphanumeric) && !domain.rsplit('.').take(2).any(|part| part.contains('_'))
}

fn without_trailing_punctuation(mut url: &str) -> &str {
    let opened = url.matches('(').count();
    let mut closed = url.matches(')').count();
    while let Some(last) = url.chars().next_back() {
        let closes_too_much = last == ')' && closed > opened;
        if !closes_too_much && !matches!(last, '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | ']') {
            break;
        }
        closed -= usize::from(last == ')');
        url = without_reference(url).unwrap_or(&url[..url.len() - last.len_utf8()]);
    }
    url
}

/// A URL that ends in what looks like a reference, `&hl;`, ends before it.
fn without_reference(url: &str) -> Option<&str> {
    let open = url.strip_suffix(';')?;
    let before = open.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    before.strip_suffix('&').filter(|_| before.len() < open.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_schemes_pass_however_they_are_hidden() {
        for bad in [
            "javascript:alert(1)",
            "java\tscript:x",
            " JAVASCRIPT:x",
            "data:text/html,x",
            "vbscript:x",
            "\u{1}javascript:x",
        ] {
            assert_eq!(scheme(bad), Scheme::Refused, "{bad:?}");
        }
        for fine in ["a.md", "a/b:c.md", "#x:y", "a):b", "1:2", ":", "?q=a:b", "/x"] {
            assert_eq!(scheme(fine), Scheme::Relative, "{fine:?}");
        }
        for fine in ["https://a.b", "HTTP://a.b", "mailto:a@b", "tel:1"] {
            assert_eq!(scheme(fine), Scheme::Allowed, "{fine:?}");
        }
    }

    #[test]
    fn a_destination_is_found_where_it_is_written() {
        let inline = |text: &str, from: usize| {
            let span = inline_destination(text, from, text.len()).expect("a destination");
            text[span.start..span.end].to_string()
        };
        assert_eq!(inline("[a.md](a.md \"a.md\")", 5), "a.md");
        assert_eq!(inline("[](<a b.md>)", 1), "a b.md");
        assert_eq!(inline("[x](a(b\\)c).md)", 2), "a(b\\)c).md");
        assert_eq!(inline("[x](\n> a.md\n> 't')", 2), "a.md");
        let defined = |text: &str| {
            let span = defined_destination(text, Span::new(0, text.len())).expect("a destination");
            text[span.start..span.end].to_string()
        };
        assert_eq!(defined("[a\\]b]: a.md 'a.md'"), "a.md");
        assert_eq!(defined("[a]:\n   <a.md>"), "a.md");
    }

    #[test]
    fn a_bare_url_ends_before_the_punctuation_of_its_sentence() {
        let text = "See (https://a.b/c_(d)), https://e.f/g?h=1. xhttps://no (www.i.j/?k&l;) www. www.m_n awww.o";
        let found: Vec<&str> = bare_urls(text).iter().map(|span| &text[span.start..span.end]).collect();
        assert_eq!(found, ["https://a.b/c_(d)", "https://e.f/g?h=1", "www.i.j/?k"]);
    }
}
