//! Refusals as Microsoft writes them, and what is made of them.

use azure::Cloud;
use azure::appconfig::{Challenge, Error as StoreFault, Network, Unauthorized};
use azure::entra::{EntraError, EntraRejection};
use model::{Cause, Diagnosis, Timestamp};

use super::*;
use crate::connections::Rights;

const CLIENT: &str = "5b9e8d7c-6a14-4e3d-b0f2-c4a1d2e3f402";
const NOON: Timestamp = Timestamp::from_micros(1_767_355_200_000_000);

fn rejected(error: &str, description: &str) -> EntraError {
    let rejection = EntraRejection::from_redirect(error, Some(description));
    EntraError::Rejected(Box::new(rejection))
}

fn read(error: &EntraError, expires_at: Option<Timestamp>) -> Diagnosis {
    let asked = Asked {
        cloud: &Cloud::public(),
        tenant: "contoso.com",
        client: CLIENT,
        redirect_uri: "https://keyferry.example/back".to_owned(),
        expires_at,
        now: NOON,
    };
    of_sign_in(error, &asked)
}

#[test]
fn a_code_decides_before_the_oauth_error_does() {
    let rows = [
        ("invalid_client", "AADSTS7000215: x", Cause::WrongSecret),
        ("invalid_grant", "AADSTS65001: x", Cause::ConsentMissing),
        ("invalid_grant", "AADSTS54005: x", Cause::CodeRedeemed),
        ("invalid_grant", "no code at all", Cause::SignInAgain),
        ("access_denied", "", Cause::ConsentDeclined),
        ("something_new", "AADSTS123: New.", Cause::SignInRejected),
    ];
    for (error, description, cause) in rows {
        let diagnosis = read(&rejected(error, description), None);
        assert_eq!(diagnosis.cause, cause, "{error} {description}");
        assert_eq!(diagnosis.argument("tenant"), Some("contoso.com"));
    }
}

#[test]
fn a_code_that_is_not_known_is_told_in_microsofts_words_too() {
    let new = read(
        &rejected("invalid_grant", "AADSTS123456: Moon in Pisces."),
        None,
    );
    assert_eq!(new.cause, Cause::SignInAgain);
    assert_eq!(new.argument("microsoft"), Some("Moon in Pisces."));
    assert_eq!(new.argument("code"), Some("AADSTS123456"));
    let known = read(&rejected("invalid_grant", "AADSTS700082: Idle."), None);
    assert_eq!(known.argument("microsoft"), None);
}

#[test]
fn waiting_heals_a_throttled_sign_in_and_only_a_person_a_wrong_secret() {
    assert!(needs_a_person(&rejected(
        "invalid_client",
        "AADSTS7000215: x"
    )));
    assert!(!needs_a_person(&rejected(
        "invalid_grant",
        "AADSTS50053: x"
    )));
    assert!(!needs_a_person(&rejected(
        "invalid_client",
        "AADSTS700024: x"
    )));
    assert!(!needs_a_person(&EntraError::Throttled {
        retry_after: None
    }));
    let passing = EntraError::Unavailable {
        status: 503,
        code: Some(90_055),
    };
    assert!(!needs_a_person(&passing));
    assert_eq!(read(&passing, None).cause, Cause::SignInThrottled);
}

#[test]
fn a_redirect_that_is_not_registered_is_named() {
    let diagnosis = read(&rejected("invalid_request", "AADSTS50011: x"), None);
    let named = diagnosis.argument("redirectUri");
    assert_eq!(named, Some("https://keyferry.example/back"));
}

#[test]
fn missing_consent_comes_with_the_link_for_an_admin() {
    for code in ["65001", "90094"] {
        let diagnosis = read(
            &rejected("invalid_grant", &format!("AADSTS{code}: x")),
            None,
        );
        let link = format!(
            "https://login.microsoftonline.com/contoso.com/adminconsent?client_id={CLIENT}"
        );
        assert_eq!(diagnosis.command, Some(link));
    }
    let unlisted = read(&rejected("invalid_grant", "AADSTS650056: x"), None);
    assert_eq!(unlisted.command, None);
}

#[test]
fn a_certificate_that_is_over_is_not_called_a_wrong_one() {
    let unknown = rejected("invalid_client", "AADSTS700027: The key was not found.");
    let over = rejected(
        "invalid_client",
        "AADSTS700027: The certificate used to sign the assertion is expired on application.",
    );
    let yesterday = Timestamp::from_micros(NOON.as_micros() - 86_400_000_000);
    assert_eq!(read(&unknown, None).cause, Cause::WrongCertificate);
    assert_eq!(read(&over, None).cause, Cause::ExpiredCertificate);
    let known_to_be_over = read(&unknown, Some(yesterday));
    assert_eq!(known_to_be_over.cause, Cause::ExpiredCertificate);
}

#[test]
fn a_store_that_does_not_know_who_asks_says_which_of_many_reasons_it_is() {
    let read = |challenge, reason: &str| {
        let refusal = Unauthorized {
            challenge,
            reason: Some(reason.to_owned()),
            server_time: Some(
                time::OffsetDateTime::from_unix_timestamp(1_767_355_200 + 1_020).unwrap(),
            ),
        };
        of_store(
            &StoreFault::Unauthorized(refusal),
            "contoso.azconfig.io",
            NOON,
        )
    };
    let clock = read(Challenge::ClockWrong, "The access token has expired");
    assert_eq!(clock.cause, Cause::ClockSkew);
    assert_eq!(clock.argument("skew"), Some("17 minutes"));
    assert_eq!(clock.argument("direction"), Some("behind"));
    let tenant = "7f3c2b6e-0d5a-4c52-9b1f-2a8e5d6c4b10";
    let issuer = format!("The issuer should be https://sts.windows.net/{tenant}/");
    let other = read(Challenge::OtherTenant, &issuer);
    assert_eq!(other.cause, Cause::WrongTenant);
    assert_eq!(other.argument("storeTenant"), Some(tenant));
    for (challenge, cause) in [
        (Challenge::UnknownCredential, Cause::UnknownAccessKey),
        (Challenge::BadSignature, Cause::UnknownAccessKey),
        (Challenge::SchemeDisabled, Cause::LocalAuthDisabled),
        (Challenge::OtherAudience, Cause::WrongCloud),
        (Challenge::TokenRefused, Cause::TokenRefused),
    ] {
        assert_eq!(read(challenge, "x").cause, cause);
    }
}

fn refused(rights: Rights, by_key: bool, network: Option<Network>, host: &str) -> Diagnosis {
    of_refused(&Refused {
        host,
        principal: Some(CLIENT),
        rights,
        role: role_for(rights),
        by_key,
        network,
    })
}

const NOTHING: Rights = Rights {
    read: false,
    write: false,
    delete: false,
};
const READING: Rights = Rights {
    read: true,
    ..NOTHING
};

#[test]
fn a_403_is_told_apart_by_what_a_stranger_and_a_reader_are_answered() {
    let host = "contoso.azconfig.io";
    let cause = |rights, by_key, network| refused(rights, by_key, network, host).cause;
    let (open, closed) = (Some(Network::Open), Some(Network::Closed));
    assert_eq!(cause(NOTHING, false, closed), Cause::NetworkDenied);
    assert_eq!(cause(NOTHING, false, open), Cause::MissingPermission);
    assert_eq!(cause(READING, false, None), Cause::MissingPermission);
    assert_eq!(cause(NOTHING, true, closed), Cause::NetworkDenied);
    assert_eq!(cause(NOTHING, true, open), Cause::LocalAuthDisabled);
    assert_eq!(cause(READING, true, None), Cause::ReadOnlyKey);
}

#[test]
fn a_missing_right_is_named_with_the_command_that_grants_it() {
    let deleting = Rights {
        delete: false,
        read: true,
        write: true,
    };
    let diagnosis = refused(deleting, false, None, "contoso.azconfig.io");
    assert_eq!(diagnosis.argument("missing"), Some("Delete"));
    assert_eq!(
        diagnosis.command.unwrap(),
        format!(
            "az role assignment create --assignee \"{CLIENT}\" --role \"App Configuration Data \
             Owner\" --scope \"$(az appconfig show --name contoso --query id --output tsv)\""
        )
    );
    let reading = Rights {
        read: false,
        write: true,
        delete: true,
    };
    let diagnosis = refused(reading, false, None, "contoso.azconfig.io");
    assert_eq!(
        diagnosis.argument("role"),
        Some("App Configuration Data Reader")
    );
}

#[test]
fn the_command_fits_the_cloud_and_names_no_store_that_az_cannot_know() {
    let command = |host| refused(READING, false, None, host).command.unwrap();
    assert!(
        command("contoso.azconfig.azure.us")
            .starts_with("az cloud set --name AzureUSGovernment && az role")
    );
    assert!(
        command("contoso.azconfig.azure.cn")
            .starts_with("az cloud set --name AzureChinaCloud && az role")
    );
    let elsewhere = command("127.0.0.1:8080");
    assert!(
        elsewhere.ends_with("--scope \"<resource id of the store>\""),
        "{elsewhere}"
    );
}

#[test]
fn a_name_that_a_shell_would_run_is_not_put_into_the_command() {
    for name in [
        "$(reboot)@contoso.com",
        "system-assigned",
        "a\"b@contoso.com",
    ] {
        let diagnosis = of_refused(&Refused {
            host: "contoso.azconfig.io",
            principal: Some(name),
            rights: READING,
            role: DATA_OWNER,
            by_key: false,
            network: None,
        });
        let command = diagnosis.command.unwrap();
        assert!(
            command.contains("<object id of the signed-in principal>"),
            "{command}"
        );
    }
}
