//! `keyferry connections checks`: what was found of a connection before, newest first.

use crate::cli::Session;
use crate::client::PastCheck;
use crate::exit::{Failure, Outcome};
use crate::output::table;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The connection's name
    name: String,
    /// How many to show, 200 at most
    #[arg(long, default_value_t = 20)]
    limit: u32,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let connection = session.client.connection(&project.id, &args.name).await?;
    let checks = session
        .client
        .checks_of_connection(&connection.id, args.limit)
        .await?;
    session.output.show(&checks, |checks: Vec<PastCheck>| {
        table(
            ["at", "occasion", "store", "rights", "ms", "found"],
            checks.into_iter().map(row),
            "nothing was checked yet: try `keyferry connections check`",
        )
    })?;
    Ok(Outcome::Done)
}

fn row(check: PastCheck) -> [String; 6] {
    let rights = check.rights.map_or_else(String::new, |rights| {
        let named = [
            ("read", rights.read),
            ("write", rights.write),
            ("delete", rights.delete),
        ];
        let named = named
            .into_iter()
            .filter_map(|(name, there)| there.then_some(name));
        named.collect::<Vec<_>>().join(", ")
    });
    let found = check
        .diagnosis
        .map_or_else(|| "it works".to_owned(), |diagnosis| diagnosis.message);
    [
        check.at,
        check.occasion,
        check.store.unwrap_or_default(),
        rights,
        check.latency_ms.to_string(),
        found,
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_check_of_the_past_is_one_line() {
        let check: PastCheck = serde_json::from_value(json!({
            "at": "2026-01-02T09:00:00.000Z",
            "occasion": "look",
            "store": "https://contoso.azconfig.io",
            "rights": {"read": true, "write": true, "delete": false},
            "diagnosis": {"message": "It may not delete.", "nextStep": "Grant it.", "command": null},
            "latencyMs": 120,
        }))
        .unwrap();
        assert_eq!(
            row(check),
            [
                "2026-01-02T09:00:00.000Z",
                "look",
                "https://contoso.azconfig.io",
                "read, write",
                "120",
                "It may not delete.",
            ]
        );
    }
}
