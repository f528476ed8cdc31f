//! `build --search-export`: documents for search servers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

use floom_docs::pipeline::Outputs;
use floom_docs::search::bulk;
use floom_docs::search::documents::{Passage, SearchPage, SearchSection};
use floom_docs::search::export::Files;
use floom_docs::search::index::BOOSTS;
use floom_docs::search::tokenizer;
use floom_docs::source::PagePath;
use serde_json::{Value, json};

use crate::site::{self, Folder, files, floom_docs, own_site, stderr};
use crate::{Random, pages, real_site, theme};

fn export(site: &Path, out: &Path, folder: &Path) -> Output {
    let mut command = floom_docs();
    command.arg("build").arg("--site").arg(site).arg("--out").arg(out).arg("--search-export").arg(folder);
    command.output().unwrap()
}

/// What the client of OpenSearch and a server that holds documents to their mapping say of an export.
fn by_client(folder: &Path) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/bulk.mjs");
    let output = Command::new("node").arg(script).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The files of an export that is made in memory.
fn exported(pages: &[SearchPage]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let kept: Result<(), ()> = bulk::export(pages, |files: Outputs| {
        all.extend(files.into_iter().map(|(path, bytes)| (path.0, String::from_utf8(bytes.to_vec()).unwrap())));
        Ok(())
    });
    kept.unwrap();
    all
}

/// The documents of an export, in order.
fn documents(files: &BTreeMap<String, String>) -> Vec<Value> {
    let documents = files.iter().filter(|(path, _)| path.starts_with("quickwit/docs-"));
    documents.flat_map(|(_, text)| text.lines()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn page(url: &str, sections: &[(&str, &str)]) -> SearchPage {
    let sections = sections.iter().map(|(anchor, text)| SearchSection {
        anchor: (*anchor).to_string(),
        heading: format!("About {anchor}"),
        level: if anchor.is_empty() { 1 } else { 2 },
        passages: vec![Passage { text: (*text).to_string(), ..Passage::default() }],
    });
    SearchPage {
        path: PagePath(format!("{url}index.md")),
        url: url.to_string(),
        title: "The title".to_string(),
        crumbs: String::new(),
        boost: 1000,
        sections: sections.collect(),
    }
}

#[test]
fn each_line_of_our_site_fits_its_mapping_by_the_client_of_opensearch() {
    let folder = Folder::new("bulk");
    let output = export(own_site(), &folder.path("dist"), &folder.path("export"));
    assert!(output.status.success(), "{}", stderr(&output));
    let sections: usize = pages(own_site()).iter().map(|page| page.sections.len()).sum();
    let said = by_client(&folder.path("export"));
    let problems =
        json!({ "refused": [], "different": [], "planted": ["unknown field", "no number", "no text", "no id"] });
    assert_eq!(said["problems"], problems);
    assert_eq!(said["raw"], sections);
    assert_eq!(said["helper"], sections);
    assert_eq!(said["alias"], said["index"]);
}

#[test]
fn a_server_that_cuts_at_spaces_finds_the_sections_that_we_find() {
    let pages = pages(&real_site());
    let documents = documents(&exported(&pages));
    let mut having: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        assert_eq!(document["place"], at);
        for field in ["title", "heading", "body", "code"] {
            for word in document[field].as_str().unwrap().split(char::is_whitespace) {
                having.entry(word).or_default().insert(at);
            }
        }
    }
    let queries = queries(&pages, 300);
    let files = floom_docs::search::files(&pages, 1).unwrap();
    for (query, theirs) in queries.iter().zip(theme("plain", &queries, &files)) {
        let tokens = tokenizer::tokens(query);
        let found: BTreeSet<usize> =
            tokens.iter().filter_map(|token| having.get(token.text.as_str())).flatten().copied().collect();
        let places = theirs.as_array().unwrap().iter().map(|found| found[0].as_u64().unwrap());
        let ours: BTreeSet<usize> = places.map(|place| usize::try_from(place).unwrap()).collect();
        assert_eq!(found, ours, "{query:?}");
    }
}

/// Words of the site as they are written, one to three.
fn queries(pages: &[SearchPage], count: usize) -> Vec<String> {
    let mut random = Random(0xb01d);
    let mut queries = vec!["run_id".to_string(), "the".to_string(), "Deno.readFile".to_string(), "認証".to_string()];
    while queries.len() < count {
        let page = random.of(pages);
        let section = random.of(&page.sections);
        let texts = section.passages.iter().map(|passage| passage.text.as_str()).chain([section.heading.as_str()]);
        let words: Vec<&str> = texts.flat_map(|text| text.split(' ')).collect();
        queries.push((0..=random.below(3)).map(|_| *random.of(&words)).collect::<Vec<_>>().join(" "));
    }
    queries
}

#[test]
fn a_document_has_the_words_of_its_section_and_what_is_shown_of_it() {
    let site = Folder::with(
        "bulk-document",
        &[
            ("docs.yaml", "title: T\n"),
            ("content/index.md", "# Home\n\nWelcome.\n"),
            (
                "content/runs.md",
                "---\ntitle: The runs\nsearch: { boost: 2 }\n---\n\nIn short.\n\n## Get a `run_id` {#größe}\n\nIt is the id.\n\n```js\nreadFile(the)\n```\n",
            ),
        ],
    );
    let documents = documents(&exported(&pages(&site.0)));
    assert_eq!(documents[0]["id"], "/");
    assert_eq!(
        documents[2],
        json!({
            "id": "runs/#gr%C3%B6%C3%9Fe", "title": "the runs", "heading": "get a run id runid", "body": "id",
            "code": "read file readfile", "url": "runs/", "anchor": "größe", "title_text": "The runs",
            "heading_text": "Get a run_id", "crumbs": "", "level": 2, "page": 1, "place": 2, "boost": 2.0,
            "text": ["It is the id. readFile(the)"],
        })
    );
}

#[test]
fn the_same_site_gives_the_same_bytes_on_one_thread_and_on_many() {
    let folder = Folder::new("bulk-same");
    for (name, threads) in [("one", "1"), ("two", "2")] {
        let mut command = floom_docs();
        command.env("RAYON_NUM_THREADS", threads).arg("build").arg("--site").arg(own_site());
        command.arg("--out").arg(folder.path("dist")).arg("--search-export").arg(folder.path(name));
        assert!(command.output().unwrap().status.success());
    }
    let (one, two) = (files(&folder.path("one")), files(&folder.path("two")));
    assert!(one.contains_key("opensearch/bulk-00001.ndjson"), "{:?}", one.keys());
    assert!(one == two);
}

#[test]
fn the_name_of_the_index_says_what_is_in_it() {
    let name = |text: &str| {
        let files = exported(&[page("a/", &[("", text)])]);
        let name = files["README.md"].lines().next().unwrap().to_string();
        assert!(files["quickwit/index.yaml"].contains(name.split('`').nth(1).unwrap()));
        name
    };
    assert_eq!(name("one"), name("one"));
    assert_ne!(name("one"), name("two"));
}

#[test]
fn files_are_cut_between_documents_below_what_servers_take() {
    let text = "word ".repeat(60_000);
    let pages: Vec<SearchPage> = (0..60).map(|at| page(&format!("{at}/"), &[("", &text), ("end", "of it")])).collect();
    let files = exported(&pages);
    let bulk: Vec<&String> =
        files.iter().filter(|(path, _)| path.starts_with("opensearch/bulk-")).map(|(_, text)| text).collect();
    assert_eq!(bulk.len(), 3);
    for text in bulk {
        assert!(text.len() <= 8_000_000);
        assert!(text.starts_with("{\"index\":{\"_id\":\"") && text.ends_with("}\n"));
    }
    assert_eq!(documents(&files).len(), 120);
    let shown = documents(&files)[0]["text"][0].as_str().unwrap().len();
    assert_eq!(shown, 16 * 1024, "of a long section the beginning is kept for excerpts");
}

#[test]
fn an_id_is_no_longer_than_servers_take_and_is_the_only_one() {
    let long = "ü".repeat(400);
    let documents =
        documents(&exported(&[page("a/", &[("", "x"), (&format!("{long}1"), "x"), (&format!("{long}2"), "x")])]));
    let ids: BTreeSet<&str> = documents.iter().map(|document| document["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| id.len() <= 512), "{ids:?}");
}

#[test]
fn the_settings_and_the_queries_have_our_weights() {
    let files = exported(&[]);
    assert_eq!(files.len(), 5, "a site of no pages has no documents");
    let mapping: Value = serde_json::from_str(&files["opensearch/mapping.json"]).unwrap();
    let bm25 = json!({ "type": "BM25", "k1": 1.2, "b": 0.75 });
    assert_eq!(mapping["settings"]["index"]["similarity"]["default"], bm25);
    assert_eq!(BOOSTS, [3.0, 3.0, 1.0, 0.5]);
    assert!(files["README.md"].contains(r#"["title^3", "heading^3", "body", "code^0.5"]"#));
    let sent = &theme("requests", &["rate limits".to_string()], &Files::new())[0];
    for kind in ["opensearch", "quickwit"] {
        let written: Value = serde_json::from_str(&files[&format!("{kind}/query.json")]).unwrap();
        assert_eq!(sent[kind], written, "{kind}");
    }
    let mapped: BTreeSet<&String> = mapping["mappings"]["properties"].as_object().unwrap().keys().collect();
    let lines = files["quickwit/index.yaml"].lines().filter_map(|line| line.trim().strip_prefix("- { name: "));
    let quickwit: BTreeSet<String> = lines.map(|line| line.split(',').next().unwrap().to_string()).collect();
    assert_eq!(mapped, quickwit.iter().collect());
}

#[test]
fn an_export_goes_over_no_source_no_output_and_no_foreign_file() {
    let folder = Folder::with(
        "bulk-place",
        &[("docs.yaml", "title: T\n"), ("content/index.md", "# One\n"), ("other/letter.txt", "mine")],
    );
    let out = folder.path("dist");
    for (name, code) in [
        ("content", "out-over-sources"),
        ("content/export", "out-over-sources"),
        ("dist", "out-over-sources"),
        ("dist/export", "out-over-sources"),
        ("x/../dist/a", "out-over-sources"),
        (".", "out-over-sources"),
        ("other", "foreign-out"),
    ] {
        let output = export(&folder.0, &out, &folder.path(name));
        assert!(stderr(&output).contains(&format!("error[{code}]")), "{name}: {}", stderr(&output));
        assert!(stderr(&output).contains("with `--search-export DIR`"), "{name}: {}", stderr(&output));
        assert!(!output.status.success() && !out.exists(), "{name}");
    }
    assert_eq!(files(&folder.path("other")), BTreeMap::from([("letter.txt".to_string(), b"mine".to_vec())]));
}

#[test]
fn an_export_is_replaced_as_a_whole_and_only_by_a_build_that_passes() {
    let folder = Folder::with("bulk-whole", &[("docs.yaml", "title: T\n"), ("content/index.md", "# One\n\nalpha\n")]);
    let made = || {
        let output = export(&folder.0, &folder.path("dist"), &folder.path("export"));
        (output.status.success(), files(&folder.path("export")))
    };
    let (is_made, first) = made();
    assert!(is_made);
    folder.write("content/index.md", "# One\n\n[gone](gone.md)\n");
    assert_eq!(made(), (false, first.clone()));
    folder.write("content/index.md", "# One\n\nbeta\n");
    let (is_made, second) = made();
    assert!(is_made && second != first);
    assert_eq!(second.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>());
    let left: Vec<_> = std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".new-")), "{left:?}");
}

#[test]
fn a_build_that_was_built_before_still_writes_the_export() {
    let folder = Folder::with("bulk-kept", &[("docs.yaml", "title: T\n"), ("content/index.md", "# One\n")]);
    let run = |arguments: &[&str]| {
        let mut command = floom_docs();
        command.arg("build").arg("--site").arg(&folder.0).arg("--cache").arg(folder.path("cache")).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        site::stdout(&output)
    };
    run(&[]);
    assert!(run(&[]).starts_with("nothing has changed"));
    let place = folder.path("export");
    run(&["--search-export", place.to_str().unwrap()]);
    assert!(place.join("README.md").exists());
}

#[test]
fn no_query_of_the_dialog_is_larger_than_servers_take() {
    let terms = |request: &Value| -> usize {
        let text = request.to_string();
        let queries = text.split("\"query\":\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        queries.map(|query| query.split(' ').count()).sum::<usize>() + text.matches("\"prefix\"").count()
    };
    let long = [
        "retries ".repeat(40),
        "run_id_of_the_last_call/v1/a/b/c/d/e/f.g.h.i.j".repeat(40),
        "retryRequestsWhenTheyFail ".repeat(40),
        "認証トークンの説明 ".repeat(40),
        "x".repeat(10_000),
    ];
    for (query, sent) in long.iter().zip(theme("requests", &long, &Files::new())) {
        for kind in ["opensearch", "quickwit"] {
            assert!((1..1024).contains(&terms(&sent[kind])), "{} for {query:.40}", terms(&sent[kind]));
            assert!(!sent[kind].to_string().contains("\"should\":[]"), "it would find everything");
        }
    }
}
