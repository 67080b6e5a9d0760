//! More time for an access token.

use std::time::Duration;

use secrecy::SecretString;
use store::identities::{self, Renewal};

use super::{INVALID_TOKEN, TokenGrant};
use crate::{Error, Origin, Service};

/// Renews an access token for as long again as it lasted, up to its maximum.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is unknown, expired, revoked or used up, or may not be used from
/// there.
pub async fn renew(
    service: &Service,
    token: &SecretString,
    origin: &Origin,
) -> Result<TokenGrant, Error> {
    let now = service.now();
    let tx = service.store().write().await?;
    let row = super::find(service, &tx, token, origin).await?.row;
    let asked = (!row.ttl.is_zero()).then(|| now + row.ttl);
    let renewal = Renewal {
        at: now,
        expires_at: asked,
    };
    if !identities::extend_token(&tx, row.id, renewal).await? {
        return Err(INVALID_TOKEN);
    }
    tx.commit().await?;
    let end = match (asked, row.max_expires_at) {
        (Some(asked), Some(last)) => Some(asked.min(last)),
        (asked, last) => asked.or(last),
    };
    Ok(TokenGrant {
        token: token.clone(),
        expires_in: end.map_or(Duration::ZERO, |end| end.since(now)),
        max_ttl: row
            .max_expires_at
            .map_or(Duration::ZERO, |last| last.since(row.created_at)),
    })
}
