//! Runs git so that nothing in a repository can run anything, hang the build or change its answer.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{env, thread};

/// A contributor may have written the repository's configuration, and content can hold what looks
/// like a bare repository: nothing that the first names may run, the second must not be opened.
const OPTIONS: &str = "--no-pager --no-optional-locks \
    -c core.fsmonitor=false -c core.hooksPath=/dev/null -c core.quotePath=false \
    -c log.showSignature=false -c safe.bareRepository=explicit";

const VARIABLES: [(&str, &str); 5] = [
    ("LC_ALL", "C"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // A partial clone must not fetch what it lacks; old versions of git know only the second.
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", ""),
];

/// All other `GIT_` variables of the caller go: in a hook `GIT_DIR` names another repository.
const KEPT_VARIABLES: [&str; 4] =
    ["GIT_CONFIG_", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"];

pub enum Failure {
    /// No git, no repository or no commit in it: nothing to warn about.
    NoHistory,
    Reason(String),
}

/// Git in one folder; `stop` ends it from another thread.
pub struct Git {
    folder: PathBuf,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    child: Option<Child>,
    stopped: bool,
}

type Pipes = (ChildStdin, ChildStdout, ChildStderr);

impl Git {
    pub fn new(folder: &Path) -> Git {
        Git { folder: folder.to_path_buf(), running: Mutex::default() }
    }

    pub fn text(&self, arguments: &str) -> Result<String, Failure> {
        Ok(String::from_utf8_lossy(&self.bytes(arguments)?).into_owned())
    }

    pub fn bytes(&self, arguments: &str) -> Result<Vec<u8>, Failure> {
        self.run(arguments, String::new(), read_all)
    }

    /// The arguments are parted by spaces.
    pub fn run<T>(
        &self,
        arguments: &str,
        input: String,
        read: impl FnOnce(&mut BufReader<ChildStdout>) -> io::Result<T>,
    ) -> Result<T, Failure> {
        self.run_arguments(&arguments.split_whitespace().collect::<Vec<_>>(), input, read)
    }

    /// Each pipe that `read` does not see has a thread: git must never wait for us to empty one.
    pub fn run_arguments<T>(
        &self,
        arguments: &[&str],
        input: String,
        read: impl FnOnce(&mut BufReader<ChildStdout>) -> io::Result<T>,
    ) -> Result<T, Failure> {
        let (mut stdin, stdout, mut stderr) = self.start(arguments)?;
        thread::spawn(move || stdin.write_all(input.as_bytes()));
        let messages = thread::spawn(move || read_all(&mut stderr));
        let mut output = BufReader::new(stdout);
        let result = read(&mut output);
        // A reader that has all it needs leaves the rest: then git's exit status means nothing.
        let complete = output.fill_buf().is_ok_and(<[u8]>::is_empty);
        let succeeded = self.finish(complete);
        let messages = messages.join().ok().and_then(Result::ok).unwrap_or_default();
        match result {
            Ok(value) if succeeded || !complete => Ok(value),
            Err(error) if succeeded || !complete => Err(Failure::Reason(error.to_string())),
            _ => Err(failure(&String::from_utf8_lossy(&messages))),
        }
    }

    /// Ends the running git; no other starts.
    pub fn stop(&self) {
        let mut running = self.running();
        running.stopped = true;
        if let Some(child) = &mut running.child {
            let _ = child.kill();
        }
    }

    fn start(&self, arguments: &[&str]) -> Result<Pipes, Failure> {
        let mut running = self.running();
        if running.stopped {
            return Err(Failure::NoHistory);
        }
        let mut child = command(&self.folder, arguments).spawn().map_err(not_started)?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        running.child = Some(child);
        match pipes {
            (Some(stdin), Some(stdout), Some(stderr)) => Ok((stdin, stdout, stderr)),
            _ => Err(Failure::Reason("git has no pipes".to_string())),
        }
    }

    fn finish(&self, complete: bool) -> bool {
        let Some(mut child) = self.running().child.take() else {
            return false;
        };
        if !complete {
            let _ = child.kill();
        }
        child.wait().is_ok_and(|status| status.success())
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(clippy::disallowed_methods, reason = "this file runs git")]
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder).args(OPTIONS.split_whitespace()).args(arguments);
    git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("GIT_") && !KEPT_VARIABLES.iter().any(|kept| text.starts_with(kept)) {
            git.env_remove(&name);
        }
    }
    git.envs(VARIABLES);
    git
}

/// A folder of this process with nothing in it, which goes away with this.
pub struct EmptyFolder(pub PathBuf);

impl EmptyFolder {
    #[expect(clippy::disallowed_methods, reason = "this file runs git, and git must run somewhere")]
    pub fn new() -> Result<Self, Failure> {
        let made = (0..100).find_map(|number| {
            let path = env::temp_dir().join(format!("floom-docs-{}-{number}", std::process::id()));
            // What is there already is somebody else's.
            std::fs::create_dir(&path).ok().map(|()| path)
        });
        made.map(Self).ok_or_else(|| Failure::Reason("there is no folder for temporary files".to_string()))
    }
}

impl Drop for EmptyFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir(&self.0);
    }
}

fn read_all(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn not_started(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound => Failure::NoHistory,
        _ => Failure::Reason(format!("git cannot be started: {error}")),
    }
}

fn failure(messages: &str) -> Failure {
    let no_history = ["not a git repository (or any", "Needed a single revision"];
    if no_history.iter().any(|text| messages.contains(text)) {
        return Failure::NoHistory;
    }
    let line = |start: &str| messages.lines().find_map(|line| line.trim().strip_prefix(start));
    Failure::Reason(match line("git config --global --add safe.directory ") {
        Some(path) => format!(
            "git refuses to read a repository that another user owns; if you trust it, run \
             `git config --global --add safe.directory {path}`"
        ),
        None => format!("git failed: {}", line("fatal: ").or(line("")).unwrap_or("no reason given")),
    })
}
