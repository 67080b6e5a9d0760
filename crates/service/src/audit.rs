//! The audit log: who did what, in a chain that shows when a record is altered or missing.
//!
//! Each running process writes a chain of its own. A record's MAC covers the one before it, under
//! a digest key that only the root key opens, so nobody without it can rewrite the past.

use model::Timestamp;
use model::id::ProjectId;
use serde_json::{Value, json};
use store::WriteTx;
use store::audit::{self, AuditFilter, AuditRow};

use crate::caller::Principal;
use crate::keyring::Owner;
use crate::{Caller, Error, Service};

/// A record as a caller sees it.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What, in Infisical's event names, such as `create-secret`.
    pub action: String,
    /// In which project.
    pub project: Option<ProjectId>,
    /// Particulars (JSON object text); never a value.
    pub detail: String,
}

/// The newest records of a project, or of the whole organization.
///
/// # Errors
/// [`Error::Denied`] without the right to read the project's log; [`Error::AdminsOnly`] for the
/// organization's.
pub async fn list(
    service: &Service,
    caller: &Caller,
    project: Option<ProjectId>,
    limit: u64,
) -> Result<Vec<AuditRecord>, Error> {
    let tx = service.store().read().await?;
    match project {
        Some(project) => {
            caller
                .must(&tx, project, model::access::Action::ReadAudit)
                .await?;
        }
        None => caller.must_be_admin()?,
    }
    let rows = audit::list(
        &tx,
        &AuditFilter {
            project,
            limit,
            before: None,
        },
    )
    .await?;
    Ok(rows.into_iter().map(AuditRecord::from).collect())
}

impl From<AuditRow> for AuditRecord {
    fn from(row: AuditRow) -> Self {
        let actor = serde_json::from_str::<Value>(&row.actor).unwrap_or_default();
        Self {
            at: row.at,
            actor: actor["name"].as_str().unwrap_or("unknown").to_owned(),
            action: row.action,
            project: row.project_id,
            detail: row.detail,
        }
    }
}

/// Adds a record within the transaction that does what it records: either both are committed or
/// neither is.
pub(crate) async fn record(
    service: &Service,
    tx: &WriteTx,
    caller: &Caller,
    action: &'static str,
    project: Option<ProjectId>,
    detail: Value,
) -> Result<(), Error> {
    let chain = service.replica();
    let (last, head) = audit::head(tx, chain)
        .await?
        .map_or((0, Vec::new()), |head| (head.seq, head.head));
    let (seq, at) = (last + 1, service.now());
    let (actor, detail) = (actor(caller).to_string(), detail.to_string());
    let key = service.keyring().of(tx, Owner::Organization).await?;
    let project_text = project.map(|id| id.to_string()).unwrap_or_default();
    let mac = key.digest(
        "audit",
        &[
            chain.as_uuid().as_bytes(),
            &seq.to_be_bytes(),
            &at.as_micros().to_be_bytes(),
            actor.as_bytes(),
            action.as_bytes(),
            project_text.as_bytes(),
            detail.as_bytes(),
            &head,
        ],
    );
    let row = AuditRow {
        chain,
        seq,
        at,
        actor,
        action: action.to_owned(),
        project_id: project,
        detail,
        mac: mac.as_bytes().to_vec(),
    };
    audit::append(tx, &row).await?;
    Ok(())
}

fn actor(caller: &Caller) -> Value {
    match &caller.principal {
        Principal::User { id, email, .. } => json!({ "type": "user", "id": id, "name": email }),
        Principal::Identity { id, name } => json!({ "type": "identity", "id": id, "name": name }),
        Principal::LinkHolder { id, name } => json!({ "type": "link", "id": id, "name": name }),
        Principal::Platform => json!({ "type": "platform", "name": caller.display_name() }),
    }
}
