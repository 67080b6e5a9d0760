//! The organization: one in each instance.

use crate::columns::Row;
use crate::entity::people::organization as table;
use model::id::OrganizationId;
use model::{Slug, Timestamp};
use sea_orm::EntityTrait;

use crate::{ReadTx, StoreError, WriteTx};

/// The organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name, as people write it.
    pub name: String,
    /// Its short name.
    pub slug: Slug,
    /// When the instance was set up.
    pub created_at: Timestamp,
}

/// The organization, once the instance is set up.
pub async fn get(tx: &ReadTx) -> Result<Option<Organization>, StoreError> {
    let row = table::Entity::find().one(tx.db()).await?;
    row.map(|row| {
        let at = Row::of("organization", &row.id);
        Ok(Organization {
            id: OrganizationId::from_uuid(row.id),
            slug: at.text("slug", &row.slug)?,
            name: row.name,
            created_at: Timestamp::from_micros(row.created_at),
        })
    })
    .transpose()
}

/// Sets the instance up.
pub async fn insert(tx: &WriteTx, organization: &Organization) -> Result<(), StoreError> {
    tx.insert(table::Model {
        id: organization.id.as_uuid(),
        name: organization.name.clone(),
        slug: organization.slug.to_string(),
        created_at: organization.created_at.as_micros(),
    })
    .await
}
