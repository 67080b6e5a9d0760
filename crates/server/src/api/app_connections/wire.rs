//! The shape of a connection in answers.

use std::collections::BTreeMap;

use model::connection::{App, Health, Limit, Method};
use model::id::{ConnectionId, OrganizationId, ProjectId, SyncId};
use model::{Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::connections::{self, SyncUse};
use service::{Error, access};
use utoipa::ToSchema;

use crate::api::error::ApiError;
use crate::api::request::Call;
use crate::api::wire::Diagnosed;

/// A connection as Infisical shows it, with its health beside.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AppConnection)]
pub(super) struct Connection {
    id: ConnectionId,
    name: Slug,
    description: Option<String>,
    app: App,
    method: Method,
    /// What was entered, without secrets.
    credentials: BTreeMap<String, String>,
    /// Changes exactly when the credentials do.
    credentials_hash: String,
    version: i64,
    org_id: OrganizationId,
    /// The project it belongs to; null for the organization's.
    project_id: Option<ProjectId>,
    project: Option<Owner>,
    gateway_id: Option<String>,
    gateway_pool_id: Option<String>,
    is_platform_managed_credentials: bool,
    is_auto_rotation_enabled: bool,
    health: Condition,
    /// What the projects may use it for; empty when nothing is limited.
    limits: Vec<Limited>,
    next_credentials: Option<Next>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// The project that a connection belongs to.
#[derive(Serialize, ToSchema)]
#[schema(as = AppConnectionProject)]
struct Owner {
    id: ProjectId,
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    slug: Slug,
}

/// What one project may use a connection for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AppConnectionLimit)]
struct Limited {
    project_id: ProjectId,
    stores: Vec<String>,
    labels: Vec<String>,
    key_prefixes: Vec<String>,
}

/// The three rights on a store.
#[derive(Serialize, ToSchema)]
#[schema(as = StoreRights)]
pub(super) struct Rights {
    read: bool,
    write: bool,
    delete: bool,
}

/// The credentials that take over.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NextCredentials)]
struct Next {
    credentials: BTreeMap<String, String>,
    expires_at: Option<Timestamp>,
}

/// How a connection is doing.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AppConnectionHealth)]
struct Condition {
    status: Health,
    checked_at: Option<Timestamp>,
    /// When the credentials stop working, as far as that is known.
    expires_at: Option<Timestamp>,
    /// Until when a missing right may be a role that was granted and does not act yet.
    waiting_until: Option<Timestamp>,
    rights: Option<Rights>,
    diagnosis: Option<Diagnosed>,
    used_by: Vec<User>,
    /// How many more syncs use it, in projects the caller cannot see.
    used_elsewhere: usize,
}

/// A sync that uses a connection.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AppConnectionUse)]
struct User {
    id: SyncId,
    name: Slug,
    project_id: ProjectId,
    project_name: String,
}

impl From<SyncUse> for User {
    fn from(used: SyncUse) -> Self {
        Self {
            id: used.id,
            name: used.name,
            project_id: used.project,
            project_name: used.project_name,
        }
    }
}

impl From<connections::Rights> for Rights {
    fn from(found: connections::Rights) -> Self {
        Self {
            read: found.read,
            write: found.write,
            delete: found.delete,
        }
    }
}

impl From<Limit> for Limited {
    fn from(limit: Limit) -> Self {
        Self {
            project_id: limit.project_id,
            stores: limit.stores,
            labels: limit.labels,
            key_prefixes: limit.key_prefixes,
        }
    }
}

/// A connection in the answer of most routes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OneAppConnection)]
pub(super) struct One {
    app_connection: Connection,
}

impl One {
    pub(super) async fn of(
        call: &Call,
        connection: connections::Connection,
    ) -> Result<Self, ApiError> {
        let org_id = access::organization(&call.service).await?;
        Ok(Self {
            app_connection: Connection::new(org_id, connection),
        })
    }
}

impl Connection {
    pub(super) fn new(org_id: OrganizationId, connection: connections::Connection) -> Self {
        let owner = connection.project.zip(connection.owner);
        let limits = connection.limits.0.into_iter();
        Self {
            id: connection.id,
            name: connection.name,
            description: connection.description,
            app: connection.app,
            method: connection.method,
            credentials: connection.credentials,
            credentials_hash: connection.credentials_hash,
            version: connection.version,
            org_id,
            project_id: connection.project,
            project: owner.map(|(id, owner)| Owner {
                id,
                name: owner.name,
                kind: "secret-manager",
                slug: owner.slug,
            }),
            gateway_id: None,
            gateway_pool_id: None,
            is_platform_managed_credentials: false,
            is_auto_rotation_enabled: false,
            health: Condition {
                status: connection.health,
                checked_at: connection.checked_at,
                expires_at: connection.expires_at,
                waiting_until: connection.waiting_until,
                rights: connection.rights.map(Rights::from),
                diagnosis: connection.diagnosis.as_ref().map(Diagnosed::from),
                used_by: connection.used_by.into_iter().map(User::from).collect(),
                used_elsewhere: connection.used_elsewhere,
            },
            limits: limits.map(Limited::from).collect(),
            next_credentials: connection.next.map(|next| Next {
                credentials: next.public,
                expires_at: next.expires_at,
            }),
            created_at: connection.created_at,
            updated_at: connection.updated_at,
        }
    }
}

/// A connection as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000010",
        "name": "contoso-prod",
        "description": "The production store",
        "app": "azure-app-configuration",
        "method": "client-secret",
        "credentials": {
            "clientId": "44444444-4444-4444-8444-444444444444",
            "tenantId": "33333333-3333-4333-8333-333333333333",
        },
        "credentialsHash": "9f2c0b7de1a84c35b6f2093d1e5a7c88d41b6a90f3e2c7d5864a1b0f9e8d7c6b",
        "version": 1,
        "orgId": "0198c0de-0000-7000-8000-000000000002",
        "projectId": null,
        "project": null,
        "gatewayId": null,
        "gatewayPoolId": null,
        "isPlatformManagedCredentials": false,
        "isAutoRotationEnabled": false,
        "health": {
            "status": "healthy",
            "checkedAt": "2026-01-02T03:04:05.000Z",
            "expiresAt": null,
            "waitingUntil": null,
            "rights": { "read": true, "write": true, "delete": true },
            "diagnosis": null,
            "usedBy": [],
            "usedElsewhere": 0,
        },
        "limits": [],
        "nextCredentials": null,
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

/// The same, in the answer of most routes.
pub(super) fn example_of_one() -> Value {
    json!({ "appConnection": example() })
}

/// One connection, when it is of this app.
pub(super) async fn find(
    call: &Call,
    app: App,
    id: ConnectionId,
) -> Result<connections::Connection, ApiError> {
    let connection = connections::get(&call.service, &call.caller, id).await?;
    if connection.app == app {
        return Ok(connection);
    }
    Err(ApiError::BadRequest(format!(
        "connection {id} is of the app `{}`",
        connection.app
    )))
}

/// The use cases name a store's address as syncs do; here it came in the field `store`.
pub(super) fn in_store_field(error: Error) -> ApiError {
    match error {
        Error::Invalid(invalid) if invalid.field == "configurationUrl" => {
            ApiError::field("store", invalid.problem)
        }
        other => other.into(),
    }
}
