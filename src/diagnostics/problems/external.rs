//! What `check --external` finds.

use crate::diagnostics::Diagnostic;
use crate::external::Failure;

/// A link out of the site that leads nowhere.
pub fn dead_external_link(url: &str, failure: &Failure) -> Diagnostic {
    let (what, help) = match failure {
        Failure::Status(404 | 410, _) => ("", "the page may have moved: look for its new address, or remove the link"),
        Failure::Status(500..=599, _) => ("", "the host may be down for now: try again later"),
        Failure::Status(..) => ("", "open it in a browser, and mend or remove the link"),
        Failure::TimedOut => ("timed out", "the host may be down for now: try again later"),
        Failure::HostUnknown => ("its host was not found", "check how the host is written"),
        Failure::Refused => ("the connection was refused", "check host and port, or try again later"),
        Failure::Closed => ("the connection was closed", "the host may be down for now: try again later"),
        Failure::Unreachable => ("the connection failed", "check host and port, or try again later"),
        Failure::Certificate => ("its certificate is not valid", "browsers warn of it too: link to another address"),
        Failure::Encryption => ("no secure connection came about", "open it in a browser, and mend or remove the link"),
        Failure::NotHttp => ("what it sends is not HTTP", "open it in a browser, and mend or remove the link"),
        Failure::RedirectsWithoutEnd => ("it redirects again and again", "link to the address that a browser ends at"),
        Failure::RedirectRefused => {
            ("it redirects to no public web address", "link to an address that readers can reach")
        }
        Failure::Malformed => ("it is not a web address", "write it as `https://host/path`"),
    };
    let message = match failure {
        Failure::Status(code, name) => format!("`{url}` answers {code} {name}").trim_end().to_string(),
        _ => format!("`{url}` does not answer: {what}"),
    };
    Diagnostic::warning("dead-external-link", message).help(help)
}

/// A file that is not the program's own to replace.
pub fn foreign_cache(path: &str) -> Diagnostic {
    Diagnostic::error("foreign-cache", format!("`{path}` is no list of external links, and is not replaced"))
        .help("name another file with `--external-cache FILE`")
}
