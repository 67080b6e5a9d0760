//! What is wrong with the secret, certificate, key or identity that a connection signs in with.

use model::{Cause, Diagnosis};

use super::{code_of, entra_code, quoted, reason};
use crate::messages::Message;

pub(super) fn describe(diagnosis: &Diagnosis) -> Message {
    let code = |usual: &str| entra_code(diagnosis, usual);
    match diagnosis.cause {
        Cause::WrongSecret => Message::new(
            format!(
                "Microsoft did not accept the client secret{}.",
                code("7000215")
            ),
            "Paste the secret's Value, not its Secret ID; make a new one under Certificates & secrets if it is lost.",
        ),
        Cause::ExpiredSecret => Message::new(
            format!("The client secret has expired{}.", code("7000222")),
            "Make a new one in the app registration under Certificates & secrets, and replace it here.",
        ),
        Cause::CredentialsExpiring => Message::new(
            expiring(diagnosis),
            match diagnosis.argument("next") {
                Some(_) => {
                    "The next one is here already and takes over by itself; there is nothing to do."
                }
                None => {
                    "Make a new one in the app registration under Certificates & secrets, and add it here as the next one; syncs change over by themselves."
                }
            },
        ),
        Cause::SecretMissing => Message::new(
            format!(
                "The application was asked for a secret and showed none{}.",
                code("7000218")
            ),
            "Give it a client secret or a certificate under Certificates & secrets, and enter it here.",
        ),
        Cause::PublicClient => Message::new(
            format!(
                "The app registration is a public client, which must not send a secret{}.",
                code("700025")
            ),
            "Register the redirect URI under the platform Web instead of Mobile and desktop, and switch off Allow public client flows.",
        ),
        Cause::WrongCertificate if code_of(diagnosis) == Some(700_030) => Message::new(
            format!(
                "The application does not accept the name in the certificate{}{}.",
                quoted(diagnosis, "certificate"),
                code("700030")
            ),
            "Upload this certificate itself in the app registration under Certificates & secrets, or enter one whose subject is listed there.",
        ),
        Cause::WrongCertificate => Message::new(
            format!(
                "Microsoft does not know the certificate{} for this application{}.",
                quoted(diagnosis, "certificate"),
                code("700027")
            ),
            "Upload exactly this certificate in the app registration under Certificates & secrets, or enter the one that is there.",
        ),
        Cause::ExpiredCertificate => Message::new(
            format!(
                "The certificate{} has expired{}.",
                quoted(diagnosis, "certificate"),
                code("")
            ),
            "Upload a new one in the app registration under Certificates & secrets, and replace it here.",
        ),
        Cause::FederationMismatch => federation(diagnosis),
        Cause::ClockSkew => Message::new(
            format!(
                "This server's clock {}{}.",
                match (diagnosis.argument("skew"), diagnosis.argument("direction")) {
                    (Some(skew), Some("ahead")) => format!("is {skew} ahead of Azure's"),
                    (Some(skew), Some("behind")) => format!("is {skew} behind Azure's"),
                    _ => "differs from Azure's by too much".to_owned(),
                },
                code("")
            ),
            "Set this server's clock, best with NTP; Keyferry tries again by itself.",
        ),
        Cause::HostIdentityMissing => Message::new(
            format!(
                "This server has no managed identity that could be used{}.",
                reason(diagnosis)
            ),
            "Turn on a managed identity for the machine or app that Keyferry runs on, or correct the client ID; elsewhere choose another method.",
        ),
        _ => Message::new(
            "The identity of the host may not be used on this Keyferry.",
            "Ask its operator to set KEYFERRY_ALLOW_HOST_IDENTITY=true, or choose another method.",
        ),
    }
}

fn expiring(diagnosis: &Diagnosis) -> String {
    let what = diagnosis.argument("what").unwrap_or("credential");
    if let (Some(_), Some(expires)) = (diagnosis.argument("passed"), diagnosis.argument("expires"))
    {
        return format!("The {what} was to expire on {expires}, and may stop working at any time.");
    }
    let when = match (diagnosis.argument("days"), diagnosis.argument("expires")) {
        (Some("0"), Some(expires)) => format!("within a day, on {expires}"),
        (Some("1"), Some(expires)) => format!("in 1 day, on {expires}"),
        (Some(days), Some(expires)) => format!("in {days} days, on {expires}"),
        _ => "soon".to_owned(),
    };
    format!("The {what} expires {when}.")
}

/// A federated credential has three parts, and Microsoft says which one does not match.
fn federation(diagnosis: &Diagnosis) -> Message {
    let part = match code_of(diagnosis) {
        Some(700_211) => "issuer",
        Some(700_212) => "audience",
        Some(700_213) => "subject",
        _ => "issuer, subject and audience",
    };
    Message::new(
        format!(
            "No federated credential of the application has the {part} of this server's token{}.",
            entra_code(diagnosis, "70021")
        ),
        format!(
            "Compare the {part} of the token with the federated credentials of the app registration, letter by letter; a new one takes a few minutes to act."
        ),
    )
}
