//! What only the whole site shows to be wrong: links, addresses, the nav.

use crate::diagnostics::Diagnostic;
use crate::source::names::visible;

/// A link to no page and no file.
pub fn broken_link(destination: &str, near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("broken-link", format!("`{destination}` leads to no page and no file"));
    let path = destination.split(['?', '#']).next().unwrap_or(destination);
    problem.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if path.contains('@') && !path.contains('/') => format!("write `mailto:{path}`"),
        None if is_host(path) => format!("write `https://{destination}`"),
        None => "links are relative to the file they stand in: `../guide/start.md`".to_string(),
    })
}

/// `www.example.com/x`, or another host with a well-known ending.
fn is_host(path: &str) -> bool {
    let host = path.split('/').next().unwrap_or(path);
    let endings = [".com", ".org", ".net", ".io", ".dev"];
    host.starts_with("www.") || endings.iter().any(|ending| host.ends_with(ending))
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
pub fn link_outside_site(destination: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::warning(
        "link-outside-site",
        format!("`{destination}` leads out of the content folder and is not checked"),
    )
    .help(match near {
        Some(near) => {
            format!("did you mean `{near}`? links are written as paths of files; else write the full address")
        }
        None => "write the full `https://` address".to_string(),
    })
}

/// Two sources for one file of the output.
pub fn route_clash(route: &str, other: &str) -> Diagnostic {
    Diagnostic::error("route-clash", format!("this page and {other} would both be at `{route}`"))
        .help("rename one, or give it a `slug` in its front matter")
}

/// An old address at which something stands.
pub fn alias_taken(alias: &str, owner: &str, is_own: bool) -> Diagnostic {
    let message = match is_own {
        true => format!("`{alias}` is the address of this very page"),
        false => format!("`{alias}` is taken by {owner}"),
    };
    Diagnostic::error("alias-taken", message).help("remove the alias, or give the other page another address")
}

/// A redirect from what can be no address of this site.
pub fn bad_redirect(from: &str) -> Diagnostic {
    Diagnostic::error("bad-redirect", format!("`{from}` cannot be an address of this site"))
        .help("write it from the site's root without the path of `base_url`: `/old/name`")
}

/// A redirect from where something stands.
pub fn redirect_taken(from: &str, owner: &str) -> Diagnostic {
    Diagnostic::error("redirect-taken", format!("`{from}` is taken by {owner}"))
        .help("remove the redirect, or give the other another address")
}

/// A redirect to an address from which readers are sent on once more.
pub fn redirect_chain(from: &str, to: &str, end: &str) -> Diagnostic {
    Diagnostic::error("redirect-chain", format!("`{to}` is an old address itself, from which readers are sent on"))
        .help(format!("write `{from}: {end}`"))
}

/// Redirects that never end.
pub fn redirect_loop(from: &str) -> Diagnostic {
    Diagnostic::error("redirect-chain", format!("from `{from}` readers are sent on without end"))
        .help("let one of these redirects lead to a page")
}

/// A redirect to what is not there.
pub fn broken_redirect(to: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::error("broken-redirect", format!("`{to}` is no page of this site")).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write a page's file from the content folder, its address, or a URL with `https://`".to_string(),
    })
}

/// An address that has been published and leads nowhere; `now` is the file that most likely took its place.
pub fn lost_page(address: &str, from: &str, now: Option<&str>) -> Diagnostic {
    let message = format!("`/{address}` leads nowhere any more: it was the page `{from}`");
    Diagnostic::error("lost-page", message).help(match now {
        Some(now) => format!("if it is `{now}` now, write in its front matter `aliases: [/{address}]`"),
        None => format!("write `redirects: {{ /{address}: ADDRESS }}` in `docs.yaml`, or let it go by `floom-docs build --accept-urls`"),
    })
}

/// A place on a page that has been published and is no more; `heading` is the text of the one that most likely had it.
pub fn lost_place(address: &str, id: &str, file: &str, heading: Option<&str>) -> Diagnostic {
    let message = format!("`/{address}#{id}` is no place on `{file}` any more");
    Diagnostic::error("lost-place", message).help(match heading {
        Some(heading) => {
            format!("keep its address: `{heading} {{#{id}}}`, or let it go by `floom-docs build --accept-urls`")
        }
        None => format!(
            "give the heading that took its place `{{#{id}}}`, or let it go by `floom-docs build --accept-urls`"
        ),
    })
}

/// A line of `urls.lock` that no build has written.
pub fn bad_lock() -> Diagnostic {
    Diagnostic::error("bad-lock", "this line is none of a list of addresses")
        .help("take out what a merge has left, or write the list anew by `floom-docs build --accept-urls`")
}

/// A link to an old address.
pub fn link_to_redirect(destination: &str, now: &str) -> Diagnostic {
    Diagnostic::warning(
        "link-to-redirect",
        format!("`{destination}` is an old address, from which readers are sent on"),
    )
    .help(format!("write `{now}`"))
}

/// Two sources of which one would replace the other, in a file of the output or where letters are not told apart.
pub fn output_clash(path: &str, others: &str, other: &str) -> Diagnostic {
    let message = match path == other {
        true => format!("this file and {others} would both be at `/{path}`"),
        false => format!(
            "this file and {others} would be one where letters are not told apart: `/{}` and `/{}`",
            visible(path),
            visible(other)
        ),
    };
    Diagnostic::error("route-clash", message).help("rename one, or move it to another folder")
}

/// One path of the output that two sources want, as a file and as a folder.
pub fn file_and_folder(path: &str, file: &str, inside: &str) -> Diagnostic {
    let message =
        format!("`/{path}` would be a file and a folder at once: {file} is the file, {inside} lies in the folder");
    Diagnostic::error("route-clash", message)
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

/// A line of a folder's nav file that names nothing in the folder.
pub fn nothing_in_folder(name: &str, near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error("nav-without-page", format!("there is no page and no folder `{name}` here"));
    problem.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name pages and folders beside this file, each once".to_string(),
    })
}

/// Another system's file for the order of a folder.
pub fn foreign_nav() -> Diagnostic {
    Diagnostic::warning("foreign-nav", "this file is another system's, and does not order the folder here")
        .help("write `_nav.yaml` with `title`, `order`, `collapsed` and `items`")
}

/// A nav file with the other ending of YAML.
pub fn nav_ending() -> Diagnostic {
    Diagnostic::warning("foreign-nav", "a folder's nav file ends with `.yaml`; this one is not read")
        .help("rename it to `_nav.yaml`")
}

/// A nav entry with nothing to show or to lead to.
pub fn empty_nav_entry() -> Diagnostic {
    Diagnostic::error("empty-nav-entry", "this nav entry leads nowhere")
        .help("give it a `page`, a `label` with a `url`, or a `label` with `items`")
}

/// A group of the nav with too many entries, each of which shows all of them.
pub fn too_many_entries(label: &str, count: usize, limit: usize) -> Diagnostic {
    let group = if label.is_empty() { "the nav".to_string() } else { format!("`{label}`") };
    Diagnostic::error("too-many", format!("{group} has {count} entries side by side, the limit is {limit}"))
        .help("put them into folders, as each page shows all entries beside its own, or raise the limit by `raise_limits` in `docs.yaml`")
}

/// A nav that goes too deep.
pub fn nav_too_deep(limit: usize) -> Diagnostic {
    Diagnostic::error("too-many", format!("this stands more than {limit} groups deep in the nav"))
        .help("move it to a folder further up")
}

/// A page that an explicit nav leaves out.
pub fn page_in_no_nav() -> Diagnostic {
    Diagnostic::warning("page-in-no-nav", "this page stands in no nav")
        .help("add it to `nav` in `docs.yaml` or to the folder's `_nav.yaml`, or write `sidebar: { hidden: true }`")
}

/// There is no commit whose config and templates an untrusted site could be built with; `why` ends the sentence.
pub fn no_base_commit(why: &str) -> Diagnostic {
    Diagnostic::error("no-base-commit", format!("the config of the owners cannot be read: {why}"))
        .help("fetch the branch that the change is meant for (`fetch-depth: 0` in a GitHub workflow) and name it: `--untrusted=origin/main`")
}

/// What a contributor has changed that an untrusted build does not take from them; the files are sorted.
pub fn not_previewed(files: &[String], base: &str) -> Diagnostic {
    let (first, more) = files.split_at(files.len().min(5));
    let names: Vec<String> = first.iter().map(|file| format!("`{file}`")).collect();
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    Diagnostic::warning("not-previewed", format!("the changes of {}{more} are not in this build", names.join(", ")))
        .help(format!("`--untrusted` takes config, templates, theme and trusted files from `{base}`: look at these changes before you build with them"))
}

/// A file that a browser may run.
pub fn active_file(path: &str, why: &str) -> Diagnostic {
    Diagnostic::error("active-file", format!("a browser may run `{path}` as a part of this site: {why}"))
        .help(trust(path))
}

/// A file that the host obeys.
pub fn steering_file(path: &str) -> Diagnostic {
    Diagnostic::error("active-file", format!("`{path}` steers the host, or speaks for the whole domain"))
        .help(trust(path))
}

/// A drawing that does more than be looked at.
pub fn active_svg(what: &str) -> Diagnostic {
    Diagnostic::error("active-svg", format!("this drawing would run something or ask elsewhere: {what}"))
        .help("remove it, or list the file in `docs.yaml` under `trusted_files` if you have read it")
}

fn trust(path: &str) -> String {
    format!("if you have read it, write `trusted_files: [{path}]` in `docs.yaml`")
}
