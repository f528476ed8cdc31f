//! The files of a commit that the owners of a repository have made, whatever stands in the folder.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::path::Path;

use super::program::{Failure, Git};

/// Where a clone of the owners' repository has their newest commit.
const USUAL: [&str; 3] = ["refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master"];
/// A longer file is no template of a site, in bytes.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// A commit, seen from a folder.
pub struct Base {
    git: Git,
    id: String,
    /// What the commit is called, as it was given or found: `origin/main`.
    pub name: String,
}

/// Why there is no base commit, as the end of a sentence.
pub struct NoBase(pub String);

/// The commit of that name; without one the commit that `origin` had when it was last fetched. None of these names is in
/// the hands of who wrote what is checked out.
pub fn find(folder: &Path, commit: Option<&str>) -> Result<Base, NoBase> {
    let git = Git::new(folder);
    let (name, id) = match commit {
        Some(name) => (name.to_string(), resolve(&git, name).ok_or_else(|| unknown(name))?),
        None => usual(&git)?,
    };
    Ok(Base { git, id, name })
}

impl Base {
    /// The plain files at and below some paths, by their paths from the folder, as far as they are wanted; links and
    /// submodules are left out.
    pub fn files(&self, paths: &[&str], is_wanted: impl Fn(&str) -> bool) -> Result<BTreeMap<String, Vec<u8>>, NoBase> {
        let blobs = blobs(&self.git, &self.id, paths);
        let wanted = blobs.map(|blobs| blobs.into_iter().filter(|(path, _)| is_wanted(path)).collect());
        wanted.and_then(|blobs| contents(&self.git, blobs)).map_err(|failure| NoBase(reason(failure)))
    }
}

fn usual(git: &Git) -> Result<(String, String), NoBase> {
    let found = USUAL.iter().find_map(|name| Some((*name, resolve(git, name)?)));
    let (name, id) = found.ok_or_else(|| NoBase("this clone has no `origin/main`".to_string()))?;
    Ok((name.trim_start_matches("refs/remotes/").to_string(), id))
}

fn unknown(name: &str) -> NoBase {
    NoBase(format!("this clone has no commit `{name}`"))
}

fn reason(failure: Failure) -> String {
    match failure {
        Failure::NoHistory => "the site is in no git repository".to_string(),
        Failure::Reason(reason) => reason,
    }
}

/// The id of a commit; what begins with a dash is no option.
fn resolve(git: &Git, name: &str) -> Option<String> {
    let commit = format!("{name}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
    let found = git.run_arguments(&arguments, String::new(), read_all).ok()?;
    let id = String::from_utf8(found).ok()?.lines().last()?.to_string();
    (id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}

/// Ids of the plain files by their paths.
fn blobs(git: &Git, commit: &str, paths: &[&str]) -> Result<Vec<(String, String)>, Failure> {
    let fixed = ["--no-replace-objects", "--literal-pathspecs", "ls-tree", "-r", "-z", commit, "--"];
    let listed = git.run_arguments(&[&fixed, paths].concat(), String::new(), read_all)?;
    let entries = listed.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok());
    let plain = entries.filter_map(|entry| {
        let (kind, path) = entry.split_once('\t')?;
        let id = kind.strip_prefix("100644 blob ").or_else(|| kind.strip_prefix("100755 blob "))?;
        Some((path.to_string(), id.to_string()))
    });
    Ok(plain.collect())
}

fn contents(git: &Git, blobs: Vec<(String, String)>) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let ids: String = blobs.iter().map(|(_, id)| format!("{id}\n")).collect();
    git.run("--no-replace-objects cat-file --batch", ids, |output| {
        blobs.into_iter().map(|(path, _)| Ok((path, next_blob(output)?))).collect()
    })
}

/// `ID blob SIZE`, that many bytes and a line feed.
fn next_blob(output: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = String::new();
    output.read_line(&mut head)?;
    let size = head.trim_end().split_once(" blob ").and_then(|(_, size)| size.parse::<u64>().ok());
    let size = size.filter(|size| *size <= MAX_FILE_BYTES);
    let size = size.ok_or_else(|| io::Error::other("a file of the base commit is missing or too long"))?;
    let mut bytes = Vec::new();
    output.take(size + 1).read_to_end(&mut bytes)?;
    bytes.pop();
    Ok(bytes)
}

fn read_all(output: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    output.read_to_end(&mut bytes)?;
    Ok(bytes)
}
