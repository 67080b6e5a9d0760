//! The steps that bring the tables to this version's form.
//!
//! They are listed here instead of by sqlx's macro, because the macro builds both database drivers
//! a second time for the compiler.

use std::sync::LazyLock;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

macro_rules! steps {
    ($($version:literal $name:literal,)+) => {
        [$(($version, $name, include_str!(concat!("../../migrations/", $version, "_", $name, ".sql")))),+]
    };
}

const STEPS: [(&str, &str, &str); 14] = steps![
    "0001" "people",
    "0002" "projects",
    "0003" "connections",
    "0004" "syncs",
    "0005" "audit",
    "0006" "connection_care",
    "0007" "audit_links",
    "0008" "identities",
    "0009" "roles",
    "0010" "projects",
    "0011" "secrets",
    "0012" "invitations",
    "0013" "version_literal",
    "0014" "moved_syncs",
];

pub(super) static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let steps = STEPS.map(|(version, name, sql)| {
        Migration::new(
            version.parse().unwrap_or_default(),
            name.replace('_', " ").into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(steps.into())
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_a_step_and_has_a_number_of_its_own() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let listed = STEPS.map(|(version, name, _)| format!("{version}_{name}.sql"));
        assert_eq!(files, listed);
        let numbers: Vec<i64> = MIGRATIONS.iter().map(|step| step.version).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
        assert!(numbers[0] > 0);
    }
}
