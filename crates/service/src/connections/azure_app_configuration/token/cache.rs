//! The access tokens at hand in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use model::id::ConnectionId;
use secrecy::SecretString;

/// The access tokens at hand in this process.
#[derive(Default)]
pub(in super::super) struct Tokens(Mutex<HashMap<ConnectionId, Slot>>);

/// What is known of one connection's tokens.
#[derive(Default)]
pub(super) struct Slot {
    /// Held by whoever gets a new token.
    pub(super) gate: Arc<tokio::sync::Mutex<()>>,
    pub(super) fresh: Option<Fresh>,
    /// A token the store did not accept: not handed out again, wherever it is found.
    pub(super) refused: Option<SecretString>,
}

/// A token and until when it is handed out.
pub(super) struct Fresh {
    pub(super) token: SecretString,
    pub(super) until: Timestamp,
}

impl Tokens {
    pub(in super::super) fn forget(&self, connection: ConnectionId) {
        self.with(connection, |slot| slot.fresh = None);
    }

    pub(super) fn with<T>(&self, connection: ConnectionId, look: impl FnOnce(&mut Slot) -> T) -> T {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        look(slots.entry(connection).or_default())
    }
}
