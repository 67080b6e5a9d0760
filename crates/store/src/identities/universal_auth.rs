//! Universal auth: the client id an identity signs in with, and how long its tokens live.

use crate::columns::{Row, stored};
use crate::entity::people::universal_auth as table;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::time::Duration;

use model::Timestamp;
use model::id::IdentityId;
use uuid::Uuid;

use crate::{ReadTx, StoreError, WriteTx};

/// An identity's universal auth. Lifetimes are kept in whole seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniversalAuth {
    /// Whose it is.
    pub identity_id: IdentityId,
    /// The client id it signs in with.
    pub client_id: Uuid,
    /// How long a token lives.
    pub access_token_ttl: Duration,
    /// How long a token lives at most, however often it is renewed.
    pub access_token_max_ttl: Duration,
    /// When it was set up.
    pub created_at: Timestamp,
}

/// An identity's universal auth.
pub async fn universal_auth(
    tx: &ReadTx,
    identity: IdentityId,
) -> Result<Option<UniversalAuth>, StoreError> {
    let row = table::Entity::find_by_id(identity.as_uuid())
        .one(tx.db())
        .await?;
    row.map(|row| parse(&row)).transpose()
}

/// The universal auth that a client id names.
pub async fn universal_auth_by_client_id(
    tx: &ReadTx,
    client_id: Uuid,
) -> Result<Option<UniversalAuth>, StoreError> {
    let row = table::Entity::find()
        .filter(table::Column::ClientId.eq(client_id))
        .one(tx.db())
        .await?;
    row.map(|row| parse(&row)).transpose()
}

/// Sets an identity's universal auth, in place of an earlier one.
pub async fn put_universal_auth(tx: &WriteTx, auth: &UniversalAuth) -> Result<(), StoreError> {
    let row = table::Model {
        identity_id: auth.identity_id.as_uuid(),
        client_id: auth.client_id,
        access_token_ttl: stored(auth.access_token_ttl.as_secs()),
        access_token_max_ttl: stored(auth.access_token_max_ttl.as_secs()),
        created_at: auth.created_at.as_micros(),
    };
    table::Entity::insert(table::ActiveModel::from(row))
        .on_conflict(
            OnConflict::column(table::Column::IdentityId)
                .update_columns([
                    table::Column::ClientId,
                    table::Column::AccessTokenTtl,
                    table::Column::AccessTokenMaxTtl,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

fn parse(row: &table::Model) -> Result<UniversalAuth, StoreError> {
    let at = Row::of("universal_auths", &row.identity_id);
    let seconds = |column, number| at.number(column, number).map(Duration::from_secs);
    Ok(UniversalAuth {
        identity_id: IdentityId::from_uuid(row.identity_id),
        client_id: row.client_id,
        access_token_ttl: seconds("access_token_ttl", row.access_token_ttl)?,
        access_token_max_ttl: seconds("access_token_max_ttl", row.access_token_max_ttl)?,
        created_at: Timestamp::from_micros(row.created_at),
    })
}
