//! What can be wrong in the text of a page.

use super::{listed, nearest};
use crate::diagnostics::Diagnostic;

/// An attribute of a heading other than id and class.
pub fn heading_attribute() -> Diagnostic {
    Diagnostic::warning("heading-attribute", "a heading takes no attribute but `{#id}` and `{.class}`")
        .help("remove the others; they are left out")
}

/// Two headings with one id.
pub fn duplicate_id(id: &str) -> Diagnostic {
    Diagnostic::warning("duplicate-id", format!("the id `{id}` is taken by a heading above"))
        .help("give this heading another `{#id}`; links lead to the first")
}

/// An id of raw HTML that is taken.
pub fn duplicate_raw_id(id: &str) -> Diagnostic {
    Diagnostic::warning("duplicate-id", format!("the id `{id}` is taken above")).help("give one of the two another id")
}

/// A heading whose id an element of raw HTML has.
pub fn heading_of_raw_id(id: &str) -> Diagnostic {
    Diagnostic::warning("duplicate-id", format!("the id `{id}` of this heading is taken by HTML above"))
        .help("remove the id from the HTML: a heading has one by itself")
}

/// A comment that runs to the end of the page.
pub fn unclosed_comment() -> Diagnostic {
    Diagnostic::error("unclosed-comment", "this comment is never closed, and hides the rest of the page")
        .help("write `-->` where it ends")
}

/// A `<details>` that runs to the end of the page.
pub fn unclosed_details() -> Diagnostic {
    Diagnostic::error("unclosed-html", "this `<details>` is never closed, and hides what follows")
        .help("write `</details>` where it ends, or `:::details[Title]` … `:::`")
}

/// An image that says nothing to those who cannot see it.
pub fn image_without_alt() -> Diagnostic {
    Diagnostic::warning("image-without-alt", "this image has no text for readers who cannot see it").help(
        "say in the brackets what it shows: `![The settings, with …](image.png)`; in HTML, `alt=\"\"` for an ornament",
    )
}

/// A link that says nothing.
pub fn empty_link_text() -> Diagnostic {
    Diagnostic::warning("empty-link-text", "this link has no text")
        .help("say in the brackets where it leads: `[Settings](settings.md)`")
}

/// A heading more than one level below the one above it.
pub fn heading_level_jump(level: u8, last: u8) -> Diagnostic {
    Diagnostic::warning("heading-level-jump", format!("this heading has level {level}, the one above it level {last}"))
        .help(format!("write `{}`, so that no level is left out", "#".repeat(usize::from(last) + 1)))
}

/// `##Heading`
pub fn heading_without_space(marks: &str, words: &str) -> Diagnostic {
    Diagnostic::warning(
        "heading-without-space",
        format!("`{marks}{words}` is text: a heading has a space behind `{marks}`"),
    )
    .help(format!("write `{marks} {words}`, or `\\{marks}{words}` if it is meant as text"))
}

/// `::note`
pub fn two_colons(name: &str) -> Diagnostic {
    Diagnostic::warning("two-colons", format!("this is text: `{name}` needs three colons"))
        .help(format!("write `:::{name}`, and `:::` on a line of its own where it ends"))
}

/// `[text] (page.md)`
pub fn link_with_space(text: &str, target: &str) -> Diagnostic {
    Diagnostic::warning("link-form", "this is text: a link has no space between its brackets")
        .help(format!("write `[{text}]({target})`"))
}

/// `[text](my page.md)`
pub fn link_to_spaces(text: &str, target: &str) -> Diagnostic {
    Diagnostic::warning("link-form", "this is text: an address with spaces ends a link")
        .help(format!("write `[{text}](<{target}>)`"))
}

/// `[text][name]` without a definition of the name.
pub fn undefined_reference(name: &str) -> Diagnostic {
    Diagnostic::warning("link-form", format!("this is text: nothing says where `[{name}]` leads"))
        .help(format!("write `[{name}]: page.md` on a line of its own, or the address in round brackets"))
}

/// Rows of a table without the line that makes them one.
pub fn table_without_separator(columns: usize) -> Diagnostic {
    Diagnostic::warning("table-form", "these lines are text: a table has a line of dashes below its first row")
        .help(format!("write `|{}` below the first line", " --- |".repeat(columns.max(1))))
}

/// `(text)[page.md]`
pub fn link_reversed(text: &str, target: &str) -> Diagnostic {
    Diagnostic::warning("link-form", "this is text: a link has square brackets first, then round ones")
        .help(format!("write `[{text}]({target})`"))
}

/// A code block that runs to the end of what it stands in.
pub fn unclosed_fence(fence: &str) -> Diagnostic {
    Diagnostic::error("unclosed-fence", "this code block is never closed, and takes in all that follows")
        .help(format!("write \"{fence}\" on a line of its own where the code ends, indented as far as here"))
}

/// A code block that holds the opening of another.
pub fn fence_in_fence(fence: &str, inner: &str) -> Diagnostic {
    Diagnostic::error("unclosed-fence", format!("this code block is not closed before the next one begins: \"{inner}\""))
        .help(format!(
            "write \"{fence}\" on a line of its own where the code ends; a block that shows fences needs longer ones: \"{fence}{}\"",
            &fence[..1]
        ))
}

/// Two tabs of one group under one label.
pub fn duplicate_tab(label: &str) -> Diagnostic {
    Diagnostic::warning("duplicate-tab", format!("this group has two tabs `{label}`"))
        .help("name each: `tab=\"npm\"` or `[npm]` on a fence, `:::tab[npm]` over text")
}

/// A fence in the midst of raw HTML.
pub fn markdown_in_html() -> Diagnostic {
    Diagnostic::warning("markdown-in-html", "this fence stands in HTML, and is shown as text")
        .help("leave an empty line above it: what follows one is Markdown again")
}

/// A label that is nearly the name of the code's own language.
pub fn tab_label(label: &str, own: &str) -> Diagnostic {
    Diagnostic::warning("tab-label", format!("the tab `{label}` is not chosen together with the tabs `{own}`"))
        .help(format!("did you mean `{own}`?"))
}

/// A closing line with another number of colons than what is open.
pub fn other_colons(closing: usize, name: &str, colons: usize) -> Diagnostic {
    let (closing, opening) = (":".repeat(closing), ":".repeat(colons));
    Diagnostic::error("unclosed-container", format!("this `{closing}` does not close `{opening}{name}`"))
        .help(format!("write as many colons as it was opened with: `{opening}`"))
}

/// A reference to a footnote that is not there.
pub fn undefined_footnote(name: &str) -> Diagnostic {
    Diagnostic::warning("undefined-footnote", format!("there is no footnote `{name}`"))
        .help(format!("write its text: `[^{name}]: …`"))
}

/// A footnote that no reader can reach.
pub fn unused_footnote(name: &str) -> Diagnostic {
    Diagnostic::warning("unused-footnote", format!("nothing refers to the footnote `{name}`, and it is left out"))
        .help(format!("refer to it in the text: `[^{name}]`"))
}

/// A URL scheme that might run code.
pub fn refused_scheme(destination: &str) -> Diagnostic {
    Diagnostic::error("refused-scheme", format!("a link to `{destination}` is not let through"))
        .help("link to `https`, `http`, `mailto` or `tel`, or to a page")
}

const FENCE_OPTIONS: [&str; 13] = [
    "title",
    "tab",
    "group",
    "aside",
    "file",
    "lines",
    "ins",
    "del",
    "focus",
    "showLineNumbers",
    "collapse",
    "wrap",
    "nocopy",
];

/// A word of an info string that means nothing.
pub fn fence_option(word: &str) -> Diagnostic {
    let key = word.split('=').next().unwrap_or(word);
    let problem = Diagnostic::warning("fence-option", format!("unknown option `{word}` on a code fence"));
    problem.help(match nearest(key, FENCE_OPTIONS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the options are `[label]`, `{{1,3-5}}`, {}", listed(&FENCE_OPTIONS)),
    })
}

/// TeX that cannot be read.
pub fn bad_formula(reason: &str) -> Diagnostic {
    Diagnostic::warning("bad-formula", format!("this formula cannot be read: {reason}"))
        .help("its source is shown; write `\\$` for a sign that begins no formula, or `math: false` in `docs.yaml`")
}

/// Typographic quotes, which a text processor has put in.
pub fn curly_quotes() -> Diagnostic {
    Diagnostic::warning("fence-option", "typographic quotes hold nothing together here")
        .help("write straight quotes: `\"`")
}

/// `title = "run.js"`
pub fn spaced_option(key: &str) -> Diagnostic {
    Diagnostic::warning("fence-option", format!("`{key}` has spaces around its `=`"))
        .help(format!("write `{key}=\"…\"` without spaces"))
}

/// `/…/` on a fence that is no regular expression.
pub fn bad_regex(reason: &str) -> Diagnostic {
    Diagnostic::warning("bad-regex", format!("this is no regular expression: {reason}"))
        .help("write the text to be marked in quotes, or put `\\` before signs that are meant as they stand")
}

/// A group of tabs without a language that the page promises.
pub fn missing_language(languages: &[&str]) -> Diagnostic {
    let noun = if languages.len() == 1 { "language" } else { "languages" };
    Diagnostic::warning("missing-language", format!("this group lacks the {noun} {}", listed(languages)))
        .help("add the sample, or take the language out of the page's `languages`")
}

/// No grammar has this name.
pub fn unknown_language(language: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::warning("unknown-language", format!("code in `{language}` is not coloured: no grammar has this name"))
        .help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if language == "mermaid" => "diagrams are not drawn: show an SVG file of it as an image".to_string(),
            None => "use another name for the language, or `text`".to_string(),
        })
}

/// A line too long to be coloured.
pub fn long_line() -> Diagnostic {
    Diagnostic::warning("long-code-line", "a line of this code is over 1,000 bytes and is not coloured")
        .help("break the line")
}

/// A block too long to be coloured.
pub fn long_block() -> Diagnostic {
    Diagnostic::warning("long-code-block", "this code is too long to be coloured")
        .help("link to the file instead, or raise the limit by `raise_limits` in `docs.yaml`")
}

/// A page with more code than is coloured on one.
pub fn long_page() -> Diagnostic {
    Diagnostic::warning("long-code-block", "this page has more code than is coloured on one: this block is shown plain")
        .help("split the page, break long lines, as a line counts with the square of its length, or raise the limit by `raise_limits` in `docs.yaml`")
}

/// `[!SOMETHING]` that is no callout.
pub fn unknown_callout(name: &str, known: &[&str]) -> Diagnostic {
    let problem =
        Diagnostic::warning("unknown-callout", format!("`[!{name}]` is not a callout; it is shown as a note"));
    problem.help(match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `[!{}]`?", near.to_uppercase()),
        None => format!("the callouts are {}", listed(known)),
    })
}

/// `:::something` that is no container.
pub fn unknown_container(name: &str, known: &[&str]) -> Diagnostic {
    let problem = Diagnostic::warning("unknown-container", format!("`:::{name}` is not known; it is shown as a note"));
    problem.help(match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `:::{near}`?"),
        None => format!("the containers are {}", listed(known)),
    })
}

/// A container that runs to the end of what it stands in.
pub fn unclosed_container(name: &str, colons: usize) -> Diagnostic {
    let fence = ":".repeat(colons);
    Diagnostic::error("unclosed-container", format!("`{fence}{name}` is never closed"))
        .help(format!("write `{fence}` on a line of its own where it ends"))
}

/// Containers within containers without end.
pub fn nested_too_deep(limit: usize) -> Diagnostic {
    Diagnostic::error("nested-too-deep", format!("more than {limit} containers are open here"))
        .help("close those that have ended with `:::`")
}

/// Markdown in Markdown without end.
pub fn markdown_too_deep(limit: usize) -> Diagnostic {
    Diagnostic::error("nested-too-deep", format!("this stands in more than {limit} others"))
        .help("quotes, list items, emphasis and raw HTML count together: take it out of some of them")
}

/// Raw HTML in raw HTML without end.
pub fn html_too_deep(name: &str, limit: usize) -> Diagnostic {
    Diagnostic::error("nested-too-deep", format!("this `<{name}>` stands in more than {limit} elements"))
        .help(format!("close elements where they end, such as this one by `</{name}>`"))
}

/// A tag of raw HTML with too many attributes.
pub fn too_many_attributes(name: &str, limit: usize) -> Diagnostic {
    Diagnostic::error("too-many", format!("this `<{name}>` has more than {limit} attributes"))
        .help("remove those that a reader does not need")
}

/// Formatting of raw HTML that is never closed.
pub fn html_reopened(bytes: usize) -> Diagnostic {
    let message = format!("the formatting that is open here adds more than {} KiB to the page", bytes / 1024);
    Diagnostic::error("nested-too-deep", message).help(
        "close each `<b>`, `<i>` and `<font>` where it ends: one that is open goes on in every block that follows",
    )
}

/// A `:::tab` that stands in no `:::tabs`.
pub fn tab_outside_tabs() -> Diagnostic {
    Diagnostic::warning("tab-outside-tabs", "this `:::tab` stands in no `:::tabs`, and is shown open")
        .help("write `:::tabs` above the first tab and `:::` behind the last")
}

/// Text between the tabs.
pub fn text_outside_tab() -> Diagnostic {
    Diagnostic::warning("text-outside-tab", "there is text in this `:::tabs` that stands in no tab")
        .help("write `:::tab[Label]` above it and `:::` behind it; it is shown above the tabs")
}

/// A tab that says nothing of itself.
pub fn tab_without_label() -> Diagnostic {
    Diagnostic::warning("tab-without-label", "this tab has no label").help("write `:::tab[Label]`")
}

/// A closing line with nothing to close.
pub fn stray_close(colons: usize) -> Diagnostic {
    let fence = ":".repeat(colons);
    Diagnostic::warning("stray-close", format!("this `{fence}` closes nothing"))
        .help(format!("remove it, or open a container with as many colons: `{fence}note`"))
}

/// A tag that the sanitiser takes out.
pub fn raw_html_tag(name: &str) -> Diagnostic {
    let what = match name.to_ascii_lowercase().as_str() {
        "script" | "style" => "it and its content are left out",
        _ => "the tag is left out, what it holds is kept",
    };
    let help = match component_rewrite(name) {
        Some(rewrite) => format!("write {rewrite}"),
        None => "write it in Markdown, in backticks if it is meant as text, or set `trust_html: true` in `docs.yaml`"
            .to_string(),
    };
    Diagnostic::warning("raw-html", format!("`<{name}>` is not let through: {what}")).help(help)
}

/// What to write for a component that Docusaurus, Starlight, Mintlify, Fumadocs or VitePress bring along.
pub fn component_rewrite(name: &str) -> Option<&'static str> {
    Some(match name {
        "Tabs" | "CodeGroup" | "RequestExample" | "ResponseExample" | "CodeBlocks" => {
            "`:::tabs` with a `:::tab[Label]` for each, or fences with `tab=\"Label\"` one after the other"
        }
        "TabItem" | "Tab" => "`:::tab[Label]` … `:::` within `:::tabs` … `:::`",
        "Steps" => "`:::steps` … `:::` around a numbered list",
        "Step" => "an item of the numbered list in `:::steps`",
        "CardGrid" | "CardGroup" | "Cards" | "Columns" => "`:::cards` … `:::` around a list of links",
        "Card" | "LinkCard" => "an item of the list in `:::cards`: `- [Title](page.md)` with its text below",
        "Note" | "Info" | "Tip" | "Warning" | "Danger" | "Check" | "Aside" | "Callout" | "Admonition" => {
            "`> [!NOTE]`, or `:::note[Title]` … `:::`"
        }
        "Accordion" | "Expandable" | "Details" | "Collapse" => "`:::details[Title]` … `:::`",
        "AccordionGroup" => "`:::details[Title]` … `:::` for each, one after the other",
        "Frame" => "`![text](image.png \"Caption\")` in a paragraph of its own",
        "Badge" => "`**text**`, or `sidebar: { badge: … }` in the front matter",
        "FileTree" | "Files" | "Tree" => "the tree in a fence",
        "Code" => "a fence, with `file=\"…\"` for the code of a file",
        "Image" | "Img" => "`![text](image.png)`",
        _ => return None,
    })
}

/// A construct of another system.
pub fn foreign_construct(construct: &str, help: &str) -> Diagnostic {
    Diagnostic::warning("foreign-construct", format!("`{construct}` is another system's and is left out")).help(help)
}

/// Attributes behind an image or a link.
pub fn foreign_attributes(written: &str, is_image: bool) -> Diagnostic {
    let help = match is_image {
        true => {
            "the size is read from the file; write HTML for another: `<img src=\"image.png\" alt=\"…\" width=\"300\">`"
        }
        false => "remove it: links take no attributes, and open where the reader wants them to",
    };
    Diagnostic::warning("foreign-construct", format!("`{written}` is another system's and is left out")).help(help)
}

/// A block of another system that is read as a container of ours.
pub fn foreign_block(construct: &str, container: &str) -> Diagnostic {
    let help = match container.strip_prefix(":::tab[") {
        Some(_) => {
            format!("write `{container}` before the text and `:::` behind it, all tabs within `:::tabs` … `:::`")
        }
        None => format!("write `{container}` before the text and `:::` behind it, and do not indent it"),
    };
    Diagnostic::warning("foreign-construct", format!("`{construct}` is another system's")).help(help)
}

/// `lines="…"` that are none.
pub fn not_lines(written: &str) -> Diagnostic {
    Diagnostic::error("not-lines", format!("`{written}` names no lines"))
        .help("write `lines=\"3-9\"` or `lines=\"1,3-5\"`")
}

/// `lines="3-9"` on a fence that names no file.
pub fn lines_without_file(written: &str) -> Diagnostic {
    Diagnostic::warning("lines-without-file", format!("`lines=\"{written}\"` has no file to take lines from"))
        .help(format!("write `{{{written}}}` to mark lines, `showLineNumbers` to number them"))
}

/// A fence that names a file and holds code.
pub fn code_beside_file() -> Diagnostic {
    Diagnostic::warning("code-beside-file", "this fence names a file, and its own code is not shown")
        .help("remove the code, or `file=…`")
}

/// A character that turns the direction of a line around, and is not seen.
pub fn bidi_control(c: char) -> Diagnostic {
    let name = match c {
        '\u{61c}' => "Arabic letter mark",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "end of an embedding",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first-strong isolate",
        _ => "end of an isolate",
    };
    let code = u32::from(c);
    Diagnostic::warning("bidi-control", format!("a hidden U+{code:04X} ({name}) can show text in another order than it has"))
        .help("remove it: in code it is shown as a mark, elsewhere it is left out; HTML has `dir` for text that runs the other way")
}

/// An id that the page itself needs.
pub fn reserved_id(id: &str, instead: &str) -> Diagnostic {
    Diagnostic::warning("reserved-id", format!("the id `{id}` begins as those of the page's own parts do"))
        .help(format!("give it another; it is published as `{instead}`"))
}
