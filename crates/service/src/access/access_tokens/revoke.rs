//! The end of an access token, by whoever has it.

use secrecy::SecretString;
use store::identities;

use super::INVALID_TOKEN;
use crate::{Error, Origin, Service};

/// Revokes an access token.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is unknown, expired or revoked already.
pub async fn revoke(service: &Service, token: &SecretString, origin: &Origin) -> Result<(), Error> {
    let tx = service.store().write().await?;
    let row = super::find(service, &tx, token, origin).await?.row;
    if !identities::revoke_token(&tx, row.id, service.now()).await? {
        return Err(INVALID_TOKEN);
    }
    tx.commit().await?;
    Ok(())
}
