//! App connections, their checks, alerts, and sign-ins under way.

use super::table;

table!(app_connection, "app_connections", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    name: String,
    description: Option<String>,
    app: String,
    method: String,
    project_id: Option<Uuid>,
    credentials: Vec<u8>,
    credentials_public: String,
    credentials_hash: String,
    credentials_version: i64,
    credentials_at: i64,
    refresh_until: i64,
    access_token: Option<Vec<u8>>,
    access_expires_at: Option<i64>,
    health: String,
    diagnosis: Option<String>,
    checked_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    expires_at: Option<i64>,
    warned_days: Option<i64>,
    next_credentials: Option<Vec<u8>>,
    next_public: Option<String>,
    next_hash: Option<String>,
    next_expires_at: Option<i64>,
    look_at: i64,
    looks_failed: i64,
    waiting_until: Option<i64>,
    limits: String,
});

table!(connection_check, "connection_checks", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    connection_id: Uuid,
    at: i64,
    store_host: Option<String>,
    rights: String,
    diagnosis: Option<String>,
    latency_ms: i64,
    occasion: String,
});

table!(oauth_flow, "oauth_flows", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    state_hash: Vec<u8>,
    user_id: Option<Uuid>,
    link_id: Option<Uuid>,
    session_id: Uuid,
    payload: Vec<u8>,
    created_at: i64,
    expires_at: i64,
    taken_at: Option<i64>,
});

table!(alert, "alerts", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    connection_id: Option<Uuid>,
    kind: String,
    payload: String,
    at: i64,
    due_at: i64,
    attempts: i64,
    delivered_at: Option<i64>,
});

table!(reconnect_link, "reconnect_links", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    connection_id: Uuid,
    token_hash: Vec<u8>,
    created_by: String,
    created_at: i64,
    expires_at: i64,
});
