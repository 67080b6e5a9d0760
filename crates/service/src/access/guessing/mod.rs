//! How often somebody may guess a password, a client secret, a link or a code before they have to wait.
//!
//! All of it is kept in memory, each process for itself: a restart forgets it, and replicas do not
//! share it.

mod limiter;
mod machines;
mod sign_ins;
mod source;

pub(crate) use limiter::{Limiter, WhenFull};
pub(crate) use machines::{Machine, Machines};
pub(crate) use sign_ins::{Attempt, SignIns};
pub(crate) use source::Source;

use std::time::Duration;

/// The time within which tries are counted.
const WITHIN: Duration = Duration::from_mins(15);

/// Wrong links and set-up codes from one address.
const WRONG_LINKS: usize = 20;

/// The most addresses to count wrong links of.
const ADDRESSES: usize = 50_000;

/// What is counted against guessing people's way in.
pub(crate) struct Guesses {
    /// Passwords.
    pub(crate) passwords: SignIns,
    /// Client secrets, and tokens that others issued.
    pub(crate) machines: Machines,
    /// Links and set-up codes that do not exist.
    pub(crate) links: Limiter<Source>,
}

impl Default for Guesses {
    fn default() -> Self {
        Self {
            passwords: SignIns::default(),
            machines: Machines::default(),
            links: Limiter::new(WRONG_LINKS, WITHIN, ADDRESSES, WhenFull::Wait),
        }
    }
}
