//! Every message that an author can meet.

mod external;
mod files;
mod markdown;
mod moving;
mod search;
mod site;
mod snippets;

pub use external::*;
pub use files::*;
pub use markdown::*;
pub use moving::*;
pub use search::*;
pub use site::*;
pub use snippets::*;

use super::{Diagnostic, nearest};
use crate::source::Span;
use crate::yaml::Problem;

/// The YAML of a config or front matter, which begins at `offset`, cannot be read.
pub fn yaml(path: &str, offset: usize, problem: Problem) -> Diagnostic {
    let span = problem.span.shifted(offset);
    match problem.unknown_key {
        Some((key, known)) => unknown_key(&key, &known.iter().map(String::as_str).collect::<Vec<_>>()).at(path, span),
        None => Diagnostic { help: problem.help, ..Diagnostic::error("yaml", problem.message) }.at(path, span),
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

/// A key that stands beside the mapping it belongs into.
pub fn key_not_indented(key: &str, parent: &str) -> Diagnostic {
    Diagnostic::error("yaml", format!("`{key}` belongs below `{parent}`"))
        .help("indent it, and those that follow it there, by two spaces")
}

/// Front matter without end.
pub fn front_matter_open() -> Diagnostic {
    Diagnostic::error("front-matter-open", "this front matter is never closed")
        .help("write `---` on a line of its own behind its last key")
}

/// Hugo's front matter in TOML.
pub fn toml_front_matter() -> Diagnostic {
    Diagnostic::error("front-matter-open", "front matter is not read in TOML")
        .help("write YAML between two lines of `---`: `title = \"Start\"` becomes `title: Start`")
}

/// Front matter without its first line.
pub fn front_matter_unopened() -> Diagnostic {
    Diagnostic::error("front-matter-open", "this front matter has no first line")
        .help("write `---` on a line of its own above its first key")
}

/// Front matter below the first line.
pub fn front_matter_not_first() -> Diagnostic {
    Diagnostic::error("front-matter-not-first", "front matter is only read at the very top of a file")
        .help("remove the empty lines above it")
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

/// `layout` has no such value.
pub fn unknown_layout(layout: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::warning("unknown-layout", format!("there is no layout `{layout}`; the page's own is used")).help(
        match nearest(layout, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the layouts are {}", listed(known)),
        },
    )
}

/// An old address that cannot be part of a URL.
pub fn bad_alias(alias: &str) -> Diagnostic {
    Diagnostic::error("bad-alias", format!("`{alias}` cannot be an address"))
        .help("write the old path, from the site's root with `/` in front or from the page's folder without: `/guide/old-name`")
}

/// An address that is one too many of those that a page has had.
pub fn too_many_aliases(limit: usize) -> Diagnostic {
    Diagnostic::error("too-many", format!("a page has no more than {limit} other addresses"))
        .help("remove the oldest, or redirect them on your host")
}

/// A URL of the config is none.
pub fn not_a_web_url(url: &str) -> Diagnostic {
    Diagnostic::error("not-a-url", format!("`{url}` is not a web address")).help("begin with `https://` or `http://`")
}

/// A search server that a page cannot ask, or whose address every reader should not see.
pub fn not_a_search_url(url: &str) -> Diagnostic {
    let bare = url.split('#').next().unwrap_or(url);
    Diagnostic::error("not-a-url", format!("`{bare}` is not an address that a page can ask"))
        .help("write scheme, host and path, without a name, a password or `#`: every reader sees it")
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

/// The font for the cards is not there.
pub fn no_card_font(path: &str) -> Diagnostic {
    Diagnostic::error("card-font", format!("there is no font `{path}` in this site"))
        .help("write the path of a `.ttf` or `.otf` file from the folder that holds `docs.yaml`")
}

/// What is to be the font for the cards is none.
pub fn not_a_card_font(path: &str) -> Diagnostic {
    Diagnostic::error("card-font", format!("`{path}` is no font that cards can be set in"))
        .help("take a `.ttf` or `.otf` file; a `.woff2` has to be unpacked first")
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

/// An editor that is neither known nor a URL.
pub fn unknown_editor(editor: &str, help: String) -> Diagnostic {
    Diagnostic::error("unknown-editor", format!("`{editor}` is no editor and no form of a URL")).help(help)
}

/// A page that is not text.
pub fn not_utf8() -> Diagnostic {
    Diagnostic::error("not-utf8", "this page is not UTF-8 text").help("save it as UTF-8")
}

/// No pages at all.
pub fn no_pages(folder: &str) -> Diagnostic {
    Diagnostic::error("no-pages", format!("there is no page in `{folder}`"))
        .help("a page is a file that ends with `.md`")
}

/// A page with more of Markdown in it than is read.
pub fn page_too_dense(limit: usize) -> Diagnostic {
    Diagnostic::error("page-too-long", format!("this page has more than {limit} lines and signs of Markdown"))
        .help("split it; what variables and files bring in counts too")
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

/// A template that cannot be read or rendered; the message brings its own place.
pub fn template(message: &str) -> Diagnostic {
    Diagnostic::error("template", message.trim().to_string())
}

/// An output folder that must not be replaced, since files in it are not ours.
pub fn foreign_out(folder: &str, files: &[String]) -> Diagnostic {
    const SHOWN: usize = 10;
    let names: Vec<&str> = files.iter().take(SHOWN).map(String::as_str).collect();
    let more = files.len().checked_sub(SHOWN).filter(|more| *more > 0).map(|more| format!(" and {more} more"));
    let (noun, names, more) =
        (if files.len() == 1 { "file" } else { "files" }, listed(&names), more.unwrap_or_default());
    let count = files.len();
    let message =
        format!("`{folder}` holds {count} {noun} that floom-docs did not make, and is not replaced: {names}{more}");
    Diagnostic::error("foreign-out", message)
        .help("move what you need to `public/` in the content, choose another folder with `--out DIR`, or let `--force` delete it")
}

/// A folder that is no part of a build by several machines.
pub fn no_part(folder: &str, why: &str) -> Diagnostic {
    Diagnostic::error("no-part", format!("`{folder}` {why}, and is no part that can be merged"))
        .help("name the folders that `floom-docs build --shard` of this version has written, whole as they were")
}

/// Parts that are not those of one build.
pub fn parts(what: &str) -> Diagnostic {
    Diagnostic::error("parts-differ", format!("{what}, and the parts are not merged")).help(
        "build all parts from one commit with the same settings, `--shard 1/n` to `--shard n/n`, and name each once",
    )
}

/// An output folder that is a link to another.
pub fn out_is_link(folder: &str) -> Diagnostic {
    Diagnostic::error("out-is-link", format!("the output folder `{folder}` is a symbolic link, and is not followed"))
        .help("remove the link, or name the folder that it leads to with `--out DIR`")
}

/// An output folder that holds the sources.
pub fn out_over_sources(folder: &str) -> Diagnostic {
    Diagnostic::error("out-over-sources", format!("the output folder `{folder}` would replace the site's own files"))
        .help("choose another folder with `--out DIR`")
}

/// An output folder that holds the home of whoever builds.
pub fn out_over_home(folder: &str) -> Diagnostic {
    Diagnostic::error("out-over-sources", format!("the output folder `{folder}` would replace your home folder"))
        .help("choose another folder with `--out DIR`")
}

/// A search export that would go into the output folder, or over it.
pub fn export_over_out(folder: &str, out: &str) -> Diagnostic {
    let message = format!("the search export cannot go to `{folder}`: it would change the output folder `{out}`");
    Diagnostic::error("out-over-sources", message)
        .help("choose a folder beside the output with `--search-export DIR`: documents for a server are not published")
}

/// A file or folder of the output that cannot be written.
pub fn not_written(path: &str, error: &std::io::Error) -> Diagnostic {
    use std::io::ErrorKind::{
        FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, ResourceBusy, StorageFull,
    };
    let problem = io(path, "write", error);
    match error.kind() {
        StorageFull | QuotaExceeded => {
            problem.help("make room: the new site is written beside the old one, so both have to fit")
        }
        FileTooLarge => problem.help("the system bounds the size of a file: `ulimit -f unlimited` lifts that of a shell"),
        PermissionDenied | ReadOnlyFilesystem => problem.help(
            "the new site is written beside the old one: make the folder that holds both writable, or choose another with `--out DIR`",
        ),
        ResourceBusy => problem.help("a folder that is mounted cannot be replaced: choose one inside it with `--out DIR`"),
        _ => problem,
    }
}

/// `new` into a folder that is not empty.
pub fn folder_not_empty(folder: &str) -> Diagnostic {
    Diagnostic::error("folder-not-empty", format!("`{folder}` is not empty"))
        .help("name a folder that does not exist yet")
}

/// `explain` of a code that no message has.
pub fn unknown_code<'a>(code: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error("unknown-code", format!("no problem has the code `{code}`")).help(match nearest(code, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`floom-docs explain` lists all codes".to_string(),
    })
}

/// A `--base-url` that is none; there is no file to point into.
pub fn bad_base_url(url: &str) -> Diagnostic {
    Diagnostic { span: None::<Span>, ..not_a_site_url(url) }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
