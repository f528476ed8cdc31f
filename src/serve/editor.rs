//! What opens a place in a file: the form of a URL.

use std::path::Path;

use crate::resolve::links::encoded;

/// Editors by their names, with the URLs that open a file in them.
const KNOWN: [(&str, &str); 6] = [
    ("vscode", "vscode://file/{path}:{line}:{column}"),
    ("vscodium", "vscodium://file/{path}:{line}:{column}"),
    ("cursor", "cursor://file/{path}:{line}:{column}"),
    ("zed", "zed://file/{path}:{line}:{column}"),
    ("idea", "idea://open?file=/{path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file:///{path}&line={line}&column={column}"),
];

/// The form of a URL, with `{path}`, `{line}` and `{column}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(String);

impl Editor {
    /// One of the editors that are known, or a form of its own.
    pub fn new(written: &str) -> Result<Self, String> {
        if let Some((_, form)) = KNOWN.iter().find(|(name, _)| *name == written) {
            return Ok(Self((*form).to_string()));
        }
        let scheme = written.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
        let is_scheme = !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let runs_code = ["javascript", "data", "vbscript", "blob"].contains(&scheme.as_str());
        if !is_scheme || runs_code || !written.contains("{path}") {
            let names = KNOWN.map(|(name, _)| name).join(", ");
            return Err(format!("give one of {names}, or a URL such as vscode://file/{{path}}:{{line}}:{{column}}"));
        }
        Ok(Self(written.to_string()))
    }

    /// The URL that opens a place.
    pub fn url(&self, file: &Path, line: usize, column: usize) -> String {
        let path = file.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let form = self.0.replace("{line}", &line.to_string()).replace("{column}", &column.to_string());
        form.replace("{path}", &encoded(path.trim_start_matches('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_a_name_or_a_form_that_runs_no_code() {
        let place = |editor: &str| Editor::new(editor).map(|editor| editor.url(Path::new("/a b/c.md"), 3, 5));
        assert_eq!(place("vscode").as_deref(), Ok("vscode://file/a%20b/c.md:3:5"));
        assert_eq!(place("my-editor:{path}#{line}").as_deref(), Ok("my-editor:a%20b/c.md#3"));
        assert!(place("javascript:{path}").is_err() && place("emacs").is_err());
    }
}
