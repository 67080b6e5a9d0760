//! Writing a record, within the transaction that does what it records.

use model::Timestamp;
use model::id::{ProjectId, ReplicaId};
use seal::DigestKey;
use serde_json::{Value, json};
use store::WriteTx;
use store::audit::{self, AuditRow};

use super::chain;
use crate::caller::Principal;
use crate::keyring::Owner;
use crate::{Caller, Error, Service};

/// What a record says, and the chain that it goes to.
pub(crate) struct Entry<'a> {
    pub(crate) chain: ReplicaId,
    pub(crate) at: Timestamp,
    pub(crate) caller: &'a Caller,
    pub(crate) action: &'static str,
    pub(crate) project: Option<ProjectId>,
    pub(crate) detail: Value,
}

/// Adds a record to this process's chain: either it and what it records are both committed, or
/// neither is.
pub(crate) async fn record(
    service: &Service,
    tx: &WriteTx,
    caller: &Caller,
    action: &'static str,
    project: Option<ProjectId>,
    detail: Value,
) -> Result<(), Error> {
    let key = service.keyring().digests(tx, Owner::Organization).await?;
    let entry = Entry {
        chain: service.replica(),
        at: service.now(),
        caller,
        action,
        project,
        detail,
    };
    append(tx, &key, entry).await
}

/// Adds a record, bound by the organization's key to the one before it.
pub(crate) async fn append(tx: &WriteTx, key: &DigestKey, entry: Entry<'_>) -> Result<(), Error> {
    let end = audit::head(tx, entry.chain)
        .await?
        .ok_or_else(|| Error::Internal("this process's audit chain was removed".to_owned()))?;
    let mut row = AuditRow {
        chain: end.chain,
        seq: end.seq + 1,
        at: entry.at,
        actor: actor(entry.caller).to_string(),
        action: entry.action.to_owned(),
        project_id: entry.project,
        detail: entry.detail.to_string(),
        mac: Vec::new(),
    };
    row.mac = chain::mac(key, &row, &end.head).to_vec();
    audit::append(tx, &row).await?;
    Ok(())
}

fn actor(caller: &Caller) -> Value {
    let mut actor = match &caller.principal {
        Principal::User { id, email, .. } => json!({ "type": "user", "id": id, "name": email }),
        Principal::Identity { id, name } => json!({ "type": "identity", "id": id, "name": name }),
        Principal::LinkHolder { id, name } => json!({ "type": "link", "id": id, "name": name }),
        Principal::Platform => json!({ "type": "platform", "name": caller.display_name() }),
    };
    if let Some(address) = caller.origin.address() {
        actor["address"] = json!(address);
    }
    if let Some(user_agent) = caller.origin.user_agent() {
        actor["userAgent"] = json!(user_agent);
    }
    actor
}
