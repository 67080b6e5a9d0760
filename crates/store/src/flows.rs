//! Browser sign-ins under way. Each can be taken once; that it was is remembered for a while.

use crate::columns::Row;
use crate::entity::connections::oauth_flow::{ActiveModel, Column, Entity, Model};
use model::Timestamp;
use model::id::{FlowId, LinkId, SessionId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{StoreError, WriteTx};

/// A browser sign-in under way.
#[derive(Clone)]
pub struct Flow {
    /// Its id.
    pub id: FlowId,
    /// Who started it.
    pub starter: Starter,
    /// The browser they started it in.
    pub session_id: SessionId,
    /// What the way back needs, sealed.
    pub payload: Vec<u8>,
    /// When it was started.
    pub created_at: Timestamp,
    /// Until when it may be taken.
    pub expires_at: Timestamp,
}

/// Who started a browser sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starter {
    /// A signed-in person.
    User(UserId),
    /// Whoever was handed this link.
    Link(LinkId),
}

/// Adds a sign-in under the hash of its state.
pub async fn insert(tx: &WriteTx, flow: &Flow, state_hash: &[u8]) -> Result<(), StoreError> {
    let (user_id, link_id) = match flow.starter {
        Starter::User(user) => (Some(user.as_uuid()), None),
        Starter::Link(link) => (None, Some(link.as_uuid())),
    };
    tx.insert(Model {
        id: flow.id.as_uuid(),
        state_hash: state_hash.to_owned(),
        user_id,
        link_id,
        session_id: flow.session_id.as_uuid(),
        payload: flow.payload.clone(),
        created_at: flow.created_at.as_micros(),
        expires_at: flow.expires_at.as_micros(),
        taken_at: None,
    })
    .await
}

/// What became of the sign-in that a state names.
pub enum Taken {
    /// It is the caller's now. Whether it came in time is theirs to judge.
    Flow(Flow),
    /// Somebody took it before.
    Before,
    /// There is none.
    Unknown,
}

/// Takes the sign-in of a state: of all who ask, one gets it. What it held is gone from the
/// database then.
pub async fn take(tx: &WriteTx, state_hash: &[u8], now: Timestamp) -> Result<Taken, StoreError> {
    let found = Entity::find()
        .filter(Column::StateHash.eq(state_hash))
        .one(tx.db())
        .await?;
    let Some(row) = found else {
        return Ok(Taken::Unknown);
    };
    let taken = Entity::update_many()
        .set(ActiveModel {
            taken_at: Set(Some(now.as_micros())),
            payload: Set(Vec::new()),
            ..Default::default()
        })
        .filter(Column::Id.eq(row.id))
        .filter(Column::TakenAt.is_null())
        .exec(tx.db())
        .await?;
    if taken.rows_affected == 0 {
        return Ok(Taken::Before);
    }
    Ok(Taken::Flow(parse(row)?))
}

fn parse(row: Model) -> Result<Flow, StoreError> {
    let starter = match (row.user_id, row.link_id) {
        (Some(user), None) => Starter::User(UserId::from_uuid(user)),
        (None, Some(link)) => Starter::Link(LinkId::from_uuid(link)),
        _ => return Err(Row::of("oauth_flows", &row.id).damaged("user_id")),
    };
    Ok(Flow {
        id: FlowId::from_uuid(row.id),
        starter,
        session_id: SessionId::from_uuid(row.session_id),
        payload: row.payload,
        created_at: Timestamp::from_micros(row.created_at),
        expires_at: Timestamp::from_micros(row.expires_at),
    })
}

/// Forgets the sign-ins that have expired by now. Returns how many.
pub async fn delete_expired(tx: &WriteTx, now: Timestamp) -> Result<u64, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::ExpiresAt.lte(now.as_micros()))
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected)
}
