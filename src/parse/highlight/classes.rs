//! Scopes to classes.

/// A class that colours, by its place among [`SCOPE_CLASSES`]; zero is none of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Class(u8);

/// Scope prefixes and their classes; the innermost scope that has one decides, and the first match here wins.
pub const SCOPE_CLASSES: [(&str, &str); 46] = [
    ("punctuation.definition.comment", "c"),
    ("comment", "c"),
    ("constant.character.escape", "se"),
    ("constant.other.placeholder", "se"),
    ("string.regexp", "r"),
    ("punctuation.definition.string", "s"),
    ("meta.interpolation", ""),
    ("meta.template.expression", ""),
    ("string", "s"),
    ("constant.numeric", "n"),
    ("constant.language", "b"),
    ("constant.character", "s"),
    ("constant", "b"),
    ("storage.type.function", "k"),
    ("storage.type.class", "k"),
    ("keyword.operator.word", "k"),
    ("keyword.operator.logical.python", "k"),
    ("keyword.operator", "ko"),
    ("keyword", "k"),
    ("storage.type", "k"),
    ("storage", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("meta.function-call.identifier", "f"),
    ("entity.name.tag", "g"),
    ("entity.other.attribute-name", "a"),
    ("entity.name.section", "h"),
    ("markup.heading", "h"),
    ("entity.name", "t"),
    ("entity.other.inherited-class", "t"),
    ("support.type.property-name", "pr"),
    ("meta.mapping.key", "pr"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("support.macro", "m"),
    ("support", "b"),
    ("meta.preprocessor", "m"),
    ("meta.annotation", "a"),
    ("variable.language", "b"),
    ("variable.parameter", "v"),
    ("markup.bold", "st"),
    ("markup.italic", "em"),
    ("markup.inserted", "di"),
    ("markup.deleted", "dd"),
    ("invalid", "i"),
];

impl Class {
    /// The class of a scope.
    pub fn of(scope: &str) -> Self {
        let is_prefix =
            |prefix: &str| scope.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let place = SCOPE_CLASSES.iter().position(|(prefix, _)| is_prefix(prefix));
        Self(place.map_or(0, |place| place as u8 + 1))
    }

    fn name(self) -> &'static str {
        let place = usize::from(self.0).checked_sub(1);
        place.and_then(|place| SCOPE_CLASSES.get(place)).map_or("", |(_, class)| class)
    }

    /// Itself, or another if it is none.
    fn or(self, other: Self) -> Self {
        if self == Self::default() { other } else { self }
    }
}

/// A change of the scopes that a text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A scope begins.
    Push(Class),
    /// So many end.
    Pop(usize),
    /// So many of the innermost do not count until [`Change::Restore`].
    Clear(usize),
    /// What was cleared last counts again.
    Restore,
}

/// The scopes in which a character stands, each with the class of what is directly in it: brackets that nothing closes
/// make a stack of thousands, which nobody must look through for each character.
#[derive(Debug, Default)]
pub struct Scopes {
    stack: Vec<Scope>,
    cleared: Vec<Vec<Scope>>,
}

#[derive(Clone, Copy, Debug)]
struct Scope {
    own: Class,
    within: Class,
}

impl Scopes {
    /// The class of what stands here.
    pub fn class(&self) -> &'static str {
        self.within().name()
    }

    /// How many there are.
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    fn within(&self) -> Class {
        self.stack.last().map_or(Class::default(), |scope| scope.within)
    }

    /// Makes a change; one that does not fit only costs colour.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Push(own) => self.push(own),
            Change::Pop(count) => self.stack.truncate(self.stack.len().saturating_sub(count)),
            Change::Clear(count) => {
                let rest = self.stack.len().saturating_sub(count);
                self.cleared.push(self.stack.split_off(rest));
            }
            Change::Restore => self.cleared.pop().into_iter().flatten().for_each(|scope| self.push(scope.own)),
        }
    }

    fn push(&mut self, own: Class) {
        let within = own.or(self.within());
        self.stack.push(Scope { own, within });
    }
}
