//! What an app must be able to do to be the destination of a sync: list, read, put and delete keys,
//! each write under a precondition. Nothing in here is particular to one app.

use std::time::Duration;

use async_trait::async_trait;
use model::Diagnosis;
use model::connection::Health;
use model::id::ConnectionId;
use model::sync::Tier;
pub(crate) use plan::Content;

use super::consequence;

/// Which part of which store is meant, and through which connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The connection to sign in with.
    pub(crate) connection: ConnectionId,
    /// The store, as its connection's app writes it, such as `https://contoso.azconfig.io`.
    pub(crate) endpoint: String,
    /// The label; none is the null label. No other label is ever listed, read or written.
    pub(crate) label: Option<String>,
    /// The store's tier, which sets the pace.
    pub(crate) tier: Tier,
}

/// One label of one store.
#[async_trait]
pub(crate) trait Destination: Send + Sync {
    /// Reads a page of the listing: the first one, or the one `after` leads to. With the etag under
    /// which the page was `seen`, an unchanged page costs an answer without a body.
    async fn page(&self, after: Option<&str>, seen: Option<&str>) -> Result<Look, Fault>;

    /// Reads one key; none if there is none.
    async fn get(&self, key: &str) -> Result<Option<Entry>, Fault>;

    /// Writes a key if the precondition holds; answers with its new etag. The content replaces
    /// everything that was there, tags included.
    async fn put(&self, key: &str, content: &Content, when: &When) -> Result<String, Fault>;

    /// Deletes a key if it still has this etag. A key that is gone already is no fault.
    async fn delete(&self, key: &str, etag: &str) -> Result<(), Fault>;

    /// Whether the sign-in may delete there, found out without deleting anything.
    async fn may_delete(&self) -> Result<(), Fault>;

    /// What went to the store so far, over this and all other users of its lane.
    fn traffic(&self) -> Traffic;
}

/// What a look at a page showed.
pub(crate) enum Look {
    /// The page is as it was when it was seen.
    Unchanged,
    /// The page as it is now.
    Page {
        /// Its keys.
        entries: Vec<Entry>,
        /// Names this state of the page; none when the store gives no such name.
        etag: Option<String>,
        /// Leads to the next page; none on the last.
        next: Option<String>,
    },
}

/// A key at the destination.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: String,
    /// What is stored under it.
    pub(crate) content: Content,
    /// Names this state of it.
    pub(crate) etag: String,
    /// Whether the store refuses changes of it.
    pub(crate) locked: bool,
}

/// What must be so for a key to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum When {
    /// There is no such key.
    Absent,
    /// The key still has this etag.
    Unchanged(String),
}

/// Requests sent to a store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    /// Sent, repeats included.
    pub(crate) requests: u64,
    /// Answered with a wish to slow down.
    pub(crate) throttled: u64,
}

/// Why a store did not do what it was asked, after all repeats that could help.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", .diagnosis.cause)]
pub(crate) struct Fault {
    /// What follows from it.
    pub(crate) class: FaultClass,
    /// What to tell people.
    pub(crate) diagnosis: Diagnosis,
}

impl Fault {
    /// What the fault says about the connection; none when it is about the key alone.
    pub(crate) fn health(&self) -> Option<Health> {
        consequence::of(self.diagnosis.cause).health
    }
}

/// What follows from a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultClass {
    /// This key will not do, and repeating does not help; other keys may go on.
    KeyFinal,
    /// This key is locked; other keys may go on.
    Locked,
    /// The precondition does not hold: the key is to be looked at again. Nothing was written.
    Changed,
    /// Nobody can sign in: a person has to act.
    SignIn,
    /// The sign-in lacks a right on the store: a person has to act.
    MissingPermission,
    /// The sync may not use its connection there: a person has to act.
    OutsideLimits,
    /// The store wants to be left alone for longer than a run waits. Nothing was written.
    Throttled {
        /// For how long; zero when the store does not say.
        retry_after: Duration,
    },
    /// The store or the sign-in could not be reached or failed. Nothing was written.
    Transient,
    /// No answer arrived: a write may have happened.
    Uncertain,
}

impl FaultClass {
    /// Whether every other key would meet the same fault, so that a run stops.
    pub(crate) fn stops_run(self) -> bool {
        matches!(
            self,
            Self::SignIn | Self::MissingPermission | Self::OutsideLimits | Self::Throttled { .. }
        )
    }

    /// Whether time alone may heal it.
    pub(crate) fn heals(self) -> bool {
        matches!(
            self,
            Self::Throttled { .. } | Self::Transient | Self::Uncertain
        )
    }
}
