//! Links and images: which no longer lead where they led, and how their new path is written in the style of the old.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostics::{self, Diagnostic};
use crate::moves::edits::Edits;
use crate::moves::relocation::Relocation;
use crate::moves::world::{Goal, World};
use crate::parse::{Link, Page, Scheme, scheme, unescaped};
use crate::resolve::links::{Found, encoded, percent_decoded};
use crate::resolve::routes::source_path;
use crate::source::{PagePath, join, relative};

/// What the links of a site are rewritten by.
pub struct Rewriting<'a> {
    /// The move.
    pub relocation: &'a Relocation,
    /// Where paths lead now.
    pub before: &'a World<'a>,
    /// Where paths lead afterwards.
    pub after: &'a World<'a>,
    /// The texts of all files, by their paths relative to the site's root.
    pub texts: &'a BTreeMap<String, Arc<str>>,
}

/// What becomes of a path.
#[derive(Debug, PartialEq, Eq)]
enum NewPath {
    Same,
    Path(String),
    /// Nothing that could be written leads there.
    None,
}

/// How an author has written a path.
struct Style<'w> {
    /// `/` or the site's base path; none for a path from the file.
    root: Option<&'w str>,
    /// `./` in front.
    dot: bool,
    /// `/` behind.
    slash: bool,
    kind: Kind,
    /// By the page's address, where that is not the path of its file.
    is_address: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// With the file's extension.
    File,
    /// With `.html`.
    Html,
    /// Without extension.
    Bare,
}

impl Rewriting<'_> {
    /// Looks at all links and images of a page, those of its front matter too.
    pub fn links(&self, path: &PagePath, page: &Page, edits: &mut Edits, problems: &mut Vec<Diagnostic>) {
        let in_text = page.links.iter().map(|link| (link, false));
        let in_front_matter = page.settings.links().map(|link| (link, true));
        for (link, is_yaml) in in_text.chain(in_front_matter) {
            let own = source_path(&self.relocation.content, path);
            let file = link.included_from.clone().unwrap_or(own);
            let fits = match self.new_path(path, link) {
                NewPath::Same => edits.ask(&file, link.span, None),
                NewPath::Path(new) => match self.written(&file, link, &new, is_yaml) {
                    Some(written) => edits.ask(&file, link.span, Some(written)),
                    None => false,
                },
                NewPath::None => false,
            };
            if !fits {
                problems.push(diagnostics::link_not_rewritten(&link.destination).at(&file, link.span));
            }
        }
    }

    fn new_path(&self, page: &PagePath, link: &Link) -> NewPath {
        let written = path_of(&link.destination);
        let is_path = scheme(&link.destination) == Scheme::Relative && !link.destination.starts_with("//");
        if !is_path || written.is_empty() {
            return NewPath::Same;
        }
        let targets = self.before.targets();
        let from = targets.file_of(page, link);
        let from_after = self.relocation.page(&from);
        let decoded = percent_decoded(written);
        let (looked_up, above) = targets.content_path(&from, &decoded);
        if above > 0 {
            return self.outside(&from_after, &decoded, (looked_up, above));
        }
        let Some(found) = targets.find(&looked_up) else { return NewPath::Same };
        let goal = Goal::of(&found, self.relocation);
        if self.after.leads_to(&from_after, &decoded, &goal) {
            return NewPath::Same;
        }
        let style = self.style(&decoded, &looked_up, &found);
        let paths = self.candidates(&goal, &looked_up, &style).into_iter();
        let mut written = paths.map(|path| style.write(&from_after, &path));
        written.find(|path| self.after.leads_to(&from_after, path, &goal)).map_or(NewPath::None, NewPath::Path)
    }

    /// A path that leads out of the content folder is to lead to the same place there.
    fn outside(&self, from_after: &PagePath, decoded: &str, place: (String, usize)) -> NewPath {
        if decoded.starts_with('/') || join(from_after.folder(), decoded) == place {
            return NewPath::Same;
        }
        let (path, above) = place;
        let depth = from_after.folder().split('/').filter(|part| !part.is_empty()).count();
        let slash = if decoded.ends_with('/') && !path.is_empty() { "/" } else { "" };
        NewPath::Path("../".repeat(depth + above) + &path + slash)
    }

    fn style(&self, decoded: &str, looked_up: &str, found: &Found) -> Style<'_> {
        let targets = self.before.targets();
        let base = targets.base_path;
        let is_below_base = |absolute: &str| decoded.starts_with(base) && targets.find(&join("", absolute).0).is_none();
        let root = decoded.strip_prefix('/').map(|absolute| if is_below_base(absolute) { base } else { "/" });
        let kind = match found {
            Found::Page(path) if path.0 == looked_up => Kind::File,
            _ if looked_up.ends_with(".html") => Kind::Html,
            _ if looked_up.ends_with(".md") => Kind::File,
            _ => Kind::Bare,
        };
        let by_file = match found {
            Found::Page(path) => [bare(path), path.folder().to_string()].contains(&without_extension(looked_up)),
            _ => false,
        };
        let slash = decoded.ends_with('/') && kind == Kind::Bare;
        Style { root, dot: decoded.starts_with("./"), slash, kind, is_address: !by_file }
    }

    /// The paths from the site's root that may be written, the best first.
    fn candidates(&self, goal: &Goal, looked_up: &str, style: &Style) -> Vec<String> {
        let page = match goal {
            Goal::Asset(path) => return vec![path.clone(), self.relocation.of(looked_up), looked_up.to_string()],
            Goal::Search => return vec![looked_up.to_string()],
            Goal::Page(page) | Goal::Redirect(page) => page,
        };
        let address = self.after.routes[page].0.trim_matches('/').to_string();
        let names_index = without_extension(looked_up)
            .rsplit('/')
            .next()
            .is_some_and(|name| matches!(name.to_ascii_lowercase().as_str(), "index" | "readme" | "_index"));
        let mut paths = match (style.kind, page.is_index()) {
            (Kind::File, _) => Vec::new(),
            (Kind::Html, true) => vec![join(page.folder(), "index.html").0],
            (Kind::Html, false) if style.is_address => vec![format!("{address}.html"), format!("{}.html", bare(page))],
            (Kind::Html, false) => vec![format!("{}.html", bare(page)), format!("{address}.html")],
            (Kind::Bare, true) if names_index => vec![bare(page), address],
            (Kind::Bare, true) if style.is_address || style.root.is_some() => vec![address, page.folder().to_string()],
            (Kind::Bare, true) => vec![page.folder().to_string(), address],
            (Kind::Bare, false) if style.is_address || style.root.is_some() => vec![address, bare(page)],
            (Kind::Bare, false) => vec![bare(page), address],
        };
        paths.push(page.0.clone());
        paths
    }

    /// The new destination as it stands in the file: what follows the path stays as it was written.
    fn written(&self, file: &str, link: &Link, path: &str, is_yaml: bool) -> Option<String> {
        let text = self.texts.get(file)?;
        let raw = text.get(link.span.start..link.span.end)?;
        let old = path_of(&link.destination);
        let says = |raw: &str, meant: &str| raw == meant || unescaped(raw) == meant;
        if !says(raw, &link.destination) {
            return None;
        }
        let ends = raw.match_indices(['?', '#']).map(|(at, _)| at).chain([raw.len()]);
        let end = ends.into_iter().find(|end| says(&raw[..*end], old))?;
        let is_bracketed = text[..link.span.start].ends_with('<');
        let path = match old.contains('%') {
            true => encoded(path),
            false => escaped(path, is_bracketed, is_yaml),
        };
        Some(path + &raw[end..])
    }
}

impl Style<'_> {
    fn write(&self, from: &PagePath, path: &str) -> String {
        let mut written = match self.root {
            Some(root) => format!("{root}{path}"),
            None => relative(from.folder(), path),
        };
        let hides_no_scheme = || !written.split('/').next().unwrap_or("").contains(':');
        if self.root.is_none() && !written.starts_with("../") && (self.dot || written.is_empty() || !hides_no_scheme())
        {
            written.insert_str(0, "./");
        }
        let has_extension = path.ends_with(".md") || path.ends_with(".html");
        if self.slash && !written.ends_with('/') && !has_extension {
            written.push('/');
        }
        written
    }
}

fn path_of(destination: &str) -> &str {
    &destination[..destination.find(['?', '#']).unwrap_or(destination.len())]
}

fn without_extension(path: &str) -> String {
    path.strip_suffix(".html").or_else(|| path.strip_suffix(".md")).unwrap_or(path).to_string()
}

fn bare(page: &PagePath) -> String {
    join(page.folder(), page.stem()).0
}

/// Percent-encodes what would end a destination, or mean something, in Markdown, HTML or YAML.
fn escaped(path: &str, is_bracketed: bool, is_yaml: bool) -> String {
    let stays = |c: char| match c {
        '-' | '.' | '_' | '~' | '/' | '+' | ':' | '=' => true,
        '@' | ',' | '$' | ';' | '!' => !is_yaml,
        ' ' => is_bracketed,
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        c => !c.is_whitespace() && !c.is_control(),
    };
    let mut escaped = String::with_capacity(path.len());
    for c in path.chars() {
        if stays(c) {
            escaped.push(c);
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| escaped.push_str(&format!("%{byte:02X}")));
        }
    }
    escaped
}
