//! What stands between Keyferry and a token of Microsoft Entra ID.

use model::{Cause, Diagnosis};

use super::{entra_code, quoted, reason, wait};
use crate::messages::Message;

pub(super) fn describe(diagnosis: &Diagnosis) -> Message {
    let code = |usual: &str| entra_code(diagnosis, usual);
    match diagnosis.cause {
        Cause::UnknownApplication => Message::new(
            format!(
                "Microsoft knows no application{} in this tenant{}.",
                quoted(diagnosis, "client"),
                code("700016")
            ),
            "Check the client ID and the tenant; in another organization's tenant, an admin there has to consent first.",
        ),
        Cause::UnknownTenant => Message::new(
            format!(
                "Microsoft knows no tenant{}{}.",
                quoted(diagnosis, "tenant"),
                code("90002")
            ),
            "Check the tenant for a typing error; it is a GUID or a domain such as contoso.com.",
        ),
        Cause::TenantNeeded => Message::new(
            format!("The application cannot sign in without naming its tenant{}.", code("50194")),
            "Enter the tenant's GUID or domain; the app registration is for one organization only.",
        ),
        Cause::WrongCloud => Message::new(
            format!(
                "That belongs to another Azure cloud{}{}.",
                diagnosis.argument("cloud").map(|cloud| format!(", {cloud}")).unwrap_or_default(),
                code("")
            ),
            "Use an application, tenant and store of one cloud, and choose that cloud for the connection.",
        ),
        Cause::ResourceMissing => Message::new(
            format!("The tenant does not know Azure App Configuration{}.", code("500011")),
            "Register the provider Microsoft.AppConfiguration in a subscription of the tenant, and check that tenant and cloud are the store's.",
        ),
        Cause::ApplicationDisabled => Message::new(
            format!("The application{} is disabled{}.", quoted(diagnosis, "client"), code("7000112")),
            "Ask an admin of the tenant to enable it under Enterprise applications, Properties.",
        ),
        Cause::RequestMalformed => Message::new(
            format!("Microsoft did not understand Keyferry's request{}{}.", code(""), reason(diagnosis)),
            "That is a mistake in Keyferry: report it with this code and the correlation id.",
        ),
        Cause::RedirectMismatch => Message::new(
            format!("The app registration does not list this site's redirect URI{}.", code("50011")),
            diagnosis.argument("redirectUri").map_or_else(
                || "Register the redirect URI of this site under Authentication, platform Web.".to_owned(),
                |uri| format!("Register exactly {uri} under Authentication, platform Web."),
            ),
        ),
        Cause::SignInThrottled => Message::new(
            "Microsoft Entra asked to slow down.",
            format!("Keyferry tries again {}; there is nothing to do.", wait(diagnosis)),
        ),
        Cause::SignInUnreachable => Message::new(
            format!("Microsoft Entra did not answer{}.", reason(diagnosis)),
            "Check that this server can reach the sign-in address; Keyferry keeps trying.",
        ),
        Cause::OAuthNotConfigured => Message::new(
            "Signing in with Microsoft is not set up on this Keyferry.",
            format!(
                "Ask its operator to set {}, or choose the method Client secret.",
                diagnosis.argument("variables").unwrap_or(
                    "INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_ID and INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_SECRET"
                )
            ),
        ),
        _ => Message::new(
            format!("Microsoft refused the sign-in{}{}.", code(""), reason(diagnosis)),
            "Correct what it names and try again.",
        ),
    }
}
