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
        /// A client secret or certificate that works still, but expires soon.
        CredentialsExpiring = "azure.credentials-expiring",
        /// The application has neither shown a secret nor an assertion.
        SecretMissing = "azure.secret-missing",
        /// The application is a public client, which must not send a secret.
        PublicClient = "azure.public-client",
        /// The certificate is not one of the application's.
        WrongCertificate = "azure.wrong-certificate",
        /// The certificate has expired.
        ExpiredCertificate = "azure.expired-certificate",
        /// No federated credential of the application matches the host's token.
        FederationMismatch = "azure.federation-mismatch",
        /// The clocks of this server and of Azure differ too much; `skew` says by how much.
        ClockSkew = "azure.clock-skew",
        /// This server has no managed identity, or not the one asked for.
        HostIdentityMissing = "azure.host-identity-missing",
        /// The operator has not allowed the use of the host's identity.
        HostIdentityOff = "azure.host-identity-off",
        /// No such application in the tenant.
        UnknownApplication = "azure.unknown-application",
        /// No such tenant.
        UnknownTenant = "azure.unknown-tenant",
        /// The tenant has to be named; `common` and `organizations` will not do.
        TenantNeeded = "azure.tenant-needed",
        /// The application, tenant or store belongs to another Azure cloud.
        WrongCloud = "azure.wrong-cloud",
        /// The tenant has no service principal for App Configuration.
        ResourceMissing = "azure.resource-missing",
        /// The application is disabled.
        ApplicationDisabled = "azure.application-disabled",
        /// The person's account is disabled.
        AccountDisabled = "azure.account-disabled",
        /// The person's password has expired or is wrong.
        PasswordRefused = "azure.password-refused",
        /// The account is locked for a while after too many sign-ins.
        AccountLocked = "azure.account-locked",
        /// The person may not use the application.
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
        /// The way back from the browser was taken twice.
        CodeRedeemed = "azure.code-redeemed",
        /// The way back from the browser belongs to another sign-in.
        SignInMixedUp = "azure.sign-in-mixed-up",
        /// Another account signed in than the connection belongs to.
        OtherAccount = "azure.other-account",
        /// Microsoft did not understand the request, which is a mistake of Keyferry.
        RequestMalformed = "azure.request-malformed",
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
        /// The role that was granted does not act yet; `until` says how long that may take.
        RoleNotYetActive = "azure.role-not-yet-active",
        /// The store belongs to another tenant than the sign-in.
        WrongTenant = "azure.wrong-tenant",
        /// The store takes no access keys.
        LocalAuthDisabled = "azure.local-auth-disabled",
        /// The store does not know the access key.
        UnknownAccessKey = "azure.unknown-access-key",
        /// The access key may only read.
        ReadOnlyKey = "azure.read-only-key",
        /// The store's network rules keep this server out.
        NetworkDenied = "azure.network-denied",
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
        /// The connection is not limited to this project, store or label.
        OutsideLimits = "connection.outside-limits",
        /// The source folder or environment is gone.
        SourceMissing = "sync.source-missing",
        /// Somebody whose access the sync lives by has lost it; `who` says who, `secret` which secret
        /// of theirs needs it.
        AccessLost = "sync.access-lost",
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
