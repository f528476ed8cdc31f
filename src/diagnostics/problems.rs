//! Every message that an author can meet.

use super::{Diagnostic, nearest};
use crate::source::Span;
use crate::yaml::Problem;

/// The YAML of a config or front matter, which begins at `offset`, cannot be read.
pub fn yaml(path: &str, offset: usize, problem: Problem) -> Diagnostic {
    let span = problem.span.shifted(offset);
    match problem.unknown_key {
        Some((key, known)) => unknown_key(&key, &known.iter().map(String::as_str).collect::<Vec<_>>()).at(path, span),
        None => Diagnostic::error("yaml", problem.message).at(path, span),
    }
}

/// A key that means nothing.
pub fn unknown_key(key: &str, known: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error("unknown-key", format!("unknown key `{key}`"));
    problem.help(match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys are {}", listed(known)),
    })
}

/// Front matter without end.
pub fn front_matter_open() -> Diagnostic {
    Diagnostic::error("front-matter-open", "this front matter is never closed")
        .help("write `---` on a line of its own behind its last key")
}

/// A key that another system knows.
pub fn foreign_key(key: &str, help: &str) -> Diagnostic {
    Diagnostic::warning("foreign-key", format!("`{key}` is another system's and does nothing here")).help(help)
}

/// `updated` is no day.
pub fn not_a_date(text: &str) -> Diagnostic {
    Diagnostic::error("not-a-date", format!("`{text}` is not a date")).help("write it as `2026-04-17`")
}

/// `slug` cannot be part of a URL.
pub fn bad_slug(slug: &str) -> Diagnostic {
    Diagnostic::error("bad-slug", format!("`{slug}` cannot be part of a URL"))
        .help("use letters, digits, `-`, `_` and `.`, with `/` between parts")
}

/// A URL of the config is none.
pub fn not_a_web_url(url: &str) -> Diagnostic {
    Diagnostic::error("not-a-url", format!("`{url}` is not a web address")).help("begin with `https://` or `http://`")
}

/// `base_url` is no place where a site can stand.
pub fn not_a_site_url(url: &str) -> Diagnostic {
    let bare = url.find(['?', '#']).map_or(url, |end| &url[..end]);
    Diagnostic::error("not-a-url", format!("`{url}` is not the address of a site"))
        .help(format!("write scheme, host and path alone: `{bare}`"))
}

/// The site has no name.
pub fn empty_title() -> Diagnostic {
    Diagnostic::error("empty-title", "the site's `title` is empty").help("it stands at the top of every page")
}

/// `content` leads out of the site.
pub fn content_outside_site(folder: &str) -> Diagnostic {
    Diagnostic::error("content-outside-site", format!("the content folder `{folder}` lies outside the site"))
        .help("write a path below the folder that holds `docs.yaml`")
}

/// There is no `docs.yaml`.
pub fn no_config(folder: &str) -> Diagnostic {
    Diagnostic::error("no-config", format!("there is no `docs.yaml` in `{folder}`")).help(
        "run the command at a site's root, name it with `--site DIR`, or lay down a new one with `floom-docs new DIR`",
    )
}

/// A file that cannot be read or written.
pub fn io(path: &str, action: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("io", format!("cannot {action} `{path}`: {error}"))
}

/// A page that is not text.
pub fn not_utf8() -> Diagnostic {
    Diagnostic::error("not-utf8", "this page is not UTF-8 text").help("save it as UTF-8")
}

/// A link in the file system, which might lead out of the site.
pub fn symlink() -> Diagnostic {
    Diagnostic::warning("symlink", "symbolic links are not followed").help("put the file itself here")
}

/// No pages at all.
pub fn no_pages(folder: &str) -> Diagnostic {
    Diagnostic::error("no-pages", format!("there is no page in `{folder}`"))
        .help("a page is a file that ends with `.md`")
}

/// A page over the limit.
pub fn page_too_long(bytes: usize, limit: usize) -> Diagnostic {
    let mib = |bytes: usize| bytes / 1024 / 1024;
    Diagnostic::error("page-too-long", format!("this page has {} MiB, the limit is {} MiB", mib(bytes), mib(limit)))
        .help("split it")
}

/// Git could not say when pages changed.
pub fn git(problem: &str) -> Diagnostic {
    Diagnostic::warning("git-dates", problem)
}

/// A shallow clone does not hold the commits that last changed some pages.
pub fn shallow_clone(pages: usize) -> Diagnostic {
    let (noun, verb) = if pages == 1 { ("page", "has") } else { ("pages", "have") };
    Diagnostic::warning(
        "shallow-clone",
        format!("{pages} {noun} {verb} no date, since this clone's history is cut off"),
    )
    .help("clone the whole history: `fetch-depth: 0` in a GitHub workflow, `git fetch --unshallow` by hand")
}

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

const FENCE_OPTIONS: [&str; 11] =
    ["title", "tab", "file", "lines", "ins", "del", "focus", "showLineNumbers", "collapse", "wrap", "nocopy"];

/// A word of an info string that means nothing.
pub fn fence_option(word: &str) -> Diagnostic {
    let key = word.split('=').next().unwrap_or(word);
    let problem = Diagnostic::warning("fence-option", format!("unknown option `{word}` on a code fence"));
    problem.help(match nearest(key, FENCE_OPTIONS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the options are `[label]`, `{{1,3-5}}`, {}", listed(&FENCE_OPTIONS)),
    })
}

/// `/…/` on a fence that is no regular expression.
pub fn bad_regex(reason: &str) -> Diagnostic {
    Diagnostic::warning("bad-regex", format!("this is no regular expression: {reason}"))
        .help("write the text to be marked in quotes, or put `\\` before signs that are meant as they stand")
}

/// No grammar has this name.
pub fn unknown_language(language: &str) -> Diagnostic {
    Diagnostic::warning("unknown-language", format!("code in `{language}` is not coloured: no grammar has this name"))
        .help("use another name for the language, or `text`")
}

/// A line too long to be coloured.
pub fn long_line() -> Diagnostic {
    Diagnostic::warning("long-code-line", "a line of this code is over 1,000 bytes and is not coloured")
        .help("break the line")
}

/// A block too long to be coloured.
pub fn long_block() -> Diagnostic {
    Diagnostic::warning("long-code-block", "this code is over 256 KiB and is not coloured")
        .help("link to the file instead")
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
    Diagnostic::warning("raw-html", format!("`<{name}>` is not let through: {what}"))
        .help("write it in Markdown, in backticks if it is meant as text, or set `trust_html: true` in `docs.yaml`")
}

/// A construct of another system.
pub fn foreign_construct(construct: &str, help: &str) -> Diagnostic {
    Diagnostic::warning("foreign-construct", format!("`{construct}` is another system's and is left out")).help(help)
}

/// A block of another system that is read as a container of ours.
pub fn foreign_block(construct: &str, container: &str) -> Diagnostic {
    let help = format!("write `{container}` before the text and `:::` behind it, and do not indent it");
    Diagnostic::warning("foreign-construct", format!("`{construct}` is another system's")).help(help)
}

/// A word in braces that is nearly the name of a variable.
pub fn unknown_variable(name: &str, near: &str) -> Diagnostic {
    Diagnostic::warning("unknown-variable", format!("there is no variable `{name}`"))
        .help(format!("did you mean `{{{{ {near} }}}}`?"))
}

/// A variable of the config that cannot be one.
pub fn bad_variable(name: &str) -> Diagnostic {
    Diagnostic::error("bad-variable", format!("`{name}` cannot be a variable"))
        .help("a name has letters, digits, `_`, `-` and `.`, and begins with a letter; a value is one line of text")
}

/// A file that a page wants to take in, and that is not there.
pub fn missing_snippet(path: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::error("missing-snippet", format!("there is no file `{path}`")).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "paths are looked for beside this file, in the content folder and at the site's root".to_string(),
    })
}

/// A file that a page may not take in.
pub fn snippet_outside_site(path: &str) -> Diagnostic {
    Diagnostic::error("snippet-outside-site", format!("`{path}` lies outside the site, or is hidden"))
        .help("name a file below the folder that holds `docs.yaml`; names that begin with `.` are not taken in")
}

/// A file that is there and cannot be taken in.
pub fn unreadable_snippet(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("unreadable-snippet", format!("`{path}` cannot be taken in: {reason}"))
}

/// A region that a file does not have.
pub fn missing_region(file: &str, name: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::error("missing-region", format!("`{file}` has no region `{name}`")).help(
        match (nearest(name, known.iter().copied()), known) {
            (Some(near), _) => format!("did you mean `#{near}`?"),
            (None, []) => format!("mark it by the comments `#region {name}` and `#endregion {name}`"),
            (None, known) => format!("its regions are {}", listed(known)),
        },
    )
}

/// Lines that a file does not have.
pub fn lines_out_of_range(file: &str, range: &std::ops::RangeInclusive<usize>, count: usize) -> Diagnostic {
    let (start, end) = range.clone().into_inner();
    let shown = if start == end { start.to_string() } else { format!("{start}-{end}") };
    let noun = if count == 1 { "line" } else { "lines" };
    Diagnostic::error("lines-out-of-range", format!("`{file}` has no lines {shown}: what is named has {count} {noun}"))
        .help("lines are counted from 1, in the region if one is named")
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

/// An include that names no file.
pub fn include_without_file() -> Diagnostic {
    Diagnostic::error("include-without-file", "this include names no file")
        .help("write `:::include{file=\"_parts/setup.md\"}`")
}

/// A file that would hold itself.
pub fn include_cycle(open: &[String], file: &str) -> Diagnostic {
    let circle: Vec<&str> = open.iter().skip_while(|path| *path != file).map(String::as_str).collect();
    let help = format!("`{}` and so on: take one of them out", [&circle[..], &[file]].concat().join("` → `"));
    Diagnostic::error("include-cycle", format!("`{file}` would be in itself without end")).help(help)
}

/// Includes that go too deep, or bring in too much.
pub fn include_too_much(depth: usize, bytes: usize) -> Diagnostic {
    let message =
        format!("more than {depth} files in each other, or {} MiB in all, are not taken in", bytes / 1024 / 1024);
    Diagnostic::error("include-too-much", message)
}

/// A link to no page and no file.
pub fn broken_link(destination: &str, near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("broken-link", format!("`{destination}` leads to no page and no file"));
    problem.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "links are relative to the file they stand in: `../guide/start.md`".to_string(),
    })
}

/// A link to a page that is not published.
pub fn link_to_draft(destination: &str) -> Diagnostic {
    Diagnostic::error("broken-link", format!("`{destination}` is a draft and is not published"))
        .help("remove the link, or `draft: true` in the page's front matter")
}

/// An image that is not there.
pub fn missing_image(destination: &str, near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::warning("missing-image", format!("there is no file `{destination}`"));
    problem.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "paths are relative to the file they stand in".to_string(),
    })
}

/// A link to an id that the page does not have.
pub fn broken_anchor(anchor: &str, page: &str, near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::warning("broken-anchor", format!("{page} has no heading with the id `{anchor}`"));
    match near {
        Some(near) => problem.help(format!("did you mean `#{near}`?")),
        None => problem,
    }
}

/// A link that leaves the content folder by `..`.
pub fn link_outside_site(destination: &str) -> Diagnostic {
    Diagnostic::warning(
        "link-outside-site",
        format!("`{destination}` leads out of the content folder and is not checked"),
    )
    .help("write the full `https://` address")
}

/// Two sources for one file of the output.
pub fn route_clash(route: &str, other: &str) -> Diagnostic {
    Diagnostic::error("route-clash", format!("this page and {other} would both be at `{route}`"))
        .help("rename one, or give it a `slug` in its front matter")
}

/// One path of the output that two sources want, as a file and as a folder.
pub fn file_and_folder(path: &str) -> Diagnostic {
    Diagnostic::error("route-clash", format!("`/{path}` would be a file and a folder at once"))
        .help("rename the page or the file in `public/`, or give the page another `slug`")
}

/// A nav entry without page.
pub fn nav_without_page(page: &str, near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("nav-without-page", format!("there is no page `{page}`"));
    problem.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "paths in the nav are relative to the content folder".to_string(),
    })
}

/// A nav entry with nothing to show or to lead to.
pub fn empty_nav_entry() -> Diagnostic {
    Diagnostic::error("empty-nav-entry", "this nav entry leads nowhere")
        .help("give it a `page`, a `label` with a `url`, or a `label` with `items`")
}

/// A page that an explicit nav leaves out.
pub fn page_in_no_nav() -> Diagnostic {
    Diagnostic::warning("page-in-no-nav", "this page stands in no nav")
        .help("add it to `nav` in `docs.yaml`, or write `sidebar: { hidden: true }`")
}

/// A template that cannot be read or rendered; the message brings its own place.
pub fn template(message: &str) -> Diagnostic {
    Diagnostic::error("template", message.trim().to_string())
}

/// An output folder that must not be replaced, since a file in it is not ours.
pub fn foreign_out(folder: &str, file: &str) -> Diagnostic {
    let message = format!("`{folder}` holds files that floom-docs did not make, and is not replaced");
    Diagnostic::error("foreign-out", message)
        .help(format!("move `{file}` to `public/` in the content, or choose another folder with `--out DIR`"))
}

/// An output folder that holds the sources.
pub fn out_over_sources(folder: &str) -> Diagnostic {
    Diagnostic::error("out-over-sources", format!("the output folder `{folder}` would replace the site's own files"))
        .help("choose another folder with `--out DIR`")
}

/// `new` into a folder that is not empty.
pub fn folder_not_empty(folder: &str) -> Diagnostic {
    Diagnostic::error("folder-not-empty", format!("`{folder}` is not empty"))
        .help("name a folder that does not exist yet")
}

/// A `--base-url` that is none; there is no file to point into.
pub fn bad_base_url(url: &str) -> Diagnostic {
    Diagnostic { span: None::<Span>, ..not_a_site_url(url) }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
