//! The same HTML from syntect's own parser, which takes several times as long.

use std::sync::LazyLock;

use floom_docs::parse::highlight::classes::SCOPE_CLASSES;
use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};

pub static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> =
    LazyLock::new(|| SCOPE_CLASSES.iter().map(|(name, class)| (Scope::new(name).unwrap(), *class)).collect());

/// Deeper in scopes, a grammar begins anew.
const MAX_SCOPES: usize = 1_000;

/// The lines of a text as HTML; `None` where syntect cannot read one.
pub fn lines(syntax: &SyntaxReference, code: &str) -> Vec<Option<String>> {
    let mut state = ParseState::new(syntax);
    let mut scopes = Scopes::default();
    let mut lines = Vec::new();
    for line in code.split_inclusive('\n') {
        let ops = state.parse_line(line, &GRAMMARS).ok();
        lines.push(ops.map(|ops| line_html(line.trim_end_matches(['\n', '\r']), &ops, &mut scopes)));
        if scopes.classes.len() > MAX_SCOPES {
            (state, scopes) = (ParseState::new(syntax), Scopes::default());
        }
    }
    lines
}

fn line_html(text: &str, ops: &[(usize, ScopeStackOp)], scopes: &mut Scopes) -> String {
    let mut spans = Spans { html: String::new(), open: "" };
    let mut at = 0;
    for (offset, op) in ops {
        let end = (*offset).min(text.len());
        if end > at {
            spans.push(scopes.class(), &text[at..end]);
            at = end;
        }
        scopes.apply(op);
    }
    spans.push(scopes.class(), &text[at..]);
    spans.close();
    spans.html
}

#[derive(Default)]
struct Scopes {
    stack: ScopeStack,
    classes: Vec<&'static str>,
}

impl Scopes {
    fn class(&self) -> &'static str {
        self.classes.last().copied().unwrap_or("")
    }

    fn apply(&mut self, op: &ScopeStackOp) {
        let classes = &mut self.classes;
        let _ = self.stack.apply_with_hook(op, |change, _| match change {
            BasicScopeStackOp::Push(scope) => {
                let own = CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class);
                classes.push(own.or(classes.last().copied()).unwrap_or(""));
            }
            BasicScopeStackOp::Pop => drop(classes.pop()),
        });
    }
}

struct Spans {
    html: String,
    open: &'static str,
}

impl Spans {
    fn push(&mut self, class: &'static str, text: &str) {
        if !text.trim().is_empty() && class != self.open {
            self.close();
            self.open = class;
            if !class.is_empty() {
                self.html.push_str(&format!("<span class=\"{class}\">"));
            }
        }
        self.html.push_str(&floom_docs::parse::html::escape(text));
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            let at = self.html.trim_end_matches([' ', '\t']).len();
            self.html.insert_str(at, "</span>");
            self.open = "";
        }
    }
}
