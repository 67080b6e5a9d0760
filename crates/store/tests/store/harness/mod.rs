//! Runs each story on both databases, each time on an empty one.

mod fixtures;
mod older;
mod postgres;

use std::sync::atomic::{AtomicU64, Ordering};

use store::{Location, ReadTx, Store, WriteTx};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) use fixtures::{World, at, key, path, slug};

/// Makes two tests of each story: `on_sqlite::…` and `on_postgresql::…`.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    super::$story(crate::harness::Database::sqlite().await).await;
                }
            )+
        }

        mod on_postgresql {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    let name = concat!(module_path!(), "::", stringify!($story));
                    if let Some(database) = crate::harness::Database::postgres(name).await {
                        super::$story(database).await;
                    }
                }
            )+
        }
    };
}

/// An empty database of one test.
pub(crate) struct Database {
    pub(crate) store: Store,
    pub(crate) location: Location,
    ids: AtomicU64,
    _folder: Option<TempDir>,
}

impl Database {
    pub(crate) async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let location = Location::sqlite(folder.path().join("keyferry.db"));
        Self::open(location, Some(folder)).await
    }

    /// None, said aloud, where there is no PostgreSQL.
    pub(crate) async fn postgres(test: &str) -> Option<Self> {
        let location = postgres::new_database(test).await?;
        Some(Self::open(location, None).await)
    }

    /// The place of an empty database that nobody has opened yet.
    pub(crate) async fn postgres_unopened(test: &str) -> Option<Location> {
        postgres::new_database(test).await
    }

    async fn open(location: Location, folder: Option<TempDir>) -> Self {
        Self {
            store: Store::open(&location).await.unwrap(),
            location,
            ids: AtomicU64::new(1),
            _folder: folder,
        }
    }

    /// A second replica's view: a pool of its own on PostgreSQL; a SQLite file has one process, so
    /// there it is the same pool.
    pub(crate) async fn replica(&self) -> Store {
        match self.store.kind() {
            store::DatabaseKind::Sqlite => self.store.clone(),
            store::DatabaseKind::Postgres => Store::open(&self.location).await.unwrap(),
        }
    }

    pub(crate) async fn read(&self) -> ReadTx {
        self.store.read().await.unwrap()
    }

    pub(crate) async fn write(&self) -> WriteTx {
        self.store.write().await.unwrap()
    }

    /// A new id. Later ones sort after earlier ones.
    pub(crate) fn id(&self) -> Uuid {
        Uuid::from_u64_pair(0, self.ids.fetch_add(1, Ordering::Relaxed))
    }
}
