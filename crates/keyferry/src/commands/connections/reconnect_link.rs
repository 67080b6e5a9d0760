//! `keyferry connections reconnect-link`: a link that lets its holder sign one connection in again,
//! with the account it belongs to, and do nothing else.

use crate::cli::Session;
use crate::client::ReconnectLink;
use crate::exit::{Failure, Outcome};
use crate::output::say;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The connection's name
    name: String,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let connection = session.client.connection(&project.id, &args.name).await?;
    let link = session.client.reconnect_link(&connection.id).await?;
    session.output.show(&link, |link: ReconnectLink| {
        say(&format!(
            "whoever has this link can use it, once, until {}; it is not shown again",
            link.expires_at
        ));
        link.url
    })?;
    Ok(Outcome::Done)
}
