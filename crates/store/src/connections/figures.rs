//! How many connections there are.

use crate::columns::Row;
use crate::entity::connections::app_connection::{Column, Entity};
use model::connection::Health;
use sea_orm::{ColumnTrait, EntityTrait, QuerySelect};

use crate::{ReadTx, StoreError};

/// How many connections are in which health; what none is in is left out.
pub async fn count_by_health(tx: &ReadTx) -> Result<Vec<(Health, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = Entity::find()
        .select_only()
        .column(Column::Health)
        .column_as(Column::Id.count(), "count")
        .group_by(Column::Health)
        .into_tuple()
        .all(tx.db())
        .await?;
    rows.into_iter()
        .map(|(health, count)| {
            let row = Row::of("app_connections", &health);
            Ok((row.text("health", &health)?, row.number("id", count)?))
        })
        .collect()
}
