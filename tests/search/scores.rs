//! The engine of the theme gives tantivy's scores.

use std::collections::{BTreeMap, BTreeSet};

use floom_docs::search::documents::SearchPage;
use floom_docs::search::index::{self, BOOSTS, FIELDS};
use floom_docs::search::{files, tokenizer};
use tantivy::Term;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::{Random, pages, real_site, theme};

/// Titles, headings, and one to four words of a section.
fn queries(pages: &[SearchPage], count: usize) -> Vec<String> {
    let mut random = Random(0xf100);
    let mut queries = BTreeSet::new();
    while queries.len() < count {
        let page = random.of(pages);
        let section = random.of(&page.sections);
        let words: Vec<&str> = section.passages.iter().flat_map(|passage| passage.text.split(' ')).collect();
        queries.insert(match random.below(4) {
            0 => page.title.clone(),
            1 => section.heading.clone(),
            _ if words.is_empty() => continue,
            _ => (0..=random.below(4)).map(|_| *random.of(&words)).collect::<Vec<_>>().join(" "),
        });
    }
    queries.into_iter().collect()
}

#[test]
fn five_hundred_queries_have_tantivys_scores_at_every_rank() {
    let pages = pages(&real_site());
    let queries = queries(&pages, 500);
    let built = index::index(&pages, 1).unwrap();
    let schema = built.index.schema();
    let searcher = built.index.reader().unwrap().searcher();
    let places = searcher.segment_reader(0).fast_fields().u64("place").unwrap();
    let theirs = theme("plain", &queries, &files(&pages, 1).unwrap());
    let mut ranks = 0;
    for (query, theirs) in queries.iter().zip(theirs) {
        let tokens: BTreeSet<String> = tokenizer::tokens(query).into_iter().map(|token| token.text).collect();
        let clause = |token: &String, at: usize| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(schema.get_field(FIELDS[at]).unwrap(), token);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            (Occur::Should, Box::new(BoostQuery::new(Box::new(query), BOOSTS[at])))
        };
        let clauses = tokens.iter().flat_map(|token| (0..4).map(move |at| clause(token, at))).collect();
        let collector = TopDocs::with_limit(usize::try_from(searcher.num_docs()).unwrap()).order_by_score();
        let reference = searcher.search(&BooleanQuery::new(clauses), &collector).unwrap();
        let theirs: Vec<(u64, f64)> = serde_json::from_value(theirs).unwrap();
        let mut ranked: Vec<f64> = theirs.iter().map(|(_, score)| *score).collect();
        ranked.sort_by(|a, b| b.total_cmp(a));
        assert_eq!(ranked.len(), reference.len(), "{query:?}");
        let by_section: BTreeMap<u64, f64> = theirs.into_iter().collect();
        // Tantivy adds in 32 bits: seven digits are all it has.
        let is_same = |a: f64, b: f32| (a - f64::from(b)).abs() <= f64::from(b) * 2e-6;
        for ((score, address), ranked) in reference.iter().zip(ranked) {
            let section = places.first(address.doc_id).unwrap();
            assert!(is_same(ranked, *score), "{query:?}: {ranked} and {score} at one rank");
            assert!(is_same(by_section[&section], *score), "{query:?}: {section}");
            ranks += 1;
        }
    }
    println!("500 queries, {ranks} ranks over {} sections: all scores equal", searcher.num_docs());
}

#[test]
fn one_and_two_threads_give_the_same_bytes() {
    let pages = pages(&real_site());
    // The second thread takes part only where there is much to do.
    let many: Vec<SearchPage> = std::iter::repeat_n(&pages, 6).flatten().cloned().collect();
    assert!(files(&many, 1).unwrap() == files(&many, 2).unwrap());
}
