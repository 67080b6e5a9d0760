//! Databases that an older version left behind.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqlSafeStr};
use store::{DatabaseKind, Location};
use tempfile::TempDir;

use super::{Database, postgres};

/// What was written into it, in the words of one database.
type Filling = fn(DatabaseKind) -> String;

impl Database {
    /// The SQLite file of a version whose last migration was this one, opened by today's.
    pub(crate) async fn sqlite_left_at(last: usize, filling: Filling) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("keyferry.db");
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true);
        let mut older = SqliteConnection::connect_with(&options).await.unwrap();
        steps(last).run(&mut older).await.unwrap();
        let filling = AssertSqlSafe(filling(DatabaseKind::Sqlite));
        sqlx::raw_sql(filling).execute(&mut older).await.unwrap();
        older.close().await.unwrap();
        Self::open(Location::sqlite(file), Some(folder)).await
    }

    /// The same in PostgreSQL; none, said aloud, where there is no PostgreSQL.
    pub(crate) async fn postgres_left_at(
        test: &str,
        last: usize,
        filling: Filling,
    ) -> Option<Self> {
        let url = postgres::new_url(test).await?;
        let mut older = PgConnection::connect(&url).await.unwrap();
        steps(last).run(&mut older).await.unwrap();
        let filling = AssertSqlSafe(filling(DatabaseKind::Postgres));
        sqlx::raw_sql(filling).execute(&mut older).await.unwrap();
        older.close().await.unwrap();
        Some(Self::open(Location::parse(&url).unwrap(), None).await)
    }
}

/// The first so many migrations.
fn steps(last: usize) -> Migrator {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let files = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let steps = files.into_iter().take(last).map(|file| {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let (version, name) = name.split_once('_').unwrap();
        Migration::new(
            version.parse().unwrap(),
            name.to_owned().into(),
            MigrationType::Simple,
            AssertSqlSafe(std::fs::read_to_string(&file).unwrap()).into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(steps.collect())
}
