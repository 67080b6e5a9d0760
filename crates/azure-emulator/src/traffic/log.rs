//! The records of requests and writes. They hold no credential and no value.

use std::collections::VecDeque;

use serde::Serialize;
use time::OffsetDateTime;

use super::Kind;
use crate::appconfig::Precondition;

/// A finished request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    /// Counts up from 1.
    pub seq: u64,
    /// When it was answered.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What it was about.
    pub kind: Kind,
    /// The store it went to; `None` for Entra ID.
    pub store: Option<String>,
    /// Whether it came through TLS.
    pub secure: bool,
    /// The method.
    pub method: String,
    /// Path and query of a data-plane request; of a sign-in only the path.
    pub target: String,
    /// How it authenticated: the scheme alone.
    pub scheme: Option<String>,
    /// `If-Match`, as sent.
    pub if_match: Option<String>,
    /// `If-None-Match`, as sent.
    pub if_none_match: Option<String>,
    /// The `Sync-Token` it brought.
    pub sync_token: Option<String>,
    /// Size of its body.
    pub body_bytes: usize,
    /// The status it got; `None` when the connection was cut.
    pub status: Option<u16>,
    /// The fault rules that fired on it.
    pub faults: Vec<u64>,
}

/// A write that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Write {
    /// Counts up from 1.
    pub seq: u64,
    /// The store.
    pub store: String,
    /// What was done.
    pub kind: WriteKind,
    /// The key.
    pub key: String,
    /// The label.
    pub label: Option<String>,
    /// The etag that was given, or that the deleted item had.
    pub etag: String,
    /// The precondition it carried.
    pub precondition: Option<Precondition>,
    /// Whether anything changed: an equal PUT is accepted and changes nothing.
    pub changed: bool,
    /// Who did it: a key's id or an object id.
    pub caller: String,
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WriteKind {
    /// Created or replaced an item.
    Put,
    /// Deleted an item.
    Delete,
    /// Made an item read-only.
    Lock,
    /// Made an item writable.
    Unlock,
}

/// The latest of a numbered series.
pub(super) struct Ring<T> {
    items: VecDeque<T>,
    last: u64,
}

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Self {
            items: VecDeque::new(),
            last: 0,
        }
    }
}

impl<T: Clone> Ring<T> {
    pub(super) fn push(&mut self, mut item: T, limit: usize, number: impl Fn(&mut T, u64)) {
        self.last += 1;
        number(&mut item, self.last);
        if self.items.len() == limit {
            self.items.pop_front();
        }
        self.items.push_back(item);
    }

    pub(super) fn to_vec(&self) -> Vec<T> {
        self.items.iter().cloned().collect()
    }
}
