//! What was found of a connection before.

use std::time::Duration;

use model::access::Action;
use model::connection::Occasion;
use model::id::ConnectionId;
use model::{Diagnosis, Timestamp};
use store::connections::{self as rows, ConnectionCheck};

use super::access::allowed;
use super::view::Rights;
use crate::{Caller, Error, Service};

/// A check or look of the past.
pub struct PastCheck {
    /// When.
    pub at: Timestamp,
    /// What it was made for.
    pub occasion: Occasion,
    /// The store whose rights were tried; none when only the sign-in was.
    pub store: Option<String>,
    /// The three rights, when they could be tried.
    pub rights: Option<Rights>,
    /// What was wrong.
    pub diagnosis: Option<Diagnosis>,
    /// How long it took.
    pub latency: Duration,
}

/// A connection's newest checks, newest first. At most 200 are kept.
///
/// # Errors
/// [`Error::NotFound`] when there is no such connection; [`Error::Denied`] without the right to see
/// it.
pub async fn checks(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
    limit: u64,
) -> Result<Vec<PastCheck>, Error> {
    let tx = service.store().read().await?;
    allowed(&tx, caller, id, Action::ReadConnections).await?;
    let found = rows::checks(&tx, id, limit).await?;
    found.into_iter().map(past).collect()
}

fn past(check: ConnectionCheck) -> Result<PastCheck, Error> {
    let damaged = |error: serde_json::Error| Error::Internal(format!("stored check: {error}"));
    let diagnosis = check.diagnosis.as_deref().map(serde_json::from_str);
    Ok(PastCheck {
        at: check.at,
        occasion: check.occasion,
        store: check.store_host,
        rights: serde_json::from_str(&check.rights).map_err(damaged)?,
        diagnosis: diagnosis.transpose().map_err(damaged)?,
        latency: check.latency,
    })
}
