//! No link, asset or anchor within the site leads nowhere, under any base path.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod references;
mod site;

use std::collections::BTreeMap;

use references::{Refs, decoded, imports, refs, url_of};
use site::{Folder, files as all_files, floom_docs, own_site};

#[test]
fn our_site_has_no_dead_link_under_docs() {
    assert_eq!(dead_links("https://floom.dev/docs"), Vec::<String>::new());
}

#[test]
fn our_site_has_no_dead_link_at_the_root() {
    assert_eq!(dead_links("http://127.0.0.1:9000/"), Vec::<String>::new());
}

#[test]
fn our_site_has_no_dead_link_two_folders_down() {
    assert_eq!(dead_links("https://example.com/a/b/"), Vec::<String>::new());
}

#[test]
fn the_crawl_sees_a_dead_link_a_dead_anchor_and_a_url_without_base_path() {
    let files = BTreeMap::from([
        ("index.html".to_string(), b"<a href=\"/docs/gone/\">x</a><a href=\"#no\"></a><img src=\"/x.png\">".to_vec()),
        ("a/index.html".to_string(), b"<a href='/docs/#top'>x</a><script src=/docs/a/></script>".to_vec()),
    ]);
    let found = check(&files, "https://floom.dev", "/docs/");
    let expected = ["/docs/ -> #no", "/docs/ -> /docs/gone/", "/docs/ -> /x.png", "/docs/a/ -> /docs/#top"];
    assert_eq!(found, expected);
}

#[test]
fn a_site_without_a_first_page_has_no_dead_link_either() {
    let site = Folder::with(
        "no-index",
        &[
            ("docs.yaml", "title: Test\n"),
            ("content/b/deep/one.md", "# One\n\n[Root](/) and [two](../two.md#part)\n"),
            ("content/b/two.md", "# Two\n\n## Part\n"),
        ],
    );
    assert_eq!(dead_links_of(&site.0, "https://example.com/docs"), Vec::<String>::new());
}

fn dead_links(base_url: &str) -> Vec<String> {
    dead_links_of(own_site(), base_url)
}

fn dead_links_of(site: &std::path::Path, base_url: &str) -> Vec<String> {
    let out = Folder::new("crawl");
    let mut command = floom_docs();
    command.args(["build", "--base-url", base_url, "--site"]).arg(site).arg("--out").arg(out.path("dist"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let host_end = base_url.find("://").unwrap() + 3;
    let path_start = host_end + base_url[host_end..].find('/').unwrap();
    let base_path = format!("{}/", base_url[path_start..].trim_end_matches('/'));
    let files = all_files(&out.path("dist"));
    assert!(files.len() > 15, "the site has only {} files", files.len());
    check(&files, &base_url[..path_start], &base_path)
}

fn check(files: &BTreeMap<String, Vec<u8>>, origin: &str, base_path: &str) -> Vec<String> {
    let pages: BTreeMap<String, Refs> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (url_of(path, base_path), refs(std::str::from_utf8(bytes).unwrap())))
        .collect();
    let mut dead = Vec::new();
    for (page, refs) in &pages {
        for url in refs.urls.iter().filter(|url| !leads_somewhere(url, page, &pages, files, origin, base_path)) {
            dead.push(format!("{page} -> {url}"));
        }
    }
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".js") || path.ends_with(".css")) {
        let folder = path.rsplit_once('/').unwrap().0;
        for import in imports(std::str::from_utf8(bytes).unwrap()) {
            if !files.contains_key(&format!("{folder}/{}", import.trim_start_matches("./"))) {
                dead.push(format!("{path} -> {import}"));
            }
        }
    }
    dead
}

fn leads_somewhere(
    url: &str,
    page: &str,
    pages: &BTreeMap<String, Refs>,
    files: &BTreeMap<String, Vec<u8>>,
    origin: &str,
    base_path: &str,
) -> bool {
    let url = url.strip_prefix(origin).filter(|rest| rest.starts_with('/')).unwrap_or(url);
    if url.contains("://") || url.starts_with("mailto:") || url.starts_with("data:") {
        return true;
    }
    let (path, anchor) = url.split_once('#').map_or((url, None), |(path, anchor)| (path, Some(anchor)));
    let path = if path.is_empty() { page } else { path.split('?').next().unwrap() };
    let Some(below) = path.strip_prefix(base_path) else {
        return false;
    };
    match (pages.get(path), anchor) {
        (Some(target), Some(anchor)) => target.ids.contains(&decoded(anchor)),
        (Some(_), None) => true,
        (None, _) => files.contains_key(&decoded(below)),
    }
}
