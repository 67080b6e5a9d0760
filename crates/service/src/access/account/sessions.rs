//! The browsers that a person is signed in with, and signing out of them from here.

use model::Timestamp;
use model::id::SessionId;
use serde_json::json;
use store::sessions;

use super::person;
use crate::{Caller, Error, Service, What, audit};

/// A browser that the caller is signed in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// Its id.
    pub id: SessionId,
    /// What the browser calls itself; empty when it did not say.
    pub agent: String,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// The browsers that the caller is signed in with, this one first, then the one used last.
///
/// # Errors
/// [`Error::Unauthenticated`] for a machine.
pub async fn own_sessions(service: &Service, caller: &Caller) -> Result<Vec<OwnSession>, Error> {
    let (id, this) = person(caller)?;
    let tx = service.store().read().await?;
    let now = service.now();
    let rows = sessions::of(&tx, id).await?.into_iter();
    let mut own: Vec<_> = rows
        .filter(|row| now < row.expires_at)
        .map(|row| OwnSession {
            id: row.id,
            agent: row.agent,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            is_this: row.id == this,
        })
        .collect();
    own.sort_by_key(|session| !session.is_this);
    Ok(own)
}

/// Signs the caller out of one of their browsers.
///
/// # Errors
/// [`Error::NotFound`] when it is not theirs or has ended; [`Error::Unauthenticated`] for a machine.
pub async fn end_session(service: &Service, caller: &Caller, id: SessionId) -> Result<(), Error> {
    let (user, _) = person(caller)?;
    let tx = service.store().write().await?;
    let own = sessions::of(&tx, user).await?;
    if !own.iter().any(|session| session.id == id) {
        return Err(Error::not_found(What::SignIn, id));
    }
    sessions::delete(&tx, id).await?;
    let detail = json!({ "sessionId": id });
    audit::record(service, &tx, caller, "delete-user-session", None, detail).await?;
    tx.commit().await?;
    Ok(())
}

/// Signs the caller out everywhere but here. Returns in how many browsers.
///
/// # Errors
/// [`Error::Unauthenticated`] for a machine.
pub async fn end_other_sessions(service: &Service, caller: &Caller) -> Result<u64, Error> {
    let (user, this) = person(caller)?;
    let tx = service.store().write().await?;
    let ended = sessions::delete_of(&tx, user, Some(this)).await?;
    let detail = json!({ "sessions": ended });
    audit::record(service, &tx, caller, "delete-user-sessions", None, detail).await?;
    tx.commit().await?;
    Ok(ended)
}
