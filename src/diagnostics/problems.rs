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

const FENCE_OPTIONS: [&str; 8] = ["title", "tab", "ins", "del", "focus", "showLineNumbers", "wrap", "nocopy"];

/// A word of an info string that means nothing.
pub fn fence_option(word: &str) -> Diagnostic {
    let key = word.split('=').next().unwrap_or(word);
    let problem = Diagnostic::warning("fence-option", format!("unknown option `{word}` on a code fence"));
    problem.help(match nearest(key, FENCE_OPTIONS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the options are `[label]`, `{{1,3-5}}`, {}", listed(&FENCE_OPTIONS)),
    })
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
    Diagnostic::warning("foreign-construct", format!("`{construct}` is another system's and is shown as it stands"))
        .help(help)
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
