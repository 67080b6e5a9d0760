//! Giving out an access token.

use std::time::Duration;

use model::id::{AccessTokenId, ClientSecretId};
use store::WriteTx;
use store::identities::{self, AccessTokenRow, AuthMethodRow};

use super::TokenGrant;
use crate::access::token::{self, Purpose};
use crate::{Error, Service};

/// A token just given, and what is kept of it.
pub(in crate::access) struct Issued {
    pub(in crate::access) grant: TokenGrant,
    pub(in crate::access) row: AccessTokenRow,
}

/// Gives a token on the terms of a way of signing in. A name is for those that people make.
pub(in crate::access) async fn issue(
    service: &Service,
    tx: &WriteTx,
    method: &AuthMethodRow,
    client_secret: Option<ClientSecretId>,
    name: &str,
) -> Result<Issued, Error> {
    let now = service.now();
    identities::delete_expired(tx, method.id, now).await?;
    let (ttl, max_ttl) = (method.access_token_ttl, method.access_token_max_ttl);
    let lasts = shorter(ttl, max_ttl);
    let until = |span: Duration| (!span.is_zero()).then(|| now + span);
    let row = AccessTokenRow {
        id: AccessTokenId::generate(service.clock(), service.entropy()),
        identity_id: method.identity_id,
        auth_method_id: method.id,
        client_secret_id: client_secret,
        name: name.to_owned(),
        ttl,
        expires_at: until(lasts),
        max_expires_at: until(max_ttl),
        uses: 0,
        uses_limit: method.access_token_uses_limit,
        last_used_at: None,
        last_renewed_at: None,
        revoked: false,
        created_at: now,
        updated_at: now,
    };
    let token = token::generate(service);
    let digest = token::digest(service, tx, Purpose::AccessToken, &token).await?;
    identities::insert_token(tx, &row, &digest).await?;
    let grant = TokenGrant {
        token,
        expires_in: lasts,
        max_ttl,
    };
    Ok(Issued { grant, row })
}

/// The shorter of two spans, of which zero is without end.
fn shorter(one: Duration, other: Duration) -> Duration {
    if one.is_zero() || other.is_zero() {
        one.max(other)
    } else {
        one.min(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_longer_than_anything() {
        let [none, short, long] = [0, 5, 9].map(Duration::from_secs);
        assert_eq!(shorter(short, long), short);
        assert_eq!(shorter(long, short), short);
        assert_eq!(shorter(none, long), long);
        assert_eq!(shorter(short, none), short);
        assert_eq!(shorter(none, none), none);
    }
}
