//! `check --fix`: what is certain is written, and not a byte more.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod site;

use std::process::Output;

use site::{Folder, files, floom_docs, stderr};

fn check(site: &Folder, arguments: &[&str]) -> Output {
    floom_docs().arg("check").args(arguments).current_dir(&site.0).output().unwrap()
}

fn text(site: &Folder, path: &str) -> String {
    std::fs::read_to_string(site.path(path)).unwrap()
}

#[test]
fn links_to_moved_pages_and_keys_of_other_systems_are_put_right() {
    let site = Folder::with(
        "fix",
        &[
            ("docs.yaml", "title: Test\n"),
            (
                "content/index.md",
                "---\nsidebar_label: \"Home: x\"\r\nsidebar_position: 1\r\ntitle: Home\r\n---\r\n# Home\r\n\r\n\
                 [moved](job.md#part) and ü [old](/old/name?x#part), `[code](job.md)`, [ref][r]\r\n\r\n[r]: job.md 'T'\r\n",
            ),
            (
                "content/guide/job.md",
                "---\naliases: [/old/name]\n---\n# Job\n\n## Part\n\n:::include{file=\"_p.md\"}\n",
            ),
            ("content/guide/_p.md", "See [the old one](../old/name).\n"),
        ],
    );
    let output = check(&site, &["--fix"]);
    assert_eq!(stderr(&output), "fixed 4 links and 2 keys in 2 files\n");
    assert_eq!(
        text(&site, "content/index.md"),
        "---\nsidebar:\r\n  label: \"Home: x\"\r\n  order: 1\r\ntitle: Home\r\n---\r\n# Home\r\n\r\n\
         [moved](guide/job.md#part) and ü [old](guide/job.md?x#part), `[code](job.md)`, [ref][r]\r\n\r\n\
         [r]: guide/job.md 'T'\r\n"
    );
    assert_eq!(text(&site, "content/guide/_p.md"), "See [the old one](job.md).\n");
    assert_eq!(stderr(&check(&site, &["--fix"])), "nothing to fix for certain\n");
}

#[test]
fn what_is_not_certain_stays_as_it_is() {
    let site = Folder::with(
        "fix-nothing",
        &[
            ("docs.yaml", "title: Test\nvariables: {job: job.md}\n"),
            (
                "content/index.md",
                "# Home\n\n[slip](guide/jbo.md) [two](twice.md) [anchor](job.md#gone) [folder](index.md#no) [v]({{ job }})\n",
            ),
            ("content/guide/job.md", "# Job\n"),
            ("content/a/twice.md", "# One\n"),
            ("content/b/twice.md", "# Two\n"),
            ("content/c.md", "---\nweight: 1\nsidebar_position: 2\n---\n# C\n"),
        ],
    );
    let before = files(&site.0);
    let output = check(&site, &["--fix"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("nothing to fix for certain\n"), "{}", stderr(&output));
    assert_eq!(files(&site.0), before);
}

#[test]
fn without_fix_nothing_is_written() {
    let site = Folder::with(
        "no-fix",
        &[
            ("docs.yaml", "title: Test\n"),
            ("content/index.md", "---\nweight: 1\n---\n# Home\n\n[moved](job.md)\n"),
            ("content/guide/job.md", "# Job\n"),
        ],
    );
    let before = files(&site.0);
    assert!(stderr(&check(&site, &[])).contains("did you mean `guide/job.md`?"));
    assert_eq!(files(&site.0), before);
}
