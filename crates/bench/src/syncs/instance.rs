//! Keyferry's use cases on a database of their own, with one project and one sync to the emulator.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use azure::{Cloud, CustomCloud, Http, HttpOptions};
use model::clock::SystemClock;
use model::connection::{App, Limits, Method};
use model::id::{ConnectionId, ProjectId, SyncId};
use model::sync::{RunOutcome, SyncOptions, Tier};
use model::{SecretKey, SecretPath, SecretValue, Slug};
use seal::{RootKey, SystemEntropy};
use secrecy::SecretString;
use service::access::{Browser, SetUp, session, set_up};
use service::connections::NewConnection;
use service::projects::NewProject;
use service::secrets::{Expect, Place, SecretChange};
use service::syncs::{NewSync, reconciler};
use service::{Caller, Parts, Service, Timing, connections, projects, secrets, syncs};
use store::{Location, Store};
use tempfile::TempDir;
use url::Url;

use super::values::Values;
use crate::emulator::{Description, Emulator};

/// The label that the sync writes under.
pub(super) const LABEL: &str = "bench";

/// A running instance; its database goes with it.
pub(super) struct Instance {
    service: Service,
    admin: Caller,
    place: Place,
    sync: SyncId,
    _folder: TempDir,
}

impl Instance {
    /// Sets an instance up. Its sync runs on request only.
    pub(super) async fn start(emulator: &Emulator, tier: Tier) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let code = SecretString::from("bench");
        let location = Location::sqlite(folder.path().join("keyferry.db"));
        let service = Service::start(Parts {
            store: Store::open(&location).await?,
            root_key: RootKey::generate(&SystemEntropy).0,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            http: Http::new(&HttpOptions {
                extra_ca_pem: Some(std::fs::read(&emulator.described.ca_file)?),
                ..HttpOptions::default()
            })?,
            cloud: Cloud::custom(CustomCloud {
                authority: &emulator.described.authority,
                audience: "https://azconfig.io",
                store_suffix: "azconfig.localhost",
                management: None,
            })?,
            allowed_hosts: Vec::new(),
            oauth_client: None,
            host_identity: None,
            site_url: Url::parse("http://localhost:8080")?,
            setup_code: Some(code.clone()),
            timing: Timing::default(),
        })
        .await?;
        let request = SetUp {
            code,
            organization: "Bench".to_owned(),
            email: "bench@example.com".to_owned(),
            password: SecretString::from("twelve characters and more"),
        };
        let signed_in = set_up(&service, request, &Browser::on_this_machine("bench")).await?;
        let admin = session(&service, &signed_in.token).await?;
        let project = project(&service, &admin).await?;
        let connection = connection(&service, &admin, &emulator.described).await?;
        let place = Place {
            project,
            environment: Slug::parse("prod")?,
            path: SecretPath::root(),
        };
        let request = new_sync(&place, connection, &emulator.described, tier)?;
        let sync = syncs::create(&service, &admin, request).await?.id;
        Ok(Self {
            service,
            admin,
            place,
            sync,
            _folder: folder,
        })
    }

    /// Writes secrets at home.
    pub(super) async fn set(&self, values: &Values) -> anyhow::Result<()> {
        let changes = values.iter().map(|(key, value)| {
            let value = SecretValue::new(value.clone())?;
            Ok(SecretChange::value(SecretKey::parse(key)?, value))
        });
        let changes = changes.collect::<anyhow::Result<_>>()?;
        secrets::set(
            &self.service,
            &self.admin,
            &self.place,
            changes,
            Expect::Any,
        )
        .await?;
        Ok(())
    }

    /// Deletes secrets at home.
    pub(super) async fn delete(&self, keys: &[String]) -> anyhow::Result<()> {
        let keys = keys
            .iter()
            .map(|key| SecretKey::parse(key))
            .collect::<Result<Vec<_>, _>>()?;
        secrets::delete(&self.service, &self.admin, &self.place, &keys).await?;
        Ok(())
    }

    /// Runs the sync to its end, and says how it ended and how long that took: from the claim of the
    /// store to the settled ledger.
    pub(super) async fn run(&self) -> anyhow::Result<(RunOutcome, Duration)> {
        syncs::request_run(&self.service, &self.admin, self.sync).await?;
        let started = Instant::now();
        let stores = reconciler::run_due_once(&self.service).await?;
        let taken = started.elapsed();
        ensure!(stores == 1, "{stores} stores were due instead of one");
        let runs = syncs::runs(&self.service, &self.admin, self.sync, 1).await?;
        let run = runs.into_iter().next().context("there is no run")?;
        Ok((run.outcome, taken))
    }

    /// Confirms the plan that the guard has held.
    pub(super) async fn confirm(&self) -> anyhow::Result<()> {
        let sync = syncs::get(&self.service, &self.admin, self.sync).await?;
        let plan = sync.held_plan.context("no plan is held")?;
        syncs::confirm(&self.service, &self.admin, self.sync, &plan).await?;
        Ok(())
    }
}

async fn project(service: &Service, admin: &Caller) -> anyhow::Result<ProjectId> {
    let request = NewProject {
        name: "Bench".to_owned(),
        slug: None,
        description: None,
        default_environments: true,
        delete_protection: false,
    };
    Ok(projects::create(service, admin, request).await?.id)
}

async fn connection(
    service: &Service,
    admin: &Caller,
    emulator: &Description,
) -> anyhow::Result<ConnectionId> {
    let field = |name: &str, value: &str| (name.to_owned(), SecretString::from(value));
    let request = NewConnection {
        name: Slug::parse("azure")?,
        description: None,
        project: None,
        app: App::AzureAppConfiguration,
        method: Method::ClientSecret,
        credentials: BTreeMap::from([
            field("tenantId", &emulator.tenant_id),
            field("clientId", &emulator.client_id),
            field("clientSecret", &emulator.client_secret),
        ]),
        store: None,
        limits: Limits::default(),
    };
    Ok(connections::create(service, admin, request).await?.id)
}

fn new_sync(
    place: &Place,
    connection: ConnectionId,
    emulator: &Description,
    tier: Tier,
) -> anyhow::Result<NewSync> {
    Ok(NewSync {
        project: place.project,
        name: Slug::parse("bench")?,
        description: None,
        connection,
        environment: place.environment.clone(),
        path: place.path.clone(),
        endpoint: emulator.https_endpoint.clone(),
        label: Some(LABEL.to_owned()),
        tier,
        options: SyncOptions::default(),
        options_as_sent: "{}".to_owned(),
        destination_as_sent: "{}".to_owned(),
        auto_sync: false,
    })
}
