//! Secrets: the sealed value of each key in a folder, every version of it, and what refers to what.

mod changes;
mod references;
mod versions;

pub use changes::{NewSecret, SecretChanges, delete, insert, update};
pub use references::{dependents, referring, set_refs, sources, with_references};
pub use versions::{SecretVersion, version, versions};

use crate::columns::Row;
use crate::entity::projects::{environment, folder, secret};
use crate::folders;
use model::id::{EnvironmentId, FolderId, ProjectId, SecretId};
use model::secret::SecretKind;
use model::{SecretKey, SecretPath, Timestamp};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::{ReadTx, StoreError};

/// A secret in its newest version.
#[derive(Clone)]
pub struct Secret {
    /// Its id.
    pub id: SecretId,
    /// The folder it lies in.
    pub folder_id: FolderId,
    /// Its name, unique in the folder.
    pub key: SecretKey,
    /// Whether its value may be shown.
    pub kind: SecretKind,
    /// The number of this version, from 1 up.
    pub version: i64,
    /// Whether `${…}` in the value is text rather than a reference.
    pub literal: bool,
    /// The value, sealed for this version.
    pub value: Vec<u8>,
    /// What people noted about it.
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
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The secret of a key in a folder.
pub async fn by_key(
    tx: &ReadTx,
    folder: FolderId,
    key: &SecretKey,
) -> Result<Option<Secret>, StoreError> {
    let row = secret::Entity::find()
        .filter(secret::Column::FolderId.eq(folder.as_uuid()))
        .filter(secret::Column::Key.eq(key.as_str()))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// A secret by id.
pub async fn get(tx: &ReadTx, id: SecretId) -> Result<Option<Secret>, StoreError> {
    let row = secret::Entity::find_by_id(id.as_uuid())
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// A folder's secrets, by key.
pub async fn list(tx: &ReadTx, folder: FolderId) -> Result<Vec<Secret>, StoreError> {
    let rows = secret::Entity::find()
        .filter(secret::Column::FolderId.eq(folder.as_uuid()))
        .all(tx.db())
        .await?;
    let mut secrets: Vec<Secret> = rows.into_iter().map(parse).collect::<Result<_, _>>()?;
    // Databases differ in how they order text; bytes are the same everywhere.
    secrets.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(secrets)
}

/// The secrets at a path and in every folder inside it, with the path of each, by path and key.
pub async fn list_under(
    tx: &ReadTx,
    environment: EnvironmentId,
    path: &SecretPath,
) -> Result<Vec<(SecretPath, Secret)>, StoreError> {
    let rows = secret::Entity::find()
        .find_also_related(folder::Entity)
        .filter(folder::Column::EnvironmentId.eq(environment.as_uuid()))
        .filter(
            Condition::any()
                .add(folder::Column::Path.eq(path.as_str()))
                .add(folders::lies_inside(path)),
        )
        .all(tx.db())
        .await?;
    let mut secrets = Vec::with_capacity(rows.len());
    for (row, folder) in rows {
        let at = Row::of("secrets", &row.id);
        let folder = folder.ok_or_else(|| at.damaged("folder_id"))?;
        let path = Row::of("folders", &folder.id).text("path", &folder.path)?;
        secrets.push((path, parse(row)?));
    }
    secrets.sort_by(|(path, secret), (other_path, other)| {
        (path, &secret.key).cmp(&(other_path, &other.key))
    });
    Ok(secrets)
}

/// How many secrets a project has, in all its environments.
pub async fn count(tx: &ReadTx, project: ProjectId) -> Result<u64, StoreError> {
    let environments = environment::Entity::find()
        .select_only()
        .column(environment::Column::Id)
        .filter(environment::Column::ProjectId.eq(project.as_uuid()))
        .into_query();
    let folders = folder::Entity::find()
        .select_only()
        .column(folder::Column::Id)
        .filter(folder::Column::EnvironmentId.in_subquery(environments))
        .into_query();
    let secrets = secret::Entity::find().filter(secret::Column::FolderId.in_subquery(folders));
    Ok(secrets.count(tx.db()).await?)
}

fn parse(row: secret::Model) -> Result<Secret, StoreError> {
    let at = Row::of("secrets", &row.id);
    Ok(Secret {
        id: SecretId::from_uuid(row.id),
        folder_id: FolderId::from_uuid(row.folder_id),
        key: at.text("key", &row.key)?,
        kind: at.text("kind", &row.kind)?,
        version: row.version,
        literal: row.literal,
        value: row.value,
        comment: row.comment,
        content_type: row.content_type,
        metadata: row.metadata,
        reminder_note: row.reminder_note,
        reminder_days: row.reminder_days,
        skip_multiline: row.skip_multiline,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
