//! Tells whoever waits that something has changed.

use tokio::sync::watch::{Receiver, Sender};

/// Rings for all who listen.
pub struct Bell(Sender<u64>);

impl Default for Bell {
    fn default() -> Self {
        Self(Sender::new(0))
    }
}

impl Bell {
    /// Rings.
    pub fn ring(&self) {
        self.0.send_modify(|rings| *rings += 1);
    }

    /// Listens from now on.
    pub fn listen(&self) -> Receiver<u64> {
        self.0.subscribe()
    }
}
