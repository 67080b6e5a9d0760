//! Azure App Configuration in the registry of apps.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use azure::StoreEndpoint;
use azure::appconfig::{AppConfiguration, Credential, TokenError, TokenSource};
use azure::entra::EntraRejection;
use model::connection::{AppDescription, Method};
use model::{Cause, Diagnosis};
use secrecy::SecretString;

use super::credentials::{Credentials, StoreKey};
use super::description::DESCRIPTION;
use super::destination::AzureDestination;
use super::diagnosis::{self, Asked, DATA_OWNER};
use super::sign_in::{self, NoToken};
use super::token::Broker;
use super::{endpoint, oauth, rights};
use crate::connections::Unavailable;
use crate::connections::destination::{Destination, Fault, Target};
use crate::connections::flow::Flow;
use crate::connections::registry::{
    AppConnection, Departure, Grant, Proved, RightsFound, SignInFacts,
};
use crate::{Error, Service};

/// The environment variables of the OAuth application (Infisical's names).
const OAUTH_VARIABLES: [&str; 2] = [
    "INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_ID",
    "INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_SECRET",
];

/// Allows the host's own identity.
const HOST_IDENTITY_VARIABLES: [&str; 1] = ["KEYFERRY_ALLOW_HOST_IDENTITY"];

/// Names the file with the token of the host's issuer; Azure's workload identity sets it.
const TOKEN_FILE_VARIABLES: [&str; 1] = ["AZURE_FEDERATED_TOKEN_FILE"];

pub(in crate::connections) struct AzureAppConfiguration;

#[async_trait]
impl AppConnection for AzureAppConfiguration {
    fn description(&self) -> &'static AppDescription {
        &DESCRIPTION
    }

    fn unavailable(&self, service: &Service, method: Method) -> Option<Unavailable> {
        let parts = service.parts();
        let without = |variables| Unavailable {
            variables,
            redirect_uri: None,
        };
        match (method, &parts.host_identity) {
            (Method::OAuth, _) if parts.oauth_client.is_none() => Some(Unavailable {
                variables: &OAUTH_VARIABLES,
                redirect_uri: Some(oauth::redirect_uri(service)),
            }),
            (Method::WorkloadIdentity | Method::ManagedIdentity, None) => {
                Some(without(&HOST_IDENTITY_VARIABLES))
            }
            (Method::WorkloadIdentity, Some(host)) if host.token_file.is_none() => {
                Some(without(&TOKEN_FILE_VARIABLES))
            }
            _ => None,
        }
    }

    fn oauth_client_id(&self, service: &Service) -> Option<String> {
        let client = service.parts().oauth_client.as_ref()?;
        Some(client.client_id.clone())
    }

    fn admit(
        &self,
        service: &Service,
        method: Method,
        fields: &BTreeMap<String, SecretString>,
        store: &str,
    ) -> Result<(), Error> {
        let credentials = Credentials::from_fields(service, method, fields)?;
        endpoint::of_public(service, &credentials.public(), store).map(drop)
    }

    async fn verify(
        &self,
        service: &Service,
        method: Method,
        fields: &BTreeMap<String, SecretString>,
    ) -> Result<Proved, Error> {
        let credentials = Credentials::from_fields(service, method, fields)?;
        let (tenant, access) = match &credentials {
            Credentials::OAuth(_) => {
                return Err(Error::invalid("method", "signs in through the browser"));
            }
            Credentials::AccessKey(key) => {
                prove_key(service, key).await?;
                return proved(&credentials, None);
            }
            Credentials::Application(application) => (
                application.tenant.as_str(),
                sign_in::application(service, application).await,
            ),
            Credentials::ManagedIdentity(principal) => {
                ("", sign_in::host_principal(service, principal).await)
            }
        };
        match access {
            Ok(access) => proved(&credentials, Some(access.secret)),
            Err(NoToken::Failed(error)) => Err(error),
            Err(NoToken::Refused(refusal)) => {
                let account = credentials.account();
                let mut asked = Asked::of(service, tenant, &account);
                asked.expires_at = credentials.expires_at();
                Err(Error::diagnosed(refusal.diagnosis(&asked)))
            }
        }
    }

    fn authorize(
        &self,
        service: &Service,
        tenant: Option<&str>,
        state: &SecretString,
    ) -> Result<Departure, Error> {
        oauth::depart(service, tenant, state)
    }

    fn may_answer(&self, service: &Service, flow: &Flow, issuer: &str) -> bool {
        oauth::may_answer(service, flow, issuer)
    }

    async fn redeem(
        &self,
        service: &Service,
        flow: &Flow,
        code: &SecretString,
    ) -> Result<Proved, Error> {
        oauth::redeem(service, flow, code).await
    }

    fn diagnose_callback(
        &self,
        service: &Service,
        flow: &Flow,
        error: &str,
        description: Option<&str>,
    ) -> Diagnosis {
        let rejection = EntraRejection::from_redirect(error, description);
        let client = service.parts().oauth_client.as_ref();
        let client = client.map_or("", |client| client.client_id.as_str());
        let tenant = oauth::tenant_text(flow);
        diagnosis::of_rejection(&rejection, &Asked::of(service, &tenant, client))
    }

    async fn rights(
        &self,
        service: &Service,
        proved: &Proved,
        store: &str,
    ) -> Result<RightsFound, Error> {
        let endpoint = endpoint::of_public(service, &proved.public, store)?;
        let credentials = Credentials::from_bytes(&proved.credentials)?;
        let credential = match (&credentials, &proved.token) {
            (Credentials::AccessKey(key), _) => Credential::Hmac(key.access_key(service)?),
            (_, Some(token)) => Credential::Bearer(Arc::new(Fixed(token.clone()))),
            (_, None) => return Err(Error::Internal("a proof without a token".to_owned())),
        };
        let client = client(service, endpoint, credential);
        rights::find(service, &client, proved.account.as_deref()).await
    }

    fn sign_in_facts(&self, service: &Service, public: &BTreeMap<String, String>) -> SignInFacts {
        let Ok(cloud) = endpoint::cloud_of_public(service, public) else {
            return SignInFacts::default();
        };
        SignInFacts {
            tenant: public.get("tenantId").cloned(),
            audience: (!is_access_key(public)).then(|| cloud.audience().to_owned()),
            cloud: Some(cloud.name().to_string()),
        }
    }

    fn grant(
        &self,
        service: &Service,
        public: &BTreeMap<String, String>,
        store: &str,
    ) -> Option<Grant> {
        if is_access_key(public) {
            return None;
        }
        let endpoint = endpoint::of_public(service, public, store).ok()?;
        let name = endpoint.host().split('.').next()?;
        Some(Grant {
            role: DATA_OWNER.to_owned(),
            scope: format!(
                "/subscriptions/<subscription>/resourceGroups/<group>/providers\
                 /Microsoft.AppConfiguration/configurationStores/{name}"
            ),
        })
    }

    async fn sign_in(
        &self,
        service: &Service,
        connection: &store::connections::Connection,
    ) -> Result<Proved, Error> {
        let broker = Broker::new(service, connection.id);
        if connection.method == Method::ConnectionString {
            let (_, credentials) = broker.read().await?;
            if let Credentials::AccessKey(key) = &credentials {
                prove_key(service, key).await?;
            }
            return proved(&credentials, None);
        }
        let (credentials, token) = broker.sign_in().await?;
        proved(&credentials, Some(token))
    }

    async fn destination(
        &self,
        service: &Service,
        target: &Target,
    ) -> Result<Arc<dyn Destination>, Fault> {
        Ok(Arc::new(AzureDestination::new(service, target).await?))
    }
}

/// Whether what is known in public of credentials is an access key's: it is shown to the store
/// itself, which asks for no role.
fn is_access_key(public: &BTreeMap<String, String>) -> bool {
    public.contains_key("endpoint")
}

/// Proves that a store knows an access key: there is nobody else to ask.
async fn prove_key(service: &Service, key: &StoreKey) -> Result<(), Error> {
    let endpoint = endpoint::of_any_cloud(service, &key.endpoint)
        .map_err(|error| Error::invalid("connectionString", error.to_string()))?;
    let credential = Credential::Hmac(key.access_key(service)?);
    let found = rights::find(service, &client(service, endpoint, credential), None).await?;
    match found.diagnosis {
        // What a known key may not do is for the check of its rights.
        Some(refused) if !matches!(refused.cause, Cause::ReadOnlyKey) => {
            Err(Error::diagnosed(refused))
        }
        _ => Ok(()),
    }
}

/// A client of a store, at the pace that others who talk to the store keep.
fn client(service: &Service, endpoint: StoreEndpoint, credential: Credential) -> AppConfiguration {
    let lane = service.azure().lanes.known(endpoint.host());
    AppConfiguration::new(service.parts().http.clone(), endpoint, credential, lane)
}

/// Credentials that signed in; without a token when an access key signs each request.
pub(super) fn proved(
    credentials: &Credentials,
    token: Option<SecretString>,
) -> Result<Proved, Error> {
    let store = match credentials {
        Credentials::AccessKey(key) => Some(key.endpoint.clone()),
        _ => None,
    };
    Ok(Proved {
        credentials: credentials.to_bytes()?,
        public: credentials.public(),
        entered: credentials.entered(),
        expires_at: credentials.expires_at(),
        account: Some(credentials.account()),
        store,
        token,
    })
}

/// One token, as long as it lasts: for the check right after a sign-in.
struct Fixed(SecretString);

#[async_trait]
impl TokenSource for Fixed {
    async fn token(&self) -> Result<SecretString, TokenError> {
        Ok(self.0.clone())
    }

    async fn refused(&self) {}
}
