//! Token auth: access tokens that people make for an identity, by name.

use std::time::Duration;

use model::Timestamp;
use model::access::AuthMethod;
use model::id::{AccessTokenId, ClientSecretId, IdentityId};
use serde_json::json;
use store::identities::{self, AccessTokenRow, AuthMethodRow};
use store::{ReadTx, WriteTx};

use super::configure::find;
use crate::access::TokenGrant;
use crate::access::access_tokens::{Issued, issue};
use crate::{Caller, Error, Service, What, audit};

/// Characters that a name may have at most.
const LONGEST_NAME: usize = 255;

/// A token just made: this is the only time that it is shown.
pub struct MadeToken {
    /// The token.
    pub grant: TokenGrant,
    /// What is known of it from now on.
    pub view: TokenView,
}

/// What is known of an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenView {
    /// Its id.
    pub id: AccessTokenId,
    /// Whose it is.
    pub identity: IdentityId,
    /// What people call it.
    pub name: String,
    /// How long a renewal makes it last; zero for without end.
    pub ttl: Duration,
    /// How long it lasts at most; zero for without end.
    pub max_ttl: Duration,
    /// How often it was used, counted only when that is limited.
    pub uses: u64,
    /// How often it may be used; zero for without limit.
    pub uses_limit: u64,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was last renewed.
    pub last_renewed_at: Option<Timestamp>,
    /// Whether somebody took it back.
    pub revoked: bool,
    /// The client secret that it was given for.
    pub client_secret: Option<ClientSecretId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl From<AccessTokenRow> for TokenView {
    fn from(row: AccessTokenRow) -> Self {
        Self {
            id: row.id,
            identity: row.identity_id,
            name: row.name,
            ttl: row.ttl,
            max_ttl: row
                .max_expires_at
                .map_or(Duration::ZERO, |last| last.since(row.created_at)),
            uses: row.uses,
            uses_limit: row.uses_limit,
            last_used_at: row.last_used_at,
            last_renewed_at: row.last_renewed_at,
            revoked: row.revoked,
            client_secret: row.client_secret_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Makes a token for an identity.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] when the identity has no token auth;
/// [`Error::Invalid`] for a name that cannot be used.
pub async fn create_token(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
    name: &str,
) -> Result<MadeToken, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let method = find(&tx, identity, AuthMethod::Token).await?;
    let made = make(service, &tx, caller, &method, name).await?;
    tx.commit().await?;
    Ok(made)
}

/// The tokens that people made for an identity, oldest first.
///
/// # Errors
/// [`Error::Outside`] for those who are no members of the organization; [`Error::NotFound`] when the
/// identity has no token auth.
pub async fn tokens(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
) -> Result<Vec<TokenView>, Error> {
    caller.must_belong()?;
    let tx = service.store().read().await?;
    let method = find(&tx, identity, AuthMethod::Token).await?;
    let rows = identities::tokens(&tx, method.id).await?;
    Ok(rows.into_iter().map(TokenView::from).collect())
}

/// A token that people made.
///
/// # Errors
/// [`Error::Outside`] for those who are no members of the organization; [`Error::NotFound`] when there
/// is none of that id.
pub async fn token(
    service: &Service,
    caller: &Caller,
    id: AccessTokenId,
) -> Result<TokenView, Error> {
    caller.must_belong()?;
    let tx = service.store().read().await?;
    Ok(made_by_people(&tx, id).await?.into())
}

/// Gives a token another name.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] when there is none of that id;
/// [`Error::Invalid`] for a name that cannot be used.
pub async fn rename_token(
    service: &Service,
    caller: &Caller,
    id: AccessTokenId,
    name: Option<&str>,
) -> Result<TokenView, Error> {
    caller.must_be_admin()?;
    let now = service.now();
    let tx = service.store().write().await?;
    let mut row = made_by_people(&tx, id).await?;
    let Some(name) = name else {
        return Ok(row.into());
    };
    row.name = checked_name(name)?;
    row.updated_at = now;
    identities::rename_token(&tx, id, &row.name, now).await?;
    let detail = json!({ "identityId": row.identity_id, "tokenId": id, "name": row.name });
    let event = "update-token-identity-token-auth";
    audit::record(service, &tx, caller, event, None, detail).await?;
    tx.commit().await?;
    Ok(row.into())
}

/// Takes a token back.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] when there is none of that id. One that was
/// taken back already is no error.
pub async fn revoke_named_token(
    service: &Service,
    caller: &Caller,
    id: AccessTokenId,
) -> Result<(), Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let row = made_by_people(&tx, id).await?;
    if identities::revoke_token(&tx, id, service.now()).await? {
        let detail = json!({ "identityId": row.identity_id, "tokenId": id });
        let event = "revoke-token-identity-token-auth";
        audit::record(service, &tx, caller, event, None, detail).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Makes a token, and the record of it.
pub(in crate::access) async fn make(
    service: &Service,
    tx: &WriteTx,
    caller: &Caller,
    method: &AuthMethodRow,
    name: &str,
) -> Result<MadeToken, Error> {
    let name = checked_name(name)?;
    let Issued { grant, row } = issue(service, tx, method, None, &name).await?;
    let detail = json!({ "identityId": row.identity_id, "tokenId": row.id, "name": name });
    let event = "add-token-identity-token-auth";
    audit::record(service, tx, caller, event, None, detail).await?;
    Ok(MadeToken {
        grant,
        view: row.into(),
    })
}

async fn made_by_people(tx: &ReadTx, id: AccessTokenId) -> Result<AccessTokenRow, Error> {
    let missing = || Error::not_found(What::AccessToken, id);
    let row = identities::token(tx, id).await?.ok_or_else(missing)?;
    let method = identities::auth_method_by_id(tx, row.auth_method_id).await?;
    let by_people = method.is_some_and(|method| method.kind == AuthMethod::Token);
    by_people.then_some(row).ok_or_else(missing)
}

fn checked_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", "use at most 255 characters"));
    }
    Ok(name.to_owned())
}
