//! What a store's error means.

use azure::appconfig::{Challenge, Error as StoreFault, TokenError, Unauthorized};
use model::{Cause, Diagnosis, Timestamp};

use super::sign_in::{of_failure, what_failed};
use super::skew::with_skew;

/// What a store's error means, at this server's time. What a 403 means depends on what was asked
/// ([`super::of_refused`]).
pub(in super::super) fn of_store(error: &StoreFault, host: &str, now: Timestamp) -> Diagnosis {
    let about = |cause| Diagnosis::new(cause).with("store", host);
    match error {
        StoreFault::Unauthorized(refusal) => of_unauthorized(refusal, host, now),
        StoreFault::Forbidden => about(Cause::MissingPermission),
        StoreFault::PreconditionFailed => about(Cause::ChangedMeanwhile),
        StoreFault::Locked(_) => about(Cause::KeyLocked),
        StoreFault::Throttled {
            storage_full: true, ..
        } => about(Cause::StoreFull),
        StoreFault::Throttled { retry_after, .. } => {
            about(Cause::StoreThrottled).with("seconds", retry_after.as_secs().to_string())
        }
        StoreFault::TooLarge | StoreFault::InvalidRequest(_) | StoreFault::Unwritable => {
            about(Cause::RequestRefused).with("detail", error.to_string())
        }
        StoreFault::Unavailable { status } => {
            about(Cause::StoreFailing).with("detail", format!("HTTP {status}"))
        }
        StoreFault::Transport { error, .. } => {
            about(Cause::StoreUnreachable).with("detail", what_failed(error))
        }
        StoreFault::Unresolved { last } => of_store(last, host, now),
        StoreFault::NotFound
        | StoreFault::Malformed(_)
        | StoreFault::Redirected { .. }
        | StoreFault::ForeignLink => about(Cause::StoreFailing).with("detail", error.to_string()),
        // A signature that has no date: the clock shows none.
        StoreFault::Unsigned => about(Cause::ClockSkew),
        StoreFault::Token(TokenError::SignIn(error)) => of_failure(error),
        StoreFault::Token(TokenError::ReconnectNeeded) => Diagnosis::new(Cause::SignInAgain),
        StoreFault::Token(TokenError::Unavailable(detail)) => {
            Diagnosis::new(Cause::SignInUnreachable).with("detail", detail.clone())
        }
    }
}

/// Why a store did not recognise who asked.
fn of_unauthorized(refusal: &Unauthorized, host: &str, now: Timestamp) -> Diagnosis {
    let cause = match refusal.challenge {
        Challenge::ClockWrong => Cause::ClockSkew,
        Challenge::UnknownCredential | Challenge::BadSignature => Cause::UnknownAccessKey,
        Challenge::SchemeDisabled => Cause::LocalAuthDisabled,
        Challenge::OtherTenant => Cause::WrongTenant,
        Challenge::OtherAudience => Cause::WrongCloud,
        Challenge::TokenRefused | Challenge::Other | Challenge::NoneGiven => Cause::TokenRefused,
    };
    let mut diagnosis = Diagnosis::new(cause).with("store", host);
    if let Some(reason) = &refusal.reason {
        diagnosis = diagnosis.with("detail", reason.clone());
    }
    match cause {
        Cause::ClockSkew => match refusal.server_time {
            Some(theirs) => with_skew(diagnosis, theirs.unix_timestamp(), now),
            None => diagnosis,
        },
        Cause::WrongTenant => match refusal.reason.as_deref().and_then(tenant_in) {
            Some(tenant) => diagnosis.with("storeTenant", tenant),
            None => diagnosis,
        },
        _ => diagnosis,
    }
}

/// The tenant that a store's message about the issuer names, if it names one.
fn tenant_in(reason: &str) -> Option<&str> {
    reason
        .split(|c: char| !c.is_ascii_hexdigit() && c != '-')
        .find(|word| uuid::Uuid::try_parse(word).is_ok())
}
