//! App connections: how an app is signed in to, sealed, and how that is going.

mod changes;
mod checks;
mod figures;
mod looks;
mod next;
mod refresh;

pub use changes::{
    NewConnection, NewCredentials, delete, insert, rename, replace_credentials, set_health,
    set_limits,
};
pub use checks::{ConnectionCheck, checks, checks_of_store, insert_check, newest_of_a_store};
pub use figures::count_by_health;
pub use looks::{claim_look, look_after, look_within, next_look, set_waiting, set_warned};
pub use next::{promote_next, set_next};
pub use refresh::{claim_refresh, release_refresh, renew_refresh, store_refreshed};

use crate::columns::{Row, time};
use crate::entity::connections::app_connection::{Column, Entity, Model};
use crate::entity::syncs::secret_sync;
use model::connection::{App, Health, Method};
use model::id::{ConnectionId, ProjectId, SyncId};
use model::{Slug, Timestamp};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{ReadTx, StoreError};

/// Where a connection belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// To the organization: every project may use it.
    Organization,
    /// To one project.
    Project(ProjectId),
}

/// Which connections to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Every one.
    All,
    /// Those of the organization.
    Organization,
    /// Those of one project.
    Project(ProjectId),
    /// Those that a project's syncs may use: its own and the organization's.
    UsableIn(ProjectId),
}

/// An app connection.
#[derive(Clone)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Its name, unique in its scope.
    pub name: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// The app it signs in to.
    pub app: App,
    /// How it signs in.
    pub method: Method,
    /// Where it belongs.
    pub scope: Scope,
    /// The credentials, sealed for this version of them.
    pub credentials: Vec<u8>,
    /// What of the credentials is no secret, as JSON.
    pub credentials_public: String,
    /// The digest of what the user entered.
    pub credentials_hash: String,
    /// The number of this version of the credentials, from 1 up.
    pub credentials_version: i64,
    /// Until when somebody is refreshing the credentials (the database's clock).
    pub refresh_until: Timestamp,
    /// The access token at hand, sealed.
    pub access_token: Option<Vec<u8>>,
    /// When that token expires.
    pub access_expires_at: Option<Timestamp>,
    /// How it is doing.
    pub health: Health,
    /// What is wrong with it, as JSON.
    pub diagnosis: Option<String>,
    /// When that was last looked at.
    pub checked_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed by somebody.
    pub updated_at: Timestamp,
    /// When its credentials stop working, as far as that is known.
    pub expires_at: Option<Timestamp>,
    /// How many days before that somebody was last told.
    pub warned_days: Option<i64>,
    /// The credentials that take over, when there are any.
    pub next: Option<NextCredentials>,
    /// Until when a missing right may be a role assignment that does not act yet.
    pub waiting_until: Option<Timestamp>,
    /// What each project may use it for, as JSON.
    pub limits: String,
    /// How many looks in a row have found something wrong.
    pub looks_failed: u32,
}

/// Credentials that take over from the current ones.
#[derive(Clone)]
pub struct NextCredentials {
    /// The credentials, sealed.
    pub sealed: Vec<u8>,
    /// What of them is no secret, as JSON.
    pub public: String,
    /// The digest of what the user entered.
    pub hash: String,
    /// When they stop working, as far as that is known.
    pub expires_at: Option<Timestamp>,
}

/// A sync that uses a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionUse {
    /// The sync.
    pub sync_id: SyncId,
    /// Its name.
    pub name: Slug,
    /// The project it belongs to.
    pub project_id: ProjectId,
}

/// A connection by id.
pub async fn get(tx: &ReadTx, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.map(parse).transpose()
}

/// A connection by name.
pub async fn by_name(
    tx: &ReadTx,
    scope: Scope,
    name: &Slug,
) -> Result<Option<Connection>, StoreError> {
    let row = Entity::find()
        .filter(Column::Name.eq(name.as_str()))
        .filter(match scope {
            Scope::Organization => Column::ProjectId.is_null(),
            Scope::Project(project) => Column::ProjectId.eq(project.as_uuid()),
        })
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// Connections, oldest first.
pub async fn list(tx: &ReadTx, listed: Listed) -> Result<Vec<Connection>, StoreError> {
    let organization = Column::ProjectId.is_null();
    let rows = Entity::find()
        .filter(match listed {
            Listed::All => Condition::all(),
            Listed::Organization => Condition::all().add(organization),
            Listed::Project(project) => {
                Condition::all().add(Column::ProjectId.eq(project.as_uuid()))
            }
            Listed::UsableIn(project) => Condition::any()
                .add(organization)
                .add(Column::ProjectId.eq(project.as_uuid())),
        })
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// The syncs that use a connection, oldest first.
pub async fn used_by(tx: &ReadTx, id: ConnectionId) -> Result<Vec<ConnectionUse>, StoreError> {
    let rows: Vec<(Uuid, String, Uuid)> = secret_sync::Entity::find()
        .select_only()
        .column(secret_sync::Column::Id)
        .column(secret_sync::Column::Name)
        .column(secret_sync::Column::ProjectId)
        .filter(secret_sync::Column::ConnectionId.eq(id.as_uuid()))
        .order_by_asc(secret_sync::Column::Id)
        .into_tuple()
        .all(tx.db())
        .await?;
    rows.into_iter()
        .map(|(sync, name, project)| {
            Ok(ConnectionUse {
                sync_id: SyncId::from_uuid(sync),
                name: Row::of("secret_syncs", &sync).text("name", &name)?,
                project_id: ProjectId::from_uuid(project),
            })
        })
        .collect()
}

fn parse(row: Model) -> Result<Connection, StoreError> {
    let at = Row::of("app_connections", &row.id);
    Ok(Connection {
        id: ConnectionId::from_uuid(row.id),
        name: at.text("name", &row.name)?,
        description: row.description,
        app: at.text("app", &row.app)?,
        method: at.text("method", &row.method)?,
        scope: match row.project_id {
            None => Scope::Organization,
            Some(project) => Scope::Project(ProjectId::from_uuid(project)),
        },
        credentials: row.credentials,
        credentials_public: row.credentials_public,
        credentials_hash: row.credentials_hash,
        credentials_version: row.credentials_version,
        refresh_until: Timestamp::from_micros(row.refresh_until),
        access_token: row.access_token,
        access_expires_at: time(row.access_expires_at),
        health: at.text("health", &row.health)?,
        diagnosis: row.diagnosis,
        checked_at: time(row.checked_at),
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
        expires_at: time(row.expires_at),
        warned_days: row.warned_days,
        next: match (row.next_credentials, row.next_public, row.next_hash) {
            (Some(sealed), Some(public), Some(hash)) => Some(NextCredentials {
                sealed,
                public,
                hash,
                expires_at: time(row.next_expires_at),
            }),
            _ => None,
        },
        waiting_until: time(row.waiting_until),
        limits: row.limits,
        looks_failed: at.number("looks_failed", row.looks_failed)?,
    })
}
