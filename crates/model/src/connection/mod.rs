//! App connections: which apps there are, how a form asks for them, and how one is doing.

mod alert;
mod limit;

pub use alert::AlertKind;
pub use limit::{Limit, Limits, OutsideLimit};

use crate::Slug;
use crate::name::word_set;

word_set! {
    /// An app that Keyferry can connect to.
    pub enum App ("app") {
        /// Azure App Configuration.
        AzureAppConfiguration = "azure-app-configuration",
    }
}

word_set! {
    /// How a connection signs in.
    pub enum Method ("method") {
        /// A person signs in with Microsoft in the browser.
        OAuth = "oauth",
        /// A service principal with a client secret.
        ClientSecret = "client-secret",
        /// A service principal with a certificate.
        ClientCertificate = "client-certificate",
        /// One of a store's own access keys, without any principal.
        ConnectionString = "connection-string",
        /// A service principal that trusts the token of the host's own issuer.
        WorkloadIdentity = "workload-identity",
        /// The identity that Azure gives to the host.
        ManagedIdentity = "managed-identity",
    }
}

impl Method {
    /// Whether it signs in as the host that Keyferry runs on, with nothing that the user entered.
    /// It is the operator's to allow, and the organization admins' to give out.
    #[must_use]
    pub fn uses_host_identity(self) -> bool {
        matches!(self, Self::WorkloadIdentity | Self::ManagedIdentity)
    }
}

word_set! {
    /// How a connection is doing, from its last check or sync.
    pub enum Health ("health") {
        /// Not tried yet.
        Unknown = "unknown",
        /// The last use worked.
        Healthy = "healthy",
        /// The last use worked, and a credential expires within 30 days.
        Expiring = "expiring",
        /// The sign-in works, but a right on the store is missing.
        MissingPermission = "missing-permission",
        /// Somebody has to sign in or enter credentials again.
        ReconnectNeeded = "reconnect-needed",
        /// The service asked to slow down.
        Throttled = "throttled",
        /// The service did not answer.
        Unreachable = "unreachable",
    }
}

word_set! {
    /// What a connection was checked for.
    pub enum Occasion ("occasion") {
        /// Somebody asked.
        Request = "request",
        /// It was made, or given new credentials.
        Change = "change",
        /// It is looked at regularly.
        Look = "look",
    }
}

/// An app as its form and the API's options list show it.
#[derive(Debug, Clone, Copy)]
pub struct AppDescription {
    /// Which app.
    pub app: App,
    /// Its name, as its maker writes it.
    pub name: &'static str,
    /// Two letters for its tile.
    pub mark: &'static str,
    /// One line on what a connection to it is for.
    pub summary: &'static str,
    /// The ways to sign in, the first one preselected.
    pub methods: &'static [MethodDescription],
}

/// A way to sign in, as a form shows it.
#[derive(Debug, Clone, Copy)]
pub struct MethodDescription {
    /// Which method.
    pub method: Method,
    /// Its name.
    pub name: &'static str,
    /// A few words on who it is for.
    pub summary: &'static str,
    /// What it asks for, in order.
    pub fields: &'static [FieldDescription],
}

/// A field of a method.
#[derive(Debug, Clone, Copy)]
pub struct FieldDescription {
    /// Its name in the API's `credentials` and in the form.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// A line under it.
    pub help: &'static str,
    /// A sample inside it.
    pub placeholder: &'static str,
    /// Whether it must be filled.
    pub required: bool,
    /// How it is entered, and whether it is a secret.
    pub kind: FieldKind,
}

/// How a field is entered. A secret is masked in the form, sealed in the database, and never sent
/// back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One line, no secret.
    Text,
    /// One line, a secret.
    Secret,
    /// Several lines, a secret: a certificate with its key.
    SecretLines,
    /// A day, no secret.
    Date,
    /// One of these values, each with its label; no secret.
    Choice(&'static [(&'static str, &'static str)]),
}

impl FieldDescription {
    /// Whether the field is a secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self.kind, FieldKind::Secret | FieldKind::SecretLines)
    }
}

impl AppDescription {
    /// The description of a method, if the app has it.
    #[must_use]
    pub fn method(&self, method: Method) -> Option<&'static MethodDescription> {
        self.methods
            .iter()
            .find(|description| description.method == method)
    }
}

/// A connection's name: a slug, unique within its scope.
pub type ConnectionName = Slug;
