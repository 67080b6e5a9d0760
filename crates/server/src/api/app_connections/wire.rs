//! The shape of a connection, and the fields that several requests have in common.

use std::collections::BTreeMap;

use model::connection::{App, Health, Limit, Limits, Method};
use model::id::{ConnectionId, OrganizationId, ProjectId, SyncId};
use model::{Slug, Timestamp};
use secrecy::SecretString;
use serde::Serialize;
use service::connections::{self, Rights, Scope, SyncUse};
use service::{Error, access};

use crate::api::error::ApiError;
use crate::api::request::{Call, Fields};
use crate::api::wire::Diagnosed;

/// A connection as Infisical shows it, with its health beside.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Connection {
    id: ConnectionId,
    name: Slug,
    description: Option<String>,
    app: App,
    method: Method,
    credentials: BTreeMap<String, String>,
    credentials_hash: String,
    version: i64,
    org_id: OrganizationId,
    project_id: Option<ProjectId>,
    gateway_id: Option<String>,
    is_platform_managed_credentials: bool,
    is_auto_rotation_enabled: bool,
    health: Condition,
    limits: Limits,
    next_credentials: Option<Next>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// The credentials that take over.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Next {
    credentials: BTreeMap<String, String>,
    expires_at: Option<Timestamp>,
}

/// How a connection is doing.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Condition {
    status: Health,
    checked_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    waiting_until: Option<Timestamp>,
    rights: Option<Rights>,
    diagnosis: Option<Diagnosed>,
    used_by: Vec<User>,
    used_elsewhere: usize,
}

/// A sync that uses a connection.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
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

/// A connection in the answer of most routes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
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
            gateway_id: None,
            is_platform_managed_credentials: false,
            is_auto_rotation_enabled: false,
            health: Condition {
                status: connection.health,
                checked_at: connection.checked_at,
                expires_at: connection.expires_at,
                waiting_until: connection.waiting_until,
                rights: connection.rights,
                diagnosis: connection.diagnosis.as_ref().map(Diagnosed::from),
                used_by: connection.used_by.into_iter().map(User::from).collect(),
                used_elsewhere: connection.used_elsewhere,
            },
            limits: connection.limits,
            next_credentials: connection.next.map(|next| Next {
                credentials: next.public,
                expires_at: next.expires_at,
            }),
            created_at: connection.created_at,
            updated_at: connection.updated_at,
        }
    }
}

/// The fields of a method, by name. They may be secret, so they are taken out of the body at once.
pub(super) fn credentials(fields: &Fields) -> Result<BTreeMap<String, SecretString>, ApiError> {
    let mut credentials = BTreeMap::new();
    for name in fields.names() {
        if let Some(text) = fields.text(name)? {
            credentials.insert(name.to_owned(), text.into());
        }
    }
    Ok(credentials)
}

/// What the projects may use a connection for; none when it was not sent.
pub(super) fn limits(body: &Fields) -> Result<Option<Limits>, ApiError> {
    let Some(entries) = body.objects("limits")? else {
        return Ok(None);
    };
    let limit = |entry: &Fields| {
        Ok(Limit {
            project_id: entry.required("projectId")?,
            stores: entry.texts("stores")?,
            labels: entry.texts("labels")?,
            key_prefixes: entry.texts("keyPrefixes")?,
        })
    };
    let limits = entries.iter().map(limit).collect::<Result<_, ApiError>>()?;
    Ok(Some(Limits(limits)))
}

/// The scope that `projectId` means, and the one without it.
pub(super) fn scope(fields: &Fields, without: Scope) -> Result<Scope, ApiError> {
    Ok(fields.parsed("projectId")?.map_or(without, Scope::Project))
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

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn empty_credentials_count_as_absent() {
        let body = Fields::from_json(br#"{"tenantId":"","clientSecret":" s "}"#).unwrap();
        let credentials = credentials(&body).unwrap();
        assert_eq!(credentials.len(), 1);
        assert_eq!(credentials["clientSecret"].expose_secret(), " s ");
    }

    #[test]
    fn without_a_project_the_route_decides_the_scope() {
        let nothing = Fields::from_query("projectId=");
        assert_eq!(scope(&nothing, Scope::All).unwrap(), Scope::All);
        assert!(scope(&Fields::from_query("projectId=abc"), Scope::All).is_err());
    }
}
