//! A SQLite file: locked for this process, readable to its owner alone, safe to lose power over.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxSqliteConnector};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::{MIGRATIONS, OpenError, is_this_version};

/// Readers beside the one writer.
const CONNECTIONS: u32 = 8;

/// Opens the file, and the lock that keeps other processes out. The lock also makes migrations safe,
/// which sqlx does not lock on SQLite.
pub(super) async fn open(path: &Path) -> Result<(DatabaseConnection, File), OpenError> {
    let lock_path = with_suffix(path, ".lock");
    let lock = private_file(&lock_path)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(OpenError::AlreadyOpen(path.to_owned())),
        Err(TryLockError::Error(error)) => {
            return Err(OpenError::File {
                path: lock_path,
                error,
            });
        }
    }
    // SQLite gives its -wal and -shm files the permissions of the file that is there.
    private_file(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("secure_delete", "ON");
    let pool = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .connect_with(options)
        .await
        .map_err(|error| OpenError::Unreachable {
            location: location(path),
            error,
        })?;
    MIGRATIONS.run(&pool).await?;
    end_leases(&pool)
        .await
        .map_err(|error| OpenError::Unreachable {
            location: location(path),
            error,
        })?;
    Ok((SqlxSqliteConnector::from_sqlx_sqlite_pool(pool), lock))
}

/// Opens the file beside the process that may hold the lock. Readers of a write-ahead log and its
/// writer do not keep each other waiting.
pub(super) async fn open_to_read(path: &Path) -> Result<DatabaseConnection, OpenError> {
    let unreachable = |error| OpenError::Unreachable {
        location: location(path),
        error,
    };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(Duration::from_secs(5));
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
        .map_err(unreachable)?;
    let last = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(&pool)
        .await
        .map_err(unreachable)?;
    if !is_this_version(last) {
        return Err(OpenError::OtherVersion);
    }
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Whoever held a lease is gone, as the lock proves: nobody has to wait for its end.
async fn end_leases(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    for end in [
        "UPDATE stores SET lease_owner = NULL, lease_until = 0",
        "UPDATE app_connections SET refresh_until = 0",
    ] {
        sqlx::query(end).execute(pool).await?;
    }
    Ok(())
}

fn location(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

/// Opens a file for its owner alone, and makes it where it is missing.
fn private_file(path: &Path) -> Result<File, OpenError> {
    let failed = |error| OpenError::File {
        path: path.to_owned(),
        error,
    };
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(failed)?;
    #[cfg(unix)]
    {
        let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        file.set_permissions(owner_only).map_err(failed)?;
    }
    Ok(file)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}
