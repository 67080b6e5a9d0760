//! What most stories need to be there, and short ways to say it.

use std::str::FromStr;

use model::connection::{App, Method};
use model::id::{
    ConnectionId, EnvironmentId, FolderId, ProjectId, ReplicaId, SecretId, StoreId, SyncId,
};
use model::secret::SecretKind;
use model::sync::{RunTrigger, Tier};
use model::{SecretKey, SecretPath, Slug, Timestamp};
use store::connections::{self, NewConnection, NewCredentials, Scope};
use store::environments::{self, Environment};
use store::folders;
use store::projects::{self, Project};
use store::secrets::{self, NewSecret};
use store::stores::{self, Claim};
use store::syncs::{self, NewSync, SyncDestination, SyncSource};

use super::Database;

/// So many seconds after the stories begin, long before the database's clock.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + seconds * 1_000_000)
}

pub(crate) fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

pub(crate) fn key(text: &str) -> SecretKey {
    SecretKey::parse(text).unwrap()
}

pub(crate) fn path(text: &str) -> SecretPath {
    SecretPath::from_str(text).unwrap()
}

/// A project with one environment, its root folder, a connection and a sync to a store.
pub(crate) struct World {
    pub(crate) project: ProjectId,
    pub(crate) environment: EnvironmentId,
    pub(crate) folder: FolderId,
    pub(crate) connection: ConnectionId,
    pub(crate) store: StoreId,
    pub(crate) sync: SyncId,
}

impl World {
    /// The host of the world's store.
    pub(crate) const HOST: &str = "contoso.azconfig.io";

    pub(crate) async fn new(db: &Database) -> Self {
        let project = db.project("contoso").await;
        let environment = db.environment(project, "prod").await;
        let folder = db.folder(environment, "/").await;
        let connection = db.connection(Scope::Project(project), "azure").await;
        let store = db.destination(Self::HOST).await;
        let mut world = Self {
            project,
            environment,
            folder,
            connection,
            store,
            sync: SyncId::from_uuid(db.id()),
        };
        world.sync = db.sync(&world, "first", store).await;
        world
    }
}

impl Database {
    pub(crate) async fn project(&self, name: &str) -> ProjectId {
        let id = ProjectId::from_uuid(self.id());
        let project = Project {
            id,
            name: name.to_owned(),
            slug: slug(name),
            description: None,
            delete_protection: false,
            created_at: at(0),
            updated_at: at(0),
        };
        let tx = self.write().await;
        projects::insert(&tx, &project).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub(crate) async fn environment(&self, project: ProjectId, name: &str) -> EnvironmentId {
        let id = EnvironmentId::from_uuid(self.id());
        let environment = Environment {
            id,
            project_id: project,
            name: name.to_owned(),
            slug: slug(name),
            position: 1,
            created_at: at(0),
            updated_at: at(0),
        };
        let tx = self.write().await;
        environments::insert(&tx, &environment).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub(crate) async fn folder(&self, environment: EnvironmentId, at_path: &str) -> FolderId {
        let tx = self.write().await;
        let new_id = || FolderId::from_uuid(self.id());
        let folder = folders::ensure(&tx, environment, &path(at_path), at(0), new_id)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        folder.id
    }

    pub(crate) fn new_secret(&self, folder: FolderId, name: &str) -> NewSecret {
        NewSecret {
            id: SecretId::from_uuid(self.id()),
            folder_id: folder,
            key: key(name),
            kind: SecretKind::Secret,
            literal: false,
            value: b"sealed\0\xff 1".to_vec(),
            comment: String::new(),
            content_type: None,
            metadata: "[]".to_owned(),
            reminder_note: None,
            reminder_days: None,
            skip_multiline: false,
            actor: "ada".to_owned(),
            at: at(0),
        }
    }

    pub(crate) async fn secret(&self, folder: FolderId, name: &str) -> SecretId {
        let secret = self.new_secret(folder, name);
        let tx = self.write().await;
        secrets::insert(&tx, &secret).await.unwrap();
        tx.commit().await.unwrap();
        secret.id
    }

    pub(crate) fn new_connection(&self, scope: Scope, name: &str) -> NewConnection {
        NewConnection {
            id: ConnectionId::from_uuid(self.id()),
            name: slug(name),
            description: None,
            app: App::AzureAppConfiguration,
            method: Method::OAuth,
            scope,
            credentials: NewCredentials {
                sealed: b"sealed credentials 1".to_vec(),
                public: "{}".to_owned(),
                hash: "hash".to_owned(),
                expires_at: None,
            },
            created_at: at(0),
        }
    }

    pub(crate) async fn connection(&self, scope: Scope, name: &str) -> ConnectionId {
        let connection = self.new_connection(scope, name);
        let tx = self.write().await;
        connections::insert(&tx, &connection).await.unwrap();
        tx.commit().await.unwrap();
        connection.id
    }

    pub(crate) async fn destination(&self, host: &str) -> StoreId {
        let tx = self.write().await;
        let new_id = StoreId::from_uuid(self.id());
        let store = stores::ensure(&tx, new_id, host, Tier::Standard)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        store.id
    }

    pub(crate) fn new_sync(&self, world: &World, name: &str, store: StoreId) -> NewSync {
        NewSync {
            id: SyncId::from_uuid(self.id()),
            project_id: world.project,
            name: slug(name),
            description: None,
            connection_id: world.connection,
            source: SyncSource {
                environment: slug("prod"),
                path: path("/"),
                folder_id: Some(world.folder),
            },
            destination: SyncDestination {
                store_id: store,
                endpoint: "https://contoso.azconfig.io".to_owned(),
                label: String::new(),
            },
            options: "{}".to_owned(),
            destination_config: "{}".to_owned(),
            auto_sync: true,
            due: Some((at(0), RunTrigger::Request)),
            created_at: at(0),
        }
    }

    pub(crate) async fn sync(&self, world: &World, name: &str, store: StoreId) -> SyncId {
        let sync = self.new_sync(world, name, store);
        let tx = self.write().await;
        syncs::insert(&tx, &sync).await.unwrap();
        tx.commit().await.unwrap();
        sync.id
    }

    pub(crate) fn replica_id(&self) -> ReplicaId {
        ReplicaId::from_uuid(self.id())
    }

    /// Claims a store for so many seconds, which may be none.
    pub(crate) async fn claim(&self, owner: ReplicaId, seconds: u64) -> Option<Claim> {
        let tx = self.write().await;
        let lease = std::time::Duration::from_secs(seconds);
        let claim = stores::claim_due(&tx, owner, lease, &[]).await.unwrap();
        tx.commit().await.unwrap();
        claim
    }
}
