//! What a reader finds: the ranking, the same in the theme and on the terminal.

use floom_docs::search::documents::{Passage, SearchPage, SearchSection};
use floom_docs::search::engine;
use floom_docs::search::export::{EXACT_SECTIONS, Files};
use floom_docs::search::files;
use floom_docs::source::PagePath;
use serde_json::{Value, json};

use crate::{Random, pages, real_site, theme};

fn page(name: &str, title: &str, sections: &[(&str, &str)]) -> SearchPage {
    let sections = sections.iter().enumerate().map(|(at, (heading, text))| SearchSection {
        anchor: if at == 0 { String::new() } else { heading.to_lowercase().replace(' ', "-") },
        heading: if at == 0 { title.to_string() } else { (*heading).to_string() },
        level: if at == 0 { 1 } else { 2 },
        passages: vec![Passage { text: (*text).to_string(), ..Passage::default() }],
    });
    SearchPage {
        path: PagePath(format!("{name}.md")),
        url: format!("{name}/"),
        title: title.to_string(),
        crumbs: String::new(),
        boost: 1000,
        sections: sections.collect(),
    }
}

fn search(files: &Files, query: &str) -> engine::Results {
    let load = |name: &str| Ok(files[name].clone());
    engine::search(&load, query).map_err(|problem| problem.message).unwrap()
}

/// The addresses of what is found, best first, page by page.
fn urls(files: &Files, query: &str) -> Vec<String> {
    search(files, query).pages.into_iter().flat_map(|page| page.hits).map(|hit| hit.url).collect()
}

fn answer(files: &Files, query: &str) -> Value {
    let results = search(files, query);
    let pages: Vec<Value> = results
        .pages
        .iter()
        .map(|page| {
            let hits = page.hits.iter().map(|hit| json!([hit.heading, hit.url, hit.level, hit.score]));
            json!([page.title, page.url, page.crumbs, hits.collect::<Vec<_>>()])
        })
        .collect();
    json!([results.total, pages])
}

/// Numbers are taken for equal where the logarithms of two libraries may differ.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 1e-9 * a.abs().max(1.0)
        }
        (a, b) => a == b,
    }
}

/// Words, and what readers make of them: beginnings, slips, other forms, names in code.
fn queries(pages: &[SearchPage], count: usize) -> Vec<String> {
    let mut random = Random(0x7e57);
    let mut queries = Vec::new();
    while queries.len() < count {
        let page = random.of(pages);
        let section = random.of(&page.sections);
        let texts = section.passages.iter().map(|passage| passage.text.as_str()).chain([section.heading.as_str()]);
        let words: Vec<&str> = texts.flat_map(|text| text.split(' ')).collect();
        let mut query = (0..=random.below(3)).map(|_| *random.of(&words)).collect::<Vec<_>>().join(" ");
        match random.below(4) {
            0 => drop(query.pop()),
            1 if query.is_ascii() && query.len() > 3 => drop(query.remove(query.len() - 2)),
            2 => query.push(' '),
            _ => {}
        }
        queries.push(query);
    }
    queries
}

fn assert_twins(pages: &[SearchPage], count: usize) {
    let files = files(pages, 1).unwrap();
    let queries = queries(pages, count);
    for (query, theirs) in queries.iter().zip(theme("search", &queries, &files)) {
        let ours = answer(&files, query);
        assert!(is_same(&ours, &theirs), "{query:?}:\n{ours}\n{theirs}");
    }
}

#[test]
fn the_terminal_finds_what_the_browser_finds() {
    assert_twins(&pages(&real_site()), 300);
}

#[test]
fn the_terminal_finds_what_the_browser_finds_in_an_index_of_rounded_scores() {
    let own = pages(&real_site());
    let sections: usize = own.iter().map(|page| page.sections.len()).sum();
    let many: Vec<SearchPage> = std::iter::repeat_n(&own, EXACT_SECTIONS / sections + 1).flatten().cloned().collect();
    let rounded = files(&many, 1).unwrap();
    assert!(String::from_utf8_lossy(&rounded["manifest.json"]).contains("\"mode\":\"impact\""));
    assert_twins(&many, 60);
}

/// A page a line: its name, its title, and its text.
fn site_of(lines: &[(&str, &str, &str)]) -> Files {
    let pages: Vec<_> = lines.iter().map(|(name, title, text)| page(name, title, &[("", text)])).collect();
    files(&pages, 1).unwrap()
}

#[test]
fn titles_come_before_texts() {
    let files = site_of(&[
        ("long", "Notes", "webhooks webhooks webhooks webhooks"),
        ("hooks", "Webhooks", "Called when a run ends."),
        ("other", "Runs and webhooks", "Both."),
    ]);
    assert_eq!(urls(&files, "webhooks"), ["hooks/", "other/", "long/"]);
}

#[test]
fn a_heading_leads_to_its_section() {
    let pages = [
        page("limits", "Limits", &[("", "What is bounded."), ("Rate limits", "Sixty a minute."), ("Size", "One MB.")]),
        page("runs", "Runs", &[("", "A run has a rate and limits.")]),
    ];
    let files = files(&pages, 1).unwrap();
    assert_eq!(urls(&files, "rate limits")[0], "limits/#rate-limits");
}

#[test]
fn the_last_word_may_be_half_written() {
    let files = site_of(&[("auth", "Authentication", "Bearer tokens."), ("runs", "Runs", "Run it.")]);
    assert_eq!(urls(&files, "authen"), ["auth/"]);
    assert_eq!(urls(&files, "bearer tok"), ["auth/"]);
    assert_eq!(urls(&files, "authen "), [] as [&str; 0], "a space ends the word");
}

#[test]
fn a_slip_is_forgiven_only_where_the_word_is_not_found() {
    let files = site_of(&[
        ("auth", "Authentication", "Tokens."),
        ("from", "From", "form fields"),
        ("form", "Forms", "from here"),
        ("idem", "Idempotency", "Keys."),
    ]);
    assert_eq!(urls(&files, "authentcation "), ["auth/"]);
    assert_eq!(urls(&files, "idempotnecy"), ["idem/"]);
    assert_eq!(urls(&files, "xuthentication "), [] as [&str; 0], "the first letter is right");
    assert_eq!(search(&files, "tokens ").total, 1);
    assert_eq!(search(&files, "tokesn ").total, 1);
}

#[test]
fn other_forms_of_a_word_are_found_behind_the_word_itself() {
    let files = site_of(&[
        ("a", "A", "It retries the call."),
        ("b", "B", "A retry is made."),
        ("c", "C", "We cached it."),
        ("d", "D", "It was running."),
    ]);
    assert_eq!(urls(&files, "retry "), ["b/", "a/"]);
    assert_eq!(urls(&files, "cache "), ["c/"]);
    assert_eq!(urls(&files, "run "), ["d/"]);
}

#[test]
fn identifiers_are_found_by_the_whole_before_their_parts() {
    let files = site_of(&[
        ("parts", "Run", "The run has an id. Run it by id, run id, run id."),
        ("whole", "Fields", "Each answer has `run_id` and `--allow-net`."),
        ("deno", "Files", "Call Deno.readFile with a path."),
        ("read", "Read a file with Deno", "Read the file."),
        ("api", "Endpoints", "POST /v1/runs starts one."),
    ]);
    assert_eq!(urls(&files, "run_id")[0], "whole/");
    assert_eq!(urls(&files, "runId")[0], "whole/");
    assert_eq!(urls(&files, "--allow-net"), ["whole/"]);
    assert_eq!(urls(&files, "Deno.readFile"), ["deno/", "read/"]);
    assert_eq!(urls(&files, "readfile"), ["deno/"]);
    assert_eq!(urls(&files, "POST /v1/runs")[0], "api/");
}

#[test]
fn scripts_without_spaces_are_found_by_pairs() {
    let files =
        site_of(&[("a", "認証トークン", "説明"), ("b", "実行", "ジョブの実行と認可"), ("c", "한국어 문서", "설명")]);
    assert_eq!(urls(&files, "トークン"), ["a/"]);
    assert_eq!(urls(&files, "認")[0], "a/");
    assert_eq!(urls(&files, "실행 문서"), ["c/"]);
}

#[test]
fn sections_are_grouped_by_their_page() {
    let pages = [
        page("a", "Jobs", &[("", "jobs"), ("Queue jobs", "jobs"), ("Cancel jobs", "jobs"), ("Retry jobs", "jobs")]),
        page("b", "Runs", &[("", "jobs and runs")]),
    ];
    let results = search(&files(&pages, 1).unwrap(), "jobs");
    assert_eq!(results.total, 5);
    assert_eq!(results.pages.len(), 2);
    assert_eq!(results.pages[0].hits.len(), 3, "a page shows its best three");
}

#[test]
fn an_author_can_raise_and_lower_a_page() {
    let mut pages = [page("a", "Keys", &[("", "keys")]), page("b", "Keys", &[("", "keys")])];
    assert_eq!(urls(&files(&pages, 1).unwrap(), "keys"), ["a/", "b/"]);
    pages[1].boost = 2000;
    assert_eq!(urls(&files(&pages, 1).unwrap(), "keys"), ["b/", "a/"]);
}

#[test]
fn an_index_of_nothing_and_queries_of_nothing_find_nothing() {
    let empty = files(&[], 1).unwrap();
    let some = site_of(&[("a", "A", "text")]);
    for query in ["", " ", "text", "\u{0}", "***", "日本", &"x".repeat(5_000), &"word ".repeat(2_000)] {
        assert_eq!(urls(&empty, query), [] as [&str; 0], "{query:?}");
        search(&some, query);
    }
    let queries: Vec<String> = ["", "text", "日本", "***"].map(String::from).to_vec();
    for files in [&empty, &some] {
        for (query, theirs) in queries.iter().zip(theme("search", &queries, files)) {
            assert!(is_same(&answer(files, query), &theirs), "{query}");
        }
    }
}
