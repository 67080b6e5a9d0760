//! `keyferry syncs create`: adds a sync. It runs at once.

use crate::cli::Session;
use crate::client::{NewSync, Place, Sync};
use crate::exit::{Failure, Outcome};

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sync's name: lower-case letters, digits and dashes
    name: String,
    /// The connection's name
    #[arg(long)]
    connection: String,
    #[command(flatten)]
    place: Place,
    /// The store, such as `https://contoso.azconfig.io`
    #[arg(long, value_name = "URL")]
    store: String,
    /// The label to write under; absent means no label
    #[arg(long)]
    label: Option<String>,
    /// How keys are named there, such as `Shop:{{secretKey}}`
    #[arg(long, value_name = "TEMPLATE")]
    key_schema: Option<String>,
    /// What happens to keys that are there first
    #[arg(long, default_value = "overwrite-destination", value_parser = [
        "overwrite-destination", "import-prioritize-source", "import-prioritize-destination",
    ])]
    initial: String,
    /// What happens to our keys when somebody changes them there
    #[arg(long, default_value = "overwrite", value_parser = ["overwrite", "keep"])]
    drift: String,
    /// Leave keys there that are deleted here
    #[arg(long)]
    keep_deleted: bool,
    /// The store's pricing tier, which sets the pace
    #[arg(long, default_value = "standard", value_parser = [
        "free", "developer", "standard", "premium", "unlimited",
    ])]
    tier: String,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let connection = session
        .client
        .connection(&project.id, &args.connection)
        .await?;
    let new = NewSync {
        name: args.name,
        connection: connection.id,
        place: args.place,
        store: args.store,
        label: args.label,
        tier: args.tier,
        initial: args.initial,
        key_schema: args.key_schema,
        keep_deleted: args.keep_deleted,
        drift: args.drift,
    };
    let sync = session.client.create_sync(&project.id, &new).await?;
    session.output.show(&sync, |sync: Sync| {
        format!(
            "sync {} added; see `keyferry syncs status {}`",
            sync.name, sync.name
        )
    })?;
    Ok(Outcome::Done)
}
