//! What search engines are told of a page's place: JSON-LD, <https://schema.org/BreadcrumbList>.

use serde::Serialize;

use crate::render::view::Crumb;

#[derive(Serialize)]
struct BreadcrumbList<'c> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "itemListElement")]
    items: Vec<ListItem<'c>>,
}

#[derive(Serialize)]
struct ListItem<'c> {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: usize,
    name: &'c str,
    item: String,
}

/// The steps from the first page to this one that have an address, as JSON that can stand in a `<script>`; none if there
/// is nothing above the page.
pub fn breadcrumbs(origin: &str, crumbs: &[Crumb], own_url: &str) -> Option<String> {
    let (last, above) = crumbs.split_last()?;
    let steps = above.iter().filter_map(|crumb| Some((crumb, crumb.url.as_deref()?))).chain([(last, own_url)]);
    let items = (1..).zip(steps).map(|(position, (crumb, url))| ListItem {
        kind: "ListItem",
        position,
        name: &crumb.label,
        item: format!("{origin}{url}"),
    });
    let list = BreadcrumbList { context: "https://schema.org", kind: "BreadcrumbList", items: items.collect() };
    (list.items.len() > 1).then(|| in_script(&serde_json::to_string(&list).unwrap_or_default()))
}

/// JSON in which nothing ends a `<script>` or begins another; the two separators end a line of old scripts.
fn in_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => safe.push_str(&format!("\\u{:04x}", c as u32)),
            c => safe.push(c),
        }
    }
    safe
}
