//! Destination stores, syncs, their ledger, pages and runs.

use super::{belongs_to, table};

table!(store, "stores", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    host: String,
    tier: String,
    lease_owner: Option<Uuid>,
    lease_until: i64,
    lease_epoch: i64,
    blocked_until: i64,
});

table!(lease_epoch, "lease_epochs", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: i64,
    last: i64,
});

table!(secret_sync, "secret_syncs", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    project_id: Uuid,
    name: String,
    description: Option<String>,
    connection_id: Uuid,
    source_environment: String,
    source_path: String,
    folder_id: Option<Uuid>,
    store_id: Uuid,
    endpoint: String,
    label: String,
    options: String,
    destination_config: String,
    auto_sync: bool,
    paused_by: Option<String>,
    state: String,
    diagnosis: Option<String>,
    due_at: Option<i64>,
    due_trigger: String,
    attempts: i64,
    version: i64,
    confirmed_plan: Option<String>,
    held_plan: Option<String>,
    last_run_id: Option<Uuid>,
    last_synced_at: Option<i64>,
    moved_epoch: i64,
    created_at: i64,
    updated_at: i64,
});

table!(sync_ledger, "sync_ledger", {
    #[sea_orm(primary_key, auto_increment = false)]
    sync_id: Uuid,
    project_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    host: String,
    #[sea_orm(primary_key, auto_increment = false)]
    label: String,
    #[sea_orm(primary_key, auto_increment = false)]
    key: String,
    origin: String,
    etag: Option<String>,
    digest: Option<Vec<u8>>,
    intent: Option<String>,
    intent_digest: Option<Vec<u8>>,
    intent_epoch: Option<i64>,
    released: bool,
});

table!(sync_page, "sync_pages", {
    #[sea_orm(primary_key, auto_increment = false)]
    sync_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i64,
    etag: String,
    next: Option<String>,
    inputs: Vec<u8>,
});

table!(sync_run, "sync_runs", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    sync_id: Uuid,
    run_trigger: String,
    actor: Option<String>,
    epoch: i64,
    started_at: i64,
    finished_at: Option<i64>,
    outcome: String,
    created: i64,
    updated: i64,
    deleted: i64,
    adopted: i64,
    unchanged: i64,
    skipped: i64,
    failed: i64,
    requests: i64,
    throttled: i64,
    diagnosis: Option<String>,
});

table!(sync_run_item, "sync_run_items", {
    #[sea_orm(primary_key, auto_increment = false)]
    run_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i64,
    key: String,
    action: String,
    reason: String,
    diagnosis: Option<String>,
});

table!(sync_writer, "sync_writers", {
    #[sea_orm(primary_key, auto_increment = false)]
    sync_id: Uuid,
    user_id: Option<Uuid>,
    identity_id: Option<Uuid>,
    name: String,
});

belongs_to!(secret_sync::StoreId => store);
belongs_to!(sync_ledger::SyncId => secret_sync);
