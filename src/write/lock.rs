//! One build at a time into an output folder.
#![allow(clippy::disallowed_methods)]

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::{signals, system};

/// So often it is tried before anything is said.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(50);

/// The lock on an output folder: a file beside it, which is gone when the lock is.
///
/// The lock is the system's own and ends with the process, however that ends; the file that a killed build leaves is
/// taken over by the next.
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Waits for the lock, and says so with the number of the process that has it. None where the file system knows no
    /// locks.
    pub fn wait(path: PathBuf, say: &dyn Fn(Option<u32>)) -> io::Result<Option<Self>> {
        loop {
            if fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink()) {
                fs::remove_file(&path)?;
            }
            let mut file = system::open_or_create(&path)?;
            match wait_for(&file, &path, say) {
                Err(error) if error.kind() == ErrorKind::Unsupported => {
                    return if file.metadata()?.len() == 0 { fs::remove_file(path).map(|()| None) } else { Ok(None) };
                }
                waited => waited?,
            }
            if signals::held(|unfinished| take(&mut file, &path, unfinished))? == Taken::Ours {
                return Ok(Some(Self { path, _file: file }));
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        signals::held(|unfinished| {
            unfinished.retain(|path| *path != self.path);
            // The next build removes what cannot be removed now.
            let _ = fs::remove_file(&self.path);
        });
    }
}

#[derive(PartialEq, Eq)]
enum Taken {
    Ours,
    /// Its file was removed by the build that had it, and another may lock the next file of that name.
    Gone,
}

fn wait_for(file: &File, path: &Path, say: &dyn Fn(Option<u32>)) -> io::Result<()> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    say(system::open(path).and_then(holder).ok());
    file.lock()
}

fn holder(file: File) -> io::Result<u32> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text)?;
    text.trim_end().parse().map_err(|_| ErrorKind::InvalidData.into())
}

fn take(file: &mut File, path: &Path, unfinished: &mut Vec<PathBuf>) -> io::Result<Taken> {
    if !system::is_still_at(file, path)? {
        return Ok(Taken::Gone);
    }
    if file.metadata()?.len() > 0 && holder(system::open(path)?).is_err() {
        return Err(io::Error::other("a file that floom-docs did not make is in the way"));
    }
    unfinished.push(path.to_path_buf());
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    Ok(Taken::Ours)
}
