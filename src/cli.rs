//! The command line: arguments in, words on the terminal and an exit code out.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};

use crate::commands::build::{self, Order, Report};
use crate::commands::new;
use crate::diagnostics::{self, Colour, Diagnostic, Severity};
use crate::pipeline::{Counts, Progress};
use crate::write::Published;

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
        /// The folder that holds docs.yaml
        #[arg(long, value_name = "DIR", default_value = ".")]
        site: PathBuf,
        /// The folder to write [default: dist in the site]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Where the site will be published, in place of base_url in docs.yaml
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
    },
    /// Lay down a small site that builds at once
    New {
        /// A folder that does not exist yet, or is empty
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Runs the program on its command line.
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Build { site, out, base_url } => {
            let here = site.as_os_str() == ".";
            let out = out.unwrap_or_else(|| if here { PathBuf::from("dist") } else { site.join("dist") });
            run_build(&Order { site, out, base_url })
        }
        Command::New { folder } => match new::run(&folder) {
            Ok(words) => {
                println!("{words}");
                ExitCode::SUCCESS
            }
            Err(problem) => {
                print_diagnostics(&[problem], &std::collections::BTreeMap::new());
                ExitCode::FAILURE
            }
        },
    }
}

#[expect(clippy::disallowed_methods, reason = "the time is for the author, not for the output")]
fn run_build(order: &Order) -> ExitCode {
    let start = Instant::now();
    let progress = Progress::default();
    let report = with_progress_line(&progress, || build::run(order, &progress));
    print_diagnostics(&report.diagnostics, &report.sources);
    let warnings = counted(count(&report.diagnostics, Severity::Warning), "warning");
    let Report { done: Some((counts, published)), .. } = report else {
        let errors = counted(count(&report.diagnostics, Severity::Error), "error");
        eprintln!("nothing was published: {errors}, {warnings}");
        return ExitCode::FAILURE;
    };
    println!("{}", summary(counts, published, &warnings, start.elapsed(), &order.out.display().to_string()));
    ExitCode::SUCCESS
}

fn summary(counts: Counts, published: Published, warnings: &str, time: Duration, out: &str) -> String {
    let pages = counted(counts.pages, "page");
    let files = counted(published.files, "file");
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let size = published.bytes as f64 / 1_000_000.0;
    format!("built {pages} in {:.2} s, {warnings}: {files}, {size:.1} MB in {out}", time.as_secs_f64())
}

fn print_diagnostics(diagnostics: &[Diagnostic], sources: &std::collections::BTreeMap<String, std::sync::Arc<str>>) {
    let colour = if io::stderr().is_terminal() { Colour::On } else { Colour::Off };
    eprint!("{}", diagnostics::print(diagnostics, sources, colour));
}

fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
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
                let [parsed, rendered, pages] =
                    [&progress.parsed, &progress.rendered, &progress.pages].map(|count| count.load(Ordering::Relaxed));
                match rendered < pages {
                    true => eprint!("\rparsed {parsed}, rendered {rendered} of {pages} pages\x1b[K"),
                    false => eprint!("\rwriting {pages} pages\x1b[K"),
                }
                let _ = io::stderr().flush();
                wait = Duration::from_millis(100);
            }
            eprint!("\r\x1b[K");
        });
        let result = work();
        drop(done);
        result
    })
}
