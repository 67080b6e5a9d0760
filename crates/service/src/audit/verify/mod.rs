//! Proving the log: every record against its MAC, every chain against its end, against the chains
//! that name it and against anchors. It needs the root key and the database, and changes nothing.

mod finding;
mod keys;
mod report;
mod values;
mod walk;

pub use finding::{Fault, Finding, Witness};
pub use report::{OpenEnd, Report};

use std::collections::BTreeMap;

use model::id::ReplicaId;
use seal::{DigestKey, RootKey};
use store::audit::{self, Chain};
use store::{Store, StoreError};
use thiserror::Error;

use super::anchor::AnchorFile;
use super::chain::links;
use keys::Keys;
use walk::Expected;

/// Why nothing could be verified.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// Nobody has started Keyferry on this database.
    #[error("the database is empty: Keyferry has never been started on it")]
    Empty,
    /// The database was sealed with another key.
    #[error("ENCRYPTION_KEY is not the key this database was sealed with")]
    WrongKey,
    /// The organization's data key is gone or does not open.
    #[error("the organization's data key is gone or was altered: no record can be verified")]
    NoKey,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What others say of a chain, by its number.
type Testimony = BTreeMap<ReplicaId, Vec<Expected>>;

/// Verifies all chains as they are at one moment, and with `values` also opens everything that is
/// sealed.
///
/// # Errors
/// When there is nothing to verify with; what is wrong with the log is in the report.
pub async fn verify(
    store: &Store,
    root_key: &RootKey,
    anchors: &[AnchorFile],
    values: bool,
) -> Result<Report, VerifyError> {
    let tx = store.read().await?;
    let mut report = Report::default();
    let keys = Keys::open(&tx, root_key, &mut report).await?;
    let key = keys.of_organization().ok_or(VerifyError::NoKey)?.digests();

    let chains = audit::chains(&tx).await?;
    let mut testimony = Testimony::new();
    hear_chains(&chains, &mut testimony);
    hear_anchors(anchors, key, &mut testimony, &mut report);

    for chain in &chains {
        let expected = testimony.remove(&chain.end.chain).unwrap_or_default();
        walk::chain(&tx, key, chain, expected, &mut report).await?;
    }
    let strays = audit::strays(&tx).await?;
    for (chain, expected) in testimony {
        if !strays.contains(&chain) {
            report.findings.extend(walk::gone(chain, expected));
        }
    }
    for chain in strays {
        walk::stray(&tx, chain, &mut report).await?;
    }
    if values {
        values::open_all(&tx, &keys, &mut report).await?;
    }
    Ok(report)
}

fn hear_chains(chains: &[Chain], testimony: &mut Testimony) {
    for chain in chains {
        for link in links(chain) {
            testimony.entry(link.chain).or_default().push(Expected {
                seq: link.seq,
                head: link.head,
                witness: Witness::Chain(chain.end.chain),
            });
        }
    }
}

fn hear_anchors(
    files: &[AnchorFile],
    key: &DigestKey,
    testimony: &mut Testimony,
    report: &mut Report,
) {
    for file in files {
        let line_of = |line: &u64| format!("{}:{line}", file.name);
        for line in &file.unreadable {
            let fault = Fault::UnreadableAnchor(line_of(line));
            report.findings.push(Finding::of_no_chain(fault));
        }
        for (line, anchor) in &file.anchors {
            if !anchor.is_genuine(key) {
                let fault = Fault::ForgedAnchor(line_of(line));
                report.findings.push(Finding::of_no_chain(fault));
                continue;
            }
            report.anchors += 1;
            testimony.entry(anchor.chain).or_default().push(Expected {
                seq: anchor.seq,
                head: anchor.head.clone(),
                witness: Witness::Anchor {
                    place: line_of(line),
                    time: anchor.time.clone(),
                },
            });
        }
    }
}
