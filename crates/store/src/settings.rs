//! Settings of the instance: texts by name, such as the value that proves the root key.

use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

use crate::entity::people::setting;
use crate::{ReadTx, StoreError, WriteTx};

/// The text kept under a name.
pub async fn get(tx: &ReadTx, name: &str) -> Result<Option<String>, StoreError> {
    let row = setting::Entity::find_by_id(name).one(tx.db()).await?;
    Ok(row.map(|row| row.value))
}

/// Keeps a text under a name, in place of an earlier one.
pub async fn put(tx: &WriteTx, name: &str, value: &str) -> Result<(), StoreError> {
    let row = setting::Model {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    setting::Entity::insert(setting::ActiveModel::from(row))
        .on_conflict(
            OnConflict::column(setting::Column::Name)
                .update_column(setting::Column::Value)
                .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}
