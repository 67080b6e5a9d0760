//! A record as Infisical's API shows it. Where a record does not have what Infisical keeps, such as
//! the caller's address in one that Keyferry wrote itself, the field is null.

use model::Timestamp;
use model::access::ActorType;
use model::id::{OrganizationId, ProjectId, ReplicaId};
use serde::Serialize;
use serde_json::{Value, json};
use service::audit::AuditRecord;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditLog)]
pub(super) struct Record {
    id: String,
    event: Event,
    actor: Actor,
    ip_address: Option<String>,
    user_agent: Option<String>,
    user_agent_type: Option<&'static str>,
    org_id: OrganizationId,
    project_id: Option<ProjectId>,
    created_at: Timestamp,
    updated_at: Timestamp,
    keyferry: Place,
}

#[derive(Serialize, ToSchema)]
#[schema(as = AuditEvent)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    #[schema(value_type = Object)]
    metadata: Value,
}

#[derive(Serialize, ToSchema)]
#[schema(as = AuditActor)]
struct Actor {
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = Object)]
    metadata: Value,
}

/// Where the record stands in the log, as `keyferry audit verify` names it.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditPlace)]
struct Place {
    chain: ReplicaId,
    record: i64,
}

/// A record as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000040:17",
        "event": {
            "type": "create-secret-sync",
            "metadata": {
                "syncId": "0198c0de-0000-7000-8000-000000000020",
                "name": "shop-prod",
            },
        },
        "actor": {
            "type": "identity",
            "metadata": {
                "identityId": "0198c0de-0000-7000-8000-000000000050",
                "name": "terraform",
            },
        },
        "ipAddress": null,
        "userAgent": null,
        "userAgentType": null,
        "orgId": "0198c0de-0000-7000-8000-000000000002",
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
        "keyferry": { "chain": "0198c0de-0000-7000-8000-000000000040", "record": 17 },
    })
}

impl Record {
    pub(super) fn new(organization: OrganizationId, record: AuditRecord) -> Self {
        let (id, name) = (&record.actor_id, &record.actor);
        let metadata = match record.actor_type {
            Some(ActorType::User) => json!({ "userId": id, "email": name, "username": name }),
            Some(ActorType::Identity) => json!({ "identityId": id, "name": name }),
            Some(ActorType::Platform) | None => json!({}),
        };
        Self {
            id: format!("{}:{}", record.chain, record.seq),
            actor: Actor {
                kind: record.actor_type.map_or("unknown", ActorType::as_str),
                metadata,
            },
            event: Event {
                kind: record.action,
                metadata: serde_json::from_str(&record.detail).unwrap_or_default(),
            },
            ip_address: record.address,
            user_agent_type: record.user_agent.as_deref().map(kind_of_program),
            user_agent: record.user_agent,
            org_id: organization,
            project_id: record.project,
            created_at: record.at,
            updated_at: record.at,
            keyferry: Place {
                chain: record.chain,
                record: record.seq,
            },
        }
    }
}

/// What kind of program calls itself this, in Infisical's words.
fn kind_of_program(user_agent: &str) -> &'static str {
    match user_agent {
        "cli" => "cli",
        "terraform" => "terraform",
        "k8-operator" => "k8-operator",
        browser if browser.starts_with("Mozilla/") => "web",
        _ => "other",
    }
}
