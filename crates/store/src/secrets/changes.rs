//! What changes a secret. Each change appends a version.

use crate::columns::set_if;
use crate::entity::projects::{secret, secret_version};
use model::id::{FolderId, SecretId};
use model::secret::SecretKind;
use model::{SecretKey, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{StoreError, WriteTx};

/// A secret to add, as version 1.
#[derive(Clone)]
pub struct NewSecret {
    /// Its id.
    pub id: SecretId,
    /// The folder it goes into.
    pub folder_id: FolderId,
    /// Its name.
    pub key: SecretKey,
    /// Whether its value may be shown.
    pub kind: SecretKind,
    /// Whether `${…}` in the value is text rather than a reference.
    pub literal: bool,
    /// The value, sealed for version 1.
    pub value: Vec<u8>,
    /// What people note about it.
    pub comment: String,
    /// The content type its value has at a destination.
    pub content_type: Option<String>,
    /// A JSON list of `{"key","value"}`.
    pub metadata: String,
    /// What the reminder to change it says.
    pub reminder_note: Option<String>,
    /// Every how many days somebody is to be reminded to change it.
    pub reminder_days: Option<i64>,
    /// Whether clients leave line breaks in the value as they are.
    pub skip_multiline: bool,
    /// Who adds it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// What to change of a secret; what is none stays.
#[derive(Clone)]
pub struct SecretChanges {
    /// The value sealed for the new version, also when it stays the same: a sealed value opens only
    /// as the version it was sealed for.
    pub value: Vec<u8>,
    /// A new name.
    pub key: Option<SecretKey>,
    /// Whether its value may be shown.
    pub kind: Option<SecretKind>,
    /// Whether `${…}` in the value is text rather than a reference.
    pub literal: Option<bool>,
    /// A new comment.
    pub comment: Option<String>,
    /// A new content type, or none any more.
    pub content_type: Option<Option<String>>,
    /// New metadata.
    pub metadata: Option<String>,
    /// What the reminder says now, or nothing any more.
    pub reminder_note: Option<Option<String>>,
    /// How often it reminds now, or not any more.
    pub reminder_days: Option<Option<i64>>,
    /// Whether clients leave line breaks in the value as they are.
    pub skip_multiline: Option<bool>,
    /// The version that this change restores.
    pub restored_from: Option<i64>,
    /// Who changes it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// Adds a secret; [`crate::Constraint::SecretKey`] when the folder has that key.
pub async fn insert(tx: &WriteTx, secret: &NewSecret) -> Result<(), StoreError> {
    tx.insert(secret::Model {
        id: secret.id.as_uuid(),
        folder_id: secret.folder_id.as_uuid(),
        key: secret.key.to_string(),
        kind: secret.kind.to_string(),
        version: 1,
        literal: secret.literal,
        value: secret.value.clone(),
        comment: secret.comment.clone(),
        content_type: secret.content_type.clone(),
        metadata: secret.metadata.clone(),
        reminder_note: secret.reminder_note.clone(),
        reminder_days: secret.reminder_days,
        skip_multiline: secret.skip_multiline,
        created_at: secret.at.as_micros(),
        updated_at: secret.at.as_micros(),
    })
    .await?;
    append_version(tx, secret.id, &secret.actor, None).await
}

/// Changes a secret that is still in the version the caller saw, and returns the new version, which
/// is one more.
///
/// # Errors
/// [`StoreError::Stale`] when it is in another version, or gone.
pub async fn update(
    tx: &WriteTx,
    id: SecretId,
    expected_version: i64,
    changes: &SecretChanges,
) -> Result<i64, StoreError> {
    let version = expected_version + 1;
    let updated = secret::Entity::update_many()
        .set(secret::ActiveModel {
            key: set_if(changes.key.as_ref().map(SecretKey::to_string)),
            kind: set_if(changes.kind.map(|kind| kind.to_string())),
            version: Set(version),
            literal: set_if(changes.literal),
            value: Set(changes.value.clone()),
            comment: set_if(changes.comment.clone()),
            content_type: set_if(changes.content_type.clone()),
            metadata: set_if(changes.metadata.clone()),
            reminder_note: set_if(changes.reminder_note.clone()),
            reminder_days: set_if(changes.reminder_days),
            skip_multiline: set_if(changes.skip_multiline),
            updated_at: Set(changes.at.as_micros()),
            ..Default::default()
        })
        .filter(secret::Column::Id.eq(id.as_uuid()))
        .filter(secret::Column::Version.eq(expected_version))
        .exec(tx.db())
        .await?;
    if updated.rows_affected == 0 {
        return Err(StoreError::Stale {
            expected: expected_version,
        });
    }
    append_version(tx, id, &changes.actor, changes.restored_from).await?;
    Ok(version)
}

/// Deletes a secret with all its versions. Returns whether there was one.
pub async fn delete(tx: &WriteTx, id: SecretId) -> Result<bool, StoreError> {
    let deleted = secret::Entity::delete_by_id(id.as_uuid())
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Keeps what a secret is now as a version of it.
async fn append_version(
    tx: &WriteTx,
    id: SecretId,
    actor: &str,
    restored_from: Option<i64>,
) -> Result<(), StoreError> {
    use secret_version::Column as Into;
    let now = Query::select()
        .columns([
            secret::Column::Id,
            secret::Column::Version,
            secret::Column::Value,
            secret::Column::Key,
            secret::Column::Literal,
            secret::Column::ContentType,
            secret::Column::UpdatedAt,
        ])
        .expr(Expr::val(actor))
        .expr(Expr::val(restored_from))
        .from(secret::Entity)
        .and_where(secret::Column::Id.eq(id.as_uuid()))
        .to_owned();
    let mut append = Query::insert();
    append.into_table(secret_version::Entity).columns([
        Into::SecretId,
        Into::Version,
        Into::Value,
        Into::Key,
        Into::Literal,
        Into::ContentType,
        Into::CreatedAt,
        Into::Actor,
        Into::RestoredFrom,
    ]);
    let append = append
        .select_from(now)
        .map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
    tx.db().execute(append).await?;
    Ok(())
}
