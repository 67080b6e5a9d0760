//! What went wrong, in a form that every face can turn into a sentence and a next step.

use crate::name::word_set;

word_set! {
    /// A cause that Keyferry knows. The server's message catalogue has a sentence and a next step
    /// for each.
    pub enum Cause ("cause") {
        /// The client secret is wrong.
        WrongSecret = "azure.wrong-secret",
        /// The client secret has expired.
        ExpiredSecret = "azure.expired-secret",
        /// No such application in the tenant.
        UnknownApplication = "azure.unknown-application",
        /// No such tenant.
        UnknownTenant = "azure.unknown-tenant",
        /// The application is disabled, or the person may not use it.
        NotAssigned = "azure.not-assigned",
        /// Nobody consented to the application's permissions yet.
        ConsentMissing = "azure.consent-missing",
        /// The person declined at the consent page.
        ConsentDeclined = "azure.consent-declined",
        /// Only an administrator may consent.
        AdminConsentNeeded = "azure.admin-consent-needed",
        /// The redirect URI is not registered.
        RedirectMismatch = "azure.redirect-mismatch",
        /// The person has to sign in again: expired, revoked, password changed.
        SignInAgain = "azure.sign-in-again",
        /// Multi-factor authentication or Conditional Access stands in between.
        ConditionalAccess = "azure.conditional-access",
        /// The account is not in the tenant.
        WrongAccount = "azure.wrong-account",
        /// The sign-in was refused for another reason; the code and sentence are arguments.
        SignInRejected = "azure.sign-in-rejected",
        /// Microsoft Entra asked to slow down.
        SignInThrottled = "azure.sign-in-throttled",
        /// Microsoft Entra did not answer.
        SignInUnreachable = "azure.sign-in-unreachable",
        /// The principal lacks a right on the store; `missing` lists which.
        MissingPermission = "azure.missing-permission",
        /// The store refused the token itself.
        TokenRefused = "azure.token-refused",
        /// The store did not answer.
        StoreUnreachable = "azure.store-unreachable",
        /// The store answered with an error of its own.
        StoreFailing = "azure.store-failing",
        /// The store asked to slow down for longer than a run waits.
        StoreThrottled = "azure.store-throttled",
        /// The store's storage quota is used up.
        StoreFull = "azure.store-full",
        /// The key is locked in the store.
        KeyLocked = "azure.key-locked",
        /// The key changed between looking and writing.
        ChangedMeanwhile = "azure.changed-meanwhile",
        /// The store found the request invalid.
        RequestRefused = "azure.request-refused",
        /// The endpoint is not one a token may be sent to.
        BadEndpoint = "azure.bad-endpoint",
        /// The operator has not configured the OAuth application.
        OAuthNotConfigured = "azure.oauth-not-configured",
        /// The source folder or environment is gone.
        SourceMissing = "sync.source-missing",
        /// A plan waits for somebody to confirm it.
        Held = "sync.held",
        /// Some keys were skipped or failed.
        Partial = "sync.partial",
        /// Something inside Keyferry failed; the log has it under the request id.
        Internal = "internal",
    }
}

/// A cause with what is particular to this case. Arguments and command never hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Diagnosis {
    /// What went wrong.
    pub cause: Cause,
    /// Names and values that the sentence mentions, such as `tenant` or `missing`.
    #[serde(default)]
    pub arguments: Vec<(String, String)>,
    /// A command that mends it, ready to paste.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

impl Diagnosis {
    /// A cause alone.
    #[must_use]
    pub fn new(cause: Cause) -> Self {
        Self {
            cause,
            arguments: Vec::new(),
            command: None,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.arguments.push((name.to_owned(), value.into()));
        self
    }

    /// Adds the command that mends it.
    #[must_use]
    pub fn mended_by(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// The value of an argument.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }
}
