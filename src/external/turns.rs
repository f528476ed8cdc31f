//! Who is asked next: hosts take turns, and none is asked by more than a few at once.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// As many of one host's pages are asked for at once.
const AT_ONCE: usize = 2;

/// What is still to be asked, host by host, shared by all threads.
pub struct Turns<T> {
    state: Mutex<State<T>>,
    freed: Condvar,
}

struct State<T> {
    lines: VecDeque<(String, VecDeque<T>)>,
    busy: BTreeMap<String, usize>,
}

/// One thing to ask; its host counts as busy until this is dropped.
pub struct Turn<'t, T> {
    turns: &'t Turns<T>,
    host: String,
    /// What to ask.
    pub item: T,
}

impl<T> Turns<T> {
    /// Lines the items up behind their hosts.
    pub fn new(items: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut lines: BTreeMap<String, VecDeque<T>> = BTreeMap::new();
        items.into_iter().for_each(|(host, item)| lines.entry(host).or_default().push_back(item));
        let state = State { lines: lines.into_iter().collect(), busy: BTreeMap::new() };
        Self { state: Mutex::new(state), freed: Condvar::new() }
    }

    /// The next to be asked; waits while every host left is busy, and is none when all have had their turn.
    pub fn next(&self) -> Option<Turn<'_, T>> {
        let mut state = self.lock();
        loop {
            if let Some((host, item)) = state.take() {
                return Some(Turn { turns: self, host, item });
            }
            if state.lines.is_empty() {
                return None;
            }
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn take(&mut self) -> Option<(String, T)> {
        let is_free = |(host, _): &(String, VecDeque<T>)| self.busy.get(host).is_none_or(|busy| *busy < AT_ONCE);
        let at = self.lines.iter().position(is_free)?;
        let (host, mut line) = self.lines.remove(at)?;
        let item = line.pop_front()?;
        *self.busy.entry(host.clone()).or_default() += 1;
        if !line.is_empty() {
            self.lines.push_back((host.clone(), line));
        }
        Some((host, item))
    }
}

impl<T> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        if let Some(busy) = self.turns.lock().busy.get_mut(&self.host) {
            *busy -= 1;
        }
        self.turns.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns() -> Turns<u8> {
        Turns::new([("a", 1), ("a", 2), ("a", 3), ("b", 4)].map(|(host, item)| (host.to_string(), item)))
    }

    #[test]
    fn hosts_take_turns() {
        let turns = turns();
        let order: Vec<u8> = std::iter::from_fn(|| turns.next().map(|turn| turn.item)).collect();
        assert_eq!(order, [1, 4, 2, 3]);
    }

    #[test]
    fn a_host_with_two_under_way_waits() {
        let turns = turns();
        let open: Vec<_> = (0..3).filter_map(|_| turns.next()).collect();
        assert_eq!(open.iter().map(|turn| turn.item).collect::<Vec<_>>(), [1, 4, 2]);
        assert!(turns.lock().take().is_none());
        drop(open);
        assert_eq!(turns.next().map(|turn| turn.item), Some(3));
        assert!(turns.next().is_none());
    }
}
