//! `keyferry connections check`: whether a connection signs in, and which rights it has on a store.
//! Leaves nothing behind there.

use crate::cli::Session;
use crate::client::Check;
use crate::exit::{Failure, Outcome};

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The connection's name
    name: String,
    /// A store to try reading, writing and deleting on, such as `https://contoso.azconfig.io`
    #[arg(long, value_name = "URL")]
    store: Option<String>,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let connection = session.client.connection(&project.id, &args.name).await?;
    let report = session
        .client
        .check_connection(&connection.id, args.store.as_deref())
        .await?;
    let ok = report["ok"].as_bool().unwrap_or(false);
    session
        .output
        .show(&report, |check: Check| describe(&check))?;
    Ok(if ok { Outcome::Done } else { Outcome::Failed })
}

fn describe(check: &Check) -> String {
    let mut lines = Vec::new();
    if let Some(account) = &check.account {
        lines.push(format!("signed in as {account}"));
    }
    for (name, value) in [
        ("tenant", &check.tenant),
        ("token for", &check.audience),
        ("cloud", &check.cloud),
    ] {
        lines.extend(value.as_ref().map(|value| format!("{name}: {value}")));
    }
    if let Some(rights) = &check.rights {
        for (right, has) in [
            ("read", rights.read),
            ("write", rights.write),
            ("delete", rights.delete),
        ] {
            lines.push(format!("{} {right}", if has { "✓" } else { "✕" }));
        }
    }
    match &check.diagnosis {
        Some(diagnosis) => {
            lines.push(format!("{} {}", diagnosis.message, diagnosis.next_step));
            if let (Some(role), Some(scope)) = (&check.role, &check.scope) {
                lines.push(format!("role: {role}\non: {scope}"));
            }
            lines.extend(diagnosis.command.clone());
        }
        None if check.ok => lines.push("the connection works".to_owned()),
        None => {}
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_missing_right_is_shown_with_the_command_that_grants_it() {
        let check: Check = serde_json::from_value(json!({
            "ok": false,
            "account": "5b9e8d7c",
            "tenant": "contoso.com",
            "role": "App Configuration Data Owner",
            "scope": "…/configurationStores/contoso",
            "rights": {"read": true, "write": false, "delete": false},
            "diagnosis": {
                "message": "The principal may not write.",
                "nextStep": "Grant it the role.",
                "command": "az role assignment create",
            },
        }))
        .unwrap();
        assert_eq!(
            describe(&check),
            "signed in as 5b9e8d7c\ntenant: contoso.com\n✓ read\n✕ write\n✕ delete\n\
             The principal may not write. Grant it the role.\n\
             role: App Configuration Data Owner\non: …/configurationStores/contoso\naz role assignment create"
        );
    }
}
