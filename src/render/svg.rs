//! What in an SVG file, or in other XML, would run or ask another host when a browser opens it: the one file that names
//! the XML parser.

use roxmltree::{Attribute, Document, Node, NodeType, ParsingOptions};

use crate::parse::{Scheme, scheme};
use crate::source::Span;

/// What is active, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// Such as `` `<script>` ``.
    pub what: String,
    /// Where it stands.
    pub span: Span,
}

/// What the XML is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A drawing.
    Svg,
    /// A feed, a site map: no element of it is shown.
    Data,
}

const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// More elements and texts than this are not read.
const MAX_NODES: u32 = 500_000;

/// More names of namespaces in a file, or attributes of an element, are not read: the parser compares each with all.
const MAX_NAMES: usize = 1_000;

/// The elements of SVG that draw; the last few are of drawing programs and of SVG 1.1's fonts. Those of filters begin with
/// `fe`.
const DRAWING: [&str; 56] = [
    "a",
    "animate",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "cursor",
    "defs",
    "desc",
    "ellipse",
    "filter",
    "font",
    "font-face",
    "font-face-name",
    "font-face-src",
    "g",
    "glyph",
    "hatch",
    "hatchpath",
    "hkern",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mesh",
    "meshgradient",
    "meshpatch",
    "meshrow",
    "metadata",
    "missing-glyph",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "solidcolor",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tref",
    "tspan",
    "use",
    "view",
    "vkern",
    "flowRegion",
    "flowRoot",
];

/// The attributes that may hold an address as `fill="url(#sky)"` does, or bring one to such an attribute.
const STYLING: [&str; 18] = [
    "by",
    "clip-path",
    "color-profile",
    "cursor",
    "fill",
    "filter",
    "from",
    "marker",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "stroke",
    "style",
    "to",
    "values",
    "src",
    "background",
];

/// Finds the first thing that is active. What cannot be read is too: a browser runs what stands before the mistake.
pub fn judge(bytes: &[u8], kind: Kind) -> Option<Found> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some(Found { what: "text that is not UTF-8".to_string(), span: Span::new(0, 0) });
    };
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let offset = text.len() - bare.len();
    let found = declared(bare).or_else(|| parsed(bare, kind));
    found.map(|found| Found { span: found.span.shifted(offset), ..found })
}

/// What would make of these bytes another document than the one that is parsed here: another encoding, entities, and
/// attributes that are declared elsewhere.
fn declared(text: &str) -> Option<Found> {
    let at = |word: &str, what: &str| {
        let start = text.find(word)?;
        Some(Found { what: what.to_string(), span: Span::new(start, start + word.len()) })
    };
    let declaration = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map_or("", |(words, _)| words);
    let encoding = declaration.split_once("encoding").map(|(_, rest)| rest.trim_start_matches(['=', ' ', '"', '\'']));
    let encoding = encoding.map(|rest| rest.split(['"', '\'']).next().unwrap_or("").trim().to_ascii_lowercase());
    if encoding.is_some_and(|name| !matches!(name.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii")) {
        return at("encoding", "an encoding that is not UTF-8");
    }
    at("<!ENTITY", "`<!ENTITY>`").or_else(|| at("<!ATTLIST", "`<!ATTLIST>`")).or_else(|| over_budget(text))
}

/// What would take the parser time that grows with the square of the file.
fn over_budget(text: &str) -> Option<Found> {
    let found = |what: &str, start: usize| Some(Found { what: what.to_string(), span: Span::new(start, start + 1) });
    if let Some((start, _)) = text.match_indices("xmlns").nth(MAX_NAMES) {
        return found("more than 1,000 namespaces", start);
    }
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|offset| at + offset) {
        let closing = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        let closing = closing.iter().find(|(open, _)| text[start..].starts_with(open));
        if let Some((open, close)) = closing {
            let from = start + open.len();
            at = text[from..].find(close).map_or(text.len(), |end| from + end + close.len());
            continue;
        }
        let tag = Tag::of(&text[start..]);
        if tag.has_bracket && text[start..].starts_with("<!") {
            return found("a document type with declarations", start);
        }
        if tag.attributes > MAX_NAMES {
            return found("an element with more than 1,000 attributes", start);
        }
        at = start + tag.length;
    }
    None
}

/// A tag, as far as its budget goes.
#[derive(Default)]
struct Tag {
    length: usize,
    attributes: usize,
    has_bracket: bool,
}

impl Tag {
    fn of(text: &str) -> Self {
        let mut tag = Self::default();
        let mut quote = None;
        for byte in text.bytes() {
            tag.length += 1;
            match (quote, byte) {
                (Some(open), byte) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'=') => tag.attributes += 1,
                (None, b'[') => tag.has_bracket = true,
                (None, b'>') => break,
                (None, _) => {}
            }
        }
        tag
    }
}

fn parsed(text: &str, kind: Kind) -> Option<Found> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    match Document::parse_with_options(text, options) {
        Ok(document) => document.descendants().find_map(|node| of_node(&node, kind)),
        Err(error) => {
            let place = error.pos();
            let start = offset(text, usize::try_from(place.row).ok()?, usize::try_from(place.col).ok()?);
            Some(Found { what: format!("a mistake in its XML ({error})"), span: Span::new(start, start) })
        }
    }
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    Span::at(text, line.max(1), column.max(1), 0).within(text).start
}

fn of_node(node: &Node, kind: Kind) -> Option<Found> {
    match node.node_type() {
        NodeType::PI if node.pi().is_some_and(|pi| pi.target.eq_ignore_ascii_case("xml-stylesheet")) => {
            Some(Found { what: "`<?xml-stylesheet?>`".to_string(), span: node.range().into() })
        }
        NodeType::Element => of_element(node, kind),
        _ => None,
    }
}

fn of_element(node: &Node, kind: Kind) -> Option<Found> {
    let name = node.tag_name().name();
    let start = node.range().start;
    let here = |what: String| Some(Found { what, span: Span::new(start, start + 1 + name.len()) });
    match node.tag_name().namespace() {
        Some(XHTML) => return here(format!("`<{name}>` of HTML")),
        Some(SVG) if kind == Kind::Data => return here(format!("`<{name}>` of SVG")),
        Some(SVG) | None if kind == Kind::Svg && !is_drawing(name) => return here(format!("`<{name}>`")),
        _ => {}
    }
    if kind == Kind::Data {
        return None;
    }
    if let Some(what) = node.text().filter(|_| name == "style").and_then(of_style) {
        return here(what);
    }
    node.attributes().find_map(|attribute| {
        let what = of_attribute(name, &attribute)?;
        Some(Found { what, span: attribute.range_qname().into() })
    })
}

fn is_drawing(name: &str) -> bool {
    DRAWING.contains(&name) || name.starts_with("fe") && name[2..].starts_with(|c: char| c.is_ascii_uppercase())
}

fn of_attribute(element: &str, attribute: &Attribute) -> Option<String> {
    let (name, value) = (attribute.name(), attribute.value());
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("on") && attribute.namespace().is_none() {
        return Some(format!("`{name}=`"));
    }
    match lower.as_str() {
        "href" | "src" => of_address(element, name, value),
        "attributename" => {
            let target = value.rsplit(':').next().unwrap_or(value).trim().to_ascii_lowercase();
            (target == "href" || target.starts_with("on")).then(|| format!("`{name}=\"{value}\"`"))
        }
        lower if STYLING.contains(&lower) => of_style(value),
        _ => None,
    }
}

/// A link may lead anywhere that a page's may; all else comes from the file itself.
fn of_address(element: &str, name: &str, value: &str) -> Option<String> {
    let value = value.trim();
    let is_own = value.is_empty() || value.starts_with('#');
    let is_image = matches!(element, "image" | "feImage") && is_image_data(value);
    let is_link = element == "a" && scheme(value) != Scheme::Refused;
    (!(is_own || is_image || is_link)).then(|| format!("`{name}=\"{}\"`", shortened(value)))
}

fn is_image_data(value: &str) -> bool {
    let lower = value.get(..11).unwrap_or("").to_ascii_lowercase();
    lower == "data:image/"
}

/// A style sheet's address of something outside of the file, or what could hide one.
fn of_style(style: &str) -> Option<String> {
    let lower = style.to_ascii_lowercase();
    if lower.contains("@import") {
        return Some("`@import`".to_string());
    }
    let is_foreign = |rest: &&str| {
        let address = rest.trim_start_matches([' ', '\t', '\n', '\r', '"', '\'']);
        !(address.starts_with('#') || address.starts_with("data:image/") || address.starts_with("data:font/"))
    };
    if let Some(rest) = lower.split("url(").skip(1).find(is_foreign) {
        return Some(format!("`url({}`", shortened(rest.split(')').next().unwrap_or(rest))));
    }
    let is_hidden = lower.contains('\\') && (lower.contains("rl(") || lower.contains('@'));
    is_hidden.then(|| "an address behind `\\`".to_string())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::LineIndex;

    fn what(svg: &str) -> Option<String> {
        judge(svg.as_bytes(), Kind::Svg).map(|found| found.what)
    }

    #[test]
    fn drawings_pass() {
        for inner in [
            "<path d='M0 0'/><style>.a{fill:url(#b)}</style><g style='fill:url(\"#x\")'/>",
            "<a href='https://example.com/'><text>x</text></a><use href='#a'/><image href='data:image/png;base64,AA'/>",
            "<animate attributeName='fill' to='red'/><filter><feBlend/></filter><metadata><x:y xmlns:x='urn:x'/></metadata>",
        ] {
            assert_eq!(what(&format!("<svg xmlns='{SVG}'>{inner}</svg>")), None, "{inner}");
        }
        assert_eq!(what("\u{feff}<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE svg PUBLIC 'a' 'b'><svg/>"), None);
    }

    #[test]
    fn whatever_runs_or_asks_is_named() {
        for (inner, named) in [
            ("<script>x</script>", "`<script>`"),
            ("<x:script xmlns:x='http://www.w3.org/2000/svg'/>", "`<script>`"),
            ("<g onload='x'/>", "`onload=`"),
            ("<foreignObject/>", "`<foreignObject>`"),
            ("<b xmlns='http://www.w3.org/1999/xhtml'/>", "`<b>` of HTML"),
            ("<use href='data:image/svg+xml,x#a'/>", "`href=\"data:image/svg+xml,x#a\"`"),
            ("<use xmlns:l='http://www.w3.org/1999/xlink' l:href='b.svg#a'/>", "`href=\"b.svg#a\"`"),
            ("<a href=' java&#10;script:x'/>", "`href=\"java\nscript:x\"`"),
            ("<set attributeName='xlink:href' to='javascript:x'/>", "`attributeName=\"xlink:href\"`"),
            ("<style>@IMPORT 'x'</style>", "`@import`"),
            ("<g style='fill:URL( \"https://x/\")'/>", "`url( \"https://x/\"`"),
            ("<rect fill='url(https://x/#a)'/>", "`url(https://x/#a`"),
            ("<style>a{b:\\75rl(https://x)}</style>", "an address behind `\\`"),
            ("<?xml-stylesheet href='x'?>", "`<?xml-stylesheet?>`"),
        ] {
            assert_eq!(what(&format!("<svg xmlns='{SVG}'>{inner}</svg>")).as_deref(), Some(named), "{inner}");
        }
        assert_eq!(what("<!DOCTYPE svg [<!ENTITY a 'x'>]><svg/>").as_deref(), Some("`<!ENTITY>`"));
        assert_eq!(
            what("<?xml version='1.0' encoding='gbk'?><svg/>").as_deref(),
            Some("an encoding that is not UTF-8")
        );
        assert!(what("<svg><script>x</script>").is_some_and(|what| what.starts_with("a mistake in its XML")));
    }

    #[test]
    fn what_would_take_the_parser_long_is_not_read() {
        let attributes: String = (0..1_001).map(|number| format!(" a{number}=''")).collect();
        let names: String = (0..1_001).map(|number| format!(" xmlns:a{number}='b'")).collect();
        let many = "an element with more than 1,000 attributes";
        assert_eq!(what(&format!("<svg{attributes}/>")).as_deref(), Some(many));
        assert_eq!(what(&format!("<!-- ' --><svg{attributes}/>")).as_deref(), Some(many));
        assert_eq!(what(&format!("<svg{names}/>")).as_deref(), Some("more than 1,000 namespaces"));
        let subset = format!("<!DOCTYPE svg [<!-- ' -->]><svg{attributes}/>");
        assert_eq!(what(&subset).as_deref(), Some("a document type with declarations"));
        assert_eq!(what("<svg><!-- a='b' ' [ --><![CDATA[ ' ]]><g a='>' b=\"[\"/></svg>"), None);
    }

    #[test]
    fn what_is_found_is_placed_where_it_stands() {
        let svg = "<svg>\n  <g onload='x'/>\n</svg>";
        let found =
            judge(svg.as_bytes(), Kind::Svg).map(|found| LineIndex::new(svg).line_column(svg, found.span.start));
        assert_eq!(found, Some((2, 6)));
    }
}
