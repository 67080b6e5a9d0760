//! What changes a connection: adding, renaming, new credentials, and how it is doing.

use crate::columns::micros;
use crate::entity::connections::app_connection::{ActiveModel, Column, Entity, Model};
use model::connection::{App, Health, Method};
use model::id::ConnectionId;
use model::{Slug, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Scope;
use crate::{StoreError, WriteTx};

/// Credentials to keep.
#[derive(Clone)]
pub struct NewCredentials {
    /// The credentials, sealed for the version they become.
    pub sealed: Vec<u8>,
    /// What of them is no secret, as JSON.
    pub public: String,
    /// The digest of what the user entered.
    pub hash: String,
    /// When they stop working, as far as that is known.
    pub expires_at: Option<Timestamp>,
}

/// A connection to add, its credentials as version 1.
#[derive(Clone)]
pub struct NewConnection {
    /// Its id.
    pub id: ConnectionId,
    /// Its name.
    pub name: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// The app it signs in to.
    pub app: App,
    /// How it signs in.
    pub method: Method,
    /// Where it belongs.
    pub scope: Scope,
    /// Its credentials.
    pub credentials: NewCredentials,
    /// When it is made.
    pub created_at: Timestamp,
}

/// Adds a connection; [`crate::Constraint::ConnectionName`] when its scope has that name.
pub async fn insert(tx: &WriteTx, connection: &NewConnection) -> Result<(), StoreError> {
    let made = connection.created_at.as_micros();
    tx.insert(Model {
        id: connection.id.as_uuid(),
        name: connection.name.to_string(),
        description: connection.description.clone(),
        app: connection.app.to_string(),
        method: connection.method.to_string(),
        project_id: match connection.scope {
            Scope::Organization => None,
            Scope::Project(project) => Some(project.as_uuid()),
        },
        credentials: connection.credentials.sealed.clone(),
        credentials_public: connection.credentials.public.clone(),
        credentials_hash: connection.credentials.hash.clone(),
        credentials_version: 1,
        credentials_at: made,
        refresh_until: 0,
        access_token: None,
        access_expires_at: None,
        health: Health::Unknown.to_string(),
        diagnosis: None,
        checked_at: None,
        created_at: made,
        updated_at: made,
        expires_at: micros(connection.credentials.expires_at),
        warned_days: None,
        next_credentials: None,
        next_public: None,
        next_hash: None,
        next_expires_at: None,
        look_at: 0,
        looks_failed: 0,
        waiting_until: None,
        limits: "[]".to_owned(),
    })
    .await
}

/// Changes a connection's name and description. Returns whether there is such a connection.
pub async fn rename(
    tx: &WriteTx,
    id: ConnectionId,
    name: &Slug,
    description: Option<&str>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .set(ActiveModel {
            name: Set(name.to_string()),
            description: Set(description.map(str::to_owned)),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Replaces credentials that are still in the version the caller saw, drops the access token of the
/// old ones, and returns the new version, which is one more.
///
/// # Errors
/// [`StoreError::Stale`] when they are in another version, or the connection is gone.
pub async fn replace_credentials(
    tx: &WriteTx,
    id: ConnectionId,
    expected_version: i64,
    credentials: &NewCredentials,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let version = expected_version + 1;
    let updated = Entity::update_many()
        .set(ActiveModel {
            credentials: Set(credentials.sealed.clone()),
            credentials_public: Set(credentials.public.clone()),
            credentials_hash: Set(credentials.hash.clone()),
            credentials_version: Set(version),
            credentials_at: Set(at.as_micros()),
            refresh_until: Set(0),
            access_token: Set(None),
            access_expires_at: Set(None),
            expires_at: Set(micros(credentials.expires_at)),
            warned_days: Set(None),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::CredentialsVersion.eq(expected_version))
        .exec(tx.db())
        .await?;
    if updated.rows_affected == 0 {
        return Err(StoreError::Stale {
            expected: expected_version,
        });
    }
    Ok(version)
}

/// Writes down how a connection is doing. Returns whether there is such a connection.
pub async fn set_health(
    tx: &WriteTx,
    id: ConnectionId,
    health: Health,
    diagnosis: Option<&str>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .set(ActiveModel {
            health: Set(health.to_string()),
            diagnosis: Set(diagnosis.map(str::to_owned)),
            checked_at: Set(Some(at.as_micros())),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Replaces what the projects may use a connection for, as JSON. Returns whether there is such a
/// connection.
pub async fn set_limits(
    tx: &WriteTx,
    id: ConnectionId,
    limits: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .set(ActiveModel {
            limits: Set(limits.to_owned()),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Deletes a connection with its checks. Returns whether there was one.
///
/// # Errors
/// [`StoreError::StillUsed`] when a sync uses it.
pub async fn delete(tx: &WriteTx, id: ConnectionId) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}
