//! What each cause means in plain words, and what to do about it.
//!
//! The Entra codes named here are the ones Microsoft documents for each cause; a code that came
//! with the diagnosis (argument `code`) takes the place of the usual one.

mod access;
mod credentials;
mod person;
mod sign_in;
mod store;
mod sync;

use model::{Cause, Diagnosis};

use super::Message;

/// The sentence, next step and command for a diagnosis.
///
/// Arguments that sentences use when they are there: `code`, `detail`, `tenant`, `client`,
/// `redirectUri`, `account`, `variables`, `microsoft`, `correlationId`; `store`, `missing`, `role`,
/// `seconds`, `key`; `environment`, `certificate`, `days`, `expires`, `passed`, `next`, `cloud`, `until`, `skew`,
/// `direction`, `storeTenant`; `who`, `gone`, `action`, `subject`, `secret`; `path`, `skipped`, `failed`, `ours`, `deletes`, `allowed`.
#[must_use]
pub fn describe(diagnosis: &Diagnosis) -> Message {
    let mut message = match diagnosis.cause {
        Cause::WrongSecret
        | Cause::ExpiredSecret
        | Cause::CredentialsExpiring
        | Cause::SecretMissing
        | Cause::PublicClient
        | Cause::WrongCertificate
        | Cause::ExpiredCertificate
        | Cause::FederationMismatch
        | Cause::ClockSkew
        | Cause::HostIdentityMissing
        | Cause::HostIdentityOff => credentials::describe(diagnosis),
        Cause::UnknownApplication
        | Cause::UnknownTenant
        | Cause::TenantNeeded
        | Cause::WrongCloud
        | Cause::ResourceMissing
        | Cause::ApplicationDisabled
        | Cause::RedirectMismatch
        | Cause::RequestMalformed
        | Cause::SignInRejected
        | Cause::SignInThrottled
        | Cause::SignInUnreachable
        | Cause::OAuthNotConfigured => sign_in::describe(diagnosis),
        Cause::NotAssigned
        | Cause::AccountDisabled
        | Cause::PasswordRefused
        | Cause::AccountLocked
        | Cause::ConsentMissing
        | Cause::ConsentDeclined
        | Cause::AdminConsentNeeded
        | Cause::SignInAgain
        | Cause::CodeRedeemed
        | Cause::SignInMixedUp
        | Cause::OtherAccount
        | Cause::ConditionalAccess
        | Cause::WrongAccount => person::describe(diagnosis),
        Cause::MissingPermission
        | Cause::RoleNotYetActive
        | Cause::ReadOnlyKey
        | Cause::UnknownAccessKey
        | Cause::LocalAuthDisabled
        | Cause::WrongTenant
        | Cause::NetworkDenied
        | Cause::TokenRefused
        | Cause::OutsideLimits => access::describe(diagnosis),
        Cause::StoreUnreachable
        | Cause::StoreFailing
        | Cause::StoreThrottled
        | Cause::StoreFull
        | Cause::KeyLocked
        | Cause::ChangedMeanwhile
        | Cause::RequestRefused
        | Cause::BadEndpoint => store::describe(diagnosis),
        Cause::SourceMissing
        | Cause::AccessLost
        | Cause::Held
        | Cause::Partial
        | Cause::Internal => sync::describe(diagnosis),
    };
    if let Some(words) = diagnosis.argument("microsoft") {
        let words = words.trim().trim_end_matches('.');
        if !words.is_empty() {
            message.sentence = format!("{} Microsoft says: “{words}”.", message.sentence);
        }
    }
    if let Some(id) = diagnosis.argument("correlationId") {
        message.next_step = format!(
            "{} Microsoft's support finds it by the correlation ID {id}.",
            message.next_step
        );
    }
    message.command.clone_from(&diagnosis.command);
    message
}

/// The number of the Entra code that came with a diagnosis.
fn code_of(diagnosis: &Diagnosis) -> Option<u32> {
    let code = diagnosis.argument("code")?;
    code.trim_start_matches("AADSTS").parse().ok()
}

/// The Entra code in brackets: the one that came with the diagnosis, or the usual one.
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

/// A space and the argument in quotes, or nothing.
fn quoted(diagnosis: &Diagnosis, name: &str) -> String {
    diagnosis
        .argument(name)
        .map(|value| format!(" “{value}”"))
        .unwrap_or_default()
}

/// A colon and what the service said, or nothing.
fn reason(diagnosis: &Diagnosis) -> String {
    diagnosis
        .argument("detail")
        .map(|text| text.trim().trim_end_matches('.'))
        .filter(|text| !text.is_empty())
        .map(|text| format!(": {text}"))
        .unwrap_or_default()
}

fn wait(diagnosis: &Diagnosis) -> String {
    diagnosis.argument("seconds").map_or_else(
        || "in a moment".to_owned(),
        |seconds| match seconds.parse::<u64>() {
            Ok(seconds) if seconds >= 120 => format!("in {} min", seconds.div_ceil(60)),
            _ => format!("in {seconds} s"),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_a_sentence_and_a_next_step() {
        for cause in Cause::ALL {
            let message = describe(&Diagnosis::new(*cause));
            for text in [&message.sentence, &message.next_step] {
                assert!(text.ends_with('.'), "{cause}: {text}");
                assert!(text.split_whitespace().count() >= 4, "{cause}: {text}");
                assert!(
                    !text.contains("  ") && !text.contains(".."),
                    "{cause}: {text}"
                );
            }
        }
    }

    #[test]
    fn no_two_causes_read_alike() {
        let mut seen = std::collections::BTreeSet::new();
        for cause in Cause::ALL {
            assert!(
                seen.insert(describe(&Diagnosis::new(*cause)).sentence),
                "{cause}"
            );
        }
    }

    #[test]
    fn a_code_never_stands_alone() {
        for cause in Cause::ALL {
            let sentence = describe(&Diagnosis::new(*cause).with("code", "AADSTS54005")).sentence;
            assert!(!sentence.starts_with("AADSTS"), "{sentence}");
        }
        let wrong = describe(&Diagnosis::new(Cause::WrongSecret));
        assert_eq!(
            wrong.sentence,
            "Microsoft did not accept the client secret (AADSTS7000215)."
        );
    }

    #[test]
    fn what_is_new_is_told_in_our_words_first_and_support_can_find_it() {
        let new = Diagnosis::new(Cause::SignInAgain)
            .with("code", "AADSTS123456")
            .with("microsoft", "Moon in Pisces.")
            .with("correlationId", "2b");
        let message = describe(&new);
        assert_eq!(
            message.sentence,
            "Microsoft signed this connection out (AADSTS123456). Microsoft says: “Moon in Pisces”."
        );
        assert!(message.next_step.ends_with("correlation ID 2b."));
    }

    #[test]
    fn what_a_diagnosis_names_is_in_its_sentence() {
        let missing = Diagnosis::new(Cause::MissingPermission)
            .with("missing", "write, delete")
            .with("store", "contoso.azconfig.io")
            .mended_by("az role assignment create …");
        let message = describe(&missing);
        assert_eq!(
            message.sentence,
            "The sign-in works, but it may not write or delete keys on contoso.azconfig.io."
        );
        assert_eq!(
            message.command.as_deref(),
            Some("az role assignment create …")
        );
        let refused = Diagnosis::new(Cause::SignInRejected)
            .with("code", "54005")
            .with("detail", "The code was already redeemed.");
        assert_eq!(
            describe(&refused).sentence,
            "Microsoft refused the sign-in (AADSTS54005): The code was already redeemed."
        );
    }
}
