//! A site in a folder of its own, and the real program run on it.
#![allow(dead_code, clippy::disallowed_methods, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that goes away with its test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{count}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn with(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Self::new(name);
        files.iter().for_each(|(path, text)| folder.write(path, text));
        folder
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.0.join(below)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Our own documentation: this repository is the first site.
pub fn own_site() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn floom_docs() -> Command {
    without_cache(Command::new(env!("CARGO_BIN_EXE_floom-docs")))
}

/// A command that neither reads nor writes what is cached for whoever runs the tests.
pub fn without_cache(mut command: Command) -> Command {
    command.env("XDG_CACHE_HOME", "/dev/null/none").env("LOCALAPPDATA", "");
    command
}

pub fn build(site: &Path, out: &Path) -> Output {
    floom_docs().arg("build").arg("--site").arg(site).arg("--out").arg(out).output().unwrap()
}

pub fn built(site: &Path, out: &Path) -> BTreeMap<String, Vec<u8>> {
    let output = build(site, out);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    files(out)
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// All files below a folder with their bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            let path = entry.path();
            match entry.file_type().unwrap().is_dir() {
                true => open.push(path),
                false => drop(found.insert(
                    path.strip_prefix(folder).unwrap().to_str().unwrap().to_string(),
                    fs::read(&path).unwrap(),
                )),
            }
        }
    }
    found
}
