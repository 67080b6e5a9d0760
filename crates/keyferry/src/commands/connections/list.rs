//! `keyferry connections list`: the connections that a project's syncs can use.

use crate::cli::Session;
use crate::client::Connection;
use crate::exit::{Failure, Outcome};
use crate::output::table;

pub(crate) async fn run(session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let connections = session.client.connections(&project.id).await?;
    session
        .output
        .show(&connections, |connections: Vec<Connection>| {
            let rows = connections.into_iter().map(|connection| {
                let mut users: Vec<_> = connection
                    .health
                    .used_by
                    .into_iter()
                    .map(|user| format!("{} in {}", user.name, user.project_name))
                    .collect();
                if connection.health.used_elsewhere > 0 {
                    users.push(format!("{} elsewhere", connection.health.used_elsewhere));
                }
                let scope = if connection.project_id.is_some() {
                    "project"
                } else {
                    "organization"
                };
                [
                    connection.name,
                    connection.app,
                    connection.method,
                    scope.to_owned(),
                    connection.health.status,
                    users.join(", "),
                ]
            });
            table(
                ["name", "app", "method", "scope", "health", "used by"],
                rows,
                "no connections yet: add one with `keyferry connections create`",
            )
        })?;
    Ok(Outcome::Done)
}
