//! Refreshing credentials: one process at a time, and never over somebody else's newer ones.

use crate::columns::stored;
use crate::entity::connections::app_connection::{Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::time::Duration;

use model::Timestamp;
use model::id::ConnectionId;

use crate::{StoreError, WriteTx};

/// Takes the right to refresh a connection's credentials for a while, by the database's clock.
/// Returns false when somebody else has it.
pub async fn claim_refresh(
    tx: &WriteTx,
    id: ConnectionId,
    lease: Duration,
) -> Result<bool, StoreError> {
    let claimed = Entity::update_many()
        .col_expr(
            Column::RefreshUntil,
            tx.db_now().add(stored(lease.as_micros())),
        )
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Expr::col(Column::RefreshUntil).lte(tx.db_now()))
        .exec(tx.db())
        .await?;
    Ok(claimed.rows_affected > 0)
}

/// Keeps the right to refresh for a while from now, for whoever has it.
pub async fn renew_refresh(
    tx: &WriteTx,
    id: ConnectionId,
    lease: Duration,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(
            Column::RefreshUntil,
            tx.db_now().add(stored(lease.as_micros())),
        )
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Expr::col(Column::RefreshUntil).ne(0_i64))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Keeps refreshed credentials and the access token that came with them, both before either is
/// used, and gives the right to refresh back. The credentials become one version newer; returns
/// false, and keeps nothing, when they are no longer in the version the caller refreshed.
pub async fn store_refreshed(
    tx: &WriteTx,
    id: ConnectionId,
    expected_version: i64,
    sealed_credentials: &[u8],
    sealed_access_token: &[u8],
    access_expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let kept = Entity::update_many()
        .col_expr(
            Column::Credentials,
            Expr::value(sealed_credentials.to_owned()),
        )
        .col_expr(
            Column::CredentialsVersion,
            Expr::value(expected_version + 1),
        )
        .col_expr(Column::CredentialsAt, tx.db_now())
        .col_expr(
            Column::AccessToken,
            Expr::value(sealed_access_token.to_owned()),
        )
        .col_expr(
            Column::AccessExpiresAt,
            Expr::value(access_expires_at.as_micros()),
        )
        .col_expr(Column::RefreshUntil, Expr::value(0_i64))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::CredentialsVersion.eq(expected_version))
        .exec(tx.db())
        .await?;
    Ok(kept.rows_affected > 0)
}

/// Gives the right to refresh back.
pub async fn release_refresh(tx: &WriteTx, id: ConnectionId) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::RefreshUntil, Expr::value(0_i64))
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}
