//! The demo: a project with sample settings, a connection and a sync, made by the same use cases as
//! everybody's. What is there from an earlier start stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use azure_emulator::Demo;
use model::connection::{App, Limits, Method};
use model::id::{ConnectionId, ProjectId, SyncId};
use model::secret::SecretKind;
use model::sync::{SyncOptions, SyncState, Tier};
use model::{NameError, SecretPath, Slug};
use secrecy::{SecretString, zeroize::Zeroizing};
use serde_json::json;
use service::connections::{self, NewConnection, Scope};
use service::files::ReadOptions;
use service::projects::{self, NewProject, Project};
use service::secrets::{self, ImportFile, Place, View};
use service::syncs::{self, NewSync, Sync};
use service::{Caller, Error, Service};
use tokio::time::{Instant, sleep};

use crate::exit::Failure;

/// The project's slug.
pub(super) const PROJECT: &str = "demo";
/// The sync's name.
pub(super) const SYNC: &str = "demo";

const CONNECTION: &str = "contoso";
const ENVIRONMENT: &str = "prod";

/// How long the sync may take before something must be wrong.
const PATIENCE: Duration = Duration::from_mins(1);

/// A sample file that Keyferry ships.
struct Sample {
    name: &'static str,
    text: &'static str,
    kind: SecretKind,
    environments: &'static [&'static str],
}

const SAMPLES: [Sample; 3] = [
    Sample {
        name: "storefront.appsettings.json",
        text: include_str!("../../../../../samples/storefront.appsettings.json"),
        kind: SecretKind::Config,
        environments: &["dev", "staging", "prod"],
    },
    Sample {
        name: "checkout.env",
        text: include_str!("../../../../../samples/checkout.env"),
        kind: SecretKind::Secret,
        environments: &["staging", "prod"],
    },
    Sample {
        name: "shipping.kvset.json",
        text: include_str!("../../../../../samples/shipping.kvset.json"),
        kind: SecretKind::Secret,
        environments: &["prod"],
    },
];

/// A demo that is ready to be looked at.
pub(super) struct Prepared {
    /// The sync.
    pub(super) sync: SyncId,
    /// The keys that should arrive.
    pub(super) keys: BTreeSet<String>,
    /// Those of them that are plain configuration.
    pub(super) config_keys: BTreeSet<String>,
}

/// Makes what is missing of the demo, and has its sync run.
pub(super) async fn prepare(
    service: &Service,
    caller: &Caller,
    demo: &Demo,
    store: &str,
) -> Result<Prepared, Failure> {
    let failed = |error: Error| Failure::caused("the demo cannot be prepared", &error);
    let project = project(service, caller).await.map_err(failed)?;
    let connection = connection(service, caller, project, demo, store)
        .await
        .map_err(failed)?;
    let sync = sync(service, caller, project, connection, store)
        .await
        .map_err(failed)?;
    let place = place(project, ENVIRONMENT).map_err(failed)?;
    let listed = secrets::list(service, caller, &place, View::default())
        .await
        .map_err(failed)?;
    let config = listed
        .iter()
        .filter(|secret| secret.kind == SecretKind::Config);
    let config_keys = config.map(|secret| secret.key.to_string()).collect();
    let keys = listed.iter().map(|secret| secret.key.to_string()).collect();
    Ok(Prepared {
        sync,
        keys,
        config_keys,
    })
}

/// Waits until the sync has nothing to do.
pub(super) async fn settle(
    service: &Service,
    caller: &Caller,
    id: SyncId,
) -> Result<Sync, Failure> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let sync = syncs::get(service, caller, id)
            .await
            .map_err(|error| Failure::caused("the sync cannot be looked at", &error))?;
        if !matches!(sync.state, SyncState::Pending | SyncState::Running) {
            return Ok(sync);
        }
        if Instant::now() > deadline {
            return Err(
                Failure::new(format!("the sync is still {} after a minute", sync.state))
                    .hint("look at the log with KEYFERRY_LOG=debug"),
            );
        }
        sleep(Duration::from_millis(50)).await;
    }
}

async fn project(service: &Service, caller: &Caller) -> Result<ProjectId, Error> {
    let slug = slug(PROJECT)?;
    match projects::by_slug(service, caller, &slug).await {
        Ok(project) => Ok(project.id),
        Err(Error::NotFound { .. }) => {
            let request = NewProject {
                name: "Demo".to_owned(),
                slug: Some(slug),
                description: Some("Sample settings of a small shop".to_owned()),
                default_environments: true,
                delete_protection: false,
            };
            let project = projects::create(service, caller, request).await?;
            import_samples(service, caller, &project).await?;
            Ok(project.id)
        }
        Err(error) => Err(error),
    }
}

async fn import_samples(
    service: &Service,
    caller: &Caller,
    project: &Project,
) -> Result<(), Error> {
    for sample in SAMPLES {
        for environment in sample.environments {
            let file = ImportFile {
                name: sample.name.to_owned(),
                bytes: Zeroizing::new(sample.text.as_bytes().to_vec()),
                format: None,
                options: ReadOptions::default(),
                kind: sample.kind,
                expand: false,
                dry_run: false,
            };
            let place = place(project.id, environment)?;
            secrets::import_file(service, caller, &place, file).await?;
        }
    }
    Ok(())
}

async fn connection(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    demo: &Demo,
    store: &str,
) -> Result<ConnectionId, Error> {
    let name = slug(CONNECTION)?;
    let scope = Scope::Project(project);
    match connections::by_name(service, caller, scope, &name).await {
        Ok(connection) => Ok(connection.id),
        Err(Error::NotFound { .. }) => {
            let credentials: BTreeMap<String, SecretString> = [
                ("tenantId", demo.tenant_id.to_string()),
                ("clientId", demo.service.client_id.to_string()),
                ("clientSecret", demo.service.client_secret.to_owned()),
            ]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
            let request = NewConnection {
                name,
                description: Some("The emulator's service principal".to_owned()),
                project: Some(project),
                app: App::AzureAppConfiguration,
                method: Method::ClientSecret,
                credentials,
                store: Some(store.to_owned()),
                limits: Limits::default(),
            };
            Ok(connections::create(service, caller, request).await?.id)
        }
        Err(error) => Err(error),
    }
}

async fn sync(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    connection: ConnectionId,
    store: &str,
) -> Result<SyncId, Error> {
    let name = slug(SYNC)?;
    match syncs::by_name(service, caller, project, &name).await {
        // The emulator forgets when it stops, so there is work to do again.
        Ok(sync) if sync.endpoint == store => {
            return Ok(syncs::request_run(service, caller, sync.id).await?.id);
        }
        // It listens elsewhere this time, and a sync keeps its destination.
        Ok(sync) => {
            syncs::delete(service, caller, sync.id, false).await?;
        }
        Err(Error::NotFound { .. }) => {}
        Err(error) => return Err(error),
    }
    let options = SyncOptions::default();
    let request = NewSync {
        project,
        name,
        description: Some("Production to the emulator's store".to_owned()),
        connection,
        environment: slug(ENVIRONMENT)?,
        path: SecretPath::root(),
        endpoint: store.to_owned(),
        label: None,
        tier: Tier::Standard,
        options_as_sent: json!({ "initialSyncBehavior": options.initial }).to_string(),
        options,
        destination_as_sent: json!({ "configurationUrl": store, "label": "" }).to_string(),
        auto_sync: true,
    };
    Ok(syncs::create(service, caller, request).await?.id)
}

fn place(project: ProjectId, environment: &str) -> Result<Place, Error> {
    Ok(Place {
        project,
        environment: slug(environment)?,
        path: SecretPath::root(),
    })
}

fn slug(text: &str) -> Result<Slug, Error> {
    Slug::parse(text).map_err(|error: NameError| Error::invalid("name", error.to_string()))
}
