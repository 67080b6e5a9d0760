//! Settings of the instance: texts by name, such as the value that proves the root key.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

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

/// Puts a text in the place of another, if that is what is kept under the name; tells whether it is.
/// Until the transaction ends, whoever else does this with the same name waits: so a text put in its
/// own place stays as it is until then.
pub async fn replace(tx: &WriteTx, name: &str, from: &str, to: &str) -> Result<bool, StoreError> {
    let replaced = setting::Entity::update_many()
        .col_expr(setting::Column::Value, Expr::value(to))
        .filter(setting::Column::Name.eq(name))
        .filter(setting::Column::Value.eq(from))
        .exec(tx.db())
        .await?;
    Ok(replaced.rows_affected > 0)
}
