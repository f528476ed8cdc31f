//! The configuration that the guide prints, in a real nginx: all of our own site is there, and what leads to it leads to
//! it.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod references;
mod served;
#[path = "nginx/server.rs"]
mod server;
mod site;
#[allow(dead_code)]
#[path = "spec/tokens.rs"]
mod tokens;
#[allow(dead_code)]
#[path = "syndication/twins.rs"]
mod twins;

use std::collections::BTreeSet;
use std::io::Read;
use std::str;

use references::{refs, url_of};
use served::Answer;
use server::{HOST, Nginx};
use site::{Folder, own_site};

const BASE_PATHS: [&str; 2] = ["/docs/", "/"];

/// Files for the host alone.
const UNSENT: [&str; 4] = ["_headers", "_redirects", "redirects.nginx.conf", "vercel.json"];

/// The rules of the site's own `_headers`: a path with at most one star, and a header.
fn rules(nginx: &Nginx) -> Vec<(String, String, String)> {
    let text = str::from_utf8(&nginx.files["_headers"]).unwrap();
    let blocks = text.split("\n\n").map(|block| block.split_once('\n').unwrap());
    let headers = blocks.flat_map(|(path, lines)| lines.lines().map(move |line| (path, line.trim())));
    let parts = headers.map(|(path, line)| (path, line.split_once(": ").unwrap()));
    parts.map(|(path, (name, value))| (path.to_string(), name.to_string(), value.to_string())).collect()
}

fn is_like(path: &str, pattern: &str) -> bool {
    let (start, end) = pattern.split_once('*').unwrap_or((pattern, ""));
    match pattern.contains('*') {
        true => path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end),
        false => path == pattern,
    }
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "application/javascript; charset=utf-8",
        "json" => "application/json",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "text/xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        _ => panic!("{path} is of no known type"),
    }
}

/// The same type under its newer name.
fn modern(kind: &str) -> String {
    kind.replace("application/javascript", "text/javascript")
}

#[test]
fn every_file_is_sent_as_it_is_with_its_type_and_the_headers_that_other_hosts_send() {
    for base_path in BASE_PATHS {
        let nginx = Nginx::start(own_site(), base_path, &[]);
        let rules = rules(&nginx);
        let sent = nginx.files.iter().filter(|(path, _)| !path.starts_with('.') && !UNSENT.contains(&path.as_str()));
        for (path, bytes) in sent {
            let address = url_of(path, base_path);
            let answer = nginx.request(&address, "");
            assert!(answer.status == 200 && answer.body == *bytes, "{address}: {}", answer.text());
            assert_eq!(answer.header("Content-Type").map(modern), Some(modern(kind(path))), "{address}");
            assert!(answer.header("ETag").is_some(), "{address}");
            for (_, name, value) in rules.iter().filter(|(pattern, ..)| is_like(&address, pattern)) {
                assert_eq!(answer.header(name), Some(value.as_str()), "{address}: {name}");
            }
            let is_kept = rules.iter().any(|(pattern, name, _)| name == "Cache-Control" && is_like(&address, pattern));
            assert!(is_kept || answer.header("Cache-Control") == Some("no-cache"), "{address}");
        }
    }
}

/// All that pages, twins, lists and the sitemap lead to on the site's own host, without what follows `#` and `?`.
fn links(nginx: &Nginx) -> BTreeSet<String> {
    let own = format!("https://{HOST}");
    let mut found = BTreeSet::new();
    for (path, bytes) in &nginx.files {
        let text = || str::from_utf8(bytes).unwrap();
        let urls: Vec<String> = match path.rsplit('.').next().unwrap() {
            "html" => refs(text()).urls.into_iter().collect(),
            "md" | "txt" => twins::links(text()),
            "xml" => text().split("<loc>").skip(1).map(|rest| rest.split('<').next().unwrap().to_string()).collect(),
            _ => Vec::new(),
        };
        let paths = urls.iter().map(|url| url.strip_prefix(&own).unwrap_or(url).split(['#', '?']).next().unwrap());
        found.extend(paths.filter(|path| path.starts_with('/')).map(str::to_string));
    }
    found
}

#[test]
fn every_link_of_pages_twins_lists_and_the_sitemap_is_answered() {
    for base_path in BASE_PATHS {
        let nginx = Nginx::start(own_site(), base_path, &[]);
        let links = links(&nginx);
        assert!(links.len() > 250, "{}", links.len());
        for ending in [".md", ".css", ".js", ".svg", ".xml", "/"] {
            assert!(links.iter().any(|link| link.ends_with(ending)), "no link ends with {ending}");
        }
        let dead: Vec<&String> = links.iter().filter(|link| nginx.request(link, "").status != 200).collect();
        assert_eq!(dead, Vec::<&String>::new());
    }
}

fn location(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.header("Location").unwrap_or_default())
}

#[test]
fn an_address_without_its_slash_leads_to_the_one_with_it_and_names_no_host_and_no_port() {
    for base_path in BASE_PATHS {
        let nginx = Nginx::start(own_site(), base_path, &[]);
        let pages = nginx.files.keys().filter(|path| path.ends_with("/index.html")).map(|path| url_of(path, base_path));
        let pages: Vec<String> = pages.chain((base_path != "/").then(|| base_path.to_string())).collect();
        assert!(pages.len() > 100);
        for page in &pages {
            let bare = page.trim_end_matches('/');
            assert_eq!(location(&nginx.request(bare, "")), (301, page.as_str()));
            let asked = nginx.request(&format!("{bare}?q=1"), "");
            assert_eq!(location(&asked), (301, format!("{page}?q=1").as_str()));
            assert_eq!(location(&nginx.request(&format!("/{bare}"), "")), (301, page.as_str()), "no other host");
        }
    }
}

/// A site with old addresses of all sorts.
fn moved_site() -> Folder {
    let redirects = "redirects:\n  /faq: guide/start.md#why\n  /status.html: https://status.example/?a=1&b=$2\n  /a b: index.md\n  \
                     /é: index.md\n  /cost$: index.md\n  /it's(1);{x}: index.md\n  /a+b=c&d: index.md\n";
    let start = "---\naliases: [begin, /older/start.html]\n---\n\n# Start\n\n## Why\n\nOwls.\n";
    Folder::with(
        "nginx-moved",
        &[
            ("docs.yaml", &format!("title: Owls\ntrusted_files: ['public/**']\n{redirects}")),
            ("content/public/.well-known/security.txt", "Contact: https://owls.example/\n"),
            ("content/guide/start.md", start),
            ("content/index.md", "# Owls\n"),
        ],
    )
}

#[test]
fn each_old_address_answers_301_and_leads_to_the_right_place() {
    for base_path in BASE_PATHS {
        let nginx = Nginx::start(&moved_site().0, base_path, &[]);
        let lines: Vec<&str> = str::from_utf8(&nginx.files["_redirects"]).unwrap().lines().collect();
        assert_eq!(lines.len(), 16, "{lines:?}");
        for line in lines {
            let [from, to, "301"] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            // nginx has no other way to write a dollar.
            let to = to.replace('$', "%24");
            assert_eq!(location(&nginx.request(from, "")), (301, to.as_str()), "{line}");
        }
        assert_eq!(nginx.get("guide/start/").status, 200);
        assert_eq!(nginx.get(".well-known/security.txt").status, 200);
        let home = Folder::with("nginx-first", &[("docs.yaml", "title: A\n"), ("content/b/a.md", "# A\n")]);
        let nginx = Nginx::start(&home.0, base_path, &[]);
        assert_eq!(nginx.get("b/a/").status, 200, "a site without old addresses, and without a first page");
    }
}

#[test]
fn what_is_not_there_or_not_for_readers_is_the_sites_own_page_at_any_depth() {
    for base_path in BASE_PATHS {
        let nginx = Nginx::start(&moved_site().0, base_path, &["--precompress"]);
        let hidden = [".floom-docs", ".git/config", "guide/.env"].map(str::to_string).into_iter();
        let lists = UNSENT.iter().flat_map(|name| ["", ".gz", ".br"].map(|ending| format!("{name}{ending}")));
        let gone = ["gone", "a/b/c/d/", "a/b/c/d.html", "guide/gone.md", "assets/", "guide/start/index.html/"];
        for path in hidden.chain(lists).chain(gone.map(str::to_string)) {
            let answer = nginx.get(&path);
            assert!(answer.status == 404 && answer.body == nginx.files["404.html"], "{path}: {}", answer.text());
            assert_eq!(answer.header("Content-Type"), Some("text/html; charset=utf-8"), "{path}");
            assert_eq!(answer.header("Cache-Control"), None, "{path}");
            assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"), "{path}");
            assert!(answer.header("Content-Security-Policy").is_some(), "{path}");
        }
    }
}

#[test]
fn a_file_that_the_build_has_compressed_is_sent_to_whoever_can_read_it() {
    const ASKED: &str = "Accept-Encoding: br, gzip\r\n";
    let nginx = Nginx::start(own_site(), "/docs/", &["--precompress"]);
    for path in ["index.html", "llms.txt", "index.md", "sitemap.xml", "search/manifest.json"] {
        let address = url_of(path, nginx.base_path);
        let packed = nginx.request(&address, ASKED);
        assert_eq!((packed.status, packed.header("Content-Encoding")), (200, Some("gzip")), "{path}");
        assert_eq!(packed.body, nginx.files[&format!("{path}.gz")], "{path}");
        assert_eq!(packed.header("Content-Type"), Some(kind(path)), "{path}");
        let plain = nginx.request(&address, "");
        assert_eq!((plain.header("Content-Encoding"), &plain.body), (None, &nginx.files[path]), "{path}");
        for answer in [packed, plain] {
            assert_eq!(answer.header("Vary"), Some("Accept-Encoding"), "{path}");
        }
    }
    let gone = nginx.request("/docs/gone", ASKED);
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&gone.body[..]).read_to_end(&mut text).unwrap();
    assert_eq!((gone.status, &text), (404, &nginx.files["404.html"]));
    let nginx = Nginx::start(own_site(), "/docs/", &[]);
    assert_eq!(nginx.request("/docs/", ASKED).header("Content-Encoding"), None);
}
