//! People who sign in.

use crate::columns::Row;
use crate::entity::people::user;
use model::Timestamp;
use model::access::OrgRole;
use model::id::UserId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use secrecy::ExposeSecret;
use secrecy::SecretString;

use crate::{ReadTx, StoreError, WriteTx};

/// A person.
#[derive(Debug, Clone)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their email address. It is kept in lower case and is unique.
    pub email: String,
    /// Their name.
    pub name: String,
    /// The argon2id hash of their password, as PHC text.
    pub password_hash: SecretString,
    /// Their role in the organization.
    pub org_role: OrgRole,
    /// When they were added.
    pub created_at: Timestamp,
}

/// Adds a person; [`crate::Constraint::UserEmail`] when the address is taken.
pub async fn insert(tx: &WriteTx, user: &User) -> Result<(), StoreError> {
    tx.insert(user::Model {
        id: user.id.as_uuid(),
        email: user.email.to_lowercase(),
        name: user.name.clone(),
        password_hash: user.password_hash.expose_secret().to_owned(),
        org_role: user.org_role.to_string(),
        created_at: user.created_at.as_micros(),
    })
    .await
}

/// A person by id.
pub async fn get(tx: &ReadTx, id: UserId) -> Result<Option<User>, StoreError> {
    let row = user::Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.map(parse).transpose()
}

/// A person by email address, whatever its case.
pub async fn by_email(tx: &ReadTx, email: &str) -> Result<Option<User>, StoreError> {
    let row = user::Entity::find()
        .filter(user::Column::Email.eq(email.to_lowercase()))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// How many people there are.
pub async fn count(tx: &ReadTx) -> Result<u64, StoreError> {
    Ok(user::Entity::find().count(tx.db()).await?)
}

/// Everybody, by email address.
pub async fn list(tx: &ReadTx) -> Result<Vec<User>, StoreError> {
    let rows = user::Entity::find()
        .order_by_asc(user::Column::Email)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// The admins of the organization. Until the transaction ends nobody else takes one away.
pub async fn admins(tx: &WriteTx) -> Result<Vec<UserId>, StoreError> {
    let rows = user::Entity::find()
        .filter(user::Column::OrgRole.eq(OrgRole::Admin.as_str()))
        .order_by_asc(user::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| UserId::from_uuid(row.id))
        .collect())
}

/// Gives somebody another role in the organization.
pub async fn set_org_role(tx: &WriteTx, id: UserId, role: OrgRole) -> Result<(), StoreError> {
    let changes = user::ActiveModel {
        org_role: Set(role.to_string()),
        ..Default::default()
    };
    set(tx, id, changes).await
}

/// Puts the hash of a new password in place of the old one's.
pub async fn set_password_hash(
    tx: &WriteTx,
    id: UserId,
    hash: &SecretString,
) -> Result<(), StoreError> {
    let changes = user::ActiveModel {
        password_hash: Set(hash.expose_secret().to_owned()),
        ..Default::default()
    };
    set(tx, id, changes).await
}

/// Removes a person, with their sessions, memberships and sign-ins under way.
pub async fn delete(tx: &WriteTx, id: UserId) -> Result<bool, StoreError> {
    let deleted = user::Entity::delete_by_id(id.as_uuid())
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected > 0)
}

async fn set(tx: &WriteTx, id: UserId, changes: user::ActiveModel) -> Result<(), StoreError> {
    user::Entity::update_many()
        .set(changes)
        .filter(user::Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

pub(crate) fn parse(row: user::Model) -> Result<User, StoreError> {
    let at = Row::of("users", &row.id);
    Ok(User {
        id: UserId::from_uuid(row.id),
        org_role: at.text("org_role", &row.org_role)?,
        email: row.email,
        name: row.name,
        password_hash: SecretString::from(row.password_hash),
        created_at: Timestamp::from_micros(row.created_at),
    })
}
