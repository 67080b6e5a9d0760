//! `keyferry keys rotate --reseal`: has a server seal everything anew under new data keys, and waits
//! for the end.

use std::time::Duration;

use serde_json::Value;

use crate::cli::Session;
use crate::client::Reseal;
use crate::exit::{Failure, Outcome};
use crate::output;

/// How often the server is asked.
const POLL: Duration = Duration::from_millis(250);

pub(super) async fn run(session: &Session) -> Result<Outcome, Failure> {
    let begun = session.client.begin_reseal().await?;
    let (ended, value) = wait(session, begun).await?;
    session.output.show(&value, |_: Reseal| summary(&ended))?;
    if ended.rows_left == 0 {
        return Ok(Outcome::Done);
    }
    output::say(&format!(
        "{} rows do not open, and the old data keys of their projects are kept: restore those rows \
         from a backup, or delete them, and do this again",
        ended.rows_left
    ));
    Ok(Outcome::Partial)
}

async fn wait(session: &Session, begun: Reseal) -> Result<(Reseal, Value), Failure> {
    let bar = session.output.progress("sealing everything anew");
    let mut now = begun;
    loop {
        bar.set_message(progress(&now));
        bar.tick();
        let (seen, value) = session.client.reseal().await?;
        if seen.state != "running" {
            bar.finish_and_clear();
            return Ok((seen, value));
        }
        now = seen;
        tokio::time::sleep(POLL).await;
    }
}

fn progress(now: &Reseal) -> String {
    if now.rows_left == 0 {
        return format!(
            "{} rows sealed anew; proving that no old data key is needed",
            now.rows_resealed
        );
    }
    format!(
        "{} rows sealed anew, {} left",
        now.rows_resealed, now.rows_left
    )
}

fn summary(ended: &Reseal) -> String {
    let mut lines = vec![format!(
        "{} rows sealed anew; the old data keys of {} of {} owners are deleted",
        ended.rows_resealed, ended.owners_done, ended.owners_total
    )];
    let refused = ended.refused.iter();
    lines.extend(refused.map(|row| {
        format!(
            "does not open: {}.{} of {} (version {})",
            row.table, row.column, row.id, row.version
        )
    }));
    lines.join("\n")
}
