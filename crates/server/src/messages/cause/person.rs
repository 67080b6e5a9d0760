//! What stands between a person and their sign-in: consent, policies, the account itself.

use model::{Cause, Diagnosis};

use super::{code_of, entra_code, quoted, reason};
use crate::messages::Message;

pub(super) fn describe(diagnosis: &Diagnosis) -> Message {
    let code = |usual: &str| entra_code(diagnosis, usual);
    match diagnosis.cause {
        Cause::NotAssigned => Message::new(
            format!(
                "This account is not assigned to the application{}.",
                code("50105")
            ),
            "Ask an admin of the tenant to assign it under Enterprise applications, Users and groups, or to switch off Assignment required there.",
        ),
        Cause::ConsentMissing | Cause::ConsentDeclined | Cause::AdminConsentNeeded => {
            consent(diagnosis)
        }
        Cause::SignInAgain => sign_in_again(diagnosis),
        Cause::ConditionalAccess => conditional_access(diagnosis),
        Cause::AccountDisabled => Message::new(
            format!("The account that signed in is disabled{}.", code("50057")),
            "Ask an admin of the tenant to enable it, or reconnect with another account.",
        ),
        Cause::PasswordRefused => password_refused(diagnosis),
        Cause::AccountLocked => Message::new(
            if code_of(diagnosis) == Some(50_196) {
                format!(
                    "Microsoft was asked too often for this account and stops for a while{}.",
                    code("50196")
                )
            } else {
                format!(
                    "Microsoft has locked the account for a while{}.",
                    code("50053")
                )
            },
            "Wait some minutes; Keyferry tries again by itself.",
        ),
        Cause::CodeRedeemed => Message::new(
            format!(
                "This way back from Microsoft was taken once already{}.",
                code("54005")
            ),
            "Start the sign-in again; the page was loaded twice.",
        ),
        Cause::SignInMixedUp if code_of(diagnosis) == Some(700_005) => Message::new(
            format!(
                "The sign-in was made in another tenant than it was asked for{}.",
                code("700005")
            ),
            "Start the sign-in again and choose an account of the connection's tenant.",
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
        _ => wrong_account(diagnosis),
    }
}

/// A person's sign-in ends in many ways; why it did tells how to keep it from ending so again.
fn sign_in_again(diagnosis: &Diagnosis) -> Message {
    let reconnect = "Reconnect it; its syncs wait and go on by themselves, and nothing is lost.";
    let (why, next_step) = match code_of(diagnosis) {
        Some(50_173) => (
            "The sign-in ended when the password was changed or the sign-ins were revoked",
            reconnect,
        ),
        Some(70_008) => ("The sign-in was left unused until it expired", reconnect),
        Some(700_082) => (
            "The sign-in was not used for 90 days and expired",
            reconnect,
        ),
        Some(70_043 | 700_081) => (
            "The tenant's policy lets sign-ins last only so long, and this one is over",
            reconnect,
        ),
        Some(70_000) => (
            "The sign-in was revoked, or belongs to another app registration",
            reconnect,
        ),
        Some(700_084) => (
            "Sign-ins of a single-page application end after 24 hours",
            "Register the redirect URI under the platform Web instead, which lasts; then reconnect.",
        ),
        Some(50_058 | 160_021) => (
            "Microsoft wants to see the person, and nobody was there to sign in",
            "Reconnect it in the browser.",
        ),
        _ => ("Microsoft signed this connection out", reconnect),
    };
    Message::new(
        format!("{why}{}.", entra_code(diagnosis, "700082")),
        next_step,
    )
}

fn conditional_access(diagnosis: &Diagnosis) -> Message {
    match code_of(diagnosis) {
        Some(53_000 | 53_001 | 53_003 | 53_004 | 530_003) => Message::new(
            format!(
                "A Conditional Access policy blocks this device, place or risk{}{}.",
                entra_code(diagnosis, ""),
                reason(diagnosis)
            ),
            "Reconnect from where the policy allows it, or ask an admin of the tenant to exclude the application.",
        ),
        Some(50_072 | 50_079) => Message::new(
            format!(
                "The account has to be set up for multi-factor authentication{}.",
                entra_code(diagnosis, "")
            ),
            "Reconnect in the browser and complete the set-up or the check that Microsoft asks for.",
        ),
        _ => Message::new(
            format!(
                "Microsoft asks for multi-factor authentication{}.",
                entra_code(diagnosis, "50076")
            ),
            "Reconnect in the browser and complete the set-up or the check that Microsoft asks for.",
        ),
    }
}

/// Who may accept what the application asks for.
fn consent(diagnosis: &Diagnosis) -> Message {
    let code = |usual: &str| entra_code(diagnosis, usual);
    match diagnosis.cause {
        Cause::ConsentMissing if matches!(code_of(diagnosis), Some(650_056 | 650_057)) => {
            Message::new(
                format!(
                    "The app registration does not list the permissions for App Configuration{}.",
                    code("650056")
                ),
                "Add Azure App Configuration's delegated permissions KeyValue.Read, KeyValue.Write and KeyValue.Delete under API permissions, then reconnect.",
            )
        }
        Cause::ConsentMissing => Message::new(
            format!(
                "Nobody has agreed to the application's permissions yet{}.",
                code("65001")
            ),
            if diagnosis.command.is_some() {
                "Reconnect and accept them, or give this link to an admin of the tenant to accept them for everybody."
            } else {
                "Reconnect and accept them, or ask an admin of the tenant to accept them for everybody."
            },
        ),
        Cause::ConsentDeclined => Message::new(
            format!(
                "The permissions were declined at Microsoft{}.",
                code("65004")
            ),
            "Connect again and accept them: Keyferry reads, writes and deletes only the keys of your syncs.",
        ),
        _ => Message::new(
            format!(
                "Only an admin of the tenant may accept these permissions{}.",
                code("90094")
            ),
            if diagnosis.command.is_some() {
                "Give one this link to grant admin consent to the application, then reconnect."
            } else {
                "Ask one to grant admin consent to the application, then reconnect."
            },
        ),
    }
}

/// A password that is wrong is typed again, one that has expired is changed.
fn password_refused(diagnosis: &Diagnosis) -> Message {
    let code = |usual: &str| entra_code(diagnosis, usual);
    match code_of(diagnosis) {
        Some(50_126) => Message::new(
            format!("User name or password were wrong{}.", code("50126")),
            "Reconnect and type them again at Microsoft.",
        ),
        _ => Message::new(
            format!("The password of the account has expired{}.", code("50055")),
            "Change the password at Microsoft, then reconnect.",
        ),
    }
}

/// Which account to take instead.
fn wrong_account(diagnosis: &Diagnosis) -> Message {
    let code = |usual: &str| entra_code(diagnosis, usual);
    match code_of(diagnosis) {
        Some(16_000 | 16_001 | 16_003) => Message::new(
            format!(
                "Microsoft does not know which account to use{}.",
                code("16000")
            ),
            "Reconnect and choose the account in the browser.",
        ),
        Some(50_034) => Message::new(
            format!(
                "The tenant{} knows no such account{}.",
                quoted(diagnosis, "tenant"),
                code("50034")
            ),
            "Reconnect with another account, or correct the connection's tenant.",
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
