//! Work that is saved is counted, not timed: what a build has done, as `--timings` tells it.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use site::{Folder, floom_docs, stderr};

/// What a build with `--timings` has counted of something.
fn counted(site: &Folder, what: &str) -> usize {
    let output = floom_docs().args(["build", "--timings", "--cache", "cache"]).current_dir(&site.0).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let told = stderr(&output);
    let line = told.lines().find(|line| line.starts_with(what)).unwrap_or_else(|| panic!("no {what} in {told}"));
    line.split_whitespace().last().unwrap().parse().unwrap()
}

fn site(pages: usize, page: impl Fn(usize) -> String) -> Folder {
    let site = Folder::with("counts", &[("docs.yaml", "title: Test\nbase_url: https://example.com/docs\n")]);
    site.write("content/index.md", "# Home\n");
    for number in 0..pages {
        site.write(&format!("content/part-{:02}/page-{number}.md", number / 25), &page(number));
    }
    site
}

#[test]
fn equal_blocks_of_code_are_coloured_once_and_plain_ones_never() {
    let code = |number: usize| {
        format!(
            "# Page\n\n```rust\nlet own = {number};\n```\n\n```rust\nlet same = 1;\n```\n\n```python\nlet same = 1;\n```\n\n```text\nplain\n```\n"
        )
    };
    assert_eq!(counted(&site(30, code), "blocks of code coloured"), 30 + 2);
}

#[test]
fn the_nav_is_rendered_once_a_site_and_in_a_large_one_once_a_branch() {
    let page = |number: usize| format!("# Page {number}\n");
    assert_eq!(counted(&site(60, page), "navs rendered"), 1);
    let branches = 500_usize.div_ceil(25);
    let navs = counted(&site(500, page), "navs rendered");
    assert!((branches..=branches + 2).contains(&navs), "{navs}");
}

#[test]
fn a_build_writes_each_file_once_and_one_of_the_same_nothing() {
    let site = site(10, |number| format!("# Page {number}\n"));
    let listed = |site: &Folder| std::fs::read_to_string(site.path("dist/.floom-docs")).unwrap().lines().count();
    assert_eq!(counted(&site, "files written"), listed(&site));
    assert_eq!(counted(&site, "files written"), 0);
    assert_eq!(counted(&site, "blocks of code coloured"), 0);
    site.write("content/index.md", "# Another\n");
    assert_eq!(counted(&site, "files written"), listed(&site));
}
