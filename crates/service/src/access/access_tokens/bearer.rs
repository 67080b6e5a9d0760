//! Using an access token.

use std::time::Duration;

use secrecy::SecretString;
use store::StoreError;
use store::identities::{self, AccessTokenRow, Identity};

use crate::caller::Principal;
use crate::{Caller, Error, Origin, Service};

/// How exactly it is known when a token was last used.
const NOTED_EVERY: Duration = Duration::from_mins(1);

/// The caller behind a bearer token, whose use counts when its uses are limited.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is unknown, expired, revoked or used up, or may not be used from
/// there.
pub async fn bearer(
    service: &Service,
    token: &SecretString,
    origin: &Origin,
) -> Result<Caller, Error> {
    let tx = service.store().read().await?;
    let good = super::find(service, &tx, token, origin).await?;
    drop(tx);
    used(service, &good.row).await?;
    Ok(caller(good.identity, origin))
}

pub(in crate::access) fn caller(identity: Identity, origin: &Origin) -> Caller {
    Caller {
        principal: Principal::Identity {
            id: identity.id,
            name: identity.name,
        },
        org_role: identity.org_role,
        origin: origin.clone(),
    }
}

async fn used(service: &Service, row: &AccessTokenRow) -> Result<(), Error> {
    let now = service.now();
    if row.uses_limit > 0 {
        let tx = service.store().write().await?;
        if !identities::count_token_use(&tx, row.id, now).await? {
            return Err(super::USED_UP);
        }
        return Ok(tx.commit().await?);
    }
    let noted = row.last_used_at;
    if noted.is_some_and(|last| now.since(last) < NOTED_EVERY) {
        return Ok(());
    }
    let note = async {
        let tx = service.store().write().await?;
        identities::note_token_use(&tx, row.id, now).await?;
        tx.commit().await
    };
    match note.await {
        // When it was last used may be a minute off; the call need not fail for that.
        Ok(()) | Err(StoreError::Retry) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
