//! A page's HTML within a document of many pages: no id stands there twice, and what points to one finds it.

use std::borrow::Cow;

use crate::parse::html::escape;
use crate::parse::tags::{self, Piece, attribute};
use crate::resolve::links::encoded;
use crate::source::Route;

/// Attributes that name ids, a space between them.
const NAME_IDS: [&str; 13] = [
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
    "for",
    "form",
    "headers",
    "list",
    "popovertarget",
];

/// A page's place in the document.
pub struct Place {
    /// The id of the page.
    pub id: String,
    /// What goes before each of its own ids, and the same as it stands in HTML.
    prefix: String,
    escaped: String,
}

impl Place {
    /// The place of the page with a route. It ends with a slash, and what an author writes has a colon behind that, so
    /// that none is an id of another page or of the shell; a route has no colon and nothing empty between two slashes.
    pub fn new(route: &Route) -> Self {
        let id = route.0.strip_prefix('/').filter(|path| !path.is_empty()).unwrap_or("/").replace(' ', "//");
        let prefix = format!("{id}:");
        Self { escaped: escape(&prefix), prefix, id }
    }

    /// A link to the page, or to what a fragment, as it stands in a URL, means on it.
    pub fn url(&self, fragment: &str) -> String {
        match fragment {
            "" => format!("#{}", encoded(&self.id)),
            // The text that a browser is to look for, which begins with a colon of its own.
            fragment if fragment.starts_with(":~:") => format!("#{}{fragment}", encoded(&self.id)),
            fragment => format!("#{}{fragment}", encoded(&self.prefix)),
        }
    }

    /// A page's id in the document.
    pub fn own(&self, id: &str) -> String {
        format!("{}{id}", self.prefix)
    }

    /// HTML of the page as it stands in the document: with its own ids, with all of its tabs one below the other, and with
    /// nothing folded. Holes stay, for links that are made for the document.
    pub fn html(&self, html: &str) -> String {
        let mut written = String::with_capacity(html.len() + html.len() / 4);
        let mut left_out = LeftOut::default();
        for piece in tags::pieces(html) {
            if left_out.holds(&piece) {
                continue;
            }
            match piece {
                Piece::Text(text) => written.push_str(text),
                Piece::Open { name, tag } => written.push_str(&self.tag(&name, tag)),
                Piece::Close(name) => written.push_str(&format!("</{name}>")),
            }
        }
        written
    }

    fn tag<'t>(&self, name: &str, tag: &'t str) -> Cow<'t, str> {
        let is = |class: &str| attribute(tag, "class") == Some(class);
        let (is_panel, is_label) = (is("tab-panel"), is("tab-label"));
        let is_kept = |attribute: &str| match attribute {
            "role" | "id" | "aria-labelledby" | "data-tab" => !is_panel,
            "aria-hidden" => !is_label,
            "data-tabs" => false,
            // All of it is to be there when it is printed.
            "loading" => name != "img",
            "name" | "open" => name != "details",
            _ => true,
        };
        let mut written = String::with_capacity(tag.len() + self.prefix.len());
        written.push_str(&tag[..=name.len()]);
        for (attribute, value) in
            tags::attributes(tag).filter(|(attribute, _)| is_kept(&attribute.to_ascii_lowercase()))
        {
            written.push_str(&format!(" {attribute}"));
            if let Some(value) = value {
                let value = self.value(name, &attribute.to_ascii_lowercase(), value);
                written.push_str(&format!("=\"{}\"", value.replace('"', "&quot;")));
            }
        }
        written.push_str(if name == "details" { " open" } else { "" });
        written.push_str(if tag.ends_with("/>") { "/>" } else { ">" });
        Cow::Owned(written)
    }

    fn value<'v>(&self, tag: &str, attribute: &str, value: &'v str) -> Cow<'v, str> {
        let prefix = &self.escaped;
        match (attribute, tag) {
            ("id", _) | ("name", "a" | "map") => Cow::Owned(format!("{prefix}{value}")),
            (name, _) if NAME_IDS.contains(&name) => {
                let ids: Vec<String> = value.split_ascii_whitespace().map(|id| format!("{prefix}{id}")).collect();
                Cow::Owned(ids.join(" "))
            }
            ("href" | "xlink:href" | "usemap", _) if value.starts_with('#') => Cow::Owned(self.url(&value[1..])),
            // What a drawing is filled with or cut by.
            _ if value.starts_with("url(#") => Cow::Owned(format!("url(#{prefix}{}", &value[5..])),
            _ => Cow::Borrowed(value),
        }
    }
}

/// An element that is left out with all that is in it: the buttons over tabs, and what would run or paint.
#[derive(Default)]
struct LeftOut {
    name: String,
    depth: usize,
}

impl LeftOut {
    fn holds(&mut self, piece: &Piece) -> bool {
        let was_open = self.depth > 0;
        match piece {
            Piece::Open { name, tag } if !was_open && is_left_out(name, tag) => {
                (self.name, self.depth) = (name.to_string(), 1);
            }
            Piece::Open { name, .. } if was_open && *name == self.name => self.depth += 1,
            Piece::Close(name) if was_open && *name == self.name => self.depth -= 1,
            _ => {}
        }
        was_open || self.depth > 0
    }
}

fn is_left_out(name: &str, tag: &str) -> bool {
    let is_tab_list = || attribute(tag, "role") == Some("tablist") && attribute(tag, "class") == Some("tab-list");
    matches!(name, "script" | "style") || name == "div" && is_tab_list()
}
