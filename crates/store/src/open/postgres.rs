//! A PostgreSQL database.

use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{Location, MIGRATIONS, OpenError, is_this_version};

/// Leaves room for several replicas under PostgreSQL's default of 100.
const CONNECTIONS: u32 = 16;

/// Connects and migrates; sqlx holds an advisory lock over the migrations.
pub(super) async fn open(
    location: &Location,
    options: &PgConnectOptions,
) -> Result<DatabaseConnection, OpenError> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options.clone().application_name("keyferry"))
        .await
        .map_err(|error| OpenError::Unreachable {
            location: location.to_string(),
            error,
        })?;
    MIGRATIONS.run(&pool).await?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// Connects so that the server itself refuses every write.
pub(super) async fn open_to_read(
    location: &Location,
    options: &PgConnectOptions,
) -> Result<DatabaseConnection, OpenError> {
    let unreachable = |error| OpenError::Unreachable {
        location: location.to_string(),
        error,
    };
    let options = options
        .clone()
        .application_name("keyferry, reading only")
        .options([("default_transaction_read_only", "on")]);
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
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
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}
