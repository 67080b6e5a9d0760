//! What holds a chain together: the MAC of a record over the one before, and of the first over where
//! the chains before it ended.

use std::collections::HashMap;

use model::id::ReplicaId;
use seal::DigestKey;
use serde::{Deserialize, Serialize};
use store::WriteTx;
use store::audit::{self, AuditRow, Chain, ChainHead};

use crate::Error;

/// The end of a chain as another chain names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Link {
    pub(super) chain: ReplicaId,
    pub(super) seq: i64,
    /// In hexadecimal digits.
    pub(super) head: String,
}

/// Begins the chain of a process. It names the ends that no other chain has named, so that what is
/// named, directly or through others, is all there was.
pub(crate) async fn begin(tx: &WriteTx, key: &DigestKey, chain: ReplicaId) -> Result<(), Error> {
    let links: Vec<_> = loose_ends(&audit::chains(tx).await?)
        .map(|end| Link {
            chain: end.chain,
            seq: end.seq,
            head: hex::encode(&end.head),
        })
        .collect();
    let follows =
        serde_json::to_string(&links).map_err(|error| Error::Internal(error.to_string()))?;
    let head = beginning(key, chain, Some(&follows));
    let chain = Chain {
        end: ChainHead {
            chain,
            seq: 0,
            head,
        },
        follows: Some(follows),
    };
    Ok(audit::begin(tx, &chain).await?)
}

/// What a chain's first record is bound to, in place of a record before it. A chain of a version that
/// named no others is bound to nothing.
pub(super) fn beginning(key: &DigestKey, chain: ReplicaId, follows: Option<&str>) -> Vec<u8> {
    follows.map_or_else(Vec::new, |follows| {
        let chain = chain.as_uuid();
        let digest = key.digest("audit chain", &[chain.as_bytes(), follows.as_bytes()]);
        digest.as_bytes().to_vec()
    })
}

/// The MAC of a record, after one with the MAC `before`. It covers every column.
pub(super) fn mac(key: &DigestKey, row: &AuditRow, before: &[u8]) -> [u8; 32] {
    let project = row.project_id.map(|id| id.to_string()).unwrap_or_default();
    let digest = key.digest(
        "audit",
        &[
            row.chain.as_uuid().as_bytes(),
            &row.seq.to_be_bytes(),
            &row.at.as_micros().to_be_bytes(),
            row.actor.as_bytes(),
            row.action.as_bytes(),
            project.as_bytes(),
            row.detail.as_bytes(),
            before,
        ],
    );
    *digest.as_bytes()
}

/// The ends of other chains that a chain names. One that cannot be read names none: the MAC of the
/// chain's first record tells that it was altered.
pub(super) fn links(chain: &Chain) -> Vec<Link> {
    let follows = chain.follows.as_deref().unwrap_or("[]");
    serde_json::from_str(follows).unwrap_or_default()
}

/// The ends that no other chain names.
pub(super) fn loose_ends(chains: &[Chain]) -> impl Iterator<Item = &ChainHead> {
    let mut named: HashMap<ReplicaId, i64> = HashMap::new();
    for link in chains.iter().flat_map(links) {
        let last = named.entry(link.chain).or_insert(link.seq);
        *last = link.seq.max(*last);
    }
    let ends = chains.iter().map(|chain| &chain.end);
    ends.filter(move |end| named.get(&end.chain).is_none_or(|last| *last < end.seq))
}
