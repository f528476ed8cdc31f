//! What becomes of what other generators write, row by row of the tables in the guide.

use super::messages::first_message;
use super::{BODY, built, hold, own_head, pages, site_of_examples};

/// The rows of a page's tables that say what becomes of what other generators write, with their headings.
fn rows(text: &str) -> Vec<(String, String, String)> {
    let mut heading = String::new();
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(written) = line.strip_prefix("## ") {
            heading = written.to_string();
        }
        let Some((typed, becomes)) = line.strip_prefix("| `").and_then(|row| row.split_once(" | ")) else { continue };
        let construct = match typed.strip_prefix("` ") {
            Some(typed) => typed.split(" ``").next().unwrap(),
            None => typed.split('`').next().unwrap(),
        };
        found.push((heading.clone(), construct.to_string(), becomes.trim_end_matches(" |").to_string()));
    }
    found
}

/// Whether a construct is a key of front matter with its value.
fn is_key(construct: &str) -> bool {
    let is_name = |(key, _): (&str, &str)| key.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    construct.split_once(": ").is_some_and(is_name)
}

/// A construct with what it needs around it, as a whole page.
fn completed(construct: &str) -> String {
    if is_key(construct) {
        return format!("---\n{construct}\n---\n\n{BODY}");
    }
    let first = construct.chars().next().unwrap();
    let body = match construct {
        "// highlight-next-line" => format!("```js\n{construct}\na()\n```"),
        "// [!code focus]" => format!("```js\na() {construct}\n```"),
        _ if construct.starts_with("::: code-group") => format!("{construct}\n```js [a.js]\na()\n```\n:::"),
        _ if construct.starts_with(":::") => format!("{construct}\nText.\n:::"),
        _ if construct.starts_with("```") => format!("{construct}\na()\n```"),
        _ if construct.starts_with("> ") => format!("{construct}\n> Text."),
        _ if ["!!!", "???", "==="].iter().any(|sign| construct.starts_with(sign) && !construct.ends_with('=')) => {
            format!("{construct}\n    Text.")
        }
        "<details>" => "<details><summary>More</summary>\n\nText.\n\n</details>".to_string(),
        "<script setup>" => "<script setup>\na()\n</script>".to_string(),
        "[Keys](#keys)" => format!("{construct}\n\n## Keys"),
        "{{< figure src=\"keys.png\" >}}" => construct.to_string(),
        _ if first == '<' && construct.ends_with('>') && !construct.contains("/") && !construct.contains("--") => {
            let name = construct.trim_start_matches('<').split([' ', '>']).next().unwrap();
            format!("{construct}\n\nText.\n\n</{name}>")
        }
        _ => construct.to_string(),
    };
    match construct.starts_with("# ") {
        true => format!("{body}\n"),
        false => format!("---\ntitle: Row\n---\n\n{body}\n"),
    }
}

#[test]
fn what_other_generators_write_becomes_what_the_page_says() {
    let rows = rows(&pages()["moving"]);
    assert!(rows.len() > 90, "{}", rows.len());
    let site = site_of_examples("guide-moving");
    let is_error = |becomes: &str| becomes.starts_with("An error");
    let tried = || rows.iter().enumerate().filter(|(_, (_, _, becomes))| !is_error(becomes));
    for (at, (_, construct, _)) in tried() {
        site.write(&format!("content/guide/row-{at}.md"), &completed(construct));
    }
    let built = built(&site);
    let mut stored = String::new();
    for (at, (heading, construct, becomes)) in tried() {
        let said = built.said.get(&format!("content/guide/row-{at}.md")).cloned().unwrap_or_default();
        let is_silent =
            ["As it is", "Shown as text", "Shown as HTML", "A link, and"].iter().any(|word| becomes.starts_with(word));
        assert_eq!(said.is_empty(), is_silent, "{heading}: `{construct}`: {becomes}\n{said}");
        let address = format!("guide/row-{at}");
        let shown = built.published.get(&format!("{address}/index.html")).map(|page| {
            let (head, body) = page.split_once("<!-- body -->\n").unwrap();
            if is_key(construct) { own_head(construct, head, &address, &built) } else { body.to_string() }
        });
        let shown = shown.unwrap_or("not published".to_string());
        stored += &format!("<!-- {heading}: {construct} -->\n{said}{}\n\n", shown.trim());
    }
    hold("tests/guide/rows.html", &stored);
}

#[test]
fn what_would_stop_the_build_does() {
    let rows = rows(&pages()["moving"]);
    for (heading, construct, _) in rows.iter().filter(|(_, _, becomes)| becomes.starts_with("An error")) {
        let said = first_message(&[("content/guide/row.md", &completed(construct))]);
        assert!(said.starts_with("error["), "{heading}: `{construct}`: {said}");
    }
}
