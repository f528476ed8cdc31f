//! Signals: what was begun is finished or taken back before they end the program.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(unix)]
use super::{ours, system};

/// What lies on disk and is not to stay there if the program ends now; the last is removed first.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Does what no signal may interrupt: one that comes meanwhile ends the program afterwards.
pub fn held<T>(work: impl FnOnce(&mut Vec<PathBuf>) -> T) -> T {
    work(&mut unfinished())
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on a signal that ends the program waits for what is [`held`], and removes what is unfinished; a file that
/// grows too long for the system is an error and no end.
#[cfg(unix)]
pub fn watch() {
    use std::sync::{Arc, Once};
    use std::thread;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;

    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        // Where a handler cannot be set, the next build sweeps what a signal leaves.
        let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
        let ends = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| !system::is_ignored(*signal));
        if let Ok(mut signals) = Signals::new(ends) {
            thread::spawn(move || signals.forever().for_each(end));
        }
    });
}

/// What a signal leaves here, the next build sweeps.
#[cfg(not(unix))]
pub fn watch() {}

/// The end that the signal would have been, so that a shell sees it. What is unfinished stays locked.
#[cfg(unix)]
fn end(signal: i32) {
    let mut unfinished = unfinished();
    while let Some(path) = unfinished.pop() {
        ours::take_back(&path);
    }
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}
