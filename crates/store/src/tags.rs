//! Tags: words that people put on secrets. Which secrets have which.

use std::collections::{BTreeSet, HashMap};

use crate::columns::{Row, set_if};
use crate::entity::projects::tag::{ActiveModel, Column, Entity, Model};
use crate::entity::projects::{secret, secret_tag};
use model::id::{FolderId, ProjectId, SecretId, TagId};
use model::{Slug, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::transaction::ROWS_PER_STATEMENT;
use crate::{ReadTx, StoreError, WriteTx};

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// The project whose secrets may have it.
    pub project_id: ProjectId,
    /// Its short name, unique in the project.
    pub slug: Slug,
    /// Its name, as people write it.
    pub name: String,
    /// The color it is shown in, as it was given.
    pub color: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What to change of a tag; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct TagChanges {
    /// A new short name.
    pub slug: Option<Slug>,
    /// A new name.
    pub name: Option<String>,
    /// A new color.
    pub color: Option<String>,
}

/// Adds a tag; [`crate::Constraint::TagSlug`] when the short name is taken.
pub async fn insert(tx: &WriteTx, tag: &Tag) -> Result<(), StoreError> {
    tx.insert(Model {
        id: tag.id.as_uuid(),
        project_id: tag.project_id.as_uuid(),
        slug: tag.slug.to_string(),
        name: tag.name.clone(),
        color: tag.color.clone(),
        created_at: tag.created_at.as_micros(),
        updated_at: tag.updated_at.as_micros(),
    })
    .await
}

/// A tag by id.
pub async fn get(tx: &ReadTx, id: TagId) -> Result<Option<Tag>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.map(parse).transpose()
}

/// A project's tag by its short name.
pub async fn by_slug(
    tx: &ReadTx,
    project: ProjectId,
    slug: &Slug,
) -> Result<Option<Tag>, StoreError> {
    let row = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(Column::Slug.eq(slug.as_str()))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// A project's tags, by short name.
pub async fn list(tx: &ReadTx, project: ProjectId) -> Result<Vec<Tag>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .all(tx.db())
        .await?;
    let mut tags: Vec<Tag> = rows.into_iter().map(parse).collect::<Result<_, _>>()?;
    tags.sort_by(|a, b| a.slug.cmp(&b.slug));
    Ok(tags)
}

/// Changes a tag. Returns whether there is one. [`crate::Constraint::TagSlug`] when the new short
/// name is taken.
pub async fn update(
    tx: &WriteTx,
    id: TagId,
    changes: &TagChanges,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .set(ActiveModel {
            slug: set_if(changes.slug.as_ref().map(Slug::to_string)),
            name: set_if(changes.name.clone()),
            color: set_if(changes.color.clone()),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Deletes a tag, from its secrets too. Returns whether there was one.
pub async fn delete(tx: &WriteTx, id: TagId) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}

/// Gives a secret these tags in place of those it had.
pub async fn set_of_secret(
    tx: &WriteTx,
    secret: SecretId,
    tags: &[TagId],
) -> Result<(), StoreError> {
    secret_tag::Entity::delete_many()
        .filter(secret_tag::Column::SecretId.eq(secret.as_uuid()))
        .exec(tx.db())
        .await?;
    let tags: BTreeSet<_> = tags.iter().collect();
    let rows = tags.into_iter().map(|tag| secret_tag::Model {
        secret_id: secret.as_uuid(),
        tag_id: tag.as_uuid(),
    });
    tx.insert_all(rows.collect()).await
}

/// A secret's tags, by short name.
pub async fn of_secret(tx: &ReadTx, secret: SecretId) -> Result<Vec<Tag>, StoreError> {
    let mut tags = HashMap::new();
    let wanted = secret_tag::Column::SecretId.eq(secret.as_uuid());
    gather(tx, wanted, &mut tags).await?;
    Ok(sorted(tags).remove(&secret).unwrap_or_default())
}

/// The tags of the secrets in these folders, by short name. Secrets without any are left out.
pub async fn of_folders(
    tx: &ReadTx,
    folders: &[FolderId],
) -> Result<HashMap<SecretId, Vec<Tag>>, StoreError> {
    let mut tags = HashMap::new();
    for some in folders.chunks(ROWS_PER_STATEMENT) {
        let secrets = secret::Entity::find()
            .select_only()
            .column(secret::Column::Id)
            .filter(secret::Column::FolderId.is_in(some.iter().map(|folder| folder.as_uuid())))
            .into_query();
        let wanted = secret_tag::Column::SecretId.in_subquery(secrets);
        gather(tx, wanted, &mut tags).await?;
    }
    Ok(sorted(tags))
}

async fn gather(
    tx: &ReadTx,
    wanted: sea_orm::sea_query::SimpleExpr,
    into: &mut HashMap<SecretId, Vec<Tag>>,
) -> Result<(), StoreError> {
    let rows = secret_tag::Entity::find()
        .find_also_related(Entity)
        .filter(wanted)
        .all(tx.db())
        .await?;
    for (row, tag) in rows {
        let tag = tag.ok_or_else(|| Row::of("secret_tags", &row.secret_id).damaged("tag_id"))?;
        into.entry(SecretId::from_uuid(row.secret_id))
            .or_default()
            .push(parse(tag)?);
    }
    Ok(())
}

fn sorted(mut tags: HashMap<SecretId, Vec<Tag>>) -> HashMap<SecretId, Vec<Tag>> {
    for some in tags.values_mut() {
        some.sort_by(|a, b| a.slug.cmp(&b.slug));
    }
    tags
}

fn parse(row: Model) -> Result<Tag, StoreError> {
    Ok(Tag {
        id: TagId::from_uuid(row.id),
        project_id: ProjectId::from_uuid(row.project_id),
        slug: Row::of("tags", &row.id).text("slug", &row.slug)?,
        name: row.name,
        color: row.color,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
