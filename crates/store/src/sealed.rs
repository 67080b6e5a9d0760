//! Everything that is sealed, wherever it is kept: for proving that it still opens.

use model::id::ProjectId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Related,
    RelationDef, Select,
};
use uuid::Uuid;

use crate::entity::connections::{app_connection, oauth_flow};
use crate::entity::projects::{environment, folder, secret, secret_version};
use crate::{ReadTx, StoreError};

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
