//! Code blocks and code groups (tabs) as HTML.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use crate::parse::code_lines::{Bare, Lines};
use crate::parse::code_words::WordMark;
use crate::parse::fence::FenceInfo;
use crate::parse::highlight::Painter;
use crate::parse::html::{escape, escape_into};
use crate::parse::{code_lines, code_words};
use crate::source::Span;

/// A fence with its code.
#[derive(Clone, Debug)]
pub struct Fence {
    /// What its info string says.
    pub info: FenceInfo,
    /// Its code.
    pub code: String,
    /// The info string in the source, or the opening fence if there is none.
    pub span: Span,
    /// Stands for the way to where its code is edited, if that is another file.
    pub edit: String,
}

/// A fence with the label of its tab.
#[derive(Debug)]
pub struct Tab {
    /// `Python`
    pub label: String,
    /// The code under it.
    pub fence: Fence,
}

/// Languages that label themselves, with the label and the key that they share.
const LANGUAGES: [(&str, &[&str], &str); 17] = [
    ("python", &["py", "python3"], "Python"),
    ("js", &["javascript", "node", "mjs", "cjs", "jsx", "node.js"], "JS"),
    ("ts", &["typescript", "tsx"], "TypeScript"),
    ("go", &["golang"], "Go"),
    ("rust", &["rs"], "Rust"),
    ("ruby", &["rb"], "Ruby"),
    ("php", &[], "PHP"),
    ("java", &[], "Java"),
    ("kotlin", &["kt"], "Kotlin"),
    ("swift", &[], "Swift"),
    ("csharp", &["c#", "cs", ".net"], "C#"),
    ("cpp", &["c++"], "C++"),
    ("c", &[], "C"),
    ("elixir", &["ex"], "Elixir"),
    ("powershell", &["ps1", "pwsh"], "PowerShell"),
    ("shell", &["bash", "sh", "zsh", "console", "shellsession"], "Shell"),
    ("curl", &[], "cURL"),
];

/// The key by which tabs of one language are chosen together: `JavaScript`, `js` and `node` are one.
pub fn key(label: &str) -> String {
    let name = label.trim().to_lowercase();
    let known = LANGUAGES.iter().find(|(key, names, _)| *key == name || names.contains(&name.as_str()));
    known.map_or_else(|| plain_word(&name), |(key, _, _)| (*key).to_string())
}

/// One word of at most 32 characters that can stand in an attribute and in a URL.
fn plain_word(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '.' | '_');
    let words: Vec<&str> = name.split(|c| !is_plain(c)).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "other".to_string() } else { words.join("-").chars().take(32).collect() }
}

/// Every name of the language with a key.
pub fn names(key: &str) -> impl Iterator<Item = &'static str> {
    let known = LANGUAGES.iter().filter(move |(name, _, _)| *name == key);
    known.flat_map(|(name, others, label)| [*name, *label].into_iter().chain(others.iter().copied()))
}

/// The label that a language gives itself; a shell fence is cURL where the site samples cURL.
pub fn own_label(language: &str, site_languages: &[String]) -> Option<&'static str> {
    let mut key = key(language);
    if key == "shell" && site_languages.iter().any(|language| language.eq_ignore_ascii_case("curl")) {
        key = "curl".to_string();
    }
    LANGUAGES.iter().find(|(name, _, _)| *name == key).map(|(_, _, label)| *label)
}

/// Where a tab stands in its group: the site's languages first, in their order, then the others as written.
pub fn preference(label: &str, site_languages: &[String]) -> usize {
    let own = key(label);
    site_languages.iter().position(|language| key(language) == own).unwrap_or(site_languages.len())
}

/// One block of code; why parts of it are plain is noted by the painter.
pub fn block_html(fence: &Fence, title: Option<&str>, painter: &mut Painter) -> String {
    let Bare { code, marks, words } = code_lines::take_comments(&fence.info.language, &fence.code);
    let lines = painter.paint(&fence.info.language, &code, fence.span);
    let mut marked = fence.info.words.clone();
    marked.extend(words.iter().map(|word| WordMark::of_text(word)));
    let lines = code_words::marked(lines, &code, &marked);
    let length: usize = lines.iter().map(|line| line.len() + 1).sum();
    let lines = Lines { html: &lines, options: &fence.info.lines, comments: &marks };
    let mut html = String::with_capacity(length + 128);
    html.push_str("<figure class=\"code\" data-lang=\"");
    escape_into(&mut html, &fence.info.language);
    html.push('"');
    html.push_str(if fence.info.wraps { " data-wrap" } else { "" });
    html.push_str(if fence.info.copies { ">" } else { " data-no-copy>" });
    if let Some(title) = title {
        html.push_str(&format!("<figcaption>{}</figcaption>", escape(title)));
    }
    push_folded(&mut html, &lines, &fence.info.collapsed);
    html.push_str(&fence.edit);
    html.push_str("</figure>\n");
    html
}

/// Appends the lines as one block, or as blocks between which some are folded away.
fn push_folded(html: &mut String, lines: &Lines, collapsed: &[RangeInclusive<usize>]) {
    let count = lines.html.len();
    let mut ranges: Vec<(usize, usize)> =
        collapsed.iter().map(|range| (range.start().saturating_sub(1), (*range.end()).min(count))).collect();
    ranges.sort_unstable();
    let mut at = 0;
    for (start, end) in ranges.into_iter().filter(|(start, end)| start < end) {
        let start = start.max(at);
        if end <= start {
            continue;
        }
        if start > at {
            push_lines(html, lines, at..start);
        }
        let noun = if end - start == 1 { "line" } else { "lines" };
        html.push_str(&format!("<details class=\"code-more\"><summary>{} {noun}</summary>", end - start));
        push_lines(html, lines, start..end);
        html.push_str("</details>");
        at = end;
    }
    if at < count || at == 0 {
        push_lines(html, lines, at..count);
    }
}

fn push_lines(html: &mut String, lines: &Lines, range: Range<usize>) {
    html.push_str("<pre tabindex=\"0\"><code>");
    lines.push(html, range);
    html.push_str("</code></pre>");
}

/// Tabs over blocks of code; `number` sets the group apart from the page's others.
pub fn group_html(tabs: &[Tab], number: usize, painter: &mut Painter) -> String {
    let labels: Vec<&str> = tabs.iter().map(|tab| tab.label.as_str()).collect();
    let group = tabs.iter().find_map(|tab| tab.fence.info.group.as_deref());
    let list = TabList::new(&labels, number, group);
    let mut panels = String::new();
    for (index, tab) in tabs.iter().enumerate() {
        let block = block_html(&tab.fence, tab.fence.info.title.as_deref(), painter);
        panels.push_str(&format!("{}{block}</div>", list.panel_html(index)));
    }
    let keys = escape(&list.keys.join(" "));
    let buttons = list.html("Code samples");
    format!("<div class=\"code-group\" data-tabs=\"{keys}\">{buttons}{panels}</div>\n")
}

/// The labels of a group of tabs, with what ties them to their panels.
pub struct TabList<'t> {
    labels: &'t [&'t str],
    /// The key of each tab, by which equal tabs of other groups are chosen with it.
    pub keys: Vec<String>,
    number: usize,
}

impl<'t> TabList<'t> {
    /// The tabs of the group with a number; those of a named group are chosen together with its tabs alone.
    pub fn new(labels: &'t [&'t str], number: usize, group: Option<&str>) -> Self {
        let mut keys = unique_keys(labels);
        if let Some(group) = group.map(plain_word) {
            keys.iter_mut().for_each(|key| *key = format!("{group}:{key}").chars().take(40).collect());
        }
        Self { labels, keys, number }
    }

    /// The row of buttons.
    pub fn html(&self, name: &str) -> String {
        let mut buttons = String::new();
        for (index, (label, key)) in self.labels.iter().zip(&self.keys).enumerate() {
            let state = if index == 0 { "aria-selected=\"true\"" } else { "aria-selected=\"false\" tabindex=\"-1\"" };
            let (number, label, key) = (self.number, escape(label), escape(key));
            buttons.push_str(&format!(
                "<button type=\"button\" role=\"tab\" id=\"tab:{number}:{index}\" \
                 aria-controls=\"panel:{number}:{index}\" {state} data-tab=\"{key}\">{label}</button>"
            ));
        }
        format!("<div class=\"tab-list\" role=\"tablist\" aria-label=\"{name}\">{buttons}</div>")
    }

    /// The beginning of a panel; `</div>` ends it.
    pub fn panel_html(&self, index: usize) -> String {
        let (number, label, key) = (self.number, escape(self.labels[index]), escape(&self.keys[index]));
        format!(
            "<div class=\"tab-panel\" role=\"tabpanel\" id=\"panel:{number}:{index}\" \
             aria-labelledby=\"tab:{number}:{index}\" data-tab=\"{key}\">\
             <p class=\"tab-label\" aria-hidden=\"true\">{label}</p>"
        )
    }
}

/// The keys of a group's tabs; one that comes again is counted, since two panels under one key would show at once.
fn unique_keys(labels: &[&str]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let unique = labels.iter().map(|label| {
        let own = key(label);
        let count = counts.entry(own.clone()).or_insert(1);
        let mut free = own.clone();
        while !taken.insert(free.clone()) {
            *count += 1;
            free = format!("{own}-{count}");
        }
        free
    });
    unique.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_language_has_one_key_and_odd_labels_stay_one_word() {
        assert_eq!(["JavaScript", "js", "Node.js", "JS"].map(key), ["js", "js", "js", "js"]);
        assert_eq!(["C++", "C#", "Yarn 2", "a \"b\" & <c>"].map(key), ["cpp", "csharp", "yarn-2", "a-b-c"]);
    }

    #[test]
    fn a_shell_fence_is_curl_only_where_the_site_samples_curl() {
        assert_eq!(own_label("bash", &["curl".into()]), Some("cURL"));
        assert_eq!(own_label("bash", &["python".into()]), Some("Shell"));
        assert_eq!(own_label("json", &[]), None);
    }
}
