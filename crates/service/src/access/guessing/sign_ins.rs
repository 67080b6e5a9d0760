//! Which passwords are evaluated at all.
//!
//! - From one address, ten wrong ones for an account and fifty for all accounts in fifteen minutes.
//! - For one account, a hundred from addresses it was never signed in to from. Past that, whoever
//!   owns it gets in where they were before, and strangers wait.
//! - A browser that the owner signed in with before has ten of its own: nobody can use those up.
//!
//! Accounts that do not exist are counted like those that do.

use std::time::Duration;

use model::Timestamp;

use super::{Limiter, Source, WITHIN, WhenFull};

/// For one account from one address, or by one browser known to it.
const HERE: usize = 10;

/// From one address for all accounts.
const FROM_AN_ADDRESS: usize = 50;

/// For one account from all the addresses that are not known to it.
const BY_STRANGERS: usize = 100;

/// The most accounts, addresses, or pairs of them to count.
const ROOM: usize = 50_000;

/// The keyed digest of an account's e-mail address.
type Account = [u8; 32];
/// The keyed digest of what a browser keeps.
type Device = [u8; 32];

/// Somebody is about to try a password.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    /// The account, whether it exists or not.
    pub(crate) account: Account,
    /// Where they are.
    pub(crate) source: Source,
    /// The browser, if it was signed in to this account before.
    pub(crate) known_device: Option<Device>,
    /// Whether this account was signed in to from here before.
    pub(crate) known_source: bool,
    /// When.
    pub(crate) at: Timestamp,
}

/// The wrong passwords of late.
pub(crate) struct SignIns {
    here: Limiter<(Account, Source)>,
    address: Limiter<Source>,
    strangers: Limiter<Account>,
    device: Limiter<(Account, Device)>,
}

impl Default for SignIns {
    fn default() -> Self {
        Self {
            here: Limiter::new(HERE, WITHIN, ROOM, WhenFull::Wait),
            address: Limiter::new(FROM_AN_ADDRESS, WITHIN, ROOM, WhenFull::Wait),
            strangers: Limiter::new(BY_STRANGERS, WITHIN, ROOM, WhenFull::Wait),
            device: Limiter::new(HERE, WITHIN, ROOM, WhenFull::Wait),
        }
    }
}

impl SignIns {
    /// Counts an attempt as a wrong one, or tells how long to wait. It is counted before the
    /// password is looked at, so that many at once cannot pass.
    pub(crate) fn admit(&self, attempt: &Attempt) -> Result<(), Duration> {
        let Attempt {
            account,
            source,
            at,
            ..
        } = *attempt;
        if let Some(device) = attempt.known_device {
            return self.device.take((account, device), at);
        }
        self.here.take((account, source), at)?;
        if let Err(wait) = self.address.take(source, at) {
            self.here.give_back(&(account, source), at);
            return Err(wait);
        }
        if !attempt.known_source
            && let Err(wait) = self.strangers.take(account, at)
        {
            self.here.give_back(&(account, source), at);
            self.address.give_back(&source, at);
            return Err(wait);
        }
        Ok(())
    }

    /// The password was right: the attempt does not count.
    pub(crate) fn was_right(&self, attempt: &Attempt) {
        let Attempt {
            account,
            source,
            at,
            ..
        } = *attempt;
        if let Some(device) = attempt.known_device {
            return self.device.give_back(&(account, device), at);
        }
        self.here.give_back(&(account, source), at);
        self.address.give_back(&source, at);
        if !attempt.known_source {
            self.strangers.give_back(&account, at);
        }
    }
}
