//! A hostile site on the disk, and the program run on it under guard.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use wait4::Wait4;

use crate::form::{Piece, Site, Step, unescaped};
use crate::site::{Folder, floom_docs};

/// Stands in files outside of the site that no output and no message may hold.
pub const SECRET_OUTSIDE: &str = "sEcReT-0f-An0thEr-f0ldEr";
/// Stands in the environment.
pub const SECRET_VARIABLE: &str = "sEcReT-0f-thE-EnvIr0nmEnt";
/// A program that has not ended by then hangs.
const GUARD: Duration = Duration::from_secs(60);
/// The address space that a program may take; what it uses of it is measured.
const ROOM_KB: usize = 3_000_000;

/// A folder with the site, what lies beside it, and the output.
pub struct Stage {
    folder: Folder,
    /// What was there before the program ran.
    before: BTreeMap<PathBuf, String>,
}

/// What came of a run.
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub time: Duration,
    pub memory: u64,
}

impl Stage {
    pub fn of(site: &Site) -> Self {
        let folder = Folder::new(&format!("hostile-{}", &site.name[..site.name.len().min(40)]));
        for name in ["site", "outside", "home"] {
            fs::create_dir_all(folder.path(name)).unwrap();
        }
        for name in ["secret.md", "secret.png", "secret.py", "index.md", "docs.yaml"] {
            fs::write(folder.path("outside").join(name), format!("# {SECRET_OUTSIDE}\n\ntitle: {SECRET_OUTSIDE}\n"))
                .unwrap();
        }
        let mut stage = Self { folder, before: BTreeMap::new() };
        site.steps.iter().for_each(|step| stage.lay(step));
        stage.before = stage.all_but_output();
        stage
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path("out")
    }

    /// The folder as it stands in texts.
    pub fn shown(&self) -> String {
        self.folder.0.to_str().unwrap().to_string()
    }

    fn at(&self, written: &str) -> PathBuf {
        let path = self.folder.path("site").join(OsStr::from_bytes(&unescaped(written)));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn filled(&self, text: &str) -> String {
        let folders = ["site", "out", "outside", "home"];
        folders.iter().fold(text.to_string(), |text, name| {
            text.replace(&format!("{{{name}}}"), self.folder.path(name).to_str().unwrap())
        })
    }

    fn lay(&self, step: &Step) {
        match step {
            Step::File { path, text, copies: None, behind } => {
                let mut options = OpenOptions::new();
                options.create(true).write(true).append(*behind).truncate(!*behind);
                write(options.open(self.at(path)).unwrap(), text, None, &|text| self.filled(text));
            }
            Step::File { path, text, copies: Some(copies), .. } => {
                for number in 1..=*copies {
                    let path = self.at(&numbered(path, number));
                    write(File::create(path).unwrap(), text, Some(number), &|text| self.filled(text));
                }
            }
            Step::Sparse(path, bytes) => File::create(self.at(path)).unwrap().set_len(*bytes).unwrap(),
            Step::Folder(path) => fs::create_dir_all(self.at(path)).unwrap(),
            Step::Fifo(path) => run(Command::new("mkfifo").arg(self.at(path))),
            Step::Gone(path) => {
                let path = self.at(path);
                if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
            }
            Step::Link(path, target) => {
                let target = unescaped(&self.filled(target));
                symlink(OsStr::from_bytes(&target), self.at(path)).unwrap();
            }
            Step::Git(arguments) => run(self.clean(
                Command::new("git")
                    .args(["-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "protocol.file.allow=always"])
                    .args(arguments.split(' '))
                    .current_dir(self.folder.path("site")),
            )),
        }
    }

    /// A command that finds nothing of whoever runs the tests.
    fn clean<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let home = self.folder.path("home");
        command
            .env("HOME", &home)
            .env("XDG_CACHE_HOME", "/dev/null/none")
            .env("TMPDIR", &home)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
    }

    pub fn run(&self, site: &Site) -> Ended {
        let arguments = site.run.as_deref().unwrap_or("build --site {site} --out {out}");
        // The shell gives its place to the program, with less room than would harm the machine.
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -v {ROOM_KB}; exec \"$@\""), "sh"]).arg(floom_docs().get_program());
        // The folder is put in word by word, since it may hold a space.
        command.args(arguments.split(' ').map(|word| self.filled(word))).current_dir(self.folder.path("home"));
        self.clean(&mut command).env("FLOOM_SECRET", SECRET_VARIABLE);
        let begun = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (stdout, stderr) = (drained(child.stdout.take().unwrap()), drained(child.stderr.take().unwrap()));
        let (ended, guard) = mpsc::channel::<()>();
        let id = child.id().to_string();
        let watch = thread::spawn(move || {
            if guard.recv_timeout(GUARD) == Err(mpsc::RecvTimeoutError::Timeout) {
                run(Command::new("kill").args(["-9", &id]));
            }
        });
        let used = child.wait4().unwrap();
        let time = begun.elapsed();
        drop(ended);
        watch.join().unwrap();
        let (stdout, stderr) = (stdout.join().unwrap(), stderr.join().unwrap());
        Ended { status: used.status, stdout, stderr, time, memory: used.rusage.maxrss }
    }

    /// What was written, changed or removed outside of the output folder.
    pub fn strays(&self) -> Vec<String> {
        let after = self.all_but_output();
        let paths = self.before.keys().chain(after.keys());
        let mut strays: Vec<String> = paths
            .filter(|path| self.before.get(*path) != after.get(*path))
            .map(|path| path.display().to_string())
            .collect();
        strays.dedup();
        strays
    }

    /// Each path with what would tell that it was written.
    fn all_but_output(&self) -> BTreeMap<PathBuf, String> {
        let mut found = BTreeMap::new();
        let mut open = vec![self.folder.0.clone()];
        while let Some(next) = open.pop() {
            for path in
                fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()).filter(|path| *path != self.out())
            {
                let metadata = path.symlink_metadata().unwrap();
                let times = if metadata.is_dir() {
                    String::new()
                } else {
                    format!("{:?} {}", metadata.modified().unwrap(), metadata.ino())
                };
                if metadata.is_dir() {
                    open.push(path.clone());
                }
                found.insert(path, format!("{:?} {} {times}", metadata.file_type(), metadata.mode()));
            }
        }
        found
    }
}

fn drained(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// In pieces, so that the program's memory is not hidden behind that of the tests.
fn write(mut file: File, text: &[Piece], number: Option<usize>, filled: &dyn Fn(&str) -> String) {
    for piece in text {
        match piece {
            Piece::Text(bytes) => match (std::str::from_utf8(bytes), number) {
                (Ok(text), Some(number)) => file.write_all(numbered(&filled(text), number).as_bytes()).unwrap(),
                (Ok(text), None) => file.write_all(filled(text).as_bytes()).unwrap(),
                (Err(_), _) => file.write_all(bytes).unwrap(),
            },
            Piece::Repeated(count, text) => {
                let block = 1 + 65_536 / text.len().max(1);
                for from in (0..*count).step_by(block) {
                    file.write_all(&text.repeat(block.min(count - from))).unwrap();
                }
            }
        }
    }
}

fn numbered(text: &str, number: usize) -> String {
    text.replace('§', &number.to_string()).replace('±', &(number + 1).to_string())
}
