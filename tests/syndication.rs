//! What programs read of a site: twins, `llms.txt`, sitemap, feed and the words in a page's head.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

#[allow(dead_code)]
#[path = "spec/tokens.rs"]
mod tokens;
#[path = "syndication/twins.rs"]
mod twins;

use std::collections::BTreeMap;

use site::{Folder, build, built, own_site, stderr};

fn text<'f>(files: &'f BTreeMap<String, Vec<u8>>, path: &str) -> &'f str {
    let names: Vec<&String> = files.keys().collect();
    std::str::from_utf8(files.get(path).unwrap_or_else(|| panic!("no {path} in {names:?}"))).unwrap()
}

fn small_site() -> Folder {
    Folder::with(
        "syndication",
        &[
            (
                "docs.yaml",
                "title: Owls & co\ndescription: All about <owls>.\nbase_url: https://owls.example/docs\nvariables: { v: 2 }\n",
            ),
            ("content/index.md", "# Owls\n\nWelcome to *all* who read, and `more`.\n"),
            (
                "content/guide/index.md",
                "---\ntitle: Guide\ndescription: How to keep \"owls\".\n---\n\nSee [food](food.md#mice).\n",
            ),
            (
                "content/guide/food.md",
                "---\nupdated: 2026-02-03\naliases: [/feed]\n---\n\n# Food\n\n:::include{file=\"_mice.md\"}\n\n![Owl](owl.png) [all](/) \
                 [out](https://other.example/?a=1&b=2) [here](#mice)\n",
            ),
            ("content/guide/_mice.md", "## Mice\n\nEach owl eats {{ v }} mice.\n"),
            ("content/guide/owl.png", "not really"),
            ("content/hidden.md", "---\nunlisted: true\n---\n\n# Hidden\n"),
            ("content/draft.md", "---\ndraft: true\n---\n\n# Draft\n"),
        ],
    )
}

#[test]
fn a_twin_is_the_page_without_front_matter_and_with_whole_links_to_twins() {
    let folder = small_site();
    let files = built(&folder.0, &folder.path("out"));
    let image = files.keys().find(|path| path.starts_with("guide/owl.") || path.contains("/owl.")).unwrap();
    let expected = format!(
        "# Food\n\n## Mice\n\nEach owl eats 2 mice.\n\n![Owl](https://owls.example/docs/{image}) \
         [all](https://owls.example/docs/index.md) [out](https://other.example/?a=1&b=2) \
         [here](https://owls.example/docs/guide/food.md#mice)\n"
    );
    assert_eq!(text(&files, "guide/food.md"), expected);
    let guide = "# Guide\n\nHow to keep \"owls\".\n\nSee [food](https://owls.example/docs/guide/food.md#mice).\n";
    assert_eq!(text(&files, "guide.md"), guide);
    assert!(
        text(&files, "guide/food/index.html")
            .contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"/docs/guide/food.md\">")
    );
    assert!(files.contains_key("hidden.md") && !files.contains_key("draft.md"));
}

#[test]
fn llms_txt_lists_the_site_in_nav_order_and_the_full_text_holds_all_of_it() {
    let folder = small_site();
    let files = built(&folder.0, &folder.path("out"));
    let expected = "\
# Owls & co

> All about <owls>.

## Overview

- [Owls](https://owls.example/docs/index.md): Welcome to all who read, and more.

## Guide

- [Guide](https://owls.example/docs/guide.md): How to keep \"owls\".
- [Food](https://owls.example/docs/guide/food.md): Each owl eats 2 mice.
";
    assert_eq!(text(&files, "llms.txt"), expected);
    let full = text(&files, "llms-full.txt");
    assert!(full.starts_with(
        "# Owls & co\n\n> All about <owls>.\n\n---\n\nSource: https://owls.example/docs/index.md\n\n# Owls\n"
    ));
    assert!(full.contains("\n---\n\nSource: https://owls.example/docs/guide/food.md\n\n# Food\n"));
    assert!(!full.contains("Hidden") && !full.contains("Draft"));
}

#[test]
fn the_sitemap_has_each_page_for_search_engines_with_its_date() {
    let folder = small_site();
    let files = built(&folder.0, &folder.path("out"));
    let expected = "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">
<url><loc>https://owls.example/docs/guide/food/</loc><lastmod>2026-02-03</lastmod></url>
<url><loc>https://owls.example/docs/guide/</loc></url>
<url><loc>https://owls.example/docs/</loc></url>
</urlset>
";
    assert_eq!(text(&files, "sitemap.xml"), expected);
    assert_eq!(
        text(&files, "robots.txt"),
        "User-agent: *\nAllow: /\n\nSitemap: https://owls.example/docs/sitemap.xml\n"
    );
    assert!(text(&files, "hidden/index.html").contains("<meta name=\"robots\" content=\"noindex\">"));
}

#[test]
fn the_feed_has_the_pages_that_changed_last() {
    let folder = small_site();
    folder.write("content/new.md", "---\nupdated: 2026-03-01\n---\n\n# New <b>\n\nAll & more.\n");
    let files = built(&folder.0, &folder.path("out"));
    let feed = text(&files, "feed.xml");
    let new = "<entry>\n<title>New &lt;b&gt;</title>\n<id>https://owls.example/docs/new/</id>\n";
    assert!(feed.contains(new) || feed.contains("<title>New</title>"), "{feed}");
    assert!(feed.contains("<updated>2026-03-01T00:00:00Z</updated>\n<author>"), "{feed}");
    assert!(feed.contains("<summary>All &amp; more.</summary>"), "{feed}");
    assert!(feed.find("docs/new/").unwrap() < feed.find("docs/guide/food/").unwrap());
    assert_eq!(feed.matches("<entry>").count(), 2);
}

/// Commits all files of a folder, on a day.
fn commit(folder: &Folder, day: &str) {
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "pages"]] {
        let mut git = std::process::Command::new("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(arguments).current_dir(&folder.0);
        let time = format!("{day}T12:00:00 +0000");
        git.env("GIT_AUTHOR_DATE", &time).env("GIT_COMMITTER_DATE", &time).env_remove("GIT_DIR");
        assert!(git.status().unwrap().success());
    }
}

#[test]
fn the_feed_tells_new_pages_from_changed_ones() {
    let owls = "title: Owls\nbase_url: https://owls.example/docs\n";
    let folder = Folder::with("syndication", &[("docs.yaml", owls), ("content/index.md", "# Owls\n\nAll.\n")]);
    commit(&folder, "2026-01-01");
    folder.write("content/index.md", "# Owls\n\nAll of them.\n");
    folder.write("content/food.md", "# Food\n\nMice.\n");
    folder.write("content/old.md", "---\nupdated: 2025-12-01\n---\n\n# Old\n");
    commit(&folder, "2026-02-01");
    folder.write("content/bare.md", "# Bare\n");
    commit(&folder, "2026-03-01");
    let files = built(&folder.0, &folder.path("out"));
    let entry = |title: &str, path: &str, rest: &str| {
        let url = format!("https://owls.example/docs/{path}");
        format!(
            "<entry>\n<title>{title}</title>\n<id>{url}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>\n{rest}</entry>\n"
        )
    };
    let dated = |added: &str, kind: &str, updated: &str| {
        format!(
            "<published>{added}T00:00:00Z</published>\n<category term=\"{kind}\"/>\n<updated>{updated}T00:00:00Z</updated>\n"
        )
    };
    let (new, changed) = (dated("2026-03-01", "new", "2026-03-01"), dated("2026-01-01", "changed", "2026-02-01"));
    let expected = [
        entry("Bare", "bare/", &(new + "<summary>New page.</summary>\n")),
        entry("Food", "food/", &(dated("2026-02-01", "new", "2026-02-01") + "<summary>New page. Mice.</summary>\n")),
        entry("Owls", "", &(changed + "<summary>All of them.</summary>\n")),
        entry("Old", "old/", "<updated>2025-12-01T00:00:00Z</updated>\n"),
    ];
    let feed = text(&files, "feed.xml");
    let entries = &feed[feed.find("<entry>").unwrap()..feed.find("</feed>").unwrap()];
    assert_eq!(entries, expected.concat());
}

#[test]
fn a_page_says_in_its_head_what_it_is_about_and_where_it_stands() {
    let folder = small_site();
    folder.write(
        "content/guide/sneaky.md",
        "---\ntitle: A</script><script>x\u{2028}\n---\n\n# B\n\n\"First\" <words>.\n",
    );
    let files = built(&folder.0, &folder.path("out"));
    let page = text(&files, "guide/food/index.html");
    for line in [
        "<meta name=\"description\" content=\"Each owl eats 2 mice.\">",
        "<meta property=\"og:title\" content=\"Food\">",
        "<meta property=\"og:url\" content=\"https://owls.example/docs/guide/food/\">",
        "<meta property=\"og:site_name\" content=\"Owls &amp; co\">",
        "<link rel=\"canonical\" href=\"https://owls.example/docs/guide/food/\">",
    ] {
        assert!(page.contains(line), "{line} is not in {page}");
    }
    let data = page.split("<script type=\"application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let items: Vec<(&str, &str)> = data["itemListElement"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["name"].as_str().unwrap(), item["item"].as_str().unwrap()))
        .collect();
    let expected = [
        ("Owls", "https://owls.example/docs/"),
        ("Guide", "https://owls.example/docs/guide/"),
        ("Food", "https://owls.example/docs/guide/food/"),
    ];
    assert_eq!(items, expected);
    let sneaky = text(&files, "guide/sneaky/index.html");
    assert!(sneaky.contains("A\\u003c/script\\u003e\\u003cscript\\u003ex"), "{sneaky}");
    assert!(!sneaky.contains("<script>x"));
}

#[test]
fn a_file_of_the_author_is_taken_for_a_list_and_is_an_error_for_a_twin() {
    let folder = small_site();
    folder.write("content/public/robots.txt", "User-agent: *\nDisallow: /\n");
    let files = built(&folder.0, &folder.path("out"));
    assert_eq!(text(&files, "robots.txt"), "User-agent: *\nDisallow: /\n");
    folder.write("content/public/guide/food.md", "mine\n");
    for command in ["build", "check"] {
        let output = site::floom_docs().args([command, "--site"]).arg(&folder.0).output().unwrap();
        assert!(stderr(&output).contains("error[route-clash]"), "{command}: {}", stderr(&output));
        assert_eq!(output.status.code(), Some(1));
    }
}

/// Any other site: `FLOOM_TWIN_SITE=FOLDER cargo test --test syndication headings`.
#[test]
fn a_twin_of_our_own_pages_has_all_of_their_headings_code_and_cells() {
    let folder = Folder::new("syndication");
    match std::env::var_os("FLOOM_TWIN_SITE") {
        Some(another) => println!("{} pages", twins::hold(another.as_ref(), &folder.path("another"))),
        None => assert!(twins::hold(own_site(), &folder.path("own")) > 100),
    }
    let containers = own_site().join("tests/browser/containers");
    assert_eq!(twins::hold(&containers, &folder.path("containers")), 1);
}

#[test]
fn every_link_of_llms_txt_and_of_twins_leads_to_something_that_is_published() {
    let folder = Folder::new("syndication");
    let output = build(own_site(), &folder.path("out"));
    assert!(output.status.success(), "{}", stderr(&output));
    let files = site::files(&folder.path("out"));
    let site = "https://floom.dev/docs/";
    let mut count = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".md") || path.starts_with("llms")) {
        for link in twins::links(std::str::from_utf8(bytes).unwrap()) {
            let Some(below) = link.strip_prefix(site) else {
                assert!(link.contains("://") || link.starts_with("mailto:"), "{path}: {link} is not whole");
                continue;
            };
            let file = below.split(['?', '#']).next().unwrap();
            let file =
                if file.is_empty() || file.ends_with('/') { format!("{file}index.html") } else { file.to_string() };
            assert!(files.contains_key(&file), "{path}: {link} leads nowhere");
            count += 1;
        }
    }
    assert!(count > 500, "{count}");
}
