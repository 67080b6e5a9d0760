//! Which folders take from which, by references and imports: the edges by which a change finds the
//! folders it reaches.

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::projects::{reference_writer, secret, secret_import, secret_ref};
use model::id::{FolderId, SecretId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{Secret, parse};
use crate::transaction::ROWS_PER_STATEMENT;
use crate::{ReadTx, StoreError, WriteTx};

/// Sets the folders a secret's value refers into, in place of those it referred into before. Which
/// keys it names there is part of its value and is not kept here.
pub async fn set_refs(
    tx: &WriteTx,
    secret: SecretId,
    folders: &[FolderId],
) -> Result<(), StoreError> {
    secret_ref::Entity::delete_many()
        .filter(secret_ref::Column::SecretId.eq(secret.as_uuid()))
        .exec(tx.db())
        .await?;
    let folders: BTreeSet<_> = folders.iter().collect();
    let rows = folders.into_iter().map(|folder| secret_ref::Model {
        secret_id: secret.as_uuid(),
        target_folder_id: folder.as_uuid(),
    });
    tx.insert_all(rows.collect()).await
}

/// The secrets that refer into one of these folders, oldest first.
pub async fn referring(tx: &ReadTx, folders: &[FolderId]) -> Result<Vec<Secret>, StoreError> {
    let mut found = BTreeMap::new();
    for some in folders.chunks(ROWS_PER_STATEMENT) {
        let referring = secret_ref::Entity::find()
            .select_only()
            .column(secret_ref::Column::SecretId)
            .filter(secret_ref::Column::TargetFolderId.is_in(some.iter().map(|f| f.as_uuid())))
            .into_query();
        let rows = secret::Entity::find()
            .filter(secret::Column::Id.in_subquery(referring))
            .all(tx.db())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    found.into_values().map(parse).collect()
}

/// The secrets of a folder whose values refer to others.
pub async fn with_references(tx: &ReadTx, folder: FolderId) -> Result<Vec<Secret>, StoreError> {
    let with_edges = secret_ref::Entity::find()
        .select_only()
        .column(secret_ref::Column::SecretId)
        .into_query();
    let with_writer = reference_writer::Entity::find()
        .select_only()
        .column(reference_writer::Column::SecretId)
        .into_query();
    let refers = Condition::any()
        .add(secret::Column::Id.in_subquery(with_edges))
        .add(secret::Column::Id.in_subquery(with_writer));
    let rows = secret::Entity::find()
        .filter(secret::Column::FolderId.eq(folder.as_uuid()))
        .filter(refers)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// The folders that import one of these, or hold a secret which refers into one of these, one step
/// away.
pub async fn dependents(tx: &ReadTx, folders: &[FolderId]) -> Result<Vec<FolderId>, StoreError> {
    let referring = secret_ref::Entity::find()
        .select_only()
        .column(secret_ref::Column::SecretId)
        .filter(secret_ref::Column::TargetFolderId.is_in(uuids(folders)))
        .into_query();
    let referring = secret::Entity::find()
        .select_only()
        .column(secret::Column::FolderId)
        .distinct()
        .filter(secret::Column::Id.in_subquery(referring))
        .into_tuple()
        .all(tx.db())
        .await?;
    let importing = secret_import::Entity::find()
        .select_only()
        .column(secret_import::Column::FolderId)
        .distinct()
        .filter(secret_import::Column::TargetFolderId.is_in(uuids(folders)))
        .into_tuple()
        .all(tx.db())
        .await?;
    Ok(distinct(referring, importing))
}

/// The folders that these import or whose secrets theirs refer to, one step away.
pub async fn sources(tx: &ReadTx, folders: &[FolderId]) -> Result<Vec<FolderId>, StoreError> {
    let secrets = secret::Entity::find()
        .select_only()
        .column(secret::Column::Id)
        .filter(secret::Column::FolderId.is_in(uuids(folders)))
        .into_query();
    let referred = secret_ref::Entity::find()
        .select_only()
        .column(secret_ref::Column::TargetFolderId)
        .distinct()
        .filter(secret_ref::Column::SecretId.in_subquery(secrets))
        .into_tuple()
        .all(tx.db())
        .await?;
    let imported = secret_import::Entity::find()
        .select_only()
        .column(secret_import::Column::TargetFolderId)
        .distinct()
        .filter(secret_import::Column::FolderId.is_in(uuids(folders)))
        .into_tuple()
        .all(tx.db())
        .await?;
    Ok(distinct(referred, imported))
}

fn uuids(folders: &[FolderId]) -> impl Iterator<Item = Uuid> {
    folders.iter().map(|folder| folder.as_uuid())
}

fn distinct(some: Vec<Uuid>, others: Vec<Uuid>) -> Vec<FolderId> {
    let all: BTreeSet<_> = some.into_iter().chain(others).collect();
    all.into_iter().map(FolderId::from_uuid).collect()
}
