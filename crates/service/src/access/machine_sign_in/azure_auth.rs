//! Azure auth: an access token for a token of Microsoft Entra ID, such as a managed identity gets.

use azure::entra::{Entra, ExpectedToken};
use azure::jwt::Jwt;
use model::access::AuthMethod;
use secrecy::ExposeSecret;

use super::external::{self, ExternalLogin, refused, refused_by_keys};
use crate::access::TokenGrant;
use crate::access::auth_methods::{ConfiguredAuth, Settings};
use crate::{Error, Service};

/// An access token for a token of Entra ID. Its keys are those of the instance's cloud, whatever the
/// token says.
///
/// # Errors
/// [`Error::NotFound`] when the identity does not sign in this way; [`Error::Unauthenticated`] with
/// what is wrong with the token; [`Error::TooMany`] after ten wrong ones within 15 minutes from one
/// address.
pub async fn azure_auth(service: &Service, login: &ExternalLogin) -> Result<TokenGrant, Error> {
    external::sign_in(service, login, AuthMethod::Azure, judge).await
}

async fn judge(
    service: &Service,
    login: &ExternalLogin,
    method: ConfiguredAuth,
) -> Result<(), Error> {
    let Settings::Azure(wanted) = method.settings else {
        return Err(Error::Internal("azure auth of another kind".to_owned()));
    };
    let parts = service.parts();
    let entra = Entra::new(parts.http.clone(), parts.cloud.clone());
    let jwt = Jwt::parse(login.jwt.expose_secret()).map_err(refused)?;
    let keys = entra.keys_of(wanted.tenant);
    let verified = service.issuers().verify(&keys, jwt).await;
    let claims = verified.map_err(refused_by_keys)?;
    let expected = ExpectedToken {
        tenant: wanted.tenant,
        resource: &wanted.resource,
        now: external::now(service)?,
    };
    let principal = entra.check(&claims, &expected).map_err(refused)?;
    if !wanted.principals.is_empty() && !wanted.principals.contains(&principal) {
        return Err(Error::Unauthenticated(
            "Service principal not allowed: its object id is not in allowedServicePrincipalIds",
        ));
    }
    Ok(())
}
