//! The new output in the place of the old one.
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{beside, ours, system};

/// Puts a folder in the place of the output; where the old output is now, if there was one.
///
/// Where the system can exchange two folders there is no moment without an output. Where it cannot (Windows, and some
/// network file systems), there is one between two renames: a build that is killed in it leaves none, and the next build
/// begins with [`heal`].
pub fn swap(out: &Path, fresh: &Path) -> io::Result<Option<PathBuf>> {
    if fs::symlink_metadata(out).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return fs::rename(fresh, out).map(|()| None);
    }
    match system::exchange(fresh, out) {
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput) => {
            by_two_renames(out, fresh).map(Some)
        }
        exchanged => exchanged.map(|()| Some(fresh.to_path_buf())),
    }
}

fn by_two_renames(out: &Path, fresh: &Path) -> io::Result<PathBuf> {
    let old = beside(out, "old");
    fs::rename(out, &old)?;
    fs::rename(fresh, out).inspect_err(|_| {
        let _ = fs::rename(&old, out);
    })?;
    Ok(old)
}

/// Puts the old output back where a build was killed between its two renames.
pub fn heal(out: &Path) -> io::Result<()> {
    if fs::symlink_metadata(out).is_ok() {
        return Ok(());
    }
    let is_whole = |folder: &PathBuf| {
        fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir()) && ours::is_whole(folder).unwrap_or(false)
    };
    match ours::leftovers(out, "old").into_iter().rfind(is_whole) {
        Some(old) => fs::rename(old, out),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("floom-docs-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn output(&self, name: &str, text: &str) -> PathBuf {
            let folder = self.0.join(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join(ours::MANIFEST), "index.html\n").unwrap();
            fs::write(folder.join("index.html"), text).unwrap();
            folder
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn text(folder: &Path) -> String {
        fs::read_to_string(folder.join("index.html")).unwrap()
    }

    #[test]
    fn two_renames_do_where_there_is_no_exchange() {
        let folder = Folder::new("renames");
        let (out, fresh) = (folder.output("dist", "old"), folder.output(".dist.new-1", "new"));
        let old = by_two_renames(&out, &fresh).unwrap();
        assert_eq!((text(&out), text(&old), fresh.exists()), ("new".to_string(), "old".to_string(), false));
    }

    #[test]
    fn two_renames_of_which_the_second_fails_leave_the_old_output() {
        let folder = Folder::new("no-rename");
        let out = folder.output("dist", "old");
        by_two_renames(&out, &folder.0.join("gone")).unwrap_err();
        assert_eq!((text(&out), beside(&out, "old").exists()), ("old".to_string(), false));
    }

    #[test]
    fn only_a_whole_output_is_put_back() {
        let folder = Folder::new("heal");
        let old = folder.output(".dist.old-7", "old");
        fs::remove_file(old.join("index.html")).unwrap();
        let out = folder.0.join("dist");
        heal(&out).unwrap();
        assert!(!out.exists());
        fs::write(old.join("index.html"), "old").unwrap();
        heal(&out).unwrap();
        assert_eq!(text(&out), "old");
    }
}
