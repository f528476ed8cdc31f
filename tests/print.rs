//! A section as one document: what is in it, where its links lead, and when it is there.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod references;
mod served;
mod site;

use std::collections::{BTreeMap, BTreeSet};

use references::{decoded, refs};
use served::Server;
use site::{Folder, build, built, stderr};

const CONFIG: &str = "title: Owls\nversion: v2\nbase_url: https://owls.example/docs\n";

fn small_site() -> Folder {
    Folder::with(
        "print",
        &[
            ("docs.yaml", CONFIG),
            ("content/index.md", "# Home\n\n[Guide](guide/)\n"),
            (
                "content/guide/index.md",
                "---\ntitle: Guide\ndescription: How to keep owls.\nprint: true\n---\n\nSee [food](food.md#part), \
                 [home](../index.md), [out](https://other.example/?a=1&b=2), [a file](list.csv) and [here](#part).\n\n## Part\n",
            ),
            ("content/guide/01-food.md", "# Food\n\n![Owl](owl.png) [up](index.md#part)\n\n## Part\n\n[own](#part)\n"),
            ("content/guide/deep/index.md", "# Deep\n\n## Part\n"),
            ("content/guide/deep/one.md", "# One\n\n[Deep](index.md)\n"),
            ("content/guide/list.csv", "a,b\n"),
            ("content/guide/owl.png", "not really"),
            ("content/guide/draft.md", "---\ndraft: true\n---\n\n# Draft\n"),
            ("content/guide/secret.md", "---\nunlisted: true\n---\n\n# Secret\n"),
            ("content/other.md", "# Other\n"),
        ],
    )
}

fn html<'f>(files: &'f BTreeMap<String, Vec<u8>>, path: &str) -> &'f str {
    let names: Vec<&String> = files.keys().collect();
    std::str::from_utf8(files.get(path).unwrap_or_else(|| panic!("no {path} in {names:?}"))).unwrap()
}

fn main_of(html: &str) -> &str {
    &html[html.find("<main").unwrap()..html.find("</main>").unwrap()]
}

/// Every id of a text, in order, and those that stand there twice.
fn ids(html: &str) -> (Vec<&str>, Vec<&str>) {
    let all: Vec<&str> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let mut seen = BTreeSet::new();
    let twice = all.iter().filter(|id| !seen.insert(**id)).copied().collect();
    (all, twice)
}

/// The links within a document that lead to nothing there.
fn dead(html: &str) -> Vec<String> {
    let refs = refs(html);
    let within = refs.urls.iter().filter_map(|url| url.strip_prefix('#'));
    within.filter(|id| !refs.ids.contains(&decoded(id))).map(str::to_string).collect()
}

#[test]
fn a_section_is_one_document_in_the_order_of_the_nav() {
    let folder = small_site();
    let files = built(&folder.0, &folder.path("out"));
    let asset = |name: &str| {
        let stem = format!("assets/{}.", name.split('.').next().unwrap());
        files.keys().find(|path| path.starts_with(&stem)).unwrap().clone()
    };
    let expected =
        include_str!("print/main.html").replace("LIST", &asset("list.csv")).replace("OWL", &asset("owl.png"));
    let page = html(&files, "guide/print.html");
    assert_eq!(main_of(page), expected.trim_end().strip_suffix("</main>").unwrap());
    for line in [
        "<title>Guide · Owls</title>",
        "<meta name=\"robots\" content=\"noindex\">",
        "<link rel=\"canonical\" href=\"https://owls.example/docs/guide/\">",
        "<meta name=\"description\" content=\"How to keep owls.\">",
    ] {
        assert!(page.contains(line), "{line} is not in {page}");
    }
    assert!(!page.contains("Draft") && !page.contains("Secret") && !page.contains("ld+json"));
}

#[test]
fn the_document_is_in_no_list_and_the_sections_own_page_links_to_it() {
    let folder = small_site();
    let files = built(&folder.0, &folder.path("out"));
    let link =
        "<li><a href=\"/docs/guide/print.html\"><span class=\"icon icon-print\"></span>Print this section</a></li>";
    assert!(html(&files, "guide/index.html").contains(link));
    for (path, bytes) in &files {
        let names = String::from_utf8_lossy(bytes).matches("print.html").count();
        let is_named = path == "guide/index.html" || path == ".floom-docs";
        assert_eq!(names, usize::from(is_named), "{path}");
    }
}

#[test]
fn nothing_of_it_is_there_without_the_wish_or_after_it() {
    let folder = small_site();
    let before = built(&folder.0, &folder.path("out"));
    assert!(before.contains_key("guide/print.html"));
    folder.write("content/guide/index.md", "# Guide\n");
    let files = built(&folder.0, &folder.path("out"));
    let prints: Vec<&String> = files.keys().filter(|path| path.ends_with("print.html")).collect();
    assert_eq!(prints, Vec::<&String>::new());
    assert!(!html(&files, "guide/index.html").contains("icon-print"));
}

#[test]
fn the_first_page_makes_a_document_of_all_of_the_nav_at_any_base_path() {
    let folder = small_site();
    folder
        .write("content/index.md", "---\nprint: true\n---\n\n# Home\n\n## Part\n\n[Guide](guide/#part), [top](#top)\n");
    folder.write("docs.yaml", "title: Owls\nbase_url: https://owls.example/\n");
    let files = built(&folder.0, &folder.path("out"));
    let page = html(&files, "print.html");
    let articles: Vec<&str> =
        page.split("<article id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(articles, ["/", "guide/", "guide/food/", "guide/deep/", "guide/deep/one/", "other/"]);
    assert!(page.contains("<h2 id=\"/:part\">Part</h2>"));
    assert!(page.contains("<a href=\"#guide/:part\">Guide</a>, <a href=\"#/\">top</a>"), "{page}");
    assert!(page.contains("https://owls.example/assets/list."));
    assert!(
        html(&files, "index.html")
            .contains("href=\"/print.html\"><span class=\"icon icon-print\"></span>Print all pages</a>")
    );
    assert_eq!((ids(page).1, dead(page)), (Vec::new(), Vec::new()));
}

#[test]
fn tabs_are_all_shown_under_their_labels_and_nothing_is_folded() {
    let folder = small_site();
    folder.write(
        "content/guide/01-food.md",
        "# Food\n\n:::tabs\n:::tab[Owl]\n\nMice\n\n:::details[More]\n\nAnd voles\n\n:::\n\n:::\n:::tab[Cat]\n\nFish\n\n:::\n:::\n\n\
         ## Part\n\n:::example\n\n```python\nfeed()\n```\n\n```js\nfeed();\n```\n\n:::\n\nNote[^1]\n\n[^1]: Small.\n",
    );
    let files = built(&folder.0, &folder.path("out"));
    let page = main_of(html(&files, "guide/print.html"));
    for gone in [
        "data-tabs",
        "role=\"tab",
        "tab-list",
        "data-tab=",
        "<button type=\"button\"",
        "id=\"panel",
        "aria-hidden=\"true\">Owl",
    ] {
        assert!(!page.contains(gone), "{gone} is in {page}");
    }
    for part in [
        "<div class=\"tab-panel\"><p class=\"tab-label\">Owl</p>",
        "<div class=\"tab-panel\"><p class=\"tab-label\">Cat</p>",
        "<p class=\"tab-label\">Python</p>",
        "<p class=\"tab-label\">JS</p>",
        "<details class=\"disclosure\" open>",
        "<div class=\"samples\">",
        "<li id=\"guide/food/:fn:1\">",
        "href=\"#guide/food/:fnref:1\"",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert_eq!(page.matches("<div").count(), page.matches("</div>").count());
    assert_eq!((ids(page).1, dead(page)), (Vec::new(), Vec::new()));
}

#[test]
fn no_id_of_a_page_is_one_of_another_or_of_the_shell() {
    let folder = small_site();
    // Were the parts of an id joined by what may stand in them, each of these would be another's.
    folder.write("content/guide/01-food.md", "# Food\n\n<p id=\"mice\">a</p> <a name=\"x:y\">b</a>\n\n## Part\n");
    folder.write(
        "content/guide/food-mice.md",
        "# Mice\n\n<div id=\"x\" aria-labelledby=\"y z\">a</div><b id=\"y\">b</b><i id=\"z\">c</i>\n",
    );
    folder.write("content/guide/a b&copy c.md", "# Names\n\n## Part\n\n[own](#part) <a href=\"#part\">raw</a>\n");
    folder.write(
        "content/guide/shell.md",
        "---\nslug: /shell\n---\n\n# Shell\n\n<p id=\"content\">a</p><p id=\"nav\">b</p>\n",
    );
    let files = built(&folder.0, &folder.path("out"));
    let page = html(&files, "guide/print.html");
    let (all, twice) = ids(page);
    assert_eq!(twice, Vec::<&str>::new());
    for id in
        ["guide/food/:mice", "guide/food-mice/:x", "shell/:content", "shell:content", "guide/a//b&amp;copy//c/:part"]
    {
        assert!(all.contains(&id), "{id} is not in {all:?}");
    }
    assert!(page.contains("<a name=\"guide/food/:x:y\">"));
    assert!(page.contains("aria-labelledby=\"guide/food-mice/:y guide/food-mice/:z\""));
    assert_eq!(page.matches("href=\"#guide/a//b%26copy//c/:part\"").count(), 3);
    assert_eq!(dead(page), Vec::<String>::new());
}

#[test]
fn trusted_html_has_its_own_ids_whatever_its_quotes_and_runs_nothing_in_the_document() {
    let folder = small_site();
    folder.write("docs.yaml", &format!("{CONFIG}trust_html: true\n"));
    folder.write(
        "content/guide/01-food.md",
        "# Food\n\n<div>\n<p id='one' title='say \"hoo\"'>1 < 2</p><p id=two>b</p><label FOR=\"three\">c</label><input id = \"three\" checked>\n\
         <svg><linearGradient id=\"g\"/><rect fill=\"url(#g)\"/></svg><style>p { color: red }</style><script>hoo()</script>\n\
         <details name=\"one-of\"><summary>d</summary>e</details><!-- f -->\n</div>\n",
    );
    let files = built(&folder.0, &folder.path("out"));
    let page = main_of(html(&files, "guide/print.html"));
    for part in [
        "<p id=\"guide/food/:one\" title=\"say &quot;hoo&quot;\">1 < 2</p><p id=\"guide/food/:two\">b</p>",
        "<label FOR=\"guide/food/:three\">c</label><input id=\"guide/food/:three\" checked>",
        "<linearGradient id=\"guide/food/:g\"/><rect fill=\"url(#guide/food/:g)\"/>",
        "<details open><summary>d</summary>e</details>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(!page.contains("hoo()") && !page.contains("color: red"));
}

#[test]
fn a_page_or_a_file_at_the_same_address_is_a_clash() {
    for (path, text) in [
        ("content/public/guide/print.html", "mine"),
        ("content/other.md", "---\naliases: [/guide/print.html]\n---\n\n# Other\n"),
        ("content/guide/print.html.md", "# Other\n"),
    ] {
        let folder = small_site();
        folder.write("docs.yaml", &format!("{CONFIG}trusted_files: [public/guide/print.html]\n"));
        folder.write(path, text);
        let output = build(&folder.0, &folder.path("out"));
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{path}: {said}");
        assert!(
            said.contains("error[route-clash]") && said.contains("the print version of `content/guide/index.md`"),
            "{said}"
        );
    }
}

#[test]
fn the_preview_has_the_same_document_and_follows_edits() {
    let folder = small_site();
    let files = built(&folder.0, &folder.path("out"));
    let server = Server::start(&folder.0);
    assert_eq!(server.get("guide/print.html").body, files["guide/print.html"]);
    folder.write("content/guide/deep/one.md", "# Another\n");
    server.wait_for("guide/print.html", |page| String::from_utf8_lossy(&page.body).contains("Another"));
    folder.write("content/guide/index.md", "# Guide\n");
    server.wait_for("guide/print.html", |page| page.status == 404);
}

#[test]
fn every_link_within_the_documents_of_our_own_site_leads_somewhere() {
    let folder = Folder::new("print");
    let files = built(site::own_site(), &folder.path("out"));
    let mut count = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with("print.html")) {
        let page = std::str::from_utf8(bytes).unwrap();
        assert_eq!((ids(page).1, dead(page)), (Vec::new(), Vec::new()), "{path}");
        count += 1;
    }
    assert_eq!(count, 2);
}
