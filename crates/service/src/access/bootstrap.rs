//! First-run set-up by a program: the organization, its first admin, and an identity with a token.

use model::access::OrgRole;
use model::id::{IdentityId, UserId};
use secrecy::SecretString;
use serde_json::json;

use super::auth_methods::{self, Settings, Terms};
use super::identities::{self, NewMachine};
use super::organization::OrganizationView;
use super::set_up::{self, SetUp};
use crate::{Caller, Error, Origin, Principal, Service, audit};

/// Infisical's name for the identity.
const IDENTITY: &str = "Instance Admin Identity";

/// What set-up made. The token is shown this once.
pub struct Bootstrapped {
    /// The organization.
    pub organization: OrganizationView,
    /// The first admin.
    pub user: UserId,
    /// Their e-mail address.
    pub email: String,
    /// The identity, an admin too.
    pub identity: IdentityId,
    /// Its name.
    pub identity_name: String,
    /// Its access token, by token auth, which lasts without end and can be revoked.
    pub token: SecretString,
}

/// Sets the instance up for a program, which goes on as a machine identity.
///
/// # Errors
/// As [`super::set_up`].
pub async fn bootstrap(
    service: &Service,
    request: SetUp,
    origin: Origin,
) -> Result<Bootstrapped, Error> {
    let prepared = set_up::prepare(service, request, origin.address()).await?;
    let tx = service.store().write().await?;
    let founded = set_up::found(service, &tx, prepared).await?;
    let request = NewMachine {
        name: IDENTITY.to_owned(),
        org_role: OrgRole::Admin,
        delete_protection: false,
        metadata: Vec::new(),
    };
    let by = Caller {
        principal: Principal::Platform,
        org_role: OrgRole::Admin,
        origin,
    };
    let detail = json!({ "userId": founded.user.id });
    audit::record(service, &tx, &by, "bootstrap-instance", None, detail).await?;
    let identity = identities::insert(service, &tx, &by, request).await?;
    let method = auth_methods::insert(
        service,
        &tx,
        identity.id,
        &Terms::without_end(),
        &Settings::Token,
    )
    .await?;
    let made = auth_methods::make_token(service, &tx, &by, &method, IDENTITY).await?;
    tx.commit().await?;
    Ok(Bootstrapped {
        organization: OrganizationView {
            id: founded.organization.id,
            name: founded.organization.name,
            slug: founded.organization.slug,
        },
        user: founded.user.id,
        email: founded.user.email,
        identity: identity.id,
        identity_name: identity.name,
        token: made.grant.token,
    })
}
