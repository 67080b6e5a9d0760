//! Setting up a way of signing in, changing and removing it.

use model::access::AuthMethod;
use model::entropy::random_bytes;
use model::id::{AuthMethodId, IdentityId};
use serde_json::json;
use store::identities::{self, AuthMethodRow};
use store::{Constraint, ReadTx, WriteTx};
use uuid::Builder;

use super::events::{add_event, revoke_event, update_event};
use super::{ConfiguredAuth, Settings, SettingsChange, Terms, TermsChange};
use crate::caller::Principal;
use crate::{Caller, Error, Service, What, audit};

/// Lets an identity sign in in a way it could not until now. What is not said is as Infisical has it by
/// default: 30 days, without limit, from everywhere.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] without the identity; [`Error::Taken`] when it
/// signs in that way already; [`Error::Invalid`] or [`Error::Refused`] for what cannot be used.
pub async fn attach(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
    terms: TermsChange,
    settings: SettingsChange,
) -> Result<ConfiguredAuth, Error> {
    caller.must_be_admin()?;
    let terms = Terms::default().after(terms)?;
    let settings = settings.apply(None)?;
    let tx = service.store().write().await?;
    let found = identities::get(&tx, identity).await?;
    found.ok_or_else(|| Error::not_found(What::Identity, identity))?;
    let row = insert(service, &tx, identity, &terms, &settings).await?;
    let detail = json!({ "identityId": identity });
    let event = add_event(settings.kind());
    audit::record(service, &tx, caller, event, None, detail).await?;
    tx.commit().await?;
    row.try_into()
}

/// A way in which an identity signs in.
///
/// # Errors
/// [`Error::Outside`] for those who are no members of the organization; [`Error::NotFound`] when the
/// identity does not sign in that way.
pub async fn auth_method(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
    kind: AuthMethod,
) -> Result<ConfiguredAuth, Error> {
    if !matches!(caller.principal, Principal::Identity { id, .. } if id == identity) {
        caller.must_belong()?;
    }
    let tx = service.store().read().await?;
    find(&tx, identity, kind).await?.try_into()
}

/// Changes a way in which an identity signs in. Tokens it has keep the life they were given; where they
/// may be used from counts for them too.
///
/// # Errors
/// As [`attach`] and [`auth_method`].
pub async fn change_auth_method(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
    terms: TermsChange,
    settings: SettingsChange,
) -> Result<ConfiguredAuth, Error> {
    caller.must_be_admin()?;
    let kind = settings.kind();
    let tx = service.store().write().await?;
    let mut auth = ConfiguredAuth::try_from(find(&tx, identity, kind).await?)?;
    auth.terms = auth.terms.after(terms)?;
    auth.settings = settings.apply(Some(auth.settings))?;
    auth.updated_at = service.now();
    identities::update_auth_method(&tx, &auth.row()?).await?;
    let detail = json!({ "identityId": identity });
    audit::record(service, &tx, caller, update_event(kind), None, detail).await?;
    tx.commit().await?;
    Ok(auth)
}

/// Takes a way of signing in from an identity. The tokens it got by it end at once.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] when the identity does not sign in that way.
pub async fn detach(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
    kind: AuthMethod,
) -> Result<ConfiguredAuth, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let row = find(&tx, identity, kind).await?;
    identities::delete_auth_method(&tx, row.id).await?;
    if kind == AuthMethod::Universal {
        identities::delete_client_secrets(&tx, identity).await?;
    }
    let detail = json!({ "identityId": identity });
    audit::record(service, &tx, caller, revoke_event(kind), None, detail).await?;
    tx.commit().await?;
    row.try_into()
}

/// Adds a way of signing in, without a record of it.
pub(in crate::access) async fn insert(
    service: &Service,
    tx: &WriteTx,
    identity: IdentityId,
    terms: &Terms,
    settings: &Settings,
) -> Result<AuthMethodRow, Error> {
    let now = service.now();
    let kind = settings.kind();
    let client_id = || Builder::from_random_bytes(random_bytes(service.entropy())).into_uuid();
    let auth = ConfiguredAuth {
        id: AuthMethodId::generate(service.clock(), service.entropy()),
        identity,
        client_id: (kind == AuthMethod::Universal).then(client_id),
        terms: terms.clone(),
        settings: settings.clone(),
        created_at: now,
        updated_at: now,
    };
    let row = auth.row()?;
    identities::insert_auth_method(tx, &row)
        .await
        .map_err(Error::taken(What::AuthMethod, kind, Constraint::AuthMethod))?;
    Ok(row)
}

/// A way in which an identity signs in, as it is kept.
pub(super) async fn find(
    tx: &ReadTx,
    identity: IdentityId,
    kind: AuthMethod,
) -> Result<AuthMethodRow, Error> {
    let row = identities::auth_method(tx, identity, kind).await?;
    row.ok_or_else(|| Error::not_found(What::AuthMethod, kind))
}
