//! Syncs that nothing has made due yet, put straight into the database: what the use cases of
//! secrets and connections do to them can be seen there without a sync ever running.

use model::Clock as _;
use model::connection::{App, Method};
use model::id::{ConnectionId, StoreId, SyncId};
use model::sync::Tier;
use seal::SystemEntropy;
use service::secrets::Place;
use store::connections::{self, NewConnection, NewCredentials, Scope};
use store::folders;
use store::stores;
use store::syncs::{self, NewSync, SyncDestination, SyncSource};

use crate::support::{Shop, slug};

/// A connection that has never signed in.
pub(crate) async fn idle_connection(shop: &Shop) -> ConnectionId {
    let tx = shop.store().write().await.unwrap();
    let connection = NewConnection {
        id: ConnectionId::generate(&*shop.clock, &SystemEntropy),
        name: slug("idle"),
        description: None,
        app: App::AzureAppConfiguration,
        method: Method::ClientSecret,
        scope: Scope::Organization,
        credentials: NewCredentials {
            sealed: Vec::new(),
            public: "{}".to_owned(),
            hash: String::new(),
            expires_at: None,
        },
        created_at: shop.clock.now(),
    };
    connections::insert(&tx, &connection).await.unwrap();
    tx.commit().await.unwrap();
    connection.id
}

/// A sync of a folder that nothing has made due yet.
pub(crate) async fn idle_sync(shop: &Shop, place: &Place, connection: ConnectionId) -> SyncId {
    let (clock, entropy, now) = (&*shop.clock, &SystemEntropy, shop.clock.now());
    let tx = shop.store().write().await.unwrap();
    let environment = store::environments::by_slug(&tx, place.project, &place.environment)
        .await
        .unwrap()
        .unwrap();
    let folder = folders::by_path(&tx, environment.id, &place.path)
        .await
        .unwrap()
        .unwrap();
    let id = SyncId::generate(clock, entropy);
    let new_id = StoreId::generate(clock, entropy);
    let store = stores::ensure(&tx, new_id, "shop.azconfig.io", Tier::Standard)
        .await
        .unwrap();
    let sync = NewSync {
        id,
        project_id: place.project,
        name: slug(&format!("sync-{id}")),
        description: None,
        connection_id: connection,
        source: SyncSource {
            environment: place.environment.clone(),
            path: place.path.clone(),
            folder_id: Some(folder.id),
        },
        destination: SyncDestination {
            store_id: store.id,
            endpoint: "https://shop.azconfig.io".to_owned(),
            label: String::new(),
        },
        options: "{}".to_owned(),
        destination_config: "{}".to_owned(),
        auto_sync: true,
        due: None,
        created_at: now,
    };
    syncs::insert(&tx, &sync).await.unwrap();
    tx.commit().await.unwrap();
    id
}
