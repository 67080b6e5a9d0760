//! Anchors: copies of where chains ended, kept outside the database. They show what was cut off the
//! end, which nothing inside the database can.

use std::collections::HashMap;
use std::io::{self, BufRead};

use model::Timestamp;
use model::id::ReplicaId;
use seal::{Digest, DigestKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::audit::{self, Chain, ChainHead};

use super::chain::loose_ends;
use crate::keyring::Owner;
use crate::{Error, Service};

/// Where a chain ended at a time: a line of JSON in an anchor file, or the fields of a log line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// When, as RFC 3339.
    pub time: String,
    /// The chain.
    pub chain: ReplicaId,
    /// The number of its last record.
    pub seq: i64,
    /// The MAC of its last record, in hexadecimal digits.
    pub head: String,
    /// A MAC over all of these, in hexadecimal digits, so that nobody without the key can make one.
    pub mac: String,
}

impl Anchor {
    fn new(key: &DigestKey, at: Timestamp, end: &ChainHead) -> Self {
        let mut anchor = Self {
            time: at.to_string(),
            chain: end.chain,
            seq: end.seq,
            head: hex::encode(&end.head),
            mac: String::new(),
        };
        anchor.mac = hex::encode(anchor.digest(key).as_bytes());
        anchor
    }

    /// Whether it was made with this key.
    pub(super) fn is_genuine(&self, key: &DigestKey) -> bool {
        let mac = hex::decode(&self.mac).ok();
        let mac = mac.and_then(|mac| <[u8; 32]>::try_from(mac).ok());
        mac.is_some_and(|mac| Digest::from_bytes(mac) == self.digest(key))
    }

    fn digest(&self, key: &DigestKey) -> Digest {
        key.digest(
            "audit anchor",
            &[
                self.time.as_bytes(),
                self.chain.as_uuid().as_bytes(),
                &self.seq.to_be_bytes(),
                self.head.as_bytes(),
            ],
        )
    }
}

/// The anchors of one file, by their lines.
#[derive(Debug, Clone, Default)]
pub struct AnchorFile {
    /// What the file is called in findings.
    pub name: String,
    /// The anchors with the numbers of their lines.
    pub anchors: Vec<(u64, Anchor)>,
    /// The numbers of the lines that are no anchors.
    pub unreadable: Vec<u64>,
}

impl AnchorFile {
    /// Reads anchors, one JSON object a line. Objects that have no `head` are passed over, so that a
    /// server's log in JSON serves as well.
    ///
    /// # Errors
    /// When the reader fails. A line that is no anchor is a finding, not an error.
    pub fn read(name: impl Into<String>, lines: impl BufRead) -> io::Result<Self> {
        let mut file = Self {
            name: name.into(),
            ..Self::default()
        };
        for (number, line) in (1..).zip(lines.split(b'\n')) {
            let line = line?;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match serde_json::from_slice::<Value>(&line) {
                Ok(Value::Object(members)) if !members.contains_key("head") => {}
                Ok(value) => match serde_json::from_value(value) {
                    Ok(anchor) => file.anchors.push((number, anchor)),
                    Err(_) => file.unreadable.push(number),
                },
                Err(_) => file.unreadable.push(number),
            }
        }
        Ok(file)
    }
}

/// Watches where the chains end, for whoever keeps anchors.
pub struct Watch {
    service: Service,
    seen: Option<HashMap<ReplicaId, i64>>,
}

/// What a look at the chains brought.
#[derive(Debug, Default)]
pub struct Sighting {
    /// The chains that have grown since the look before.
    pub anchors: Vec<Anchor>,
    /// The chains that have become shorter, which only tampering does.
    pub shrunk: Vec<Shrunk>,
}

/// A chain that has become shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrunk {
    /// The chain.
    pub chain: ReplicaId,
    /// The number its last record had.
    pub was: i64,
    /// The number its last record has; none when the chain is gone.
    pub is: Option<i64>,
}

impl Watch {
    /// Begins to watch.
    #[must_use]
    pub fn new(service: &Service) -> Self {
        Self {
            service: service.clone(),
            seen: None,
        }
    }

    /// Looks where the chains end. The first look passes over chains whose end another one names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look(&mut self) -> Result<Sighting, Error> {
        let tx = self.service.store().read().await?;
        let key = self
            .service
            .keyring()
            .digests(&tx, Owner::Organization)
            .await?;
        let chains = audit::chains(&tx).await?;
        let now = self.service.now();
        let seen = self.seen.get_or_insert_with(|| already_named(&chains));
        let mut sighting = Sighting::default();
        let mut ends: HashMap<_, _> = HashMap::new();
        for Chain { end, .. } in &chains {
            ends.insert(end.chain, end.seq);
            if seen.get(&end.chain) != Some(&end.seq) {
                sighting.anchors.push(Anchor::new(&key, now, end));
            }
        }
        for (&chain, &was) in &*seen {
            let is = ends.get(&chain).copied();
            if is.is_none_or(|is| is < was) {
                sighting.shrunk.push(Shrunk { chain, was, is });
            }
        }
        *seen = ends;
        Ok(sighting)
    }
}

fn already_named(chains: &[Chain]) -> HashMap<ReplicaId, i64> {
    let mut ends: HashMap<_, _> = chains
        .iter()
        .map(|chain| (chain.end.chain, chain.end.seq))
        .collect();
    for loose in loose_ends(chains) {
        ends.remove(&loose.chain);
    }
    ends
}
