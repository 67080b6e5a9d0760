//! A PostgreSQL database.

use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{Location, MIGRATIONS, OpenError};

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
