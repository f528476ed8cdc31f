//! The addresses of a moved page: the one that it leaves becomes an alias, and its other aliases stay what they are.

use crate::diagnostics::{self, Diagnostic};
use crate::moves::edits::{Edits, Replacement};
use crate::moves::yaml_text::{newline, scalar, top_indent, with_value_of_key, written};
use crate::parse::{self, Page};
use crate::resolve::redirects::address;
use crate::source::names::folded;
use crate::source::{PagePath, Route, Span};

/// A page that moves.
pub struct Moved<'a> {
    /// Its file, relative to the site's root.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Whether pages show lines of it by their numbers.
    pub has_counted_lines: bool,
    /// What it says.
    pub page: &'a Page,
    /// Its old path and address.
    pub before: (&'a PagePath, &'a Route),
    /// Its new ones.
    pub after: (&'a PagePath, &'a Route),
}

impl Moved<'_> {
    /// Writes the aliases; the one that is added, if any is.
    pub fn aliases(&self, edits: &mut Edits) -> Result<Option<String>, Diagnostic> {
        let ((old_path, old), (new_path, new)) = (self.before, self.after);
        // Addresses that differ in case alone cannot both be there.
        let is_left = folded(&old.0) != folded(&new.0);
        let mut added = is_left.then(|| old.0.clone());
        for (alias, span) in &self.page.settings.aliases {
            let meant = address(old_path, alias);
            let becomes = match added.take_if(|_| folded(&meant) == folded(new.0.trim_matches('/'))) {
                Some(old) => old,
                None if address(new_path, alias) == meant => continue,
                None => format!("/{meant}{}", if alias.ends_with('/') { "/" } else { "" }),
            };
            let scalar = scalar(self.text, span.start, alias).ok_or_else(|| self.unreadable())?;
            let Replacement { span, with } = scalar.replaced(&becomes);
            edits.write(self.file, span, with);
        }
        if let Some(alias) = added {
            let Replacement { span, with } = self.with_alias(&alias).ok_or_else(|| self.unreadable())?;
            if self.has_counted_lines && with.contains('\n') {
                return Err(diagnostics::lines_would_move(&alias).in_file(self.file));
            }
            edits.write(self.file, span, with);
        }
        match is_left && !parse::is_address(&old.0) {
            true => Err(diagnostics::address_not_alias(&old.0).in_file(self.file)),
            false => Ok(is_left.then(|| old.0.clone())),
        }
    }

    fn unreadable(&self) -> Diagnostic {
        diagnostics::aliases_not_written(&self.before.1.0).in_file(self.file)
    }

    fn with_alias(&self, alias: &str) -> Option<Replacement> {
        let (text, newline) = (self.text, newline(self.text));
        let insert = |at: usize, with: String| Some(Replacement { span: Span::new(at, at), with });
        let Some((yaml, _)) = parse::cut_front_matter(text) else {
            let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            let lines = ["---", "aliases:", &format!("  - {}", written(alias)), "---", ""].join(newline);
            let is_apart = text[start..].is_empty() || text[start..].starts_with(['\n', '\r']);
            return insert(start, if is_apart { lines } else { lines + newline });
        };
        if let Some(added) = with_value_of_key(text, yaml, &["aliases", "redirect_from"], alias) {
            return Some(added);
        }
        let head = &text[yaml.start..yaml.end];
        if !self.page.settings.aliases.is_empty() || head.trim_start().starts_with('{') {
            return None;
        }
        let indent = " ".repeat(top_indent(head));
        insert(yaml.end, format!("{indent}aliases:{newline}{indent}  - {}{newline}", written(alias)))
    }
}
