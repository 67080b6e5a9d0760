//! Which connections need somebody, for the pages that are not about one of them.

use model::Timestamp;
use model::connection::{Health, Method};
use service::connections::Connection;

use crate::messages::describe;

/// A connection that needs somebody.
pub(in crate::web) struct Banner {
    pub(in crate::web) name: String,
    pub(in crate::web) sentence: String,
    pub(in crate::web) paused: String,
    /// The page where it is mended, below the connection's.
    pub(in crate::web) page: &'static str,
    pub(in crate::web) button: &'static str,
}

impl Banner {
    /// None when nobody has to do anything, or time may heal it.
    pub(super) fn new(connection: &Connection) -> Option<Self> {
        let (usual, page, button) = match connection.health {
            Health::ReconnectNeeded if connection.method == Method::OAuth => {
                ("Somebody has to sign in again.", "/reconnect", "Reconnect")
            }
            Health::ReconnectNeeded => ("It needs new credentials.", "/edit", "Replace"),
            Health::MissingPermission if connection.waiting_until.is_none() => {
                ("A right is missing.", "", "Show")
            }
            Health::Expiring => ("Its credentials expire soon.", "/edit", "Replace"),
            _ => return None,
        };
        let sentence = connection.diagnosis.as_ref().map_or_else(
            || usual.to_owned(),
            |diagnosis| describe(diagnosis).sentence,
        );
        let paused = match (
            connection.health,
            connection.used_by.len() + connection.used_elsewhere,
        ) {
            (Health::ReconnectNeeded, 1) => "1 sync is paused, nothing is lost.".to_owned(),
            (Health::ReconnectNeeded, many) if many > 1 => {
                format!("{many} syncs are paused, nothing is lost.")
            }
            _ => String::new(),
        };
        Some(Self {
            name: connection.name.to_string(),
            sentence,
            paused,
            page,
            button,
        })
    }
}

/// One line for pages on which connections are not the matter: `1 connection has to be signed in
/// again: contoso-prod.` None when there is nothing that stops syncs.
pub(in crate::web) fn in_one_line(connections: &[Connection]) -> Option<String> {
    let of = |health: Health| -> Vec<&str> {
        let waits =
            |it: &&Connection| it.health == Health::MissingPermission && it.waiting_until.is_some();
        let those = connections.iter().filter(|it| it.health == health);
        those
            .filter(|it| !waits(it))
            .map(|it| it.name.as_str())
            .collect()
    };
    let line = |names: &[&str], one: &str, many: &str| match names {
        [] => None,
        [name] => Some(format!("1 connection {one}: {name}.")),
        _ => Some(format!(
            "{} connections {many}: {}.",
            names.len(),
            names.join(", ")
        )),
    };
    let lines: Vec<String> = [
        line(
            &of(Health::ReconnectNeeded),
            "has to be signed in again",
            "have to be signed in again",
        ),
        line(
            &of(Health::MissingPermission),
            "lacks a right",
            "lack a right",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// When credentials stop working: `expires in 41 days`.
pub(super) fn expiry(connection: &Connection, now: Timestamp) -> Option<String> {
    let expires = connection.expires_at?;
    if expires <= now {
        return Some("expired".to_owned());
    }
    Some(match expires.since(now).as_secs() / 86_400 {
        0 => "expires within a day".to_owned(),
        1 => "expires in 1 day".to_owned(),
        days => format!("expires in {days} days"),
    })
}
