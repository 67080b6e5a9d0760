//! What can go wrong with the database, in the caller's words.

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use sqlx::error::{DatabaseError, ErrorKind};
use thiserror::Error;

/// A failed look or write. Nothing of it repeats a value.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Something else has the name or place.
    #[error("{0} is taken")]
    Conflict(Constraint),
    /// Something else needs what was to be deleted, or what is referred to is not there.
    #[error("something else needs it, or what it needs is not there")]
    StillUsed,
    /// The row has moved on since the caller saw it.
    #[error("it has changed since version {expected} was read")]
    Stale {
        /// The version or epoch that the caller expected.
        expected: i64,
    },
    /// Another transaction stood in between; the whole transaction may be tried again.
    #[error("the database is busy; the transaction can be tried again")]
    Retry,
    /// A stored row breaks the rules of its type.
    #[error("the row {row} of {table} is damaged: {column} cannot be read")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
    },
    /// The database failed.
    #[error("the database failed")]
    Database(#[source] DatabaseFault),
}

/// Which uniqueness was violated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Constraint {
    /// A project's short name in the organization.
    #[error("the project's short name")]
    ProjectSlug,
    /// An environment's short name in its project.
    #[error("the environment's short name")]
    EnvironmentSlug,
    /// A folder's path in its environment.
    #[error("the folder's path")]
    FolderPath,
    /// A secret's key in its folder.
    #[error("the secret's key")]
    SecretKey,
    /// A tag's short name in its project.
    #[error("the tag's short name")]
    TagSlug,
    /// What a folder imports.
    #[error("the import")]
    Import,
    /// A connection's name in its scope.
    #[error("the connection's name")]
    ConnectionName,
    /// A sync's name in its project.
    #[error("the sync's name")]
    SyncName,
    /// The owner of a key under a label of a destination.
    #[error("the destination key")]
    LedgerOwner,
    /// A custom role's short name in its project.
    #[error("the role's short name")]
    RoleSlug,
    /// A person's or identity's place in a project.
    #[error("the membership")]
    Member,
    /// A person's email address.
    #[error("the email address")]
    UserEmail,
    /// An identity's way to sign in, of each kind one.
    #[error("the auth method")]
    AuthMethod,
    /// Another one.
    #[error("a unique value")]
    Other,
}

/// What the database said, in its own words. Only those are kept: a driver's error may also quote
/// the row it refused.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct DatabaseFault(String);

impl DatabaseFault {
    pub(crate) fn new(error: &DbErr) -> Self {
        Self(error.to_string())
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Retry,
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause
                .as_database_error()
                .and_then(meaning)
                .unwrap_or(Self::Database(DatabaseFault::new(&error))),
            _ => Self::Database(DatabaseFault::new(&error)),
        }
    }
}

/// What a database's refusal means to the caller; none for what only an operator can mend.
fn meaning(refusal: &dyn DatabaseError) -> Option<StoreError> {
    match refusal.kind() {
        ErrorKind::UniqueViolation => Some(StoreError::Conflict(violated(refusal))),
        ErrorKind::ForeignKeyViolation => Some(StoreError::StillUsed),
        _ => is_passing(&refusal.code()?).then_some(StoreError::Retry),
    }
}

/// SQLite's `SQLITE_BUSY` and its extended forms (the low byte is 5), PostgreSQL's serialization
/// failure, deadlock and lock timeout.
fn is_passing(code: &str) -> bool {
    matches!(code, "40001" | "40P01" | "55P03")
        || (code.len() < 5 && code.parse::<u32>().is_ok_and(|code| code & 0xff == 5))
}

/// Each unique index that callers tell apart: the name PostgreSQL gives, the columns SQLite gives.
const UNIQUE: &[(&str, &str, Constraint)] = &[
    ("projects_slug", "projects.slug", Constraint::ProjectSlug),
    (
        "environments_slug",
        "environments.project_id, environments.slug",
        Constraint::EnvironmentSlug,
    ),
    (
        "folders_path",
        "folders.environment_id, folders.path",
        Constraint::FolderPath,
    ),
    (
        "secrets_key",
        "secrets.folder_id, secrets.key",
        Constraint::SecretKey,
    ),
    (
        "tags_slug",
        "tags.project_id, tags.slug",
        Constraint::TagSlug,
    ),
    (
        "secret_imports_target",
        "secret_imports.folder_id, secret_imports.target_folder_id",
        Constraint::Import,
    ),
    (
        "app_connections_organization_name",
        "app_connections.name",
        Constraint::ConnectionName,
    ),
    (
        "app_connections_project_name",
        "app_connections.project_id, app_connections.name",
        Constraint::ConnectionName,
    ),
    (
        "secret_syncs_name",
        "secret_syncs.project_id, secret_syncs.name",
        Constraint::SyncName,
    ),
    (
        "sync_ledger_owner",
        "sync_ledger.host, sync_ledger.label, sync_ledger.key",
        Constraint::LedgerOwner,
    ),
    (
        "roles_slug",
        "roles.project_id, roles.slug",
        Constraint::RoleSlug,
    ),
    (
        "memberships_user",
        "memberships.project_id, memberships.user_id",
        Constraint::Member,
    ),
    (
        "memberships_identity",
        "memberships.project_id, memberships.identity_id",
        Constraint::Member,
    ),
    (
        "auth_methods_kind",
        "auth_methods.identity_id, auth_methods.kind",
        Constraint::AuthMethod,
    ),
    ("users_email", "users.email", Constraint::UserEmail),
];

fn violated(refusal: &dyn DatabaseError) -> Constraint {
    let columns = refusal
        .message()
        .strip_prefix("UNIQUE constraint failed: ")
        .unwrap_or_default();
    UNIQUE
        .iter()
        .find(|(index, of, _)| refusal.constraint() == Some(index) || columns == *of)
        .map_or(Constraint::Other, |(_, _, constraint)| *constraint)
}
