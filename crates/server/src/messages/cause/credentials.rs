//! What is wrong with the secret, certificate, key or identity that a connection signs in with.

use model::{Cause, Diagnosis};

use super::{entra_code, quoted, reason};
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
            "Make a new one in the app registration under Certificates & secrets, and add it here as the next one; syncs change over by themselves.",
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
        Cause::FederationMismatch => Message::new(
            format!(
                "No federated credential of the application matches this server's token{}.",
                code("70021")
            ),
            "Compare issuer, subject and audience of the token with the app registration's federated credentials, letter by letter; a new one takes a few minutes to act.",
        ),
        Cause::ClockSkew => Message::new(
            format!(
                "This server's clock differs from Azure's{}{}.",
                diagnosis
                    .argument("skew")
                    .map(|skew| format!(" by {skew}"))
                    .unwrap_or_default(),
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
    let when = match (diagnosis.argument("days"), diagnosis.argument("expires")) {
        (Some("0"), Some(expires)) => format!("within a day, on {expires}"),
        (Some("1"), Some(expires)) => format!("in 1 day, on {expires}"),
        (Some(days), Some(expires)) => format!("in {days} days, on {expires}"),
        _ => "soon".to_owned(),
    };
    format!("The {what} expires {when}.")
}
