//! `feed.xml`: the pages that git saw come or change last, as Atom (RFC 4287).

use crate::parse::Page;
use crate::parse::html::escape;
use crate::render::viewer::Viewer;
use crate::source::OutPath;

/// Older changes are not in the feed.
const MAX_ENTRIES: usize = 50;
/// When a feed without entries was updated: the format asks for a time, and no clock may be asked.
const NEVER: &str = "1970-01-01";

/// The feed.
pub fn file(viewer: &Viewer) -> (OutPath, String) {
    let listed = viewer.site.routes.keys().map(|path| viewer.pages[path].as_ref());
    let listed = listed.filter(|page| !page.settings.noindex);
    let mut dated: Vec<(String, &Page)> = listed.filter_map(|page| Some((viewer.updated(page)?, page))).collect();
    dated.sort_by(|(a, first), (b, second)| b.cmp(a).then(first.path.cmp(&second.path)));
    dated.truncate(MAX_ENTRIES);
    let updated = dated.first().map_or(NEVER, |(date, _)| date);
    let entries: String = dated.iter().map(|(date, page)| entry(viewer, date, page)).collect();
    let (title, site, own) = (escape(&viewer.config.title), viewer.absolute(""), viewer.absolute("feed.xml"));
    let (site, own) = (escape(&site), escape(&own));
    let about = viewer.config.description.as_deref().map(|about| format!("<subtitle>{}</subtitle>\n", escape(about)));
    let about = about.unwrap_or_default();
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>{title}</title>\n\
         {about}<id>{site}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{site}\"/>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n<updated>{}</updated>\n\
         <author><name>{title}</name></author>\n{entries}</feed>\n",
        midnight(updated)
    );
    (OutPath("feed.xml".to_string()), feed)
}

fn entry(viewer: &Viewer, date: &str, page: &Page) -> String {
    let url = escape(&viewer.canonical_url(&page.path));
    // An author's own date may be older than the file.
    let added = viewer.added.get(&page.path.0).map(String::as_str).filter(|added| *added <= date);
    let is_new = added == Some(date);
    let about = page.description.as_deref().or(page.summary.as_deref());
    // Readers show neither the first date nor the category: what is new says so in words.
    let about: Vec<&str> = is_new.then_some("New page.").into_iter().chain(about).collect();
    let about = match about.is_empty() {
        true => String::new(),
        false => format!("<summary>{}</summary>\n", escape(&about.join(" "))),
    };
    let kind = if is_new { "new" } else { "changed" };
    let added = added.map_or_else(String::new, |added| {
        format!("<published>{}</published>\n<category term=\"{kind}\"/>\n", midnight(added))
    });
    let (title, time) = (escape(&page.outline.title), midnight(date));
    format!(
        "<entry>\n<title>{title}</title>\n<id>{url}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>\n\
         {added}<updated>{time}</updated>\n{about}</entry>\n"
    )
}

fn midnight(date: &str) -> String {
    format!("{date}T00:00:00Z")
}
