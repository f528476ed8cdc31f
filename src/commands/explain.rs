//! `floom-docs explain CODE`: what the guide says of a problem.

use crate::diagnostics::{self, Diagnostic, EXPLAINED};

/// The page of a code, or without one the list of all.
pub fn run(written: Option<&str>) -> Result<String, Diagnostic> {
    let Some(written) = written else { return Ok(list()) };
    let code = code_in(written);
    let page = diagnostics::description(code).zip(diagnostics::explanation(code));
    let (description, text) =
        page.ok_or_else(|| diagnostics::unknown_code(code, EXPLAINED.iter().map(|(known, _)| *known)))?;
    Ok(format!("# {code}\n\n{description}\n\n{}", text.trim_end()))
}

fn list() -> String {
    let width = EXPLAINED.iter().map(|(code, _)| code.len()).max().unwrap_or(0);
    let line = |(code, _): &(&'static str, _)| {
        format!("{code:width$}  {}", diagnostics::description(code).unwrap_or_default())
    };
    EXPLAINED.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// `broken-link` as it stands, or out of a message that was pasted: `error[broken-link]`.
fn code_in(written: &str) -> &str {
    let bracketed = written.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    bracketed.map_or(written, |(code, _)| code).trim()
}
