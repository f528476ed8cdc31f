//! What of a page is indexed, and what is shown around a hit.

use std::path::Path;

use serde_json::json;

use crate::site::Folder;
use crate::{pages, theme};

const PAGE: &str = r##"---
title: Call an operation
description: How to call.
---

Text with `inline_code` &amp; an [anchor](#tokens).

## Tokens & keys {#tokens}

<b>Bold</b> text<br>goes on. <!-- hidden --> <button>Press</button>

:::code-group
```python title="call.py"
client.run(id)
```

```js
client.start({ id })
```
:::

### Deep

::::tabs
:::tab[macOS]
Use brew.
:::
:::tab[Linux]
Use apt.

```sh
apt install floom
```
:::
::::

## Last

| a | b |
|---|---|
| one | two |

#### Too deep

Below.
"##;

fn site(page: &str) -> Folder {
    Folder::with("search-content", &[("docs.yaml", "title: T\n"), ("content/index.md", page)])
}

fn sections(site: &Path) -> Vec<String> {
    let pages = pages(site);
    let sections = pages.iter().flat_map(|page| &page.sections);
    sections
        .map(|section| {
            let passages = section.passages.iter().map(|passage| {
                let kind = if passage.is_code { "code" } else { "text" };
                format!("{kind}[{}] {}", passage.tabs, passage.text)
            });
            let passages: Vec<_> = passages.collect();
            format!("{} #{} {}: {}", section.level, section.anchor, section.heading, passages.join(" | "))
        })
        .collect()
}

#[test]
fn a_section_has_what_a_reader_sees_of_it() {
    assert_eq!(
        sections(&site(PAGE).0),
        [
            "1 # Call an operation: text[] How to call. Text with inline_code & an anchor.",
            "2 #tokens Tokens & keys: text[] Bold text goes on. Press | text[python] call.py | code[python] client.run(id) | code[js] client.start({ id })",
            "3 #deep Deep: text[macos] Use brew. | text[linux] Use apt. | code[linux] apt install floom",
            "2 #last Last: text[] a b one two Too deep Below.",
        ]
    );
}

#[test]
fn pages_that_are_left_out_are_not_found_and_drafts_neither() {
    let folder = site("---\ntitle: Out\nsearch: { exclude: true }\n---\nText.\n");
    folder.write("content/draft.md", "---\ntitle: Draft\ndraft: true\n---\nText.\n");
    folder.write("content/in.md", "---\ntitle: In\nsearch: { boost: 2 }\n---\nText.\n");
    let pages = pages(&folder.0);
    assert_eq!(pages.iter().map(|page| (page.title.as_str(), page.boost)).collect::<Vec<_>>(), [("In", 2000)]);
}

#[test]
fn html_that_authors_trust_is_read_as_a_browser_shows_it() {
    let page = "# T\n\n<div title=\"a > b\">seen</div><script>if (a < b) hidden()</script><style>p { color: red }</style>\n\n<svg><text>drawn</text></svg> a &lt; b &nosuch; &#x41;\n";
    let folder = site(page);
    folder.write("docs.yaml", "title: T\ntrust_html: true\n");
    assert_eq!(sections(&folder.0), ["1 # T: text[] seen a < b &nosuch; A"]);
}

#[test]
fn an_excerpt_shows_the_words_and_names_the_tabs_that_must_be_open() {
    let files = floom_docs::search::files(&pages(&site(PAGE).0), 1).unwrap();
    let queries: Vec<String> = ["client.start", "brew", "bold"].map(String::from).to_vec();
    let found = theme("excerpts", &queries, &files);
    let first = |at: usize| found[at][0].clone();
    assert_eq!(first(0), json!({ "parts": [{ "mark": "client.start" }, "({ id })"], "tabs": ["js"] }));
    assert_eq!(first(1), json!({ "parts": ["Use ", { "mark": "brew" }, "."], "tabs": ["macos"] }));
    assert_eq!(first(2), json!({ "parts": [{ "mark": "Bold" }, " text goes on. Press"], "tabs": [] }));
}

#[test]
fn an_excerpt_of_a_long_text_begins_near_the_word() {
    let words: String = (0..400).map(|number| format!("word{number} ")).collect();
    let folder = site(&format!("# T\n\n{words} needle {words}\n"));
    let files = floom_docs::search::files(&pages(&folder.0), 1).unwrap();
    let found = theme("excerpts", &["needle".to_string()], &files);
    let parts: Vec<String> = found[0][0]["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["mark"].as_str().or(part.as_str()).unwrap().to_string())
        .collect();
    assert_eq!(parts[0], "… ");
    assert_eq!(parts[2], "needle");
    assert_eq!(parts.last().unwrap(), " …");
    assert!(parts.concat().len() < 200, "{parts:?}");
}
