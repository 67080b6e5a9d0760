//! Telling somebody what a connection needs without being asked: raised in the transaction that
//! writes down what it tells, delivered by one process until it has arrived.

mod deliver;
#[cfg(test)]
mod tests;
mod webhook;

pub use deliver::{Delivery, deliver_due_once, start};
pub use webhook::{BadWebhook, Render, Webhook, Words};

use std::time::Duration;

use model::connection::{AlertKind, Health};
use model::id::{AlertId, ConnectionId};
use model::{Cause, Diagnosis};
use serde::{Deserialize, Serialize};
use store::alerts::{self, Alert};
use store::connections::{self as rows, Connection};
use store::{WriteTx, projects};

use super::expiry;
use super::view::project_of;
use crate::{Error, Service};

/// How long alerts are kept.
const KEPT: Duration = Duration::from_hours(90 * 24);

/// The particulars of an alert. They hold no secret.
#[derive(Serialize, Deserialize)]
struct Told {
    connection: ConnectionId,
    name: String,
    /// The short name of the project it belongs to; none for the organization.
    project: Option<String>,
    /// Its page, below the site's address.
    page: String,
    health: Health,
    diagnosis: Option<Diagnosis>,
}

/// Raises what is to be told now that a connection is seen so, and was not told before. `row` is the
/// connection as it was before.
pub(super) async fn raise(
    service: &Service,
    tx: &WriteTx,
    row: &Connection,
    health: Health,
    diagnosis: Option<&Diagnosis>,
) -> Result<(), Error> {
    let trouble = match health {
        Health::ReconnectNeeded => Some(AlertKind::ReconnectNeeded),
        Health::MissingPermission
            if diagnosis.is_some_and(|it| it.cause != Cause::RoleNotYetActive) =>
        {
            Some(AlertKind::MissingPermission)
        }
        _ => None,
    };
    let told = [
        AlertKind::ReconnectNeeded,
        AlertKind::MissingPermission,
        AlertKind::Healthy,
    ];
    let told = newest(tx, row, &told).await?;
    if let Some(kind) = trouble.filter(|kind| told != Some(*kind)) {
        return tell(service, tx, row, kind, health, diagnosis.cloned()).await;
    }
    let well = health == Health::Healthy;
    if well
        && matches!(
            told,
            Some(AlertKind::ReconnectNeeded | AlertKind::MissingPermission)
        )
    {
        tell(service, tx, row, AlertKind::Healthy, health, None).await?;
    }
    if health == Health::ReconnectNeeded {
        return Ok(());
    }
    match expiry::near(row, service.now()).filter(|near| !near.taken_over) {
        Some(near) if row.warned_days.is_none_or(|days| near.mark < days) => {
            rows::set_warned(tx, row.id, near.mark).await?;
            let why = Some(near.diagnosis);
            tell(service, tx, row, AlertKind::Expiring, Health::Expiring, why).await
        }
        None if well => {
            let told = newest(tx, row, &[AlertKind::Expiring, AlertKind::Healthy]).await?;
            if told == Some(AlertKind::Expiring) {
                tell(service, tx, row, AlertKind::Healthy, health, None).await?;
            }
            Ok(())
        }
        Some(_) | None => Ok(()),
    }
}

async fn newest(
    tx: &WriteTx,
    row: &Connection,
    kinds: &[AlertKind],
) -> Result<Option<AlertKind>, Error> {
    Ok(alerts::newest(tx, row.id, kinds)
        .await?
        .map(|alert| alert.kind))
}

async fn tell(
    service: &Service,
    tx: &WriteTx,
    row: &Connection,
    kind: AlertKind,
    health: Health,
    diagnosis: Option<Diagnosis>,
) -> Result<(), Error> {
    let own = project_of(row.scope);
    let project = match own {
        Some(project) => projects::get(tx, project).await?,
        None => None,
    };
    // The organization's connections are shown in each project; one that uses it is the best guess.
    let shown_in = match (&project, rows::used_by(tx, row.id).await?.first()) {
        (Some(own), _) => Some(own.slug.clone()),
        (None, Some(user)) => projects::get(tx, user.project_id).await?.map(|it| it.slug),
        (None, None) => None,
    };
    let page = shown_in.map_or_else(
        || "projects".to_owned(),
        |slug| format!("projects/{slug}/connections/{}", row.name),
    );
    let told = Told {
        connection: row.id,
        name: row.name.to_string(),
        project: project.map(|project| project.slug.to_string()),
        page,
        health,
        diagnosis,
    };
    let now = service.now();
    let alert = Alert {
        id: AlertId::generate(service.clock(), service.entropy()),
        connection_id: Some(row.id),
        kind,
        payload: serde_json::to_string(&told)
            .map_err(|error| Error::Internal(error.to_string()))?,
        at: now,
        attempts: 0,
    };
    alerts::raise(tx, &alert).await?;
    alerts::prune(tx, now - KEPT).await?;
    tracing::info!(connection = %row.name, %kind, "somebody is to be told");
    Ok(())
}
