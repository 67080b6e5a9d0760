//! What stands between Keyferry and a token of Microsoft Entra ID.

use model::{Cause, Diagnosis};

use super::{code_of, entra_code, quoted, reason, wait};
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
        Cause::UnknownTenant if code_of(diagnosis) == Some(900_023) => Message::new(
            format!(
                "The tenant{} is neither a GUID nor a domain{}.",
                quoted(diagnosis, "tenant"),
                code("900023")
            ),
            "Write it as the Directory (tenant) ID or as a verified domain such as contoso.com.",
        ),
        Cause::UnknownTenant => Message::new(
            format!(
                "Microsoft knows no tenant{}{}.",
                quoted(diagnosis, "tenant"),
                code("90002")
            ),
            "Check the tenant for a typing error, and that it is in this Azure cloud.",
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
        Cause::ResourceMissing if code_of(diagnosis) == Some(650_052) => Message::new(
            format!("The organization has not set up Azure App Configuration{}.", code("650052")),
            "Register the provider Microsoft.AppConfiguration in a subscription of the tenant, or make a store in it.",
        ),
        Cause::ResourceMissing => Message::new(
            format!("The tenant does not know Azure App Configuration{}.", code("500011")),
            "Check that tenant and Azure cloud are the store's; in a tenant that never had a store, make one first.",
        ),
        Cause::ApplicationDisabled => Message::new(
            format!("The application{} is disabled{}.", quoted(diagnosis, "client"), code("7000112")),
            "Ask an admin of the tenant to enable it under Enterprise applications, Properties.",
        ),
        Cause::RequestMalformed if matches!(code_of(diagnosis), Some(70_011 | 28_002 | 28_003)) => {
            Message::new(
                format!("Microsoft does not know the scope that was asked for{}{}.", code(""), reason(diagnosis)),
                "Check KEYFERRY_AZURE_AUDIENCE on a custom cloud; on any other it is a mistake in Keyferry to report.",
            )
        }
        Cause::RequestMalformed => Message::new(
            format!("Microsoft did not understand Keyferry's request{}{}.", code(""), reason(diagnosis)),
            "That is a mistake in Keyferry: report it with this code.",
        ),
        Cause::RedirectMismatch => Message::new(
            format!("The app registration does not list this site's redirect URI{}.", code("50011")),
            diagnosis.argument("redirectUri").map_or_else(
                || "Register the redirect URI of this site under Authentication, platform Web.".to_owned(),
                |uri| format!("Register exactly {uri} under Authentication, platform Web."),
            ),
        ),
        Cause::SignInThrottled => Message::new(
            format!("Microsoft Entra asked to slow down{}.", code("")),
            format!("Keyferry tries again {}; there is nothing to do.", wait(diagnosis)),
        ),
        Cause::SignInUnreachable => Message::new(
            match code_of(diagnosis) {
                Some(_) => format!("Microsoft Entra is in trouble for a moment{}.", code("")),
                None => format!("Microsoft Entra did not answer{}.", reason(diagnosis)),
            },
            match code_of(diagnosis) {
                Some(_) => "Keyferry tries again by itself; if it lasts, look at Azure's status page.",
                None => "Check that this server can reach the sign-in address; Keyferry keeps trying.",
            },
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
            "Look the code up in Microsoft's list of AADSTS codes, correct what it names in the app registration, and reconnect.",
        ),
    }
}
