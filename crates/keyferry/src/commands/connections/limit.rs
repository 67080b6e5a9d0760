//! `keyferry connections limit`: what a project may use a connection of the organization for. Only
//! organization admins may say so.

use crate::cli::Session;
use crate::client::{Connection, Limit};
use crate::exit::{Failure, Outcome};

/// What the command takes. What it says replaces what was said for the project before.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The connection's name
    name: String,
    /// A store it may be used on, such as `contoso.azconfig.io`; repeat it for more
    #[arg(long = "store", value_name = "HOST")]
    stores: Vec<String>,
    /// A label it may be used with, '' for keys without one; repeat it for more
    #[arg(long = "label")]
    labels: Vec<String>,
    /// What keys have to begin with, such as `shop:`; repeat it for more
    #[arg(long = "key-prefix", value_name = "PREFIX")]
    key_prefixes: Vec<String>,
    /// Take the project's entry away
    #[arg(long, conflicts_with_all = ["stores", "labels", "key_prefixes"])]
    remove: bool,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let connection = session.client.connection(&project.id, &args.name).await?;
    let mut limits = connection.limits;
    limits.retain(|limit| limit.project_id != project.id);
    if !args.remove {
        limits.push(Limit {
            project_id: project.id,
            stores: args.stores,
            labels: args.labels,
            key_prefixes: args.key_prefixes,
        });
    }
    let changed = session
        .client
        .limit_connection(&connection.id, &limits)
        .await?;
    session.output.show(&changed, |changed: Connection| {
        if changed.limits.is_empty() {
            format!(
                "connection {} has no limits: every project may use it",
                changed.name
            )
        } else {
            format!(
                "connection {} is for {} of the projects only, each within its limits",
                changed.name,
                changed.limits.len()
            )
        }
    })?;
    Ok(Outcome::Done)
}
