//! What builds keep for later ones: a folder of entries, each named by what it was made of. An entry that is not whole
//! and ours is none, and no fault of the folder is one of the build.
#![allow(clippy::disallowed_methods)]

mod sweep;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use crate::write::open_plain;

/// How every entry begins; one of another version or form is none.
const TAG: &[u8] = concat!("floom-docs cache 1, ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();
/// What the tags of all versions have in common.
const ANY_TAG: &[u8] = b"floom-docs cache ";
const DIGEST_BYTES: usize = 32;
/// A longer entry is none, in bytes.
const MAX_ENTRY_BYTES: u64 = 64 * 1024 * 1024;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The entries of earlier builds; none, and no place for more, if there is no folder.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
}

/// What an entry is made of, as a name: all its parts, and the version of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The key of what is made of some parts.
    pub fn of(parts: &[&[u8]]) -> Self {
        let all: Vec<&[u8]> = [TAG].into_iter().chain(parts.iter().copied()).collect();
        Self(digest(&all).to_hex().to_string())
    }
}

impl Cache {
    /// The cache in a folder, which is made when there is something to keep.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// What was kept; none of an entry that is torn, another's, of another version, or too long.
    pub fn get(&self, kind: &str, key: &Key) -> Option<Vec<u8>> {
        let path = self.shard(kind, key)?.join(&key.0);
        let mut file = open_plain(&path).ok()?;
        let metadata = file.metadata().ok().filter(|metadata| metadata.len() <= MAX_ENTRY_BYTES)?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).ok()?);
        (&mut file).take(MAX_ENTRY_BYTES).read_to_end(&mut bytes).ok()?;
        let payload = unsealed(kind, key, bytes)?;
        touch(&file, metadata.modified().ok());
        Some(payload)
    }

    /// Keeps what was made. Where that cannot be done, the next build makes it again.
    pub fn put(&self, kind: &str, key: &Key, payload: &[u8]) {
        let Some(folder) = &self.folder else { return };
        let shard = folder.join(kind).join(&key.0[..2]);
        if fs::create_dir_all(&shard).is_ok() && self.shard(kind, key).is_some() {
            let _ = replace(&shard, &key.0, &sealed(kind, key, payload));
        }
    }

    /// Deletes what no build has used for a month and what killed ones have left, once a day.
    pub fn sweep(&self) {
        if let Some(folder) = &self.folder {
            sweep::sweep(folder, SystemTime::now());
        }
    }

    /// The folder of an entry, which no link leads out of the cache.
    fn shard(&self, kind: &str, key: &Key) -> Option<PathBuf> {
        let kind = self.folder.as_ref()?.join(kind);
        let shard = kind.join(&key.0[..2]);
        (is_folder(&kind) && is_folder(&shard)).then_some(shard)
    }
}

/// The program's folder among the caches of the user.
pub fn folder_of_user() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
    };
    caches.map(|caches| caches.join("floom-docs"))
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// An entry as it is written: the tag, what holds the rest to it, and the payload.
fn sealed(kind: &str, key: &Key, payload: &[u8]) -> Vec<u8> {
    [TAG, seal(kind, key, payload).as_bytes(), payload].concat()
}

fn unsealed(kind: &str, key: &Key, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let (told, payload) = bytes.strip_prefix(TAG)?.split_at_checked(DIGEST_BYTES)?;
    if seal(kind, key, payload) != *told {
        return None;
    }
    bytes.drain(..TAG.len() + DIGEST_BYTES);
    Some(bytes)
}

fn seal(kind: &str, key: &Key, payload: &[u8]) -> blake3::Hash {
    digest(&[TAG, kind.as_bytes(), key.0.as_bytes(), payload])
}

fn digest(parts: &[&[u8]]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    hasher.finalize()
}

/// Notes that an entry is in use, once a day. Where the system refuses it, the entry is made again in a month.
fn touch(file: &File, modified: Option<SystemTime>) {
    let now = SystemTime::now();
    let is_fresh = modified.and_then(|modified| now.duration_since(modified).ok()).is_some_and(|age| age < DAY);
    if !is_fresh {
        let _ = file.set_modified(now);
    }
}

/// Puts an entry in place at once, whatever lies there: other builds read and write at the same time.
fn replace(shard: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let fresh = shard.join(format!(".{name}.{}-{count}", std::process::id()));
    let at = shard.join(name);
    // Of a killed build whose process had this one's number.
    let _ = fs::remove_file(&fresh);
    let written = File::create_new(&fresh).and_then(|mut file| file.write_all(bytes)).and_then(|()| {
        fs::rename(&fresh, &at).or_else(|_| {
            fs::remove_dir_all(&at)?;
            fs::rename(&fresh, &at)
        })
    });
    written.inspect_err(|_| {
        let _ = fs::remove_file(&fresh);
    })
}
