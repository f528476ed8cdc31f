//! Which scopes a match begins and ends, in the order in which that counts.

use super::classes::{Change, Class};
use super::engine::Missing;
use super::finding::{Finder, Found};
use super::grammar::{ClearAmount, Context, Operation, Reference};

type Changes = Vec<(usize, Change)>;

/// Notes what a match in a context changes.
pub fn note(context: &Context, found: &Found, finder: &mut Finder, changes: &mut Changes) -> Result<(), Missing> {
    let pattern = found.pattern;
    begin(context, &pattern.operation, found.start, changes)?;
    changes.extend(pattern.scope.iter().map(|class| (found.start, Change::Push(*class))));
    if let Some(captures) = &pattern.captures {
        note_groups(captures, finder, changes);
    }
    pop(pattern.scope.len(), found.end, changes);
    end(context, &pattern.operation, found.end, changes);
    Ok(())
}

/// What is between the delimiters ends where a match begins that leads elsewhere; what holds them begins there.
fn begin(context: &Context, operation: &Operation, at: usize, changes: &mut Changes) -> Result<(), Missing> {
    match operation {
        Operation::None => {}
        Operation::Pop => pop(context.meta_content_scope.len(), at, changes),
        Operation::Push(references) => {
            for reference in references {
                let context = reference.context().ok_or(Missing)?;
                changes.extend(context.clear_scopes.map(|amount| (at, cleared(amount))));
                push(&context.meta_scope, at, changes);
            }
        }
        Operation::Set(references) => {
            changes.extend(context.clear_scopes.map(|_| (at, Change::Restore)));
            for reference in references {
                push(&reference.context().ok_or(Missing)?.meta_scope, at, changes);
            }
        }
    }
    Ok(())
}

fn end(context: &Context, operation: &Operation, at: usize, changes: &mut Changes) {
    match operation {
        Operation::None => {}
        Operation::Pop => {
            pop(context.meta_scope.len(), at, changes);
            changes.extend(context.clear_scopes.map(|_| (at, Change::Restore)));
        }
        Operation::Push(references) => {
            if contexts(references).any(|context| !context.meta_content_scope.is_empty()) {
                pop(meta_scopes(references), at, changes);
                contexts(references).for_each(|context| push_meta(context, at, changes));
            }
        }
        Operation::Set(references) => end_set(context, references, at, changes),
    }
}

fn end_set(context: &Context, references: &[Reference], at: usize, changes: &mut Changes) {
    let before = context.meta_scope.len() + context.meta_content_scope.len();
    let is_moved = |context: &Context| !context.meta_content_scope.is_empty() || context.clear_scopes.is_some();
    if before == 0 && !contexts(references).any(is_moved) {
        return;
    }
    pop(before + meta_scopes(references), at, changes);
    for context in contexts(references) {
        changes.extend(context.clear_scopes.map(|amount| (at, cleared(amount))));
        push_meta(context, at, changes);
    }
}

fn contexts(references: &[Reference]) -> impl Iterator<Item = &'static Context> {
    references.iter().filter_map(Reference::context)
}

fn meta_scopes(references: &[Reference]) -> usize {
    contexts(references).map(|context| context.meta_scope.len()).sum()
}

fn push_meta(context: &Context, at: usize, changes: &mut Changes) {
    push(&context.meta_scope, at, changes);
    push(&context.meta_content_scope, at, changes);
}

fn push(classes: &[Class], at: usize, changes: &mut Changes) {
    changes.extend(classes.iter().map(|class| (at, Change::Push(*class))));
}

fn pop(count: usize, at: usize, changes: &mut Changes) {
    if count > 0 {
        changes.push((at, Change::Pop(count)));
    }
}

fn cleared(amount: ClearAmount) -> Change {
    match amount {
        ClearAmount::TopN(count) => Change::Clear(count),
        ClearAmount::All => Change::Clear(usize::MAX),
    }
}

/// The scopes of groups in the order of their places: one that holds another begins before it.
fn note_groups(captures: &[(usize, Vec<Class>)], finder: &mut Finder, changes: &mut Changes) {
    let ordered = &mut finder.ordered;
    ordered.clear();
    for (number, classes) in captures {
        // An empty one would end before it begins.
        let Some((start, end)) = finder.groups.get(*number).filter(|(start, end)| start != end) else { continue };
        let length = end as i64 - start as i64;
        ordered.extend(classes.iter().map(|class| ((start, -length), Change::Push(*class))));
        ordered.push(((end, i64::MIN), Change::Pop(classes.len())));
    }
    ordered.sort_by_key(|(place, _)| *place);
    changes.extend(ordered.iter().map(|((at, _), change)| (*at, *change)));
}
