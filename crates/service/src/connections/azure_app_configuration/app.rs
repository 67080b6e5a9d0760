//! Azure App Configuration in the registry of apps.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use azure::CloudName;
use azure::appconfig::{AppConfiguration, Credential, TokenError, TokenSource};
use azure::entra::{ClientCredential, Entra, EntraRejection, Tenant};
use model::Diagnosis;
use model::connection::{AppDescription, Method};
use secrecy::SecretString;

use super::credentials::{Application, Credentials};
use super::description::DESCRIPTION;
use super::destination::AzureDestination;
use super::diagnosis::{self, Asked};
use super::token::Broker;
use super::{oauth, parse_endpoint, rights};
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

pub(in crate::connections) struct AzureAppConfiguration;

#[async_trait]
impl AppConnection for AzureAppConfiguration {
    fn description(&self) -> &'static AppDescription {
        &DESCRIPTION
    }

    fn unavailable(&self, service: &Service, method: Method) -> Option<Unavailable> {
        let missing = method == Method::OAuth && service.parts().oauth_client.is_none();
        missing.then(|| Unavailable {
            variables: &OAUTH_VARIABLES,
            redirect_uri: oauth::redirect_uri(service),
        })
    }

    async fn verify(
        &self,
        service: &Service,
        method: Method,
        fields: &BTreeMap<String, SecretString>,
    ) -> Result<Proved, Error> {
        let credentials = Credentials::from_fields(method, fields)?;
        let Credentials::ClientSecret(application) = &credentials else {
            return Err(Error::invalid("method", "signs in through the browser"));
        };
        let token = sign_application_in(service, application).await?;
        proved(&credentials, token)
    }

    fn authorize(
        &self,
        service: &Service,
        tenant: Option<&str>,
        state: &SecretString,
    ) -> Result<Departure, Error> {
        oauth::depart(service, tenant, state)
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
        let endpoint = parse_endpoint(service, store)?;
        let lane = service.azure().lanes.known(endpoint.host());
        let credential = Credential::Bearer(Arc::new(Fixed(proved.token.clone())));
        let http = service.parts().http.clone();
        let client = AppConfiguration::new(http, endpoint, credential, lane);
        rights::find(service, &client, proved.account.as_deref()).await
    }

    fn sign_in_facts(&self, service: &Service, public: &BTreeMap<String, String>) -> SignInFacts {
        let cloud = &service.parts().cloud;
        let name = match cloud.name() {
            CloudName::Public => "public",
            CloudName::UsGovernment => "usgovernment",
            CloudName::China => "china",
            CloudName::Custom => "custom",
        };
        SignInFacts {
            tenant: public.get("tenantId").cloned(),
            audience: Some(cloud.audience().to_owned()),
            cloud: Some(name.to_owned()),
        }
    }

    fn grant(&self, service: &Service, store: &str) -> Option<Grant> {
        let endpoint = parse_endpoint(service, store).ok()?;
        let name = endpoint.host().split('.').next()?;
        Some(Grant {
            role: "App Configuration Data Owner".to_owned(),
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
        let (credentials, token) = broker.sign_in().await?;
        proved(&credentials, token)
    }

    fn destination(
        &self,
        service: &Service,
        target: &Target,
    ) -> Result<Arc<dyn Destination>, Fault> {
        Ok(Arc::new(AzureDestination::new(service, target)?))
    }
}

/// An access token for an application that signs in with its secret.
pub(super) async fn sign_application_in(
    service: &Service,
    application: &Application,
) -> Result<SecretString, Error> {
    let token = application_token(service, application).await?;
    token.map(|token| token.secret).map_err(|error| {
        let asked = Asked::of(service, &application.tenant, &application.client);
        Error::diagnosed(diagnosis::of_sign_in(&error, &asked))
    })
}

pub(super) async fn application_token(
    service: &Service,
    application: &Application,
) -> Result<Result<azure::entra::AccessToken, azure::entra::EntraError>, Error> {
    let parts = service.parts();
    let tenant = Tenant::parse(&application.tenant)
        .map_err(|error| Error::invalid("tenantId", error.to_string()))?;
    let credential = ClientCredential::Secret(application.secret.clone());
    let scope = parts.cloud.application_scope();
    let entra = Entra::new(parts.http.clone(), parts.cloud.clone());
    Ok(entra
        .client_credentials(&tenant, &application.client, &credential, &scope)
        .await)
}

pub(super) fn proved(credentials: &Credentials, token: SecretString) -> Result<Proved, Error> {
    let account = match credentials {
        Credentials::OAuth(person) => Some(
            person
                .account
                .clone()
                .unwrap_or_else(|| person.object.to_string()),
        ),
        Credentials::ClientSecret(application) => Some(application.client.clone()),
    };
    Ok(Proved {
        credentials: credentials.to_bytes()?,
        public: credentials.public(),
        entered: credentials.entered(),
        expires_at: None,
        account,
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
