//! What lies where after a move.

use crate::source::{PagePath, join};

/// A page, or a folder with all that is in it, that goes to another place below the content folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocation {
    /// The content folder, relative to the site's root.
    pub content: String,
    /// The old path below the content folder.
    pub from: String,
    /// The new one.
    pub to: String,
    /// Whether it is a folder.
    pub is_folder: bool,
}

impl Relocation {
    /// Where a file or folder below the content folder lies afterwards.
    pub fn of(&self, path: &str) -> String {
        match path.strip_prefix(self.from.as_str()) {
            Some("") => self.to.clone(),
            Some(below) if self.is_folder && below.starts_with('/') => format!("{}{below}", self.to),
            _ => path.to_string(),
        }
    }

    /// Where a page lies afterwards.
    pub fn page(&self, path: &PagePath) -> PagePath {
        PagePath(self.of(&path.0))
    }

    /// Whether a page moves.
    pub fn moves(&self, path: &PagePath) -> bool {
        self.of(&path.0) != path.0
    }

    /// Where a file lies afterwards, both relative to the site's root.
    pub fn in_site(&self, path: &str) -> String {
        below(&self.content, path).map_or_else(|| path.to_string(), |inside| join(&self.content, &self.of(inside)).0)
    }
}

/// The path below a folder, if it lies there.
pub fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_takes_along_what_is_in_it_and_nothing_that_begins_alike() {
        let relocation =
            Relocation { content: "content".into(), from: "guide".into(), to: "docs/guide".into(), is_folder: true };
        assert_eq!(relocation.of("guide/a.md"), "docs/guide/a.md");
        assert_eq!(relocation.of("guide.md"), "guide.md");
        assert_eq!(relocation.of("guides/a.md"), "guides/a.md");
        assert_eq!(relocation.in_site("content/guide/x.py"), "content/docs/guide/x.py");
        assert_eq!(relocation.in_site("guide/x.py"), "guide/x.py");
    }
}
