//! The command line: arguments in, words on the terminal and an exit code out.

mod words;

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cache::{self, Cache};
use crate::commands::build::{self, Order};
use crate::commands::serve::{self, Said};
use crate::commands::{Done, Report, Trust, check, explain, mv, new, schema, search};
use crate::diagnostics::{self, Colour, Diagnostic, Severity, Strictness};
use crate::external::Policy;
use crate::pipeline::Progress;
use crate::schema::Document;
use crate::write::Foreign;

use words::{asked, counted, size_of_search, summary, words_of_cards, words_of_deleted, words_of_fixes};

/// Markdown in, a documentation site out
#[derive(Parser)]
#[command(name = "floom-docs", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build a site into a folder of static files
    Build {
        #[command(flatten)]
        site: SiteArguments,
        /// The folder to write [default: dist in the site]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Where the site will be published, in place of base_url in docs.yaml
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
        /// Delete files in the output folder that floom-docs did not make
        #[arg(long)]
        force: bool,
        /// Write urls.lock, so that from now on no address of this build can be lost unseen
        #[arg(long, conflicts_with = "untrusted")]
        accept_urls: bool,
        /// Write each text compressed too, as .br and .gz, for hosts that send such files as they stand
        #[arg(long)]
        precompress: bool,
        #[command(flatten)]
        cache: CacheArguments,
    },
    /// Show the site on this machine, and every change as soon as it is saved
    Serve {
        /// The folder that holds docs.yaml
        #[arg(long, value_name = "DIR", default_value = ".")]
        site: PathBuf,
        /// The port; the next one that is free if it is taken
        #[arg(long, value_name = "PORT", default_value_t = 4400)]
        port: u16,
        /// Listen on this address, so that other machines can read the site too
        #[arg(long, value_name = "ADDRESS")]
        host: Option<IpAddr>,
        /// Open the site in the browser
        #[arg(long)]
        open: bool,
        /// What opens a mistake's place: vscode, vscodium, cursor, zed, idea, sublime, or a URL with {path}, {line}
        /// and {column}
        #[arg(long, value_name = "EDITOR", default_value = "vscode")]
        editor: String,
    },
    /// Say everything that build would say and look closer, and write nothing
    Check {
        #[command(flatten)]
        site: SiteArguments,
        #[command(flatten)]
        external: ExternalArguments,
        /// Put right what is certain: links to pages that have moved, and keys of other systems
        #[arg(long, conflicts_with = "untrusted")]
        fix: bool,
    },
    /// Move a page or a folder of pages, and rewrite what leads there
    Mv {
        /// The folder that holds docs.yaml
        #[arg(long, value_name = "DIR", default_value = ".")]
        site: PathBuf,
        /// Say what would be done, and do nothing
        #[arg(long)]
        dry_run: bool,
        /// The page or folder
        #[arg(value_name = "OLD")]
        old: String,
        /// Its new path, or a folder that it is to go into
        #[arg(value_name = "NEW")]
        new: String,
    },
    /// Ask the built index, as a reader does by ⌘K
    Search {
        /// What to look for
        #[arg(value_name = "QUERY", allow_hyphen_values = true)]
        query: String,
        /// More words of it
        #[arg(value_name = "WORD", hide = true)]
        more: Vec<String>,
        /// The folder that holds docs.yaml
        #[arg(long, value_name = "DIR", default_value = ".")]
        site: PathBuf,
        /// The folder that build has written [default: dist in the site]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Lay down a small site that builds at once
    New {
        /// A folder that does not exist yet, or is empty
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Lay down a workflow too, which builds and publishes the site on each push
        #[arg(long, value_enum, value_name = "HOST")]
        ci: Option<Ci>,
    },
    /// Say what a problem means and what to do about it
    Explain {
        /// The code of a message, such as broken-link; all codes are listed without it
        #[arg(value_name = "CODE")]
        code: Option<String>,
    },
    /// Print a JSON Schema, by which an editor completes and checks what you write
    Schema {
        /// What it describes
        #[arg(value_enum, default_value_t = Described::Config)]
        document: Described,
        /// Write the schemas of all into a folder
        #[arg(long, value_name = "DIR", conflicts_with = "document")]
        out: Option<PathBuf>,
    },
}

/// What a schema describes.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Described {
    /// docs.yaml
    Config,
    /// The head of a page
    FrontMatter,
    /// _nav.yaml
    Nav,
}

impl From<Described> for Document {
    fn from(described: Described) -> Self {
        match described {
            Described::Config => Self::Config,
            Described::FrontMatter => Self::FrontMatter,
            Described::Nav => Self::Nav,
        }
    }
}

/// Who runs the workflow of a new site.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ci {
    /// GitHub Actions, to GitHub Pages
    Github,
}

#[derive(Args)]
struct SiteArguments {
    /// The folder that holds docs.yaml
    #[arg(long, value_name = "DIR", default_value = ".")]
    site: PathBuf,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    /// How problems are told; all but text go to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Take config, templates and theme from this commit [default: the one of origin/main], and no HTML on trust: for
    /// changes that a stranger has sent
    #[arg(long, value_name = "COMMIT", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    untrusted: Option<String>,
}

#[derive(Args)]
struct CacheArguments {
    /// The folder that keeps what later builds need not do again [default: in the user's cache folder]
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    cache: Option<PathBuf>,
    /// Do everything anew, and keep nothing for later builds
    #[arg(long)]
    no_cache: bool,
}

impl CacheArguments {
    fn cache(self) -> Cache {
        let folder = self.cache.or_else(cache::folder_of_user);
        Cache::new(folder.filter(|_| !self.no_cache))
    }
}

#[derive(Args)]
struct ExternalArguments {
    /// Ask other hosts whether the external links still answer
    #[arg(long, conflicts_with = "untrusted")]
    external: bool,
    /// The file that keeps what has answered [default: in the user's cache folder]
    #[arg(long, value_name = "FILE", requires = "external")]
    external_cache: Option<PathBuf>,
    /// Ask this machine and its network too, as the tests do
    #[arg(long, hide = true, requires = "external")]
    external_allow_private: bool,
    /// How long one answer may take
    #[arg(long, hide = true, requires = "external", value_name = "MS", default_value_t = 10_000)]
    external_timeout_ms: u64,
}

/// How problems are told.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An array with an object a problem
    Json,
    /// Annotations in a GitHub workflow
    Github,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
}

impl SiteArguments {
    fn strictness(&self) -> Strictness {
        if self.strict { Strictness::Warnings } else { Strictness::Errors }
    }

    fn default_out(&self) -> PathBuf {
        default_out(&self.site)
    }

    fn trust(&self) -> Trust {
        let commit = |name: &String| Some(name.clone()).filter(|name| !name.is_empty());
        self.untrusted.as_ref().map_or(Trust::Tree, |name| Trust::Commit(commit(name)))
    }
}

fn default_out(site: &Path) -> PathBuf {
    if site.as_os_str() == "." { PathBuf::from("dist") } else { site.join("dist") }
}

impl ExternalArguments {
    fn policy(self) -> Option<Policy> {
        self.external.then(|| Policy {
            timeout: Duration::from_millis(self.external_timeout_ms),
            allow_private: self.external_allow_private,
            cache: self.external_cache,
        })
    }
}

/// Runs the program on its command line.
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Build { site, out, base_url, force, accept_urls, precompress, cache } => {
            let out = out.unwrap_or_else(|| site.default_out());
            let foreign = if force { Foreign::Delete } else { Foreign::Keep };
            let urls = if accept_urls { build::Urls::Accepted } else { build::Urls::Guarded };
            let encodings = if precompress { build::Encodings::Compressed } else { build::Encodings::Plain };
            let (strictness, trust, waiting) = (site.strictness(), site.trust(), say_waiting);
            let cache = cache.cache();
            let site_folder = site.site;
            let order =
                Order { strictness, trust, out, base_url, foreign, urls, encodings, cache, waiting, site: site_folder };
            let words = diagnostics::visible(&format!("in {}", order.out.display())).into_owned();
            look_at_site(site.format, &words, |progress| build::run(&order, progress))
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
            summary(counts, &published, &warnings, time, place)
                + &added.search.map(size_of_search).unwrap_or_default()
                + &added.cards.map(words_of_cards).unwrap_or_default()
                + &guarded.unwrap_or_default()
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
