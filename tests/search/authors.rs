//! What an author sees of search: a budget, queries that must find their pages, and the terminal.

use crate::site::{Folder, build, files, floom_docs, stderr, stdout};

const CONTENT: [(&str, &str); 3] = [
    ("content/index.md", "# Home\n\nWelcome.\n"),
    ("content/auth.md", "# Authentication\n\nBearer tokens.\n\n## Rotate a key\n\nEvery month.\n"),
    ("content/runs.md", "# Runs\n\nStart `--dry-run` first. A run has a key.\n"),
];

fn site(config: &str) -> Folder {
    let folder = Folder::with("search-authors", &CONTENT);
    folder.write("docs.yaml", config);
    folder
}

#[test]
fn a_query_that_finds_its_page_passes_and_one_that_does_not_fails_the_build() {
    let tests = "title: T\nsearch_tests:\n  - { query: bearer tok, page: auth.md }\n  - { query: nothing here, page: runs.md }\n  - { query: run, page: rusn.md }\n";
    let folder = site(tests);
    let output = build(&folder.0, &folder.path("dist"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "\
error[search-test-failed]: `nothing here` does not find runs.md among the first three
 --> docs.yaml:4:14
  |
4 |   - { query: nothing here, page: runs.md }
  |              ^^^^^^^^^^^^
  |
  = help: nothing is found; name in the page what readers look for, or raise `search: { boost: 2 }` in its front matter

error[search-test-failed]: search knows no page `rusn.md`
 --> docs.yaml:5:14
  |
5 |   - { query: run, page: rusn.md }
  |              ^^^
  |
  = help: did you mean `runs.md`?

nothing was published: 2 errors, 0 warnings
"
    );
    assert!(!folder.path("dist").exists());
    let checked = floom_docs().arg("check").arg("--site").arg(&folder.0).output().unwrap();
    assert!(stderr(&checked).contains("search-test-failed"), "{}", stderr(&checked));
    folder.write("docs.yaml", "title: T\nsearch_tests: [{ query: bearer tok, page: auth.md }]\n");
    assert_eq!(stderr(&build(&folder.0, &folder.path("dist"))), "");
}

#[test]
fn an_index_past_its_budget_is_told_and_its_size_is_printed() {
    let folder = site("title: T\nsearch:\n  budget_kb: 1\n");
    let words: String = (0..2_000).map(|number| format!("word{number} ")).collect();
    folder.write("content/long.md", &format!("# Long\n\n{words}\n"));
    let output = build(&folder.0, &folder.path("dist"));
    assert!(stderr(&output).starts_with("warning[search-over-budget]: the search index has "), "{}", stderr(&output));
    assert!(stderr(&output).contains(" --> docs.yaml:3:14\n"), "{}", stderr(&output));
    assert!(stdout(&output).contains("; search index: 5 sections, "), "{}", stdout(&output));
}

#[test]
fn a_site_may_have_no_search() {
    let folder = site("title: T\nsearch: false\n");
    let output = build(&folder.0, &folder.path("dist"));
    assert!(!stdout(&output).contains("search index"), "{}", stdout(&output));
    let files = files(&folder.path("dist"));
    assert!(files.keys().all(|path| !path.starts_with("search/") || path == "search/index.html"));
    let html = String::from_utf8_lossy(&files["auth/index.html"]);
    assert!(html.contains("href=\"/search/\"") && !html.contains("data-search"), "the button is a link to the list");
}

#[test]
fn the_terminal_asks_the_built_index() {
    let folder = site("title: T\n");
    build(&folder.0, &folder.path("dist"));
    let ask = |arguments: &[&str]| {
        let output = floom_docs().arg("search").args(arguments).arg("--site").arg(&folder.0).output().unwrap();
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let found = "1. Authentication\n   /auth/#rotate-a-key  Rotate a key\n      Every month.\n1 section in all\n";
    assert_eq!(ask(&["rotate"]), (Some(0), found.to_string(), String::new()));
    assert!(ask(&["rotate", "a", "key"]).1.starts_with("1. Authentication\n   /auth/#rotate-a-key  Rotate a key\n"));
    assert_eq!(ask(&["--dry-run"]).1.lines().next(), Some("1. Runs"));
    assert_eq!(ask(&["zebra"]).1, "nothing found for `zebra`\n");
    let json: serde_json::Value = serde_json::from_str(&ask(&["--json", "bearer"]).1).unwrap();
    assert_eq!(json["pages"][0]["hits"][0]["url"], "auth/");
    assert_eq!(json["pages"][0]["hits"][0]["excerpt"], serde_json::json!([{ "mark": "Bearer" }, " tokens."]));
}

#[test]
fn a_search_server_is_named_in_every_page_and_in_its_policy() {
    let with = |server: &str| site(&format!("title: T\nsearch:\n  remote:\n{server}"));
    let folder = with("    url: https://search.example:9200/docs/_search?a=1&b\n");
    build(&folder.0, &folder.path("dist"));
    let files = files(&folder.path("dist"));
    for path in ["auth/index.html", "404.html", "search/index.html"] {
        let html = String::from_utf8_lossy(&files[path]);
        let named = "data-server=\"https://search.example:9200/docs/_search?a=1&amp;b\" data-kind=\"opensearch\"";
        assert!(html.contains(named), "{path}");
        assert!(html.contains("; connect-src 'self' https://search.example:9200; "), "{path}");
        assert_eq!(html.matches("search.example").count(), 2, "{path}");
    }
    assert!(String::from_utf8_lossy(&files["_headers"]).contains("; connect-src 'self' https://search.example:9200; "));
    assert!(files.contains_key("search/manifest.json"), "the index is there for when the server does not answer");
    let quickwit = with("    url: https://search.example/docs/_search\n    kind: quickwit\n");
    build(&quickwit.0, &quickwit.path("dist"));
    let html = std::fs::read_to_string(quickwit.path("dist/auth/index.html")).unwrap();
    assert!(html.contains("data-kind=\"quickwit\""));
}

#[test]
fn a_search_server_that_a_page_cannot_ask_is_told_where_it_is_named() {
    for (url, message) in [
        ("search.example/docs", "is not a web address"),
        ("ftp://search.example/", "is not a web address"),
        ("https://me:secret@search.example/", "is not an address that a page can ask"),
        ("https://me@search.example/", "is not an address that a page can ask"),
        ("https://*.example/", "is not an address that a page can ask"),
        ("https://a;script-src/", "is not an address that a page can ask"),
        ("https://search.example/#x", "is not an address that a page can ask"),
    ] {
        let folder = site(&format!("title: T\nsearch: {{ remote: {{ url: '{url}' }} }}\n"));
        let output = floom_docs().arg("check").arg("--site").arg(&folder.0).output().unwrap();
        let said = stderr(&output);
        assert!(!output.status.success() && said.contains("error[not-a-url]") && said.contains(message), "{said}");
        assert!(said.contains(" --> docs.yaml:2:26\n") && said.matches("error[").count() == 1, "{said}");
    }
    let folder = site("title: T\nsearch: { remote: { url: 'https://search.example/', kind: solr } }\n");
    let output = floom_docs().arg("check").arg("--site").arg(&folder.0).output().unwrap();
    assert!(stderr(&output).contains("docs.yaml:2:"), "{}", stderr(&output));
}

#[test]
fn a_missing_or_torn_index_is_told_and_never_believed() {
    let folder = site("title: T\n");
    let ask = |query: &str| {
        let output = floom_docs().args(["search", query, "--site"]).arg(&folder.0).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        stderr(&output)
    };
    assert!(ask("key").starts_with("error[search-index]: there is no search index in "));
    build(&folder.0, &folder.path("dist"));
    let built = files(&folder.path("dist/search"));
    for (name, bytes) in built.iter().filter(|(name, _)| name.ends_with(".json")) {
        for torn in [
            &bytes[..bytes.len() / 2],
            b"",
            b"[]",
            b"{}",
            b"\xff",
            &bytes.iter().map(|byte| if byte.is_ascii_alphabetic() { b'~' } else { *byte }).collect::<Vec<_>>(),
        ] {
            std::fs::write(folder.path("dist/search").join(name), torn).unwrap();
            let output = floom_docs().args(["search", "key run", "--site"]).arg(&folder.0).output().unwrap();
            assert!(!stderr(&output).contains("panicked"), "{name}: {}", stderr(&output));
        }
        std::fs::write(folder.path("dist/search").join(name), bytes).unwrap();
    }
}
