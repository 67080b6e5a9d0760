//! A record as Infisical's API shows it. Where a record does not have what Infisical keeps, such as
//! the caller's address, the field is null.

use model::Timestamp;
use model::access::ActorType;
use model::id::{OrganizationId, ProjectId, ReplicaId};
use serde::Serialize;
use serde_json::{Value, json};
use service::audit::AuditRecord;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    id: String,
    event: Event,
    actor: Actor,
    ip_address: Option<String>,
    user_agent: Option<String>,
    user_agent_type: Option<String>,
    org_id: OrganizationId,
    project_id: Option<ProjectId>,
    created_at: Timestamp,
    updated_at: Timestamp,
    keyferry: Place,
}

#[derive(Serialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    metadata: Value,
}

#[derive(Serialize)]
struct Actor {
    #[serde(rename = "type")]
    kind: &'static str,
    metadata: Value,
}

/// Where the record stands in the log, as `keyferry audit verify` names it.
#[derive(Serialize)]
struct Place {
    chain: ReplicaId,
    record: i64,
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
            ip_address: None,
            user_agent: None,
            user_agent_type: None,
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
