//! Why a store does not let a sign-in or an access key do what it wants.

use model::{Cause, Diagnosis};

use super::store::capital;
use super::{quoted, reason};
use crate::messages::Message;

pub(super) fn describe(diagnosis: &Diagnosis) -> Message {
    let store = diagnosis.argument("store").unwrap_or("the store");
    match diagnosis.cause {
        Cause::MissingPermission => Message::new(
            format!(
                "The sign-in works, but it may not {} on {store}.",
                rights(
                    diagnosis
                        .argument("missing")
                        .unwrap_or("read, write and delete")
                )
            ),
            format!(
                "Grant the role {} on the store; Owner and Contributor are not enough, and a fresh role assignment can take 15 minutes to work.",
                diagnosis
                    .argument("role")
                    .unwrap_or("App Configuration Data Owner")
            ),
        ),
        Cause::RoleNotYetActive => Message::new(
            format!(
                "The role does not act on {store} yet: it may not {}.",
                rights(
                    diagnosis
                        .argument("missing")
                        .unwrap_or("read, write and delete")
                )
            ),
            format!(
                "Grant the role {} if nobody has yet; Azure takes up to 15 minutes, and Keyferry looks again by itself{}.",
                diagnosis
                    .argument("role")
                    .unwrap_or("App Configuration Data Owner"),
                diagnosis
                    .argument("until")
                    .map(|until| format!(" until {until} and after"))
                    .unwrap_or_default()
            ),
        ),
        Cause::ReadOnlyKey => Message::new(
            format!("This access key may only read keys on {store}."),
            "Copy the connection string of a read-write key from the store's Access settings.",
        ),
        Cause::UnknownAccessKey => Message::new(
            format!("{} does not know this access key.", capital(store)),
            "Copy the connection string again from the store's Access settings; keys that were regenerated stop working at once.",
        ),
        Cause::LocalAuthDisabled => Message::new(
            format!(
                "{} takes no access keys: local authentication is off.",
                capital(store)
            ),
            "Sign in through Microsoft Entra instead, or turn access keys on in the store's settings.",
        ),
        Cause::WrongTenant => Message::new(
            format!(
                "{} belongs to another tenant{} than the sign-in{}.",
                capital(store),
                quoted(diagnosis, "storeTenant"),
                quoted(diagnosis, "tenant")
            ),
            "Use an application or account of the tenant of the store's subscription.",
        ),
        Cause::NetworkDenied => Message::new(
            format!("The network rules of {store} keep this server out; the sign-in may be right."),
            "Allow this server's address under the store's Networking, or reach it by a private endpoint; Keyferry keeps trying.",
        ),
        Cause::OutsideLimits => Message::new(
            format!(
                "The connection may not be used {}.",
                diagnosis.argument("limit").unwrap_or("for this")
            ),
            "Ask an organization admin to widen its limits for this project, or choose another connection.",
        ),
        _ => Message::new(
            format!(
                "{} refused the sign-in token{}.",
                capital(store),
                reason(diagnosis)
            ),
            "Check that the connection's tenant is the tenant of the store's subscription, and that both are in the same Azure cloud.",
        ),
    }
}

/// `read,write` as `read or write keys`.
fn rights(missing: &str) -> String {
    let words: Vec<String> = missing
        .split([',', ' '])
        .map(|word| word.trim().to_lowercase())
        .filter(|word| !word.is_empty() && word != "and" && word != "or")
        .collect();
    match words.as_slice() {
        [] => "use keys".to_owned(),
        [one] => format!("{one} keys"),
        [some @ .., last] => format!("{} or {last} keys", some.join(", ")),
    }
}
