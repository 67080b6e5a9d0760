//! Destination stores: the unit of a claim.

mod lease;

pub(crate) use lease::last_epoch;
pub use lease::{Claim, claim_due, release, renew};

use crate::columns::Row;
use crate::entity::syncs::store;
use model::sync::Tier;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::fmt;

use model::Timestamp;
use model::id::{ReplicaId, StoreId};

use crate::{ReadTx, StoreError, WriteTx};

/// The number of a claim. Claims of all stores are counted together, so that a sync that moves to
/// another store cannot take a claim of the one for a claim of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(i64);

impl Epoch {
    /// From a stored number.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number to store.
    #[must_use]
    pub const fn as_number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A destination store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRow {
    /// Its id.
    pub id: StoreId,
    /// Its host, with the port where it has one; unique.
    pub host: String,
    /// Its pricing tier, which sets its pace.
    pub tier: Tier,
    /// The replica that holds its lease, which may have ended.
    pub lease_owner: Option<ReplicaId>,
    /// When the lease ends (the database's clock).
    pub lease_until: Timestamp,
    /// Which claim this is.
    pub lease_epoch: Epoch,
    /// Until when it asked to be left alone.
    pub blocked_until: Timestamp,
}

/// The store of a host, which is added, with that id and tier, when it is not known yet.
pub async fn ensure(
    tx: &WriteTx,
    new_id: StoreId,
    host: &str,
    tier: Tier,
) -> Result<StoreRow, StoreError> {
    let row = store::Model {
        id: new_id.as_uuid(),
        host: host.to_owned(),
        tier: tier.to_string(),
        lease_owner: None,
        lease_until: 0,
        lease_epoch: 0,
        blocked_until: 0,
    };
    store::Entity::insert(store::ActiveModel::from(row))
        .on_conflict_do_nothing_on([store::Column::Host])
        .exec_without_returning(tx.db())
        .await?;
    let found = by_host(tx, host).await?;
    found.ok_or_else(|| Row::of("stores", &host).damaged("host"))
}

/// A store by id.
pub async fn get(tx: &ReadTx, id: StoreId) -> Result<Option<StoreRow>, StoreError> {
    let row = store::Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.map(parse).transpose()
}

/// A store by host.
pub async fn by_host(tx: &ReadTx, host: &str) -> Result<Option<StoreRow>, StoreError> {
    let row = store::Entity::find()
        .filter(store::Column::Host.eq(host))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// Sets a store's tier. Returns whether there is such a store.
pub async fn set_tier(tx: &WriteTx, id: StoreId, tier: Tier) -> Result<bool, StoreError> {
    let updated = store::Entity::update_many()
        .set(store::ActiveModel {
            tier: Set(tier.to_string()),
            ..Default::default()
        })
        .filter(store::Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Leaves a store alone until a time, or longer if that was said before.
pub async fn block(tx: &WriteTx, store: StoreId, until: Timestamp) -> Result<(), StoreError> {
    store::Entity::update_many()
        .set(store::ActiveModel {
            blocked_until: Set(until.as_micros()),
            ..Default::default()
        })
        .filter(store::Column::Id.eq(store.as_uuid()))
        .filter(store::Column::BlockedUntil.lt(until.as_micros()))
        .exec(tx.db())
        .await?;
    Ok(())
}

fn parse(row: store::Model) -> Result<StoreRow, StoreError> {
    let at = Row::of("stores", &row.id);
    Ok(StoreRow {
        id: StoreId::from_uuid(row.id),
        tier: at.text("tier", &row.tier)?,
        host: row.host,
        lease_owner: row.lease_owner.map(ReplicaId::from_uuid),
        lease_until: Timestamp::from_micros(row.lease_until),
        lease_epoch: Epoch(row.lease_epoch),
        blocked_until: Timestamp::from_micros(row.blocked_until),
    })
}
