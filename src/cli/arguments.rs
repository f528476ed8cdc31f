//! The command line: the one file that names clap.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::Trust;
use crate::diagnostics::Strictness;
use crate::external::Policy;
use crate::schema::Document;
use crate::source::shard::Shard;

/// Markdown in, a documentation site out
#[derive(Parser)]
#[command(name = "floom-docs", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// The command line of this process; ends the process where it is none.
pub fn command() -> Command {
    Arguments::parse().command
}

/// What is to be done.
#[derive(Subcommand)]
pub enum Command {
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
        /// Render one part of the pages, for one of several machines: 2/5; merge puts the parts together
        #[arg(long, value_name = "N/COUNT", conflicts_with = "accept_urls")]
        shard: Option<Shard>,
        /// Write the documents of the search too, for OpenSearch, Elasticsearch or Quickwit
        #[arg(long, value_name = "DIR", conflicts_with = "shard")]
        search_export: Option<PathBuf>,
        /// Keep what later builds can use in this folder [default: in the user's cache folder]
        #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
        cache: Option<PathBuf>,
        /// Use nothing of earlier builds, and keep nothing
        #[arg(long)]
        no_cache: bool,
        /// Say how long each stage took
        #[arg(long)]
        timings: bool,
    },
    /// Put the parts of a build by several machines together to the site that one would have built
    Merge {
        /// The folders that `build --shard` has written, one for each part
        #[arg(value_name = "PART", required = true)]
        parts: Vec<PathBuf>,
        /// The folder that holds docs.yaml
        #[arg(long, value_name = "DIR", default_value = ".")]
        site: PathBuf,
        /// The folder to write [default: dist in the site]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Delete files in the output folder that floom-docs did not make
        #[arg(long)]
        force: bool,
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
pub enum Described {
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
pub enum Ci {
    /// GitHub Actions, to GitHub Pages
    Github,
}

/// Which site, and how problems are told.
#[derive(Args)]
pub struct SiteArguments {
    /// The folder that holds docs.yaml
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub site: PathBuf,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    /// How problems are told; all but text go to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Take config, templates and theme from this commit [default: the one of origin/main], and no HTML on trust: for
    /// changes that a stranger has sent
    #[arg(long, value_name = "COMMIT", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    untrusted: Option<String>,
}

/// How other hosts are asked.
#[derive(Args)]
pub struct ExternalArguments {
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
pub enum Format {
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
    pub fn strictness(&self) -> Strictness {
        if self.strict { Strictness::Warnings } else { Strictness::Errors }
    }

    pub fn default_out(&self) -> PathBuf {
        default_out(&self.site)
    }

    pub fn trust(&self) -> Trust {
        let commit = |name: &String| Some(name.clone()).filter(|name| !name.is_empty());
        self.untrusted.as_ref().map_or(Trust::Tree, |name| Trust::Commit(commit(name)))
    }
}

pub fn default_out(site: &Path) -> PathBuf {
    if site.as_os_str() == "." { PathBuf::from("dist") } else { site.join("dist") }
}

impl ExternalArguments {
    pub fn policy(self) -> Option<Policy> {
        self.external.then(|| Policy {
            timeout: Duration::from_millis(self.external_timeout_ms),
            allow_private: self.external_allow_private,
            cache: self.external_cache,
        })
    }
}
