//! What stands between a person and their sign-in: consent, policies, the account itself.

use model::{Cause, Diagnosis};

use super::{entra_code, quoted};
use crate::messages::Message;

pub(super) fn describe(diagnosis: &Diagnosis) -> Message {
    let code = |usual: &str| entra_code(diagnosis, usual);
    match diagnosis.cause {
        Cause::NotAssigned => Message::new(
            format!("This account may not use the application{}.", code("50105")),
            "Ask an admin of the tenant to assign the account to the enterprise application, or to enable it.",
        ),
        Cause::ConsentMissing => Message::new(
            format!(
                "Nobody has agreed to the application's permissions yet{}.",
                code("65001")
            ),
            "Connect again and accept them, or ask an admin of the tenant to accept them for everybody.",
        ),
        Cause::ConsentDeclined => Message::new(
            format!(
                "The permissions were declined at Microsoft{}.",
                code("65004")
            ),
            "Connect again and accept them: Keyferry reads, writes and deletes only the keys of your syncs.",
        ),
        Cause::AdminConsentNeeded => Message::new(
            format!(
                "Only an admin of the tenant may accept these permissions{}.",
                code("90094")
            ),
            "Ask one to grant admin consent to the application, then connect again.",
        ),
        Cause::SignInAgain => Message::new(
            format!("Microsoft signed this connection out{}.", code("700082")),
            "Reconnect it; its syncs wait and go on by themselves, and nothing is lost.",
        ),
        Cause::ConditionalAccess => Message::new(
            format!(
                "Multi-factor authentication or a Conditional Access policy stands in between{}.",
                code("50076")
            ),
            "Sign in again in the browser and complete what Microsoft asks for; an admin can exclude the application from the policy.",
        ),
        Cause::AccountDisabled => Message::new(
            format!("The account that signed in is disabled{}.", code("50057")),
            "Ask an admin of the tenant to enable it, or reconnect with another account.",
        ),
        Cause::PasswordRefused => Message::new(
            format!(
                "Microsoft does not accept the account's password any more{}.",
                code("50055")
            ),
            "Change the password at Microsoft, then reconnect.",
        ),
        Cause::AccountLocked => Message::new(
            format!(
                "Microsoft has locked the account for a while{}.",
                code("50053")
            ),
            "Wait some minutes; Keyferry tries again by itself.",
        ),
        Cause::CodeRedeemed => Message::new(
            format!(
                "This way back from Microsoft was taken once already{}.",
                code("54005")
            ),
            "Start the sign-in again; the page was loaded twice.",
        ),
        Cause::SignInMixedUp => Message::new(
            format!(
                "This way back from Microsoft belongs to another sign-in{}.",
                code("")
            ),
            "Start the sign-in again in one browser tab.",
        ),
        Cause::OtherAccount => Message::new(
            format!(
                "Another account{} signed in than the one this connection belongs to{}.",
                quoted(diagnosis, "account"),
                diagnosis
                    .argument("was")
                    .map(|was| format!(", “{was}”"))
                    .unwrap_or_default()
            ),
            "Confirm the change, or sign in with the account it belongs to.",
        ),
        _ => Message::new(
            format!(
                "The account{} does not belong to this connection's tenant{}.",
                quoted(diagnosis, "account"),
                code("50020")
            ),
            "Sign in with an account of that tenant, or have this one invited as a guest.",
        ),
    }
}
