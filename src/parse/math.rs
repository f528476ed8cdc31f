//! TeX formulas as MathML: the one file that names the TeX crate.

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

use crate::parse::html::escape;
use crate::parse::raw_html;

/// A longer formula is not read, in bytes.
pub const MAX_FORMULA_BYTES: usize = 4_000;

/// What stands deeper in a formula is not read: the sanitiser looks at all that is open for each part.
const MAX_DEPTH: usize = 64;

/// How a formula stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Display {
    /// Within a line.
    Inline,
    /// On lines of its own.
    Block,
}

/// A formula as MathML, or what is wrong with it.
pub fn mathml(tex: &str, display: Display) -> Result<String, String> {
    if tex.len() > MAX_FORMULA_BYTES {
        return Err(format!("it is over {MAX_FORMULA_BYTES} bytes"));
    }
    // The parser looks for the end of each group in all that follows.
    if group_depth(tex) > MAX_DEPTH {
        return Err(too_deep());
    }
    let storage = Storage::new();
    let events =
        Parser::new(tex, &storage).collect::<Result<Vec<_>, _>>().map_err(|error| reason(&error.to_string()))?;
    let display_mode = match display {
        Display::Inline => DisplayMode::Inline,
        Display::Block => DisplayMode::Block,
    };
    let mut html = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut html, events, RenderConfig { display_mode, ..RenderConfig::default() })
        .map_err(|error| reason(&error.to_string()))?;
    if depth(&html) > MAX_DEPTH {
        return Err(too_deep());
    }
    // The renderer does not escape the names of operators.
    let mathml = raw_html::sanitise_mathml(&raw_html::without_control_references(&html));
    // Who reads no MathML reads TeX.
    Ok(mathml.replacen("<math", &format!("<math alttext=\"{}\"", escape(tex.trim())), 1))
}

fn too_deep() -> String {
    format!("its parts are more than {MAX_DEPTH} levels deep")
}

/// How many groups are open at once, at most.
fn group_depth(tex: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for byte in tex.bytes() {
        match byte {
            b'{' => open += 1,
            b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// How many elements are open at once, at most.
fn depth(html: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for (at, _) in html.match_indices('<') {
        open = if html[at..].starts_with("</") { open.saturating_sub(1) } else { open + 1 };
        deepest = deepest.max(open);
    }
    deepest
}

/// The first line of the crate's message: those below it draw the formula again.
fn reason(message: &str) -> String {
    let line = message.lines().next().unwrap_or("");
    line.strip_prefix("parsing error: ").unwrap_or(line).replace("unkown", "unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml_that_runs_nothing() {
        let html = mathml(r"\frac{1}{2} < x", Display::Block).expect("the formula is fine");
        assert!(
            html.starts_with("<math alttext=\"\\frac{1}{2} &lt; x\" display=\"block\"") && html.contains("<mfrac>"),
            "{html}"
        );
        for hostile in [r"\operatorname{<script>alert(1)</script>}", r"\operatorname{<img src=x onerror=alert(1)>}"] {
            let html = mathml(hostile, Display::Inline).unwrap_or_default();
            assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
        }
    }

    #[test]
    fn a_formula_cannot_forge_placeholders() {
        let html = mathml(r"\operatorname{&#1;0&#1}", Display::Inline).expect("the formula is fine");
        assert!(!html.contains('\u{1}'), "{html}");
    }

    #[test]
    fn what_is_wrong_is_said_in_one_line() {
        assert_eq!(mathml(r"\frac{1", Display::Inline).expect_err("a brace is open").lines().count(), 1);
        assert!(mathml(&"x".repeat(5_000), Display::Inline).is_err());
        assert!(mathml(&"{".repeat(4_000), Display::Inline).is_err());
    }
}
