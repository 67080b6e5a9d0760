//! Reading the log: the records of a project or of the organization, by who, what and when.

use model::Timestamp;
use model::access::{Action, ActorType};
use model::id::{ProjectId, ReplicaId};
use serde_json::Value;
use store::audit::{self, AuditFilter, AuditRow};
use uuid::Uuid;

use crate::{Caller, Error, Service};

/// The most records one search brings.
const MOST: u64 = 1_000;

/// A record as a caller sees it.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// The chain it is part of.
    pub chain: ReplicaId,
    /// Its number in the chain.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What kind of actor; none only for a damaged record.
    pub actor_type: Option<ActorType>,
    /// The id of the person or machine.
    pub actor_id: Option<String>,
    /// The address that the call came from, when it is known.
    pub address: Option<String>,
    /// What the program that called says it is.
    pub user_agent: Option<String>,
    /// What, in Infisical's event names, such as `create-secret`.
    pub action: String,
    /// In which project.
    pub project: Option<ProjectId>,
    /// Particulars (JSON object text); never a value.
    pub detail: String,
}

/// Which records to find. The default asks for none: say a limit.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Only those of a project.
    pub project: Option<ProjectId>,
    /// Only those of an actor, by id or by the exact name.
    pub actor: Option<String>,
    /// Only those of a kind of actor.
    pub actor_type: Option<ActorType>,
    /// Only those of one of these events; of any when there is none.
    pub events: Vec<String>,
    /// Only those from this time on.
    pub from: Option<Timestamp>,
    /// Only those before this time.
    pub to: Option<Timestamp>,
    /// Not the first so many.
    pub offset: u64,
    /// At most so many, and never more than 1,000.
    pub limit: u64,
}

/// The newest records of a project, or of the whole organization.
///
/// # Errors
/// As [`find`].
pub async fn list(
    service: &Service,
    caller: &Caller,
    project: Option<ProjectId>,
    limit: u64,
) -> Result<Vec<AuditRecord>, Error> {
    let newest = Search {
        project,
        limit,
        ..Search::default()
    };
    find(service, caller, newest).await
}

/// The records that a search asks for, newest first.
///
/// # Errors
/// [`Error::Denied`] without the right to read the project's log; [`Error::AdminsOnly`] for the
/// organization's.
pub async fn find(
    service: &Service,
    caller: &Caller,
    search: Search,
) -> Result<Vec<AuditRecord>, Error> {
    let tx = service.store().read().await?;
    match search.project {
        Some(project) => caller.must(&tx, project, Action::ReadAudit).await?,
        None => caller.must_be_admin()?,
    }
    let kind = search.actor_type.map(|kind| member("type", kind.as_str()));
    let who = search.actor.map(|actor| match actor.parse::<Uuid>() {
        Ok(id) => member("id", &id.to_string()),
        Err(_) => member("name", &actor),
    });
    let filter = AuditFilter {
        project: search.project,
        actor: kind.into_iter().chain(who).collect(),
        actions: search.events,
        from: search.from,
        before: search.to,
        offset: search.offset,
        limit: search.limit.min(MOST),
    };
    let rows = audit::list(&tx, &filter).await?;
    Ok(rows.into_iter().map(AuditRecord::from).collect())
}

/// A member of a JSON object as its text has it. No value of another member can look like it, because
/// quotes in values are escaped.
fn member(name: &str, text: &str) -> String {
    format!("\"{name}\":{}", Value::from(text))
}

impl From<AuditRow> for AuditRecord {
    fn from(row: AuditRow) -> Self {
        let actor = serde_json::from_str::<Value>(&row.actor).unwrap_or_default();
        let text = |member: &str| actor[member].as_str();
        Self {
            chain: row.chain,
            seq: row.seq,
            at: row.at,
            actor: text("name").unwrap_or("unknown").to_owned(),
            actor_type: text("type").and_then(|kind| kind.parse().ok()),
            actor_id: text("id").map(str::to_owned),
            address: text("address").map(str::to_owned),
            user_agent: text("userAgent").map(str::to_owned),
            action: row.action,
            project: row.project_id,
            detail: row.detail,
        }
    }
}
