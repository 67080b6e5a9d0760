//! Signing in without a person: an application with what proves it, or the host with its own
//! identity.

use azure::entra::{AccessToken, ClientCredential, Entra, EntraError, Tenant};
use azure::identity::{IdentityError, ManagedIdentity};
use model::entropy::random_bytes;
use model::{Cause, Diagnosis};
use secrecy::SecretString;
use uuid::Builder;

use super::credentials::{Application, Credentials, HostPrincipal, Proof};
use super::diagnosis::{self, Asked};
use super::{endpoint, times};
use crate::{Error, HostIdentity, Service};

/// Why there is no token, with what only a person can mend told apart.
pub(super) enum NoToken {
    Refused(Refusal),
    Failed(Error),
}

/// A sign-in that was refused or not answered.
pub(super) enum Refusal {
    Entra(EntraError),
    Identity(IdentityError),
    /// The host has not what is needed, or may not be used.
    Host(Diagnosis),
}

impl From<Error> for NoToken {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<store::StoreError> for NoToken {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Refusal> for NoToken {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Refusal {
    /// Whether only a person can make the sign-in work again.
    pub(super) fn needs_a_person(&self) -> bool {
        match self {
            Self::Entra(error) => diagnosis::needs_a_person(error),
            Self::Identity(error) => !error.is_transient(),
            Self::Host(_) => true,
        }
    }

    /// What it means for what was asked.
    pub(super) fn diagnosis(&self, asked: &Asked<'_>) -> Diagnosis {
        match self {
            Self::Entra(error) => diagnosis::of_sign_in(error, asked),
            Self::Identity(error) => of_identity(error).with("client", asked.client),
            Self::Host(diagnosis) => diagnosis.clone(),
        }
    }
}

/// An access token for an application.
pub(super) async fn application(
    service: &Service,
    application: &Application,
) -> Result<AccessToken, NoToken> {
    let parts = service.parts();
    let tenant = Tenant::parse(&application.tenant)
        .map_err(|error| Error::invalid("tenantId", error.to_string()))?;
    let cloud = endpoint::of_name(service, application.cloud);
    let scope = cloud.application_scope();
    let entra = Entra::new(parts.http.clone(), cloud);
    let credential = match &application.proof {
        Proof::Secret { secret, .. } => ClientCredential::Secret(secret.clone()),
        Proof::Certificate(certificate) => {
            let id = Builder::from_random_bytes(random_bytes(service.entropy())).into_uuid();
            ClientCredential::Assertion(certificate.signing().assertion(
                &entra.token_url(&tenant),
                &application.client,
                times::utc(service.now()),
                id,
            ))
        }
        Proof::Federation => ClientCredential::Assertion(federated_token(host(service)?).await?),
    };
    let access = entra
        .client_credentials(&tenant, &application.client, &credential, &scope)
        .await;
    service.metrics().asked_for_token(access.is_ok());
    access.map_err(|error| Refusal::Entra(error).into())
}

/// An access token for the identity that Azure gives to the host.
pub(super) async fn host_principal(
    service: &Service,
    principal: &HostPrincipal,
) -> Result<AccessToken, NoToken> {
    let cloud = endpoint::of_name(service, principal.cloud);
    let address = host(service)?.service.clone();
    let access = ManagedIdentity::new(service.parts().http.clone(), address)
        .token(cloud.audience(), principal.client.as_deref())
        .await;
    service.metrics().asked_for_token(access.is_ok());
    access.map_err(|error| Refusal::Identity(error).into())
}

/// Refuses credentials that are the host's where the operator does not allow them, whoever holds a
/// token of theirs still.
pub(super) fn allowed(service: &Service, credentials: &Credentials) -> Result<(), Refusal> {
    if credentials.use_host_identity() {
        host(service)?;
    }
    Ok(())
}

fn host(service: &Service) -> Result<&HostIdentity, Refusal> {
    let host = service.parts().host_identity.as_ref();
    host.ok_or_else(|| Refusal::Host(Diagnosis::new(Cause::HostIdentityOff)))
}

/// The token of the host's issuer. It is short-lived, so its file is read each time.
async fn federated_token(host: &HostIdentity) -> Result<SecretString, Refusal> {
    let missing = |detail: String| {
        Refusal::Host(Diagnosis::new(Cause::HostIdentityMissing).with("detail", detail))
    };
    let Some(path) = &host.token_file else {
        return Err(missing("AZURE_FEDERATED_TOKEN_FILE is not set".to_owned()));
    };
    let read = tokio::fs::read_to_string(path).await;
    read.map(SecretString::from).map_err(|error| {
        missing(format!(
            "the file that AZURE_FEDERATED_TOKEN_FILE names cannot be read: {}",
            error.kind()
        ))
    })
}

fn of_identity(error: &IdentityError) -> Diagnosis {
    let cause = match error {
        IdentityError::NotOnAzure(_)
        | IdentityError::NoSuchIdentity { .. }
        | IdentityError::Refused { .. }
        | IdentityError::Header
        | IdentityError::Malformed { .. } => Cause::HostIdentityMissing,
        IdentityError::UnknownResource { .. } => Cause::ResourceMissing,
        IdentityError::Throttled { .. } => return Diagnosis::new(Cause::SignInThrottled),
        IdentityError::Unavailable { .. } | IdentityError::Transport(_) => Cause::SignInUnreachable,
    };
    Diagnosis::new(cause).with("detail", error.to_string())
}
