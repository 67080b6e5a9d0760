//! One look at one connection: its sign-in, and its rights on every store of its syncs.

use model::connection::{Health, Occasion};
use model::{Cause, Diagnosis};
use store::connections::{self as rows, Connection};
use store::{stores, syncs};

use super::schedule;
use crate::connections::check::{self, Finding};
use crate::connections::health::{self, Sight};
use crate::connections::parse_endpoint;
use crate::connections::registry::{self, AppConnection, Proved};
use crate::{Error, Service};

/// Looks at a connection that this process has claimed, and writes down what it saw. What somebody
/// changed meanwhile is looked at anew instead.
pub(super) async fn look(service: &Service, claimed: &Connection) -> Result<(), Error> {
    let findings = findings(service, claimed).await?;
    let Some(worst) = findings
        .iter()
        .max_by_key(|finding| severity(finding.health()))
    else {
        return Ok(());
    };
    let tx = service.store().write().await?;
    let Some(row) = rows::get(&tx, claimed.id).await? else {
        return Ok(());
    };
    if row.updated_at != claimed.updated_at {
        let wait = service.parts().timing.recheck;
        rows::look_after(&tx, row.id, wait, row.looks_failed).await?;
        return Ok(tx.commit().await?);
    }
    for finding in &findings {
        check::keep(service, &tx, row.id, finding, Occasion::Look).await?;
    }
    if findings.iter().any(|finding| finding.signs_in) {
        syncs::resume_by_connection(&tx, row.id, service.now()).await?;
    }
    health::note(service, &tx, row.id, worst.seen(Sight::Look)).await?;
    let Some(noted) = rows::get(&tx, row.id).await? else {
        return Ok(());
    };
    let wait = schedule::after_look(service, &noted, service.now());
    let failed = match noted.health {
        Health::Healthy => 0,
        _ => noted.looks_failed.saturating_add(1),
    };
    rows::look_after(&tx, row.id, wait, failed).await?;
    tx.commit().await?;
    service.wake();
    Ok(())
}

/// What there is to see: one finding for each store, or one of the sign-in alone.
async fn findings(service: &Service, row: &Connection) -> Result<Vec<Finding>, Error> {
    let app = registry::of(row.app);
    let started = service.now();
    let proved = match app.sign_in(service, row).await {
        Ok(proved) => proved,
        Err(Error::Diagnosed(diagnosis)) => {
            let mut finding = Finding::failed(*diagnosis, None, false);
            finding.latency = service.now().since(started);
            return Ok(vec![finding]);
        }
        Err(other) => return Err(other),
    };
    let mut findings = Vec::new();
    for place in places(service, row).await? {
        findings.push(match place.left_alone {
            Some(seconds) => {
                Finding::failed(throttled(&place.host, seconds), Some(&place.endpoint), true)
            }
            None => try_one(service, app, &proved, Some(&place.endpoint)).await?,
        });
    }
    if findings.is_empty() {
        let mut finding = try_one(service, app, &proved, None).await?;
        finding.latency = service.now().since(started);
        findings.push(finding);
    }
    Ok(findings)
}

async fn try_one(
    service: &Service,
    app: &dyn AppConnection,
    proved: &Proved,
    store: Option<&str>,
) -> Result<Finding, Error> {
    let started = service.now();
    let mut finding = match check::try_store(service, app, proved, store).await {
        Err(Error::Diagnosed(diagnosis)) => Finding::failed(*diagnosis, store, true),
        other => other?,
    };
    finding.latency = service.now().since(started);
    Ok(finding)
}

/// A store to look at.
struct Place {
    endpoint: String,
    host: String,
    /// For how many seconds it asked to be left alone.
    left_alone: Option<u64>,
}

/// The stores of the connection's syncs, and one that it is in trouble with: it may have been given
/// when the connection was made, before there was a sync.
async fn places(service: &Service, row: &Connection) -> Result<Vec<Place>, Error> {
    let now = service.store().now().await?;
    let tx = service.store().read().await?;
    let mut places: Vec<Place> = Vec::new();
    for sync in syncs::list_by_connection(&tx, row.id).await? {
        let blocked = stores::get(&tx, sync.destination.store_id)
            .await?
            .map(|store| store.blocked_until.since(now).as_secs())
            .filter(|seconds| *seconds > 0);
        places.extend(place(service, row, &sync.destination.endpoint, blocked));
    }
    let trouble = health::trouble(row)?.filter(|trouble| trouble.argument("missing").is_some());
    let in_trouble = trouble
        .as_ref()
        .and_then(|trouble| trouble.argument("store"));
    if let Some(host) = in_trouble
        && let Some(check) = rows::newest_of_a_store(&tx, row.id).await?
    {
        let tried = check
            .store_host
            .and_then(|store| place(service, row, &store, None));
        places.extend(tried.filter(|place| place.host == host));
    }
    places.sort_by(|one, other| one.endpoint.cmp(&other.endpoint));
    places.dedup_by(|one, other| one.endpoint == other.endpoint);
    Ok(places)
}

/// None when a token may not be sent there (any more).
fn place(
    service: &Service,
    row: &Connection,
    endpoint: &str,
    left_alone: Option<u64>,
) -> Option<Place> {
    let endpoint = parse_endpoint(service, row, endpoint).ok()?;
    Some(Place {
        endpoint: endpoint.to_string(),
        host: endpoint.host().to_owned(),
        left_alone,
    })
}

fn throttled(host: &str, seconds: u64) -> Diagnosis {
    Diagnosis::new(Cause::StoreThrottled)
        .with("store", host)
        .with("seconds", seconds.to_string())
}

/// What is told of a connection that is in trouble with several stores.
fn severity(health: Health) -> u8 {
    match health {
        Health::Unknown | Health::Healthy | Health::Expiring => 0,
        Health::Throttled => 1,
        Health::Unreachable => 2,
        Health::MissingPermission => 3,
        Health::ReconnectNeeded => 4,
    }
}
