//! Writing a record, within the transaction that does what it records.

use model::id::ProjectId;
use serde_json::{Value, json};
use store::WriteTx;
use store::audit::{self, AuditRow};

use super::chain;
use crate::caller::Principal;
use crate::keyring::Owner;
use crate::{Caller, Error, Service};

/// Adds a record: either it and what it records are both committed, or neither is.
pub(crate) async fn record(
    service: &Service,
    tx: &WriteTx,
    caller: &Caller,
    action: &'static str,
    project: Option<ProjectId>,
    detail: Value,
) -> Result<(), Error> {
    let end = audit::head(tx, service.replica())
        .await?
        .ok_or_else(|| Error::Internal("this process's audit chain was removed".to_owned()))?;
    let key = service.keyring().of(tx, Owner::Organization).await?;
    let mut row = AuditRow {
        chain: end.chain,
        seq: end.seq + 1,
        at: service.now(),
        actor: actor(caller).to_string(),
        action: action.to_owned(),
        project_id: project,
        detail: detail.to_string(),
        mac: Vec::new(),
    };
    row.mac = chain::mac(&key, &row, &end.head).to_vec();
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
