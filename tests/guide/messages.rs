//! The messages that the guide shows, each provoked.

use std::collections::BTreeSet;
use std::fs;

use super::site::{Folder, floom_docs, own_site, stderr};
use super::{Fence, all_fences};

/// Messages that the guide shows and that a site of a few files does not provoke, with the reason.
const ELSEWHERE: [(&str, &str); 3] = [
    ("cli: foreign-out", "it takes a file in the output; tests/problems.rs has one"),
    ("cli: dead-external-link", "it takes another host; tests/external has one"),
    ("hosts/github-pages: shallow-clone", "it takes a clone; tests/problems.rs has one"),
];

/// The other messages that the guide shows, each with files that provoke it.
const MESSAGES: [(&str, &[(&str, &str)]); 15] = [
    (
        "addresses: lost-page",
        &[
            ("urls.lock", "/guide/first/ guide/first.md\n/guide/first/#install\n"),
            ("content/guide/begin.md", "# Begin\n\n## Install\n"),
        ],
    ),
    (
        "addresses: lost-place",
        &[
            ("urls.lock", "/guide/begin/ guide/begin.md\n/guide/begin/#install-it\n"),
            ("content/guide/begin.md", "# Begin\n\n## Install the program\n"),
        ],
    ),
    (
        "cli: broken-link",
        &[("content/guide/start.md", "See [the first page](first_page.md).\n"), ("content/guide/first-page.md", "")],
    ),
    (
        "write-a-page: broken-link",
        &[("content/guide/start.md", "See [the first page](first_page.md).\n"), ("content/guide/first-page.md", "")],
    ),
    ("write-a-page: foreign-construct", &[("content/guide/start.md", "!!! note \"Keys\"\n    Text.\n")]),
    (
        "containers: unclosed-container",
        &[("content/guide/start.md", "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n:::tip\nText.\n")],
    ),
    ("code-marks: fence-option", &[("content/guide/start.md", "\n\n\n\n\n\n```js titel=\"run.py\"\na()\n```\n")]),
    (
        "reuse: missing-region",
        &[
            ("content/guide/start.md", "\n\n\n\n```python file=\"examples/run.py#creat\"\n```\n"),
            ("examples/run.py", "# #region create\na\n# #endregion\n"),
        ],
    ),
    ("front-matter: foreign-key", &[("content/guide/start.md", "---\ntitle: Start\nsummary: How to begin.\n---\n")]),
    ("front-matter: unknown-key", &[("content/guide/start.md", "---\ntitel: Start\n---\n")]),
    ("front-matter: yaml", &[("content/guide/start.md", "---\ntitle: Start\nsidebar:\n  order: first\n---\n")]),
    (
        "navigation: nav-without-page",
        &[
            ("content/protocol/_nav.yaml", "items:\n  - run-operations\n  - ...\n"),
            ("content/protocol/run-operation.md", ""),
        ],
    ),
    (
        "search: search-test-failed",
        &[
            ("docs.yaml", "title: Test\n\nsearch_tests:\n  - query: rotate a key\n    page: guide/keys.md\n"),
            ("content/guide/start.md", "# Start\n\nRotate a key.\n"),
            ("content/guide/keys.md", "# Secrets\n"),
        ],
    ),
    (
        "configuration: raw-html",
        &[("content/guide/start.md", "\n\n\n\n<iframe src=\"https://example.com\"></iframe>\n")],
    ),
    (
        "configuration: unknown-key",
        &[("docs.yaml", "title: Test\nbase_url: https://example.com/docs\nfeedbck: https://example.com\n")],
    ),
];

/// The message that a fence shows, as `page: code`.
fn message(fence: &Fence) -> Option<String> {
    let first = fence.code.lines().next().filter(|_| fence.language() == "text")?;
    let code = ["error[", "warning["].iter().find_map(|severity| first.strip_prefix(severity))?.split(']').next()?;
    Some(format!("{}: {code}", fence.page))
}

#[test]
fn each_message_in_the_guide_is_what_the_program_says() {
    let mut held = BTreeSet::new();
    for fence in all_fences() {
        let Some(name) = message(&fence) else { continue };
        let shown = fence.code.split("\n\n").next().unwrap().trim_end();
        let code = name.split_once(": ").unwrap().1;
        let is_elsewhere = ELSEWHERE.iter().any(|(known, _)| *known == name) && is_on_its_page(code, shown);
        let files = MESSAGES.iter().filter(|(known, _)| *known == name).map(|(_, files)| *files);
        let said: Vec<String> = files.map(first_message).collect();
        assert!(is_elsewhere || said.iter().any(|said| said == shown), "{}: {shown}\n{said:#?}", fence.name());
        held.insert(name);
    }
    let listed = MESSAGES.iter().map(|(name, _)| name).chain(ELSEWHERE.iter().map(|(name, _)| name));
    assert_eq!(held, listed.map(ToString::to_string).collect());
}

/// Whether the page of a problem shows the same message; tests/problems.rs holds what stands there.
fn is_on_its_page(code: &str, message: &str) -> bool {
    let page = fs::read_to_string(own_site().join(format!("content/guide/problems/{code}.md"))).unwrap();
    page.contains(&format!("```text\n{message}\n```"))
}

pub fn first_message(files: &[(&str, &str)]) -> String {
    let site = Folder::with("message", &[("docs.yaml", "title: Test\n"), ("content/index.md", "# Home\n")]);
    files.iter().for_each(|(path, text)| site.write(path, text));
    let output = floom_docs().arg("check").current_dir(&site.0).output().unwrap();
    stderr(&output).split("\n\n").next().unwrap().trim_end().to_string()
}
