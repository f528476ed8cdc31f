//! What can be wrong with the files and variables that pages take in.

use super::{listed, nearest};
use crate::diagnostics::Diagnostic;

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

/// A file that is one too many of those that a page names.
pub fn too_many_files(limit: usize) -> Diagnostic {
    Diagnostic::error("too-many", format!("this page names more than {limit} files, and this one is not looked for"))
        .help("split the page")
}

/// A file of the author's own that no page takes in.
pub fn unused_snippet() -> Diagnostic {
    Diagnostic::warning("unused-snippet", "no page takes in this file").help("remove it, or name it in a page")
}

/// A file beside the pages that none of them shows.
pub fn unused_asset() -> Diagnostic {
    Diagnostic::warning("unused-asset", "no page shows this file or links to it, and it is not published")
        .help("remove it, or put it in `public/` if readers come to it by its address")
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
    let message = format!("more than {depth} files in each other, or {} MiB in all, are not taken in", mib(bytes));
    Diagnostic::error("include-too-much", message)
        .help("include less, split the page, or raise the limit by `raise_limits` in `docs.yaml`")
}

/// Parts that are cut out of files too long or too often.
pub fn files_too_long(bytes: usize) -> Diagnostic {
    let message = format!("the files that this page cuts parts from have more than {} MiB in all", mib(bytes));
    Diagnostic::error("include-too-much", message).help("name a shorter file, as a file counts as often as it is named, or raise the limit by `raise_limits` in `docs.yaml`")
}

/// Variables that fill in too much.
pub fn variables_too_long(bytes: usize) -> Diagnostic {
    let message = format!("with this variable the page takes in more than {} MiB", mib(bytes));
    Diagnostic::error("variables-too-long", message)
        .help("use a shorter value, split the page, or raise the limit by `raise_limits` in `docs.yaml`; the files that it takes in count too")
}

fn mib(bytes: usize) -> usize {
    bytes / 1024 / 1024
}
