//! Opening the database: one process for each SQLite file, migrations before anything else.

mod location;
mod migrations;
mod postgres;
mod sqlite;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use model::clock::SystemClock;
use model::{Clock, Timestamp};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, IsolationLevel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::transaction::{self, ReadTx, WriteTx};
use crate::{DatabaseFault, StoreError};
use migrations::MIGRATIONS;

pub use location::{DatabaseKind, Location, LocationError};

/// How long a writer waits for the ones before it, as SQLite's own `busy_timeout` does.
const WRITER_PATIENCE: Duration = Duration::from_secs(5);

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Store {
    connection: DatabaseConnection,
    kind: DatabaseKind,
    clock: Arc<dyn Clock>,
    /// SQLite has one writer at a time: in line here they go in order of arrival, where SQLite's
    /// own waiting is by chance.
    writers: Option<Arc<Semaphore>>,
    /// Held as long as any clone lives.
    _lock: Option<Arc<File>>,
}

/// Why a database could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another process, or this one, has the SQLite file open.
    #[error("the database {} is open in another process", .0.display())]
    AlreadyOpen(PathBuf),
    /// The SQLite file or its lock cannot be made, read or locked.
    #[error("the database file {} cannot be opened", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: std::io::Error,
    },
    /// The server does not answer, or refuses.
    #[error("the database {location} cannot be reached")]
    Unreachable {
        /// Where, without the password.
        location: String,
        /// What the driver said.
        #[source]
        error: sqlx::Error,
    },
    /// The tables could not be brought to this version's form.
    #[error("the database's tables cannot be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Opened only to be read, and not in this version's form.
    #[error("the database's tables are not those of this version")]
    OtherVersion,
}

impl Store {
    /// Opens a database and brings its tables up to date. Of processes that start at the same time on
    /// PostgreSQL one does that and the others wait.
    pub async fn open(location: &Location) -> Result<Self, OpenError> {
        match location.place() {
            location::Place::Sqlite(path) => {
                let (connection, lock) = sqlite::open(path).await?;
                Ok(Self {
                    connection,
                    kind: DatabaseKind::Sqlite,
                    clock: Arc::new(SystemClock),
                    writers: Some(Arc::new(Semaphore::new(1))),
                    _lock: Some(Arc::new(lock)),
                })
            }
            location::Place::Postgres(options) => Ok(Self {
                connection: postgres::open(location, options).await?,
                kind: DatabaseKind::Postgres,
                clock: Arc::new(SystemClock),
                writers: None,
                _lock: None,
            }),
        }
    }

    /// Opens a database only to look at it, while another process may be serving it: nothing is
    /// changed, not even its tables' form, and writes fail.
    ///
    /// # Errors
    /// [`OpenError::OtherVersion`] when its tables are not those of this version.
    pub async fn open_to_read(location: &Location) -> Result<Self, OpenError> {
        let connection = match location.place() {
            location::Place::Sqlite(path) => sqlite::open_to_read(path).await?,
            location::Place::Postgres(options) => postgres::open_to_read(location, options).await?,
        };
        Ok(Self {
            connection,
            kind: location.kind(),
            clock: Arc::new(SystemClock),
            writers: None,
            _lock: None,
        })
    }

    /// The same store, whose transactions are dated by this clock instead of the machine's.
    #[must_use]
    pub fn dated_by(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Begins to read. All reads of the transaction see the same state.
    pub async fn read(&self) -> Result<ReadTx, StoreError> {
        let options = match self.kind {
            DatabaseKind::Sqlite => TransactionOptions::default(),
            DatabaseKind::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        self.begin(options).await
    }

    /// Begins to write. Nothing is kept unless the transaction is committed. On SQLite writers wait
    /// for each other here, [`StoreError::Retry`] after five seconds; on PostgreSQL they meet at the
    /// rows they change.
    pub async fn write(&self) -> Result<WriteTx, StoreError> {
        let turn = match &self.writers {
            None => None,
            Some(writers) => Some(
                tokio::time::timeout(WRITER_PATIENCE, Arc::clone(writers).acquire_owned())
                    .await
                    .map_err(|_| StoreError::Retry)?
                    .map_err(|_| StoreError::Retry)?,
            ),
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(WriteTx::new(self.begin(options).await?, turn))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where transactions begin"
    )]
    async fn begin(&self, options: TransactionOptions) -> Result<ReadTx, StoreError> {
        let db = self.connection.begin_with_options(options).await?;
        Ok(ReadTx::new(db, self.clock.now()))
    }

    /// The time by the database's clock, which all replicas share.
    pub async fn now(&self) -> Result<Timestamp, StoreError> {
        let statement = transaction::select_now(self.kind);
        let row = self.connection.query_one(&statement).await?;
        let micros = row.map(|row| row.try_get("", "now")).transpose()?;
        let micros = micros.ok_or_else(|| {
            let silent = sea_orm::DbErr::RecordNotFound("the database's clock".to_owned());
            StoreError::Database(DatabaseFault::new(&silent))
        })?;
        Ok(Timestamp::from_micros(micros))
    }

    /// Which database this is.
    #[must_use]
    pub fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// Closes the connections, after the transactions under way.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }
}

/// Whether the migrations that a database has had are this version's, given the last of them.
fn is_this_version(last: Option<i64>) -> bool {
    last == MIGRATIONS.iter().map(|migration| migration.version).max()
}
