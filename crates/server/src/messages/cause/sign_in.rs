//! What stands between Keyferry and a token of Microsoft Entra ID.

use model::{Cause, Diagnosis};

use super::{quoted, reason, wait};
use crate::messages::Message;

pub(super) fn describe(diagnosis: &Diagnosis) -> Message {
    let code = |usual: &str| entra_code(diagnosis, usual);
    match diagnosis.cause {
        Cause::WrongSecret => Message::new(
            format!("Microsoft did not accept the client secret{}.", code("7000215")),
            "Paste the secret's Value, not its Secret ID; make a new one under Certificates & secrets if it is lost.",
        ),
        Cause::ExpiredSecret => Message::new(
            format!("The client secret has expired{}.", code("7000222")),
            "Make a new one in the app registration under Certificates & secrets, and replace it here.",
        ),
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
        Cause::NotAssigned => Message::new(
            format!("This account may not use the application{}.", code("50105")),
            "Ask an admin of the tenant to assign the account to the enterprise application, or to enable it.",
        ),
        Cause::ConsentMissing => Message::new(
            format!("Nobody has agreed to the application's permissions yet{}.", code("65001")),
            "Connect again and accept them, or ask an admin of the tenant to accept them for everybody.",
        ),
        Cause::ConsentDeclined => Message::new(
            format!("The permissions were declined at Microsoft{}.", code("65004")),
            "Connect again and accept them: Keyferry reads, writes and deletes only the keys of your syncs.",
        ),
        Cause::AdminConsentNeeded => Message::new(
            format!("Only an admin of the tenant may accept these permissions{}.", code("90094")),
            "Ask one to grant admin consent to the application, then connect again.",
        ),
        Cause::RedirectMismatch => Message::new(
            format!("The app registration does not list this site's redirect URI{}.", code("50011")),
            diagnosis.argument("redirectUri").map_or_else(
                || "Register the redirect URI of this site under Authentication, platform Web.".to_owned(),
                |uri| format!("Register exactly {uri} under Authentication, platform Web."),
            ),
        ),
        Cause::SignInAgain => Message::new(
            format!("Microsoft signed this connection out{}.", code("700082")),
            "Reconnect it; its syncs wait and go on by themselves, and nothing is lost.",
        ),
        Cause::ConditionalAccess => Message::new(
            format!("Multi-factor authentication or a Conditional Access policy stands in between{}.", code("50076")),
            "Sign in again in the browser and complete what Microsoft asks for; an admin can exclude the application from the policy.",
        ),
        Cause::WrongAccount => Message::new(
            format!(
                "The account{} does not belong to this connection's tenant{}.",
                quoted(diagnosis, "account"),
                code("50020")
            ),
            "Sign in with an account of that tenant, or have this one invited as a guest.",
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

fn entra_code(diagnosis: &Diagnosis, usual: &str) -> String {
    let code = diagnosis
        .argument("code")
        .map_or(usual, |code| code.trim_start_matches("AADSTS"));
    if code.is_empty() {
        String::new()
    } else if code.bytes().all(|byte| byte.is_ascii_digit()) {
        format!(" (AADSTS{code})")
    } else {
        format!(" ({code})")
    }
}
