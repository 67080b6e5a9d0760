//! Everything that is sealed, wherever it is kept: for proving that it still opens, and for sealing it
//! anew.

use model::id::ProjectId;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Related, RelationDef, Select,
};
use uuid::Uuid;

use crate::entity::connections::{app_connection, oauth_flow};
use crate::entity::projects::{environment, folder, secret, secret_version};
use crate::{ReadTx, StoreError, WriteTx};

/// A column that holds sealed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SealedColumn {
    /// `secrets.value`
    Secret,
    /// `secret_versions.value`
    SecretVersion,
    /// `app_connections.credentials`
    Credentials,
    /// `app_connections.access_token`
    AccessToken,
    /// `app_connections.next_credentials`
    NextCredentials,
    /// `oauth_flows.payload`
    SignIn,
}

/// Sealed bytes and what they may be bound to.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedRow {
    /// The row's id; of a secret's version the secret's.
    pub id: Uuid,
    /// The project whose data key seals it; none for the organization's.
    pub project: Option<ProjectId>,
    /// The row's version; zero where it has none.
    pub version: i64,
    /// The sealed bytes.
    pub bytes: Vec<u8>,
}

impl SealedColumn {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Secret,
        Self::SecretVersion,
        Self::Credentials,
        Self::AccessToken,
        Self::NextCredentials,
        Self::SignIn,
    ];

    /// The table and column, as the database names them.
    #[must_use]
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Secret => ("secrets", "value"),
            Self::SecretVersion => ("secret_versions", "value"),
            Self::Credentials => ("app_connections", "credentials"),
            Self::AccessToken => ("app_connections", "access_token"),
            Self::NextCredentials => ("app_connections", "next_credentials"),
            Self::SignIn => ("oauth_flows", "payload"),
        }
    }
}

/// The next rows of a column in the order of id and version, after one of them.
pub async fn page(
    tx: &ReadTx,
    column: SealedColumn,
    after: Option<(Uuid, i64)>,
    limit: u64,
) -> Result<Vec<SealedRow>, StoreError> {
    match column {
        SealedColumn::Secret => {
            let rows = secret::Entity::find()
                .left_join(folder::Entity)
                .join(JoinType::LeftJoin, environment_of_folder())
                .select_only()
                .columns([secret::Column::Id, secret::Column::Version])
                .column(environment::Column::ProjectId)
                .column(secret::Column::Value)
                .apply_if(after, |query, (id, _)| {
                    query.filter(secret::Column::Id.gt(id))
                })
                .order_by_asc(secret::Column::Id);
            rows_of(tx, rows, limit).await
        }
        SealedColumn::SecretVersion => {
            let at = Expr::tuple([
                secret_version::Column::SecretId.into_expr(),
                secret_version::Column::Version.into_expr(),
            ]);
            let rows = secret_version::Entity::find()
                .left_join(secret::Entity)
                .join(JoinType::LeftJoin, folder_of_secret())
                .join(JoinType::LeftJoin, environment_of_folder())
                .select_only()
                .column(secret_version::Column::SecretId)
                .column(secret_version::Column::Version)
                .column(environment::Column::ProjectId)
                .column(secret_version::Column::Value)
                .apply_if(after, |query, (id, version)| {
                    query.filter(at.gt(Expr::tuple([id.into(), version.into()])))
                })
                .order_by_asc(secret_version::Column::SecretId)
                .order_by_asc(secret_version::Column::Version);
            rows_of(tx, rows, limit).await
        }
        SealedColumn::Credentials => {
            of_connections(tx, app_connection::Column::Credentials, true, after, limit).await
        }
        SealedColumn::AccessToken => {
            of_connections(tx, app_connection::Column::AccessToken, true, after, limit).await
        }
        SealedColumn::NextCredentials => {
            let next = app_connection::Column::NextCredentials;
            of_connections(tx, next, false, after, limit).await
        }
        SealedColumn::SignIn => {
            let rows = oauth_flow::Entity::find()
                .select_only()
                .column(oauth_flow::Column::Id)
                .expr_as(Expr::val(0_i64), "version")
                .expr_as(Expr::val(Option::<Uuid>::None), "project_id")
                .column(oauth_flow::Column::Payload)
                // A sign-in that was taken is remembered without what it held.
                .filter(oauth_flow::Column::TakenAt.is_null())
                .apply_if(after, |query, (id, _)| {
                    query.filter(oauth_flow::Column::Id.gt(id))
                })
                .order_by_asc(oauth_flow::Column::Id);
            rows_of(tx, rows, limit).await
        }
    }
}

/// How many rows hold sealed bytes, in all columns together.
pub async fn count(tx: &ReadTx) -> Result<u64, StoreError> {
    let mut count = 0;
    for column in SealedColumn::ALL {
        count += match column {
            SealedColumn::Secret => secret::Entity::find().count(tx.db()).await?,
            SealedColumn::SecretVersion => secret_version::Entity::find().count(tx.db()).await?,
            SealedColumn::Credentials => app_connection::Entity::find().count(tx.db()).await?,
            SealedColumn::AccessToken => {
                connections_with(tx, app_connection::Column::AccessToken).await?
            }
            SealedColumn::NextCredentials => {
                connections_with(tx, app_connection::Column::NextCredentials).await?
            }
            SealedColumn::SignIn => {
                oauth_flow::Entity::find()
                    .filter(oauth_flow::Column::TakenAt.is_null())
                    .count(tx.db())
                    .await?
            }
        };
    }
    Ok(count)
}

async fn connections_with(tx: &ReadTx, column: app_connection::Column) -> Result<u64, StoreError> {
    let rows = app_connection::Entity::find().filter(column.is_not_null());
    Ok(rows.count(tx.db()).await?)
}

/// Puts other bytes in the place of a row's sealed bytes and touches nothing else of it. Returns
/// false, and changes nothing, when the bytes are others by now or somebody has the row in hand: this
/// waits for nobody, so that no order of rows can make two writers wait for each other.
pub async fn replace(
    tx: &WriteTx,
    column: SealedColumn,
    row: &SealedRow,
    bytes: &[u8],
) -> Result<bool, StoreError> {
    let connection = app_connection::Column::Id.eq(row.id);
    match column {
        SealedColumn::Secret => {
            let this = secret::Column::Id.eq(row.id);
            swap::<secret::Entity>(tx, this, secret::Column::Value, row, bytes).await
        }
        SealedColumn::SecretVersion => {
            let this = secret_version::Column::SecretId
                .eq(row.id)
                .and(secret_version::Column::Version.eq(row.version));
            let value = secret_version::Column::Value;
            swap::<secret_version::Entity>(tx, this, value, row, bytes).await
        }
        SealedColumn::Credentials => {
            let value = app_connection::Column::Credentials;
            swap::<app_connection::Entity>(tx, connection, value, row, bytes).await
        }
        SealedColumn::AccessToken => {
            let value = app_connection::Column::AccessToken;
            swap::<app_connection::Entity>(tx, connection, value, row, bytes).await
        }
        SealedColumn::NextCredentials => {
            let value = app_connection::Column::NextCredentials;
            swap::<app_connection::Entity>(tx, connection, value, row, bytes).await
        }
        SealedColumn::SignIn => {
            let this = oauth_flow::Column::Id.eq(row.id);
            swap::<oauth_flow::Entity>(tx, this, oauth_flow::Column::Payload, row, bytes).await
        }
    }
}

async fn swap<E: EntityTrait>(
    tx: &WriteTx,
    this: SimpleExpr,
    column: E::Column,
    row: &SealedRow,
    bytes: &[u8],
) -> Result<bool, StoreError> {
    let unchanged = this.and(column.eq(row.bytes.clone()));
    // SQLite has no such locks, and needs none.
    let in_hand = Query::select()
        .expr(Expr::val(1_i32))
        .from(E::default())
        .and_where(unchanged.clone())
        .lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked)
        .to_owned();
    let swapped = E::update_many()
        .col_expr(column, Expr::value(bytes.to_owned()))
        .filter(unchanged)
        .filter(Expr::exists(in_hand))
        .exec(tx.db())
        .await?;
    Ok(swapped.rows_affected > 0)
}

/// What of connections is sealed under the version of their credentials, or under none.
async fn of_connections(
    tx: &ReadTx,
    column: app_connection::Column,
    versioned: bool,
    after: Option<(Uuid, i64)>,
    limit: u64,
) -> Result<Vec<SealedRow>, StoreError> {
    let version = if versioned {
        app_connection::Column::CredentialsVersion.into_expr()
    } else {
        Expr::val(0_i64)
    };
    let rows = app_connection::Entity::find()
        .select_only()
        .column(app_connection::Column::Id)
        .expr_as(version, "version")
        .column(app_connection::Column::ProjectId)
        .column(column)
        .filter(column.is_not_null())
        .apply_if(after, |query, (id, _)| {
            query.filter(app_connection::Column::Id.gt(id))
        })
        .order_by_asc(app_connection::Column::Id);
    rows_of(tx, rows, limit).await
}

async fn rows_of<E: EntityTrait>(
    tx: &ReadTx,
    rows: Select<E>,
    limit: u64,
) -> Result<Vec<SealedRow>, StoreError> {
    let rows: Vec<(Uuid, i64, Option<Uuid>, Vec<u8>)> =
        rows.limit(limit).into_tuple().all(tx.db()).await?;
    Ok(rows
        .into_iter()
        .map(|(id, version, project, bytes)| SealedRow {
            id,
            project: project.map(ProjectId::from_uuid),
            version,
            bytes,
        })
        .collect())
}

fn folder_of_secret() -> RelationDef {
    <secret::Entity as Related<folder::Entity>>::to()
}

fn environment_of_folder() -> RelationDef {
    <folder::Entity as Related<environment::Entity>>::to()
}
