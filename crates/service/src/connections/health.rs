//! What a check, a look or a run says about a connection, written down with what follows from it:
//! whether a missing right is waited for, when the connection is looked at next, which syncs are
//! tried again and who is told.

use std::time::Duration;

use model::connection::Health;
use model::{Cause, Diagnosis, Timestamp};
use store::connections::{self as rows, Connection};
use store::{WriteTx, syncs};

use super::look::schedule;
use super::view::Rights;
use super::{alerts, parse_endpoint};
use crate::{Error, Service};

/// Microsoft documents that a role assignment takes up to 15 minutes to act.
const ROLE_DELAY: Duration = Duration::from_mins(15);

/// What was seen of a connection.
pub(crate) struct Seen<'a> {
    /// How it is doing.
    pub(crate) health: Health,
    /// What is wrong.
    pub(crate) diagnosis: Option<Diagnosis>,
    /// The store that was tried; none when only the sign-in was.
    pub(crate) store: Option<&'a str>,
    /// What is known to be allowed there; none when nothing is.
    pub(crate) rights: Option<Rights>,
    /// How it was seen.
    pub(crate) sight: Sight,
}

/// How a connection was seen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// It was made, or got new credentials: what was known before says nothing.
    Change,
    /// Somebody asked.
    Request,
    /// It was looked at with every store of its syncs.
    Look,
    /// A run or a sign-in used it, for its own purpose.
    Use,
}

/// Writes down what was seen, and returns what is wrong as it is to be told. Syncs may have become
/// due by it: the caller wakes the reconciler after its commit.
///
/// # Errors
/// When the database fails.
pub(crate) async fn note(
    service: &Service,
    tx: &WriteTx,
    connection: model::id::ConnectionId,
    seen: Seen<'_>,
) -> Result<Option<Diagnosis>, Error> {
    let Some(row) = rows::get(tx, connection).await? else {
        return Ok(None);
    };
    let before = trouble(&row)?;
    let now = service.now();
    if seen.health == Health::Healthy && stays(service, &row, before.as_ref(), &seen) {
        rows::set_health(tx, row.id, row.health, row.diagnosis.as_deref(), now).await?;
        return Ok(None);
    }
    let (diagnosis, waiting) = match seen.diagnosis.clone() {
        Some(missing) if missing.cause == Cause::MissingPermission => {
            let until = wait_until(service, tx, &row, &missing, &seen, now).await?;
            let waiting = until.filter(|until| now < *until);
            (
                Some(waiting.map_or(missing.clone(), |until| not_yet(missing, until))),
                until,
            )
        }
        Some(other) => (Some(other), row.waiting_until),
        None => (None, None),
    };
    let text = diagnosis.as_ref().map(serde_json::to_string).transpose();
    let text = text.map_err(|error| Error::Internal(error.to_string()))?;
    rows::set_health(tx, row.id, seen.health, text.as_deref(), now).await?;
    rows::set_waiting(tx, row.id, waiting).await?;
    match seen.sight {
        Sight::Change => {
            let wait = schedule::after_change(service, &row, seen.health);
            rows::look_after(tx, row.id, wait, 0).await?;
        }
        Sight::Request | Sight::Use if is_new(&row, &seen) => {
            let wait = schedule::wait(service, seen.health, 0);
            rows::look_within(tx, row.id, wait).await?;
        }
        // The look itself says when the next one comes.
        Sight::Look | Sight::Request | Sight::Use => {}
    }
    if seen.health == Health::Healthy && before.is_some() {
        syncs::retry_failed_of(tx, row.id, now).await?;
    }
    alerts::raise(service, tx, &row, seen.health, diagnosis.as_ref()).await?;
    Ok(diagnosis)
}

/// Whether trouble is new, or somebody wants to know whether it still is there.
fn is_new(row: &Connection, seen: &Seen<'_>) -> bool {
    let was_well = matches!(row.health, Health::Healthy | Health::Unknown);
    seen.health != Health::Healthy && (was_well || seen.sight == Sight::Request)
}

/// What is wrong by what was written down.
pub(super) fn trouble(row: &Connection) -> Result<Option<Diagnosis>, Error> {
    let stored = row.diagnosis.as_deref().map(serde_json::from_str);
    stored
        .transpose()
        .map_err(|error| Error::Internal(format!("stored connection: {error}")))
}

/// Whether trouble with a store stays although something works: what works is another store, the
/// sign-in alone, or a right that was not missing.
fn stays(service: &Service, row: &Connection, before: Option<&Diagnosis>, seen: &Seen<'_>) -> bool {
    if matches!(seen.sight, Sight::Change | Sight::Look) || row.health == Health::ReconnectNeeded {
        return false;
    }
    let Some(about) = before.and_then(|before| before.argument("store")) else {
        return false;
    };
    let endpoint = seen
        .store
        .and_then(|store| parse_endpoint(service, row, store).ok());
    if endpoint.is_none_or(|endpoint| endpoint.host() != about) {
        return true;
    }
    let missing = before.and_then(|before| before.argument("missing"));
    match (missing, seen.rights) {
        (Some(missing), Some(rights)) => !rights.may_cover(missing),
        _ => false,
    }
}

/// Until when a missing right may be a role that does not act yet. A right that was there before
/// the wait began was taken away: then there is no wait.
async fn wait_until(
    service: &Service,
    tx: &WriteTx,
    row: &Connection,
    missing: &Diagnosis,
    seen: &Seen<'_>,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let anew = matches!(seen.sight, Sight::Change | Sight::Request);
    match row.waiting_until {
        Some(until) if now < until || !anew => Ok(Some(until)),
        _ if was_there(service, tx, row, missing, seen).await? => Ok(row.waiting_until),
        _ => Ok(Some(now + ROLE_DELAY)),
    }
}

/// Whether the credentials had the missing right on the store once.
async fn was_there(
    service: &Service,
    tx: &WriteTx,
    row: &Connection,
    missing: &Diagnosis,
    seen: &Seen<'_>,
) -> Result<bool, Error> {
    let Some(store) = seen
        .store
        .and_then(|store| parse_endpoint(service, row, store).ok())
    else {
        return Ok(false);
    };
    let lacks = missing.argument("missing").unwrap_or_default();
    let store = store.to_string();
    for check in rows::checks_of_store(tx, row.id, &store, row.updated_at).await? {
        let rights: Option<Rights> = serde_json::from_str(&check.rights)
            .map_err(|error| Error::Internal(format!("stored check: {error}")))?;
        if rights.is_some_and(|rights| rights.surely_cover(lacks)) {
            return Ok(true);
        }
    }
    // A run does not say which right it missed; one that went through had all it needed.
    let went_through = seen.rights.is_none()
        && syncs::list_by_connection(tx, row.id)
            .await?
            .iter()
            .any(|sync| {
                sync.destination.endpoint == store
                    && sync.last_synced_at.is_some_and(|at| at >= row.updated_at)
            });
    Ok(went_through)
}

/// The same, while a role may not act yet.
fn not_yet(missing: Diagnosis, until: Timestamp) -> Diagnosis {
    let clock: String = until.to_string().chars().skip(11).take(5).collect();
    Diagnosis {
        cause: Cause::RoleNotYetActive,
        ..missing.with("until", format!("{clock} UTC"))
    }
}
