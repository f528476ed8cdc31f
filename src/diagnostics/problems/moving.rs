//! Why a page or folder cannot be moved.

use crate::diagnostics::Diagnostic;

fn cannot_move(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("cannot-move", message)
}

/// Nothing has the name.
pub fn no_such_page(written: &str, near: Option<&str>) -> Diagnostic {
    cannot_move(format!("`{written}` is no page and no folder of pages")).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the path from the current folder, from the site's root or from the content folder".to_string(),
    })
}

/// Two things have the name.
pub fn ambiguous_page(written: &str, one: &str, other: &str) -> Diagnostic {
    cannot_move(format!("`{written}` may mean `{one}` or `{other}`")).help("write the path from the site's root")
}

/// The new place is not where pages are.
pub fn target_outside_content(written: &str, content: &str) -> Diagnostic {
    cannot_move(format!("`{written}` lies outside the content folder")).help(format!("pages lie below `{content}/`"))
}

/// The new place is the old one.
pub fn target_is_itself(path: &str) -> Diagnostic {
    cannot_move(format!("`{path}` would stay where it is")).help("write another name, or another folder")
}

/// A folder cannot hold itself.
pub fn target_in_itself(path: &str, new: &str) -> Diagnostic {
    cannot_move(format!("`{path}` cannot go to `{new}`, which lies in it")).help("choose a place outside the folder")
}

/// Something is there.
pub fn target_exists(path: &str) -> Diagnostic {
    cannot_move(format!("`{path}` exists")).help("write another name, or move what is there first")
}

/// What would be there would not be read as a page.
pub fn no_page_there(path: &str) -> Diagnostic {
    cannot_move(format!("`{path}` would be no page"))
        .help("names that begin with `_` or `.`, and what lies in `public/`, are not read as pages")
}

/// Another page has the new address.
pub fn address_taken(route: &str, owner: &str) -> Diagnostic {
    cannot_move(format!("the page would come to `{route}`, which is the address of `{owner}`"))
        .help("choose another name, or give one of them another `slug`")
}

/// The old address has a character that no alias can have.
pub fn address_not_alias(route: &str) -> Diagnostic {
    cannot_move(format!("the page's address `{route}` cannot be an alias, so readers could not be sent on from there"))
        .help("give the page a `slug` first, or rename the file without this command")
}

/// The front matter has a form in which no alias can be written.
pub fn aliases_not_written(route: &str) -> Diagnostic {
    cannot_move(format!("the alias `{route}` cannot be written into this front matter"))
        .help("write `aliases` as a list, with a line for each")
}

/// A line more would change what other pages show.
pub fn lines_would_move(alias: &str) -> Diagnostic {
    cannot_move("pages show lines of this one by their numbers, and an alias would be a line more")
        .help(format!("write `aliases: [{alias}]` yourself, and the numbers anew; or mark a region and name that"))
}

/// A link that cannot be rewritten.
pub fn link_not_rewritten(destination: &str) -> Diagnostic {
    cannot_move(format!("`{destination}` cannot be rewritten here so that it leads where it did"))
        .help("it is put together from variables, or stands in a file that several pages take in: write it out first")
}

/// An entry of a nav that cannot be rewritten.
pub fn entry_not_written(entry: &str) -> Diagnostic {
    cannot_move(format!("the nav entry `{entry}` cannot be rewritten here"))
        .help("write each entry on a line of its own: `- name`")
}

/// The plan does not fit the files.
pub fn move_not_written(path: &str) -> Diagnostic {
    cannot_move(format!("`{path}` cannot be moved by edits that can be read again"))
        .help("move the file by hand, and look at what `floom-docs check` says")
}

/// The site would be worse afterwards.
pub fn move_would_bring(problem: &Diagnostic) -> Diagnostic {
    let place = if problem.path.is_empty() { String::new() } else { format!(" in `{}`", problem.path) };
    cannot_move(format!("it would bring `{}`{place}: {}", problem.code, problem.message))
        .help(problem.help.clone().unwrap_or_else(|| "put that right first".to_string()))
}

/// An address that would lead nowhere.
pub fn move_would_lose(path: &str) -> Diagnostic {
    cannot_move(format!("nothing would be at `/{path}` any more")).help("write the page's aliases by hand")
}

/// The move stopped in the middle.
pub fn move_half_done(done: &[String], left: &[String], path: &str, error: &std::io::Error) -> Diagnostic {
    let listed = |words: &[String]| if words.is_empty() { "nothing".to_string() } else { words.join(", ") };
    Diagnostic::error("io", format!("cannot write `{path}`: {error}")).help(format!(
        "done: {}; left to do: {}",
        listed(done),
        listed(left)
    ))
}
