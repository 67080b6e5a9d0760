//! A database with the audit chains of a few processes, which can be taken out, tampered with and put
//! back, as whoever has the database can.

use std::sync::Arc;

use azure::Cloud;
use model::access::OrgRole;
use model::clock::ManualClock;
use seal::{DataKey, RootKey, SystemEntropy, WrappedKey};
use secrecy::{ExposeSecret, SecretString};
use service::audit::{self, Anchor, AnchorFile, Report, Watch};
use service::{Caller, Service, access};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, raw_sql};
use store::audit::{AuditRow, Chain};
use store::{Location, Store, keys};
use tempfile::TempDir;
use uuid::Uuid;

use super::postgres;
use crate::support::{browser, clock, parts, set_up_request};

/// Makes two tests of each story: `on_sqlite::…` and `on_postgresql::…`.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    super::$story($crate::audit::instance::Instance::on_sqlite().await).await;
                }
            )+
        }

        mod on_postgresql {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    let name = concat!(module_path!(), "::", stringify!($story));
                    if let Some(it) = $crate::audit::instance::Instance::on_postgres(name).await {
                        super::$story(it).await;
                    }
                }
            )+
        }
    };
}

/// Where people would reach it.
const SITE: &str = "http://shop.example";

/// How many records each process writes, besides the first one's setting up.
const RECORDS: [usize; 3] = [7, 9, 6];

/// The log as it lies in the database.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Log {
    /// Oldest first.
    pub(crate) chains: Vec<Chain>,
    /// By chain and number.
    pub(crate) records: Vec<AuditRow>,
}

pub(crate) struct Instance {
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    /// The newest process.
    pub(crate) service: Service,
    /// Who set it up.
    pub(crate) admin: Caller,
    /// The anchors that were kept, one or more for each chain.
    pub(crate) anchors: Vec<Anchor>,
    root_key: SecretString,
    place: Place,
    _folder: Option<TempDir>,
}

enum Place {
    Sqlite(String),
    Postgres(String),
}

impl Instance {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("shop.db").display().to_string();
        Self::new(Place::Sqlite(file), Some(folder)).await
    }

    /// None, said aloud, where there is no PostgreSQL.
    pub(crate) async fn on_postgres(test: &str) -> Option<Self> {
        let url = postgres::new_url(test).await?;
        Some(Self::new(Place::Postgres(url), None).await)
    }

    async fn new(place: Place, folder: Option<TempDir>) -> Self {
        let store = Store::open(&place.location()).await.unwrap();
        let (_, root_key) = RootKey::generate(&SystemEntropy);
        let clock = clock();
        let service = process(&store, &root_key, &clock).await;
        let signed_in = access::set_up(&service, set_up_request(), &browser())
            .await
            .unwrap();
        let admin = access::session(&service, &signed_in.token).await.unwrap();
        let mut instance = Self {
            store,
            clock,
            service,
            admin,
            anchors: Vec::new(),
            root_key,
            place,
            _folder: folder,
        };
        instance.record(RECORDS[0]).await;
        for records in &RECORDS[1..] {
            instance.restart().await;
            instance.record(*records).await;
        }
        instance
    }

    /// Starts another process on the database.
    pub(crate) async fn restart(&mut self) {
        self.service = process(&self.store, &self.root_key, &self.clock).await;
    }

    /// Another process on the database, with connections of its own where the database allows it.
    pub(crate) async fn replica(&self) -> Service {
        process(&self.another_store().await, &self.root_key, &self.clock).await
    }

    /// Another root key, and a process that has it besides the one in use.
    pub(crate) async fn with_another_root_key(&self) -> (RootKey, Service) {
        let (new, text) = RootKey::generate(&SystemEntropy);
        let store = self.another_store().await;
        let parts = parts(&store, &text, &self.clock, Cloud::public(), SITE);
        let service = Service::start_with_previous(parts, Some(self.root_key())).await;
        (new, service.unwrap())
    }

    /// The database by connections of their own; a SQLite file is open once.
    pub(crate) async fn another_store(&self) -> Store {
        match &self.place {
            Place::Sqlite(_) => self.store.clone(),
            Place::Postgres(_) => Store::open(&self.place.location()).await.unwrap(),
        }
    }

    /// Writes so many records, and keeps an anchor in their middle and at their end.
    pub(crate) async fn record(&mut self, count: usize) {
        let mut watch = Watch::new(&self.service);
        for number in 0..count {
            self.clock.advance(std::time::Duration::from_secs(1));
            self.make_identity(&format!("robot {number}")).await;
            if number == count / 2 || number + 1 == count {
                self.anchors.extend(watch.look().await.unwrap().anchors);
            }
        }
    }

    pub(crate) async fn make_identity(&self, name: &str) {
        access::create_identity(&self.service, &self.admin, name, OrgRole::Member)
            .await
            .unwrap();
    }

    pub(crate) fn root_key(&self) -> RootKey {
        RootKey::parse(self.root_key.expose_secret()).unwrap().0
    }

    /// The organization's data key, which only the root key opens.
    pub(crate) async fn data_key(&self) -> DataKey {
        let tx = self.store.read().await.unwrap();
        let row = keys::of(&tx, None).await.unwrap().remove(0);
        let wrapped = WrappedKey::from_bytes(row.wrapped);
        self.root_key().unwrap(row.id, &wrapped).unwrap()
    }

    /// Verifies without anchors.
    pub(crate) async fn verified(&self) -> Report {
        self.verify(&[], false).await
    }

    /// Verifies with the anchors that were kept.
    pub(crate) async fn verified_with_anchors(&self) -> Report {
        self.verify(&[file_of(&self.anchors)], false).await
    }

    /// Verifies as the command line does, on a connection that can only read.
    pub(crate) async fn verify(&self, anchors: &[AnchorFile], values: bool) -> Report {
        let store = Store::open_to_read(&self.place.location()).await.unwrap();
        let report = audit::verify(&store, &self.root_key(), anchors, values).await;
        store.close().await.unwrap();
        report.unwrap()
    }

    /// Takes the log out.
    pub(crate) async fn log(&self) -> Log {
        let tx = self.store.read().await.unwrap();
        let chains = store::audit::chains(&tx).await.unwrap();
        let mut records = Vec::new();
        for chain in &chains {
            let of_chain = store::audit::of_chain(&tx, chain.end.chain, 0, 1_000);
            records.extend(of_chain.await.unwrap());
        }
        Log { chains, records }
    }

    /// Puts a log in place of the one that is there.
    pub(crate) async fn put(&self, log: &Log) {
        let bytes = |bytes: &[u8]| self.place.bytes(bytes);
        let mut statements = vec![
            "DELETE FROM audit_events".to_owned(),
            "DELETE FROM audit_chains".to_owned(),
        ];
        for chain in &log.chains {
            let id = self.place.uuid(chain.end.chain.as_uuid());
            let follows = chain.follows.as_deref().map_or("NULL".to_owned(), quoted);
            let (seq, head) = (chain.end.seq, bytes(&chain.end.head));
            statements.push(format!(
                "INSERT INTO audit_chains VALUES ({id}, {seq}, {head}, {follows})"
            ));
        }
        for record in &log.records {
            let id = self.place.uuid(record.chain.as_uuid());
            let project = record.project_id.map(|id| self.place.uuid(id.as_uuid()));
            statements.push(format!(
                "INSERT INTO audit_events VALUES ({id}, {}, {}, {}, {}, {}, {}, {})",
                record.seq,
                record.at.as_micros(),
                quoted(&record.actor),
                quoted(&record.action),
                project.as_deref().unwrap_or("NULL"),
                quoted(&record.detail),
                bytes(&record.mac),
            ));
        }
        self.run(&format!("{};", statements.join("; "))).await;
    }

    /// Bytes as SQL.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> String {
        self.place.bytes(bytes)
    }

    /// An id as SQL.
    pub(crate) fn uuid(&self, id: Uuid) -> String {
        self.place.uuid(id)
    }

    /// Runs statements, in one transaction and without minding foreign keys.
    pub(crate) async fn run(&self, sql: &str) {
        let script = match &self.place {
            Place::Sqlite(_) => format!("PRAGMA foreign_keys = OFF; BEGIN; {sql} COMMIT;"),
            Place::Postgres(_) => format!(
                "BEGIN; ALTER TABLE audit_events DROP CONSTRAINT IF EXISTS \
                 audit_events_chain_fkey; {sql} COMMIT;"
            ),
        };
        match &self.place {
            Place::Sqlite(file) => {
                let mut connection = SqliteConnection::connect(file).await.unwrap();
                let run = raw_sql(AssertSqlSafe(script)).execute(&mut connection);
                run.await.unwrap();
                connection.close().await.unwrap();
            }
            Place::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                let run = raw_sql(AssertSqlSafe(script)).execute(&mut connection);
                run.await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }
}

impl Place {
    fn location(&self) -> Location {
        match self {
            Self::Sqlite(file) => Location::sqlite(file),
            Self::Postgres(url) => Location::parse(url).unwrap(),
        }
    }

    fn bytes(&self, bytes: &[u8]) -> String {
        match self {
            Self::Sqlite(_) => format!("x'{}'", hex::encode(bytes)),
            Self::Postgres(_) => format!("'\\x{}'", hex::encode(bytes)),
        }
    }

    fn uuid(&self, id: Uuid) -> String {
        match self {
            Self::Sqlite(_) => self.bytes(id.as_bytes()),
            Self::Postgres(_) => format!("'{id}'"),
        }
    }
}

/// Anchors as a file of them is read.
pub(crate) fn file_of(anchors: &[Anchor]) -> AnchorFile {
    let lines = anchors
        .iter()
        .map(|anchor| serde_json::to_string(anchor).unwrap());
    let text = lines.collect::<Vec<_>>().join("\n");
    AnchorFile::read("anchors", text.as_bytes()).unwrap()
}

async fn process(store: &Store, root_key: &SecretString, clock: &Arc<ManualClock>) -> Service {
    Service::start(parts(store, root_key, clock, Cloud::public(), SITE))
        .await
        .unwrap()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Log {
    /// Cuts a chain off before a record, and makes the note of its end fit, as somebody careful does.
    pub(crate) fn cut(&mut self, chain: usize, record: usize) {
        let first = self.records[record].clone();
        self.records
            .retain(|record| record.chain != first.chain || record.seq < first.seq);
        let last = self.records.iter().rfind(|last| last.chain == first.chain);
        let end = &mut self.chains[chain].end;
        end.seq = first.seq - 1;
        // Of the beginning nobody has a copy but who kept one; any will do here.
        end.head = last.map_or_else(|| end.head.clone(), |last| last.mac.clone());
    }
}
