//! Checking a connection: does it sign in, and which rights has it on a store. Leaves nothing behind
//! there.

use std::collections::BTreeMap;
use std::time::Duration;

use model::access::Action;
use model::connection::{Health, Occasion};
use model::id::{ConnectionCheckId, ConnectionId};
use model::{Cause, Diagnosis};
use serde_json::json;
use store::WriteTx;
use store::connections::{self as rows, ConnectionCheck};

use super::access::allowed;
use super::health::{self, Seen, Sight};
use super::registry::{self, AppConnection, Proved};
use super::view::{Rights, project_of};
use super::{consequence, parse_endpoint};
use crate::{Caller, Error, Service, audit};

/// What a check found.
pub struct CheckReport {
    /// Who signed in, as the service names them.
    pub account: Option<String>,
    /// The tenant that was signed in to.
    pub tenant: Option<String>,
    /// Whom the access token is for.
    pub audience: Option<String>,
    /// The cloud, such as `public`.
    pub cloud: Option<String>,
    /// The role that gives all three rights, when a store was given.
    pub role: Option<String>,
    /// What the role is to be granted on.
    pub scope: Option<String>,
    /// The three rights, when a store was given.
    pub rights: Option<Rights>,
    /// What is wrong, if anything.
    pub diagnosis: Option<Diagnosis>,
    /// How long it took.
    pub latency: Duration,
}

/// Signs in and, with a store given, tries the three rights on it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such connection; [`Error::Invalid`] when the store is not
/// one a token may be sent to; [`Error::Denied`] without the right to use the connection. A sign-in
/// that is refused or a store that does not answer is no error but the report's diagnosis.
pub async fn check(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
    store: Option<&str>,
) -> Result<CheckReport, Error> {
    let row = {
        let tx = service.store().read().await?;
        allowed(&tx, caller, id, Action::UseConnections).await?
    };
    let store = store
        .map(|store| parse_endpoint(service, &row, store).map(|endpoint| endpoint.to_string()))
        .transpose()?;
    let store = store.as_deref();
    let started = service.now();
    let app = registry::of(row.app);
    let mut facts = app.sign_in_facts(service, &public(&row)?);
    let (account, mut finding) = match app.sign_in(service, &row).await {
        Ok(proved) => {
            let finding = match try_store(service, app, &proved, store).await {
                Err(Error::Diagnosed(diagnosis)) => Finding::failed(*diagnosis, store, true),
                other => other?,
            };
            facts = app.sign_in_facts(service, &proved.public);
            (proved.account, finding)
        }
        Err(Error::Diagnosed(diagnosis)) => (None, Finding::failed(*diagnosis, store, false)),
        Err(other) => return Err(other),
    };
    finding.latency = service.now().since(started);

    let tx = service.store().write().await?;
    finding.diagnosis = write_down(service, &tx, id, &finding, Occasion::Request).await?;
    let detail = json!({ "connectionId": id, "store": finding.store });
    let project = project_of(row.scope);
    audit::record(
        service,
        &tx,
        caller,
        "check-app-connection",
        project,
        detail,
    )
    .await?;
    tx.commit().await?;
    service.wake();
    let public = public(&row)?;
    let grant = store.and_then(|store| app.grant(service, &public, store));
    let (role, scope) = grant.map(|grant| (grant.role, grant.scope)).unzip();
    Ok(CheckReport {
        account,
        tenant: facts.tenant,
        audience: facts.audience,
        cloud: facts.cloud,
        role,
        scope,
        rights: finding.rights,
        diagnosis: finding.diagnosis,
        latency: finding.latency,
    })
}

fn public(row: &rows::Connection) -> Result<BTreeMap<String, String>, Error> {
    serde_json::from_str(&row.credentials_public)
        .map_err(|error| Error::Internal(format!("stored connection: {error}")))
}

/// What a check found, before it is written down.
pub(super) struct Finding {
    pub(super) store: Option<String>,
    pub(super) rights: Option<Rights>,
    pub(super) diagnosis: Option<Diagnosis>,
    pub(super) signs_in: bool,
    pub(super) latency: Duration,
}

impl Finding {
    pub(super) fn failed(diagnosis: Diagnosis, store: Option<&str>, signs_in: bool) -> Self {
        Self {
            store: store.map(str::to_owned),
            rights: None,
            diagnosis: Some(diagnosis),
            signs_in,
            latency: Duration::ZERO,
        }
    }

    /// How the connection is doing.
    pub(super) fn health(&self) -> Health {
        match &self.diagnosis {
            None => Health::Healthy,
            Some(diagnosis) => health_of(diagnosis.cause),
        }
    }

    /// The same, to be noted.
    pub(super) fn seen(&self, sight: Sight) -> Seen<'_> {
        Seen {
            health: self.health(),
            diagnosis: self.diagnosis.clone(),
            store: self.store.as_deref(),
            rights: self.rights,
            sight,
        }
    }
}

/// How a connection is doing that met this. A store that answers with what is nobody's fault was
/// not reached.
fn health_of(cause: Cause) -> Health {
    consequence::of(cause).health.unwrap_or(Health::Unreachable)
}

/// Tries the rights of proved credentials on a store, if one is given or they are for one only.
pub(super) async fn try_store(
    service: &Service,
    app: &dyn AppConnection,
    proved: &Proved,
    store: Option<&str>,
) -> Result<Finding, Error> {
    let started = service.now();
    let store = store.or(proved.store.as_deref());
    let found = match store {
        Some(store) => Some(app.rights(service, proved, store).await?),
        None => None,
    };
    let mut finding = Finding {
        store: None,
        rights: None,
        diagnosis: None,
        signs_in: true,
        latency: Duration::ZERO,
    };
    if let Some(found) = found {
        finding.store = Some(found.store);
        finding.rights = Some(found.rights);
        finding.diagnosis = found.diagnosis;
    }
    finding.latency = service.now().since(started);
    Ok(finding)
}

/// Keeps a finding in the connection's history, and what follows from it; returns what is wrong as it
/// is to be told. A connection that signs in again lets the syncs go on that it had paused.
pub(super) async fn write_down(
    service: &Service,
    tx: &WriteTx,
    id: ConnectionId,
    finding: &Finding,
    occasion: Occasion,
) -> Result<Option<Diagnosis>, Error> {
    let sight = match occasion {
        Occasion::Change => Sight::Change,
        Occasion::Request => Sight::Request,
        Occasion::Look => Sight::Look,
    };
    let told = health::note(service, tx, id, finding.seen(sight)).await?;
    keep(service, tx, id, finding, occasion).await?;
    if finding.signs_in {
        store::syncs::resume_by_connection(tx, id, service.now()).await?;
    }
    Ok(told)
}

/// Keeps a finding in the connection's history.
pub(super) async fn keep(
    service: &Service,
    tx: &WriteTx,
    id: ConnectionId,
    finding: &Finding,
    occasion: Occasion,
) -> Result<(), Error> {
    let json = |error: serde_json::Error| Error::Internal(error.to_string());
    let diagnosis = finding.diagnosis.as_ref().map(serde_json::to_string);
    let check = ConnectionCheck {
        id: ConnectionCheckId::generate(service.clock(), service.entropy()),
        connection_id: id,
        at: service.now(),
        store_host: finding.store.clone(),
        rights: serde_json::to_string(&finding.rights).map_err(json)?,
        diagnosis: diagnosis.transpose().map_err(json)?,
        latency: finding.latency,
        occasion,
    };
    Ok(rows::insert_check(tx, &check).await?)
}
