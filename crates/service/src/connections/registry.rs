//! The apps there are, and what each has to be able to do.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use model::connection::{App, AppDescription, Method};
use model::{Diagnosis, Timestamp};
use secrecy::SecretString;
use url::Url;
use zeroize::Zeroizing;

use super::azure_app_configuration::AzureAppConfiguration;
use super::destination::{Destination, Fault, Target};
use super::flow::Flow;
use super::limit::Reach;
use super::view::{Rights, Unavailable};
use crate::{Error, Service};

/// What an app has to be able to do to be connected to.
#[async_trait]
pub(super) trait AppConnection: Send + Sync {
    /// Its name, methods and fields.
    fn description(&self) -> &'static AppDescription;

    /// What the operator has to set before a method can be used; none when it can be.
    fn unavailable(&self, service: &Service, method: Method) -> Option<Unavailable>;

    /// The id of the application that people sign in through, when the operator has set one.
    fn oauth_client_id(&self, service: &Service) -> Option<String>;

    /// Refuses a store that credentials of these fields must not be used with, before anybody is
    /// asked for anything.
    fn admit(
        &self,
        service: &Service,
        method: Method,
        fields: &BTreeMap<String, SecretString>,
        store: &str,
    ) -> Result<(), Error>;

    /// Parses what the user entered, and proves that it signs in.
    async fn verify(
        &self,
        service: &Service,
        method: Method,
        fields: &BTreeMap<String, SecretString>,
    ) -> Result<Proved, Error>;

    /// Where to send the browser for a sign-in there, and what has to be kept until it is back.
    fn authorize(
        &self,
        service: &Service,
        tenant: Option<&str>,
        state: &SecretString,
    ) -> Result<Departure, Error>;

    /// Whether an issuer that claims to answer is the authority this sign-in was sent to.
    fn may_answer(&self, service: &Service, flow: &Flow, issuer: &str) -> bool;

    /// Redeems the code a browser brought back, and proves that it answers this sign-in.
    async fn redeem(
        &self,
        service: &Service,
        flow: &Flow,
        code: &SecretString,
    ) -> Result<Proved, Error>;

    /// What an error on the way back from the browser sign-in means.
    fn diagnose_callback(
        &self,
        service: &Service,
        flow: &Flow,
        error: &str,
        description: Option<&str>,
    ) -> Diagnosis;

    /// Tries the rights on a store with credentials that were just proved.
    async fn rights(
        &self,
        service: &Service,
        proved: &Proved,
        store: &str,
    ) -> Result<RightsFound, Error>;

    /// What a sign-in was for, by what of its credentials is no secret.
    fn sign_in_facts(&self, service: &Service, public: &BTreeMap<String, String>) -> SignInFacts;

    /// The role that gives all three rights on a store, and on what it is to be granted; none when
    /// rights there do not come from a role.
    fn grant(
        &self,
        service: &Service,
        public: &BTreeMap<String, String>,
        store: &str,
    ) -> Option<Grant>;

    /// Signs in with stored credentials, and says with what account.
    async fn sign_in(
        &self,
        service: &Service,
        connection: &store::connections::Connection,
    ) -> Result<Proved, Error>;

    /// One label of one store, as the destination of a sync.
    async fn destination(
        &self,
        service: &Service,
        target: &Target,
    ) -> Result<Arc<dyn Destination>, Fault>;
}

/// Credentials that signed in.
pub(super) struct Proved {
    /// The credentials, to be sealed.
    pub(super) credentials: Zeroizing<Vec<u8>>,
    /// What of them is no secret.
    pub(super) public: BTreeMap<String, String>,
    /// What the user entered, for the digest that tells whether it is the same again.
    pub(super) entered: Zeroizing<Vec<Vec<u8>>>,
    /// When the credentials stop working, as far as that is known.
    pub(super) expires_at: Option<Timestamp>,
    /// Who signed in, as the app names them.
    pub(super) account: Option<String>,
    /// The only store they are for; none when they may reach several.
    pub(super) store: Option<String>,
    /// The access token the proof yielded; none when each request proves itself.
    pub(super) token: Option<SecretString>,
}

/// Where a browser is sent, and what has to be kept until it is back.
pub(super) struct Departure {
    pub(super) url: Url,
    pub(super) nonce: String,
    pub(super) verifier: SecretString,
    pub(super) redirect_uri: String,
    /// The authority that was asked, to notice when another one answers.
    pub(super) authority: String,
}

/// What a sign-in was for. What does not apply to a method is absent.
#[derive(Default)]
pub(super) struct SignInFacts {
    pub(super) tenant: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) cloud: Option<String>,
}

/// A role to be granted.
pub(super) struct Grant {
    pub(super) role: String,
    pub(super) scope: String,
}

/// What trying the rights on a store found.
pub(super) struct RightsFound {
    /// The store, as syncs write it.
    pub(super) store: String,
    pub(super) rights: Rights,
    /// What is wrong, when not all are there.
    pub(super) diagnosis: Option<Diagnosis>,
}

/// Every app, by the order in which they are offered.
static APPS: [&dyn AppConnection; 1] = [&AzureAppConfiguration];

pub(super) fn all() -> impl Iterator<Item = &'static dyn AppConnection> {
    APPS.into_iter()
}

pub(super) fn of(app: App) -> &'static dyn AppConnection {
    match app {
        App::AzureAppConfiguration => &AzureAppConfiguration,
    }
}

/// The destination of a sync, which takes no change out of the sync's reach.
///
/// # Errors
/// When the endpoint is not one that the connection may be used with.
pub(crate) async fn destination(
    service: &Service,
    app: App,
    target: &Target,
    reach: &Reach,
) -> Result<Arc<dyn Destination>, Fault> {
    Ok(reach.guard(of(app).destination(service, target).await?))
}
