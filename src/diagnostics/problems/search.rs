//! What is wrong with the search of a site.

use crate::diagnostics::{Diagnostic, nearest_path};

/// A query of `search_tests` that does not find its page.
pub fn search_test_failed(query: &str, page: &str, found: &[String]) -> Diagnostic {
    let message = format!("`{query}` does not find {page} among the first three");
    let first = match found {
        [] => "nothing is found".to_string(),
        pages => format!("found first: {}", pages.join(", ")),
    };
    let help = "; name in the page what readers look for, or raise `search: { boost: 2 }` in its front matter";
    Diagnostic::error("search-test-failed", message).help(format!("{first}{help}"))
}

/// A page of `search_tests` that search does not know.
pub fn search_test_of_no_page<'p>(page: &str, known: impl Iterator<Item = &'p str>) -> Diagnostic {
    let problem = Diagnostic::error("search-test-failed", format!("search knows no page `{page}`"));
    problem.help(match nearest_path(page, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the page's path from the content folder: `guide/start.md`".to_string(),
    })
}

/// An index that is larger than the site's author wants.
pub fn search_over_budget(bytes: usize, budget_kb: u32) -> Diagnostic {
    let message =
        format!("the search index has {} KB, more than the {budget_kb} KB of its budget", bytes.div_ceil(1000));
    Diagnostic::warning("search-over-budget", message)
        .help("leave pages out by `search: { exclude: true }`, or raise `budget_kb`")
}

/// An index that could not be made.
pub fn search_index_failed(why: &str) -> Diagnostic {
    Diagnostic::error("search-index", format!("the search index could not be made: {why}"))
        .help("`search: false` in docs.yaml leaves it out; please tell us of it")
}

/// A file of an index that is not what the manifest says.
pub fn torn_search_index(file: &str) -> Diagnostic {
    Diagnostic::error("search-index", format!("the search index is not whole: `{file}` cannot be read"))
        .help("build the site again: `floom-docs build`")
}

/// A folder without an index.
pub fn no_search_index(folder: &str) -> Diagnostic {
    Diagnostic::error("search-index", format!("there is no search index in `{folder}`"))
        .help("build the site first: `floom-docs build`")
}
