//! Audit chains and their records.

use super::table;

table!(audit_chain, "audit_chains", {
    #[sea_orm(primary_key, auto_increment = false)]
    chain: Uuid,
    seq: i64,
    head: Vec<u8>,
    follows: Option<String>,
});

table!(audit_event, "audit_events", {
    #[sea_orm(primary_key, auto_increment = false)]
    chain: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    seq: i64,
    at: i64,
    actor: String,
    action: String,
    project_id: Option<Uuid>,
    detail: String,
    mac: Vec<u8>,
});
