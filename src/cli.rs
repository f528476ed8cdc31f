//! The command line: arguments in, words on the terminal and an exit code out.

mod arguments;
mod words;

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::cache::{Cache, folder_of_user};
use crate::commands::build::{self, Order};
use crate::commands::serve::{self, Said};
use crate::commands::{Done, Report, check, explain, merge, mv, new, schema, search};
use crate::diagnostics::{self, Colour, Diagnostic, Severity};
use crate::pipeline::Progress;
use crate::timings;
use crate::write::Foreign;

use arguments::{Ci, Command, Format, default_out};
use words::{asked, counted, size_of, summary, unchanged, words_of_added, words_of_deleted, words_of_fixes};

/// Runs the program on its command line.
pub fn run() -> ExitCode {
    match arguments::command() {
        Command::Build {
            site,
            out,
            base_url,
            force,
            accept_urls,
            precompress,
            shard,
            search_export,
            cache,
            no_cache,
            timings,
        } => {
            let out = out.unwrap_or_else(|| site.default_out());
            let foreign = if force { Foreign::Delete } else { Foreign::Keep };
            let urls = if accept_urls { build::Urls::Accepted } else { build::Urls::Guarded };
            let encodings = if precompress { build::Encodings::Compressed } else { build::Encodings::Plain };
            let cache = Cache::new(if no_cache { None } else { cache.or_else(folder_of_user) });
            let (strictness, trust, waiting) = (site.strictness(), site.trust(), say_waiting);
            let order = Order {
                strictness,
                trust,
                out,
                base_url,
                foreign,
                urls,
                encodings,
                shard,
                search_export,
                cache,
                waiting,
                site: site.site,
            };
            let words = diagnostics::visible(&format!("in {}", order.out.display())).into_owned();
            let ended = look_at_site(site.format, &words, |progress| build::run(&order, progress));
            if timings {
                warn(&timings::table());
            }
            ended
        }
        Command::Merge { parts, site, out, force } => {
            let out = out.unwrap_or_else(|| default_out(&site));
            let foreign = if force { Foreign::Delete } else { Foreign::Keep };
            put_together(&merge::Order { parts, site, out, foreign, waiting: say_waiting })
        }
        Command::Serve { site, port, host, open, editor } => {
            let opening = if open { Opening::Browser } else { Opening::Nothing };
            show(serve::Order { site, host, port, editor }, opening)
        }
        Command::Check { site, external, fix } => {
            let fixes = if fix { check::Fixing::On } else { check::Fixing::Off };
            let (strictness, trust, external) = (site.strictness(), site.trust(), external.policy());
            let order = check::Order { strictness, trust, external, fixes, site: site.site };
            look_at_site(site.format, "", |progress| check::run(&order, progress))
        }
        Command::Mv { site, dry_run, old, new } => relocate(&mv::Order { site, old, new, dry_run }),
        Command::Search { query, more, site, out, json } => {
            let query = [&[query], &more[..]].concat().join(" ");
            let out = out.unwrap_or_else(|| default_out(&site));
            let form = match (json, io::stdout().is_terminal()) {
                (true, _) => search::Form::Json,
                (false, true) => search::Form::Terminal,
                (false, false) => search::Form::Text,
            };
            say(search::run(&out, &query, form))
        }
        Command::New { folder, ci } => say(new::run(&folder, ci.map(|Ci::Github| new::Workflow::GithubPages))),
        Command::Explain { code } => say(explain::run(code.as_deref())),
        Command::Schema { document, out } => say(schema::run(document.into(), out.as_deref())),
    }
}

/// What is opened when the site is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Browser,
    Nothing,
}

fn show(order: serve::Order, opening: Opening) -> ExitCode {
    if order.host.is_some_and(|host| !host.is_loopback()) {
        warn("warning: with --host every machine that reaches this one can read the site, drafts of texts and all\n");
    }
    let mut say = |said: Said| match said {
        Said::Serving(url, counts, time) => {
            let (pages, shown) = (counted(counts.pages, "page"), diagnostics::visible(&url));
            tell(&format!("serving {pages} at {shown} after {:.2} s; Ctrl-C ends it\n", time.as_secs_f64()));
            if opening == Opening::Browser {
                open_in_browser(&url);
            }
        }
        Said::Problems(problems, sources) => print_diagnostics(Format::Text, &problems, &sources),
        Said::Clear => warn("all errors are gone\n"),
        Said::Updated(files, time) => {
            tell(&format!("updated {} in {} ms\n", counted(files, "file"), time.as_millis()));
        }
    };
    match serve::run(order, &mut say) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => say_problem(problem),
    }
}

/// Best effort: the address stands in the terminal.
#[expect(clippy::disallowed_methods, reason = "the system's own program opens the browser")]
fn open_in_browser(url: &str) {
    let (program, arguments): (_, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    let quiet = std::process::Stdio::null;
    let opened = std::process::Command::new(program).args(arguments).arg(url).stdout(quiet()).stderr(quiet()).spawn();
    if opened.is_err() {
        warn(&format!("no browser could be opened by {program}\n"));
    }
}

/// Writes to stdout. A reader such as `head` may have gone: that is no failure.
fn tell(words: &str) {
    let _ = io::stdout().write_all(words.as_bytes()).and_then(|()| io::stdout().flush());
}

fn say_waiting(out: &str, process: Option<u32>) {
    let process = process.map(|number| format!(" (process {number})")).unwrap_or_default();
    let begin = if io::stderr().is_terminal() { "\r\x1b[K" } else { "" };
    warn(&format!("{begin}waiting for another build into `{out}`{process}\n"));
}

/// Writes to stderr, to whoever still listens.
fn warn(words: &str) {
    let _ = io::stderr().write_all(words.as_bytes());
}

fn say(words: Result<String, Diagnostic>) -> ExitCode {
    match words {
        Ok(words) => {
            tell(&format!("{words}\n"));
            ExitCode::SUCCESS
        }
        Err(problem) => say_problem(problem),
    }
}

fn say_problem(problem: Diagnostic) -> ExitCode {
    print_diagnostics(Format::Text, &[problem], &BTreeMap::new());
    ExitCode::FAILURE
}

fn put_together(order: &merge::Order) -> ExitCode {
    match merge::run(order) {
        Ok(published) => {
            warn(&words_of_deleted(&published.deleted));
            let (parts, size) = (counted(order.parts.len(), "part"), size_of(&published));
            let place = diagnostics::visible(&order.out.display().to_string()).into_owned();
            say(Ok(format!("merged {parts}: {size} in {place}")))
        }
        Err(problems) => {
            print_diagnostics(Format::Text, &problems, &BTreeMap::new());
            ExitCode::FAILURE
        }
    }
}

fn relocate(order: &mv::Order) -> ExitCode {
    match mv::run(order) {
        Ok(lines) => say(Ok(lines.join("\n"))),
        Err(report) => {
            print_diagnostics(Format::Text, &report.diagnostics, &report.sources);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the time is for the author, not for the output")]
fn look_at_site(format: Format, place: &str, command: impl FnOnce(&Progress) -> Report) -> ExitCode {
    let start = Instant::now();
    let progress = Progress::default();
    let report = with_progress_line(&progress, || command(&progress));
    print_diagnostics(format, &report.diagnostics, &report.sources);
    let count = |severity| report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let warnings = counted(count(Severity::Warning), "warning");
    let time = start.elapsed();
    let asked = report.external.map(asked).unwrap_or_default();
    if let Some(fixed) = report.fixed {
        warn(&format!("{}\n", words_of_fixes(fixed)));
    }
    let words = match report.done {
        Some(Done::Built(counts, published, added, urls)) => {
            warn(&words_of_deleted(&published.deleted));
            let guarded = urls.map(|urls| {
                format!(
                    "; {} in urls.lock",
                    if urls == 1 { "1 address".to_string() } else { format!("{urls} addresses") }
                )
            });
            summary(counts, &published, &warnings, time, place) + &words_of_added(&added) + &guarded.unwrap_or_default()
        }
        Some(Done::Unchanged(counts, published, added)) => {
            unchanged(counts, &published, &warnings, time, place) + &words_of_added(&added)
        }
        Some(Done::Checked(counts)) => {
            format!("checked {} in {:.2} s, {warnings}{asked}", counted(counts.pages, "page"), time.as_secs_f64())
        }
        None => {
            let outcome = if place.is_empty() { "the site does not pass" } else { "nothing was published" };
            warn(&format!("{outcome}: {}, {warnings}{asked}\n", counted(count(Severity::Error), "error")));
            return ExitCode::FAILURE;
        }
    };
    match format {
        Format::Text => tell(&format!("{words}\n")),
        _ => warn(&format!("{words}\n")),
    }
    ExitCode::SUCCESS
}

fn print_diagnostics(format: Format, diagnostics: &[Diagnostic], sources: &BTreeMap<String, Arc<str>>) {
    let colour = if io::stderr().is_terminal() { Colour::On } else { Colour::Off };
    match format {
        Format::Text => warn(&diagnostics::print(diagnostics, sources, colour)),
        Format::Json => tell(&diagnostics::json(diagnostics, sources)),
        Format::Github => tell(&diagnostics::github(diagnostics, sources)),
        Format::Sarif => tell(&diagnostics::sarif(diagnostics, sources)),
    }
}

/// Runs the work; where it takes longer than a second and stderr is a terminal, a line says how far it is.
fn with_progress_line<T>(progress: &Progress, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (done, is_done) = mpsc::channel::<()>();
        scope.spawn(move || {
            let mut wait = Duration::from_secs(1);
            while is_done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let Progress { parsed, rendered, pages, asked, links } = progress;
                let [parsed, rendered, pages, asked, links] =
                    [parsed, rendered, pages, asked, links].map(|count| count.load(Ordering::Relaxed));
                if pages == 0 {
                    warn("\rreading\x1b[K");
                } else if links > 0 {
                    warn(&format!("\rasked {asked} of {links} external links\x1b[K"));
                } else if rendered < pages {
                    warn(&format!("\rparsed {parsed}, rendered {rendered} of {pages} pages\x1b[K"));
                } else {
                    warn(&format!("\rwriting {pages} pages\x1b[K"));
                }
                wait = Duration::from_millis(100);
            }
            warn("\r\x1b[K");
        });
        let result = work();
        drop(done);
        result
    })
}
