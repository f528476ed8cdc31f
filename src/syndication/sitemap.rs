//! `sitemap.xml` (<https://www.sitemaps.org/protocol.html>) and `robots.txt`.

use crate::render::viewer::Viewer;
use crate::source::OutPath;

/// More addresses do not stand in one file.
const MAX_URLS: usize = 50_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The sitemap, in parts with an index if it is long, and `robots.txt`, which names it.
pub fn files(viewer: &Viewer) -> Vec<(OutPath, String)> {
    let is_listed = |page: &&crate::parse::Page| !page.settings.noindex;
    let pages = viewer.site.routes.keys().map(|path| viewer.pages[path].as_ref()).filter(is_listed);
    let urls: Vec<String> = pages.map(|page| url(viewer, page)).collect();
    let mut files = parts(&urls, &viewer.absolute(""), MAX_URLS);
    let robots = format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", viewer.absolute("sitemap.xml"));
    files.push((OutPath("robots.txt".to_string()), robots));
    files
}

fn url(viewer: &Viewer, page: &crate::parse::Page) -> String {
    let address = viewer.canonical_url(&page.path);
    let updated = viewer.updated(page).map_or_else(String::new, |date| format!("<lastmod>{date}</lastmod>"));
    format!("<url><loc>{}</loc>{updated}</url>\n", crate::parse::html::escape(&address))
}

fn parts(urls: &[String], site: &str, max: usize) -> Vec<(OutPath, String)> {
    let document = |name: &str, inner: &str| {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name} xmlns=\"{NAMESPACE}\">\n{inner}</{name}>\n")
    };
    let whole = |urls: &[String]| document("urlset", &urls.concat());
    let main = OutPath("sitemap.xml".to_string());
    if urls.len() <= max {
        return vec![(main, whole(urls))];
    }
    let numbered = urls.chunks(max).zip(1..);
    let mut files: Vec<_> =
        numbered.map(|(urls, number)| (OutPath(format!("sitemap-{number}.xml")), whole(urls))).collect();
    let name = |(OutPath(name), _): &(OutPath, String)| format!("<sitemap><loc>{site}{name}</loc></sitemap>\n");
    let index = document("sitemapindex", &files.iter().map(name).collect::<String>());
    files.push((main, index));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Validators read these files, which are what is made: tests/browser/syndication.spec.mjs.
    const PARTS: [(&str, &str); 4] = [
        ("sitemap-1.xml", include_str!("../../tests/syndication/parts/sitemap-1.xml")),
        ("sitemap-2.xml", include_str!("../../tests/syndication/parts/sitemap-2.xml")),
        ("sitemap-3.xml", include_str!("../../tests/syndication/parts/sitemap-3.xml")),
        ("sitemap.xml", include_str!("../../tests/syndication/parts/sitemap.xml")),
    ];

    #[test]
    fn a_long_sitemap_is_an_index_of_parts() {
        let site = "https://example.org/docs/";
        let url = |number| format!("<url><loc>{site}{number}/</loc><lastmod>2026-01-0{number}</lastmod></url>\n");
        let urls: Vec<String> = (1..=5).map(url).collect();
        let files = parts(&urls, site, 2);
        let files: Vec<(&str, &str)> = files.iter().map(|(out, text)| (out.0.as_str(), text.as_str())).collect();
        assert_eq!(files, PARTS);
        assert_eq!(parts(&urls, "", 5).len(), 1);
    }
}
