//! Reads lines by a grammar: what its matches do to the contexts that a text stands in.

use super::classes::Change;
use super::finding::{Chain, Finder, Found, Link, Source, Texts};
use super::grammar::{Context, Grammar, Operation, Reference};
use super::line::Line;
use super::scoping;

/// Where in a grammar a text has come to, between two of its lines.
#[derive(Debug)]
pub struct State {
    stack: Vec<Level>,
    is_first_line: bool,
    /// The depths from which on patterns that hold in all contexts are looked for.
    prototype_starts: Vec<usize>,
}

#[derive(Debug)]
struct Level {
    context: &'static Context,
    prototypes: Vec<&'static Context>,
    texts: Option<Texts>,
}

/// A context that no grammar has.
#[derive(Debug)]
pub struct Missing;

/// What is used again from line to line.
#[derive(Debug, Default)]
pub struct Memory {
    /// What the last line has changed, with the places.
    pub changes: Vec<(usize, Change)>,
    chain: Chain,
    finder: Finder,
}

/// How far a line is read.
#[derive(Default)]
struct Progress {
    at: usize,
    /// Where a push took nothing, and how deep it went.
    empty_push: (usize, usize),
}

impl State {
    /// The beginning of a text.
    pub fn new(grammar: Grammar) -> Self {
        let level = |context| Level { context, prototypes: Vec::new(), texts: None };
        let stack = grammar.start().map(level).into_iter().collect();
        Self { stack, is_first_line: true, prototype_starts: Vec::new() }
    }

    /// Reads a line with its end; what changes is in the memory.
    pub fn read(&mut self, line: &str, memory: &mut Memory) -> Result<(), Missing> {
        memory.changes.clear();
        memory.finder.begin_line();
        let context = self.stack.last().ok_or(Missing)?.context;
        if std::mem::take(&mut self.is_first_line) {
            let scope = context.meta_content_scope.first();
            memory.changes.extend(scope.map(|class| (0, Change::Push(*class))));
        }
        self.link(&mut memory.chain);
        let mut progress = Progress::default();
        let line = Line::new(line);
        while self.step(line, &mut progress, memory)? {}
        Ok(())
    }

    /// Goes on by one match; `false` at the end of the line.
    fn step(&mut self, line: Line, progress: &mut Progress, memory: &mut Memory) -> Result<bool, Missing> {
        let at = progress.at;
        memory.finder.begin_step(progress.empty_push == (at, self.stack.len()), self.stack.len());
        let Some(found) = memory.finder.find(&memory.chain, line, at) else { return Ok(false) };
        if found.is_loop {
            let next = line.text[at..].char_indices().nth(1);
            progress.at += next.map_or(0, |(length, _)| length);
            return Ok(next.is_some());
        }
        if found.end <= at && matches!(found.pattern.operation, Operation::Push(_)) {
            progress.empty_push = (found.end, self.stack.len() + 1);
        }
        progress.at = found.end;
        self.execute(line, &found, memory)?;
        Ok(!self.stack.is_empty())
    }

    fn execute(&mut self, line: Line, found: &Found, memory: &mut Memory) -> Result<(), Missing> {
        if found.source == Source::WithPrototype {
            self.prototype_starts.push(self.stack.len());
        }
        let context = self.stack.last().ok_or(Missing)?.context;
        scoping::note(context, found, &mut memory.finder, &mut memory.changes)?;
        let moved = self.go(line, found, &mut memory.finder);
        while self.prototype_starts.last().is_some_and(|start| *start >= self.stack.len()) {
            self.prototype_starts.pop();
        }
        if !matches!(found.pattern.operation, Operation::None) {
            self.link(&mut memory.chain);
        }
        moved
    }

    /// Goes to where a match leads.
    fn go(&mut self, line: Line, found: &Found, finder: &mut Finder) -> Result<(), Missing> {
        match &found.pattern.operation {
            Operation::None => Ok(()),
            Operation::Pop => {
                self.stack.pop();
                Ok(())
            }
            Operation::Push(references) => self.push(references, Vec::new(), line, found, finder),
            Operation::Set(references) => {
                // Patterns that hold in all contexts hold on until the level is left.
                let prototypes = self.stack.pop().map(|level| level.prototypes).unwrap_or_default();
                self.push(references, prototypes, line, found, finder)
            }
        }
    }

    fn push(
        &mut self,
        references: &[Reference],
        mut prototypes: Vec<&'static Context>,
        line: Line,
        found: &Found,
        finder: &mut Finder,
    ) -> Result<(), Missing> {
        for (index, reference) in references.iter().enumerate() {
            let mut prototypes = std::mem::take(&mut prototypes);
            let own = found.pattern.with_prototype.as_ref().filter(|_| index + 1 == references.len());
            if let Some(own) = own {
                prototypes.push(own.context().ok_or(Missing)?);
            }
            let context = reference.context().ok_or(Missing)?;
            let refers = context.uses_backrefs || prototypes.iter().any(|context| context.uses_backrefs);
            let texts = refers.then(|| finder.texts(line, found));
            self.stack.push(Level { context, prototypes, texts });
        }
        Ok(())
    }

    /// Puts together what is looked for from here on.
    fn link(&self, chain: &mut Chain) {
        let from = self.prototype_starts.last().copied().unwrap_or(0);
        chain.clear();
        let levels = &self.stack[from.min(self.stack.len())..];
        for level in levels.iter().filter(|level| !level.prototypes.is_empty()) {
            chain.extend(level.prototypes.iter().map(|context| Link {
                candidates: context.own(),
                texts: level.texts.clone(),
                source: Source::WithPrototype,
            }));
        }
        chain.extend(self.stack.last().map(|level| Link {
            candidates: level.context.with_prototype(),
            texts: level.texts.clone(),
            source: Source::Context,
        }));
    }
}
