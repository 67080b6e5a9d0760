//! People who sign in.

use crate::columns::Row;
use crate::entity::people::user;
use model::Timestamp;
use model::access::OrgRole;
use model::id::UserId;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
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
