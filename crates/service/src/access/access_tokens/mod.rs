//! Access tokens of machine identities: giving, using, renewing and revoking them.

mod bearer;
mod issue;
mod renew;
mod revoke;

use std::time::Duration;

use model::access::AddressRange;
use secrecy::SecretString;
use store::identities::{self, AccessTokenRow, AuthMethodRow, Identity};

use super::token::{self, Purpose};
use crate::{Error, Origin, Service};

pub use bearer::bearer;
pub(super) use bearer::caller;
pub(super) use issue::{Issued, issue};
pub use renew::renew;
pub use revoke::revoke;

const INVALID_TOKEN: Error =
    Error::Unauthenticated("the access token is unknown, expired or revoked: sign in again");
const USED_UP: Error =
    Error::Unauthenticated("the access token has been used as often as it may be: sign in again");
const WRONG_ADDRESS: Error =
    Error::Unauthenticated("the access token may not be used from this address");

/// An access token just given to a machine identity.
pub struct TokenGrant {
    /// The token.
    pub token: SecretString,
    /// How long it is good for; zero for without end.
    pub expires_in: Duration,
    /// How long it can be renewed for, from its first issue; zero for without end.
    pub max_ttl: Duration,
}

/// A token that is good, here and now.
struct Good {
    row: AccessTokenRow,
    identity: Identity,
}

async fn find(
    service: &Service,
    tx: &store::ReadTx,
    token: &SecretString,
    origin: &Origin,
) -> Result<Good, Error> {
    let digest = token::digest(service, tx, Purpose::AccessToken, token).await?;
    let found = identities::token_by_hash(tx, &digest).await?;
    let (row, identity, method) = found.ok_or(INVALID_TOKEN)?;
    if row.revoked || row.expires_at.is_some_and(|end| end <= service.now()) {
        return Err(INVALID_TOKEN);
    }
    if row.uses_limit > 0 && row.uses >= row.uses_limit {
        return Err(USED_UP);
    }
    if !origin.is_among(&addresses(&method)?) {
        return Err(WRONG_ADDRESS);
    }
    Ok(Good { row, identity })
}

fn addresses(method: &AuthMethodRow) -> Result<Vec<AddressRange>, Error> {
    serde_json::from_str(&method.access_token_addresses)
        .map_err(|error| Error::Internal(format!("addresses of auth method: {error}")))
}
