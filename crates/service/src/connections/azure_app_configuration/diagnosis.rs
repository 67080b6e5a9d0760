//! What errors of Microsoft Entra ID and of a store mean, and what mends them.

use azure::appconfig::{Error as StoreFault, TokenError};
use azure::entra::{EntraError, EntraRejection};
use model::{Cause, Diagnosis};

use crate::connections::Rights;

/// What a refused or failed sign-in means. `tenant` and `client` are what was asked for.
pub(super) fn of_sign_in(error: &EntraError, tenant: &str, client: &str) -> Diagnosis {
    match error {
        EntraError::Rejected(rejection) => of_rejection(rejection, tenant, client),
        EntraError::Throttled { .. } => Diagnosis::new(Cause::SignInThrottled),
        EntraError::Unavailable { .. }
        | EntraError::Transport(_)
        | EntraError::Malformed { .. } => {
            Diagnosis::new(Cause::SignInUnreachable).with("detail", error.to_string())
        }
    }
}

/// What Entra's refusal means, by its AADSTS code (Microsoft's published list).
pub(super) fn of_rejection(rejection: &EntraRejection, tenant: &str, client: &str) -> Diagnosis {
    let cause = rejection
        .code
        .and_then(cause_of_code)
        .unwrap_or_else(|| cause_of_error(rejection));
    let mut diagnosis = Diagnosis::new(cause)
        .with("tenant", tenant)
        .with("client", client)
        .with("detail", rejection.description.clone());
    if let Some(code) = rejection.code {
        diagnosis = diagnosis.with("code", format!("AADSTS{code}"));
    }
    if let Some(correlation) = &rejection.correlation_id {
        diagnosis = diagnosis.with("correlationId", correlation.clone());
    }
    diagnosis
}

fn cause_of_code(code: u32) -> Option<Cause> {
    Some(match code {
        7_000_215 => Cause::WrongSecret,
        7_000_222 => Cause::ExpiredSecret,
        700_016 => Cause::UnknownApplication,
        90_002 | 900_023 | 90_130 | 9_001_023 | 50_194 => Cause::UnknownTenant,
        7_000_112 | 50_105 | 50_057 => Cause::NotAssigned,
        65_001 | 650_056 | 650_057 => Cause::ConsentMissing,
        65_004 => Cause::ConsentDeclined,
        90_094 | 90_095 => Cause::AdminConsentNeeded,
        50_011 => Cause::RedirectMismatch,
        50_173 | 70_008 | 700_082 | 700_084 | 70_043 | 700_081 | 70_000 | 54_005 | 501_481
        | 50_148 | 50_055 | 50_144 | 50_058 | 160_021 => Cause::SignInAgain,
        50_072 | 50_074 | 50_076 | 50_078 | 50_079 | 53_000 | 53_001 | 53_003 | 53_004
        | 530_003 => Cause::ConditionalAccess,
        50_020 | 50_034 | 700_005 | 16_000 | 16_001 | 16_003 => Cause::WrongAccount,
        90_055 | 90_033 | 90_006 | 50_033 | 50_053 | 50_196 => Cause::SignInThrottled,
        _ => return None,
    })
}

/// Codes come and go; the OAuth error is what Microsoft says to decide by.
fn cause_of_error(rejection: &EntraRejection) -> Cause {
    match rejection.error.as_str() {
        "access_denied" => Cause::ConsentDeclined,
        "consent_required" => Cause::ConsentMissing,
        "invalid_grant" | "login_required" => Cause::SignInAgain,
        "interaction_required" => Cause::ConditionalAccess,
        "temporarily_unavailable" | "server_error" => Cause::SignInUnreachable,
        _ => Cause::SignInRejected,
    }
}

/// Whether only a person can make a sign-in work again.
pub(super) fn needs_a_person(error: &EntraError) -> bool {
    match error {
        EntraError::Rejected(rejection) => !matches!(
            rejection
                .code
                .and_then(cause_of_code)
                .unwrap_or_else(|| cause_of_error(rejection)),
            Cause::SignInThrottled | Cause::SignInUnreachable
        ),
        _ => false,
    }
}

/// What a store's error means.
pub(super) fn of_store(error: &StoreFault, host: &str) -> Diagnosis {
    let about = |cause| Diagnosis::new(cause).with("store", host);
    match error {
        StoreFault::Unauthorized(refusal) => about(Cause::TokenRefused).with(
            "detail",
            refusal
                .reason
                .clone()
                .unwrap_or_else(|| "no reason given".to_owned()),
        ),
        StoreFault::Forbidden => about(Cause::MissingPermission)
            .with("missing", "Read, Write or Delete")
            .mended_by(grant("App Configuration Data Owner", host)),
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
        StoreFault::Transport { .. } => {
            about(Cause::StoreUnreachable).with("detail", error.to_string())
        }
        StoreFault::Unresolved { last } => of_store(last, host),
        StoreFault::NotFound
        | StoreFault::Malformed(_)
        | StoreFault::Redirected { .. }
        | StoreFault::ForeignLink => about(Cause::StoreFailing).with("detail", error.to_string()),
        StoreFault::Unsigned => about(Cause::Internal),
        StoreFault::Token(TokenError::SignIn(error)) => of_sign_in(error, "", ""),
        StoreFault::Token(TokenError::ReconnectNeeded) => Diagnosis::new(Cause::SignInAgain),
        StoreFault::Token(TokenError::Unavailable(detail)) => {
            Diagnosis::new(Cause::SignInUnreachable).with("detail", detail.clone())
        }
    }
}

/// Which rights are missing on a store, and the command that grants them.
pub(super) fn of_missing_rights(rights: Rights, principal: &str, host: &str) -> Diagnosis {
    let missing: Vec<_> = [
        ("Read", rights.read),
        ("Write", rights.write),
        ("Delete", rights.delete),
    ]
    .into_iter()
    .filter_map(|(name, there)| (!there).then_some(name))
    .collect();
    Diagnosis::new(Cause::MissingPermission)
        .with("store", host)
        .with("principal", principal)
        .with("missing", missing.join(", "))
        .mended_by(grant_to(principal, "App Configuration Data Owner", host))
}

fn grant(role: &str, host: &str) -> String {
    grant_to("<object id of the signed-in principal>", role, host)
}

/// The role is given on the store alone.
fn grant_to(principal: &str, role: &str, host: &str) -> String {
    let name = host.split('.').next().unwrap_or(host);
    format!(
        "az role assignment create --assignee \"{principal}\" --role \"{role}\" \
         --scope \"$(az appconfig show --name {name} --query id --output tsv)\""
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejection(error: &str, description: &str) -> EntraError {
        EntraError::Rejected(Box::new(EntraRejection::from_redirect(
            error,
            Some(description),
        )))
    }

    #[test]
    fn each_code_users_meet_has_a_cause_of_its_own() {
        let rows = [
            (
                "invalid_client",
                "AADSTS7000215: Invalid client secret provided.",
                Cause::WrongSecret,
            ),
            (
                "invalid_client",
                "AADSTS7000222: The secret expired.",
                Cause::ExpiredSecret,
            ),
            (
                "unauthorized_client",
                "AADSTS700016: Not found.",
                Cause::UnknownApplication,
            ),
            (
                "invalid_request",
                "AADSTS90002: Tenant not found.",
                Cause::UnknownTenant,
            ),
            (
                "access_denied",
                "AADSTS65004: Declined.",
                Cause::ConsentDeclined,
            ),
            (
                "invalid_grant",
                "AADSTS65001: No consent.",
                Cause::ConsentMissing,
            ),
            (
                "invalid_grant",
                "AADSTS700082: Expired.",
                Cause::SignInAgain,
            ),
            (
                "invalid_grant",
                "AADSTS50076: MFA.",
                Cause::ConditionalAccess,
            ),
            (
                "invalid_grant",
                "AADSTS50105: Not assigned.",
                Cause::NotAssigned,
            ),
            ("invalid_grant", "no code at all", Cause::SignInAgain),
            ("access_denied", "", Cause::ConsentDeclined),
            ("something_new", "AADSTS123: New.", Cause::SignInRejected),
        ];
        for (error, description, cause) in rows {
            let diagnosis = of_sign_in(&rejection(error, description), "contoso.com", "app");
            assert_eq!(diagnosis.cause, cause, "{error} {description}");
            assert_eq!(diagnosis.argument("tenant"), Some("contoso.com"));
        }
    }

    #[test]
    fn waiting_heals_a_throttled_sign_in_and_only_a_person_a_wrong_secret() {
        assert!(needs_a_person(&rejection(
            "invalid_client",
            "AADSTS7000215: x"
        )));
        assert!(!needs_a_person(&rejection(
            "temporarily_unavailable",
            "AADSTS90033: x"
        )));
        assert!(!needs_a_person(&EntraError::Throttled {
            retry_after: None
        }));
    }

    #[test]
    fn a_missing_right_is_named_with_the_command_that_grants_it() {
        let rights = Rights {
            read: true,
            write: true,
            delete: false,
        };
        let diagnosis = of_missing_rights(rights, "app-1", "contoso.azconfig.io");
        assert_eq!(diagnosis.argument("missing"), Some("Delete"));
        let command = diagnosis.command.unwrap();
        assert!(command.contains("--assignee \"app-1\""), "{command}");
        assert!(command.contains("--name contoso "), "{command}");
    }
}
