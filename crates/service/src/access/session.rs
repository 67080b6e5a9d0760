//! Browser sessions.

use model::id::SessionId;
use secrecy::SecretString;
use std::time::Duration;
use store::sessions::{self, Session};
use store::{WriteTx, users};

use super::browser::{self, Browser};
use super::sign_in::SignedIn;
use super::token::{self, Purpose};
use crate::caller::{Origin, Principal};
use crate::{Caller, Error, Service};

/// How long a session lasts.
const LIFETIME: Duration = Duration::from_hours(12);

/// How exactly it is known when a session was last used: noting it is a write.
const USE_NOTED_EVERY: Duration = Duration::from_mins(1);

/// The caller behind a session cookie.
///
/// # Errors
/// [`Error::Unauthenticated`] when the session has ended or never was.
pub async fn session(service: &Service, token: &SecretString) -> Result<Caller, Error> {
    const ENDED: Error = Error::Unauthenticated("your session has ended: sign in again");
    let tx = service.store().read().await?;
    let digest = token::digest(service, &tx, Purpose::Session, token).await?;
    let (session, user) = sessions::by_token_hash(&tx, &digest).await?.ok_or(ENDED)?;
    drop(tx);
    let now = service.now();
    if session.expires_at <= now {
        return Err(ENDED);
    }
    if session.last_used_at + USE_NOTED_EVERY <= now
        && let Err(error) = note_use(service, session.id).await
    {
        // Whoever asks for a page is not to wait for this.
        tracing::warn!(%error, "the use of a session was not noted");
    }
    let principal = Principal::User {
        id: user.id,
        email: user.email,
        session: session.id,
    };
    Ok(Caller {
        principal,
        org_role: user.org_role,
        origin: Origin::default(),
    })
}

async fn note_use(service: &Service, id: SessionId) -> Result<(), Error> {
    let tx = service.store().write().await?;
    sessions::touch(&tx, id, service.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the caller's browser session.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(service: &Service, caller: &Caller) -> Result<(), Error> {
    if let Principal::User { session, .. } = caller.principal {
        let tx = service.store().write().await?;
        sessions::delete(&tx, session).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Opens a session for a person who has proved who they are.
pub(super) async fn open(
    service: &Service,
    tx: &WriteTx,
    user: users::User,
    browser: &Browser,
) -> Result<(SignedIn, Caller), Error> {
    let now = service.now();
    sessions::delete_expired(tx, now).await?;
    let token = token::generate(service);
    let digest = token::digest(service, tx, Purpose::Session, &token).await?;
    let session = Session {
        id: SessionId::generate(service.clock(), service.entropy()),
        user_id: user.id,
        created_at: now,
        expires_at: now + LIFETIME,
        agent: browser.shown_agent(),
        last_used_at: now,
    };
    sessions::insert(tx, &session, &digest).await?;
    let device = browser::remember(service, tx, user.id, browser).await?;
    let principal = Principal::User {
        id: user.id,
        email: user.email,
        session: session.id,
    };
    let caller = Caller {
        principal,
        org_role: user.org_role,
        origin: Origin::default(),
    };
    Ok((
        SignedIn {
            token,
            expires_at: session.expires_at,
            device,
        },
        caller,
    ))
}
