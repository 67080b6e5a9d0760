//! Links that make an account, or give one a new password. An address has one at most.

use model::Timestamp;
use model::access::{OrgRole, ProjectRole};
use model::id::{InviteId, ProjectId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::columns::Row;
use crate::entity::people::invite::{Column, Entity, Model};
use crate::{ReadTx, StoreError, WriteTx};

/// A link for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// Its id.
    pub id: InviteId,
    /// Whom it is for. It is kept in lower case.
    pub email: String,
    /// Their role in the organization.
    pub org_role: OrgRole,
    /// Whose password it resets; none when it makes an account.
    pub user_id: Option<UserId>,
    /// The place in a project that the account gets.
    pub place: Option<(ProjectId, ProjectRole)>,
    /// Who made it, in words.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// Adds a link under the hash of its token, in place of the one its address had.
pub async fn put(tx: &WriteTx, invite: &Invite, token_hash: &[u8]) -> Result<(), StoreError> {
    let email = invite.email.to_lowercase();
    Entity::delete_many()
        .filter(Column::Email.eq(email.as_str()))
        .exec(tx.db())
        .await?;
    let (project_id, project_role) = invite.place.unzip();
    tx.insert(Model {
        id: invite.id.as_uuid(),
        token_hash: token_hash.to_owned(),
        email,
        org_role: invite.org_role.to_string(),
        user_id: invite.user_id.map(UserId::as_uuid),
        project_id: project_id.map(ProjectId::as_uuid),
        project_role: project_role.map(|role| role.to_string()),
        created_by: invite.created_by.clone(),
        created_at: invite.created_at.as_micros(),
        expires_at: invite.expires_at.as_micros(),
    })
    .await
}

/// The link of a token. Whether it has expired is the caller's to judge.
pub async fn by_token_hash(tx: &ReadTx, token_hash: &[u8]) -> Result<Option<Invite>, StoreError> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .one(tx.db())
        .await?;
    found.map(parse).transpose()
}

/// A link by id.
pub async fn get(tx: &ReadTx, id: InviteId) -> Result<Option<Invite>, StoreError> {
    let found = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    found.map(parse).transpose()
}

/// Every link, the newest first.
pub async fn list(tx: &ReadTx) -> Result<Vec<Invite>, StoreError> {
    let rows = Entity::find()
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// Ends a link. Of all who ask, one is told that there was one.
pub async fn delete(tx: &WriteTx, id: InviteId) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}

/// Ends the links that somebody made. Returns how many.
pub async fn delete_made_by(tx: &WriteTx, created_by: &str) -> Result<u64, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::CreatedBy.eq(created_by))
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected)
}

/// Ends the links that have expired by now. Returns how many.
pub async fn delete_expired(tx: &WriteTx, now: Timestamp) -> Result<u64, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::ExpiresAt.lte(now.as_micros()))
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected)
}

fn parse(row: Model) -> Result<Invite, StoreError> {
    let at = Row::of("invites", &row.id);
    let project = row.project_id.map(ProjectId::from_uuid);
    let role = row
        .project_role
        .map(|role| at.text("project_role", &role))
        .transpose()?;
    Ok(Invite {
        id: InviteId::from_uuid(row.id),
        org_role: at.text("org_role", &row.org_role)?,
        user_id: row.user_id.map(UserId::from_uuid),
        place: project.zip(role),
        email: row.email,
        created_by: row.created_by,
        created_at: Timestamp::from_micros(row.created_at),
        expires_at: Timestamp::from_micros(row.expires_at),
    })
}
