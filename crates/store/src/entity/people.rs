//! The organization, its settings, people and machine identities.

use super::{belongs_to, table};

table!(organization, "organization", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    name: String,
    slug: String,
    created_at: i64,
});

table!(setting, "settings", {
    #[sea_orm(primary_key, auto_increment = false)]
    name: String,
    value: String,
});

table!(user, "users", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    email: String,
    name: String,
    password_hash: String,
    org_role: String,
    created_at: i64,
});

table!(session, "sessions", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    user_id: Uuid,
    token_hash: Vec<u8>,
    created_at: i64,
    expires_at: i64,
    agent: String,
    last_used_at: i64,
});

table!(device, "devices", {
    #[sea_orm(primary_key, auto_increment = false)]
    user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    token_hash: Vec<u8>,
    address: String,
    used_at: i64,
});

table!(invite, "invites", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    token_hash: Vec<u8>,
    email: String,
    org_role: String,
    user_id: Option<Uuid>,
    project_id: Option<Uuid>,
    project_role: Option<String>,
    created_by: String,
    created_at: i64,
    expires_at: i64,
});

table!(identity, "identities", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    name: String,
    org_role: String,
    created_at: i64,
    delete_protection: bool,
    metadata: String,
    updated_at: i64,
});

table!(auth_method, "auth_methods", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    identity_id: Uuid,
    kind: String,
    client_id: Option<Uuid>,
    access_token_ttl: i64,
    access_token_max_ttl: i64,
    access_token_uses_limit: i64,
    access_token_addresses: String,
    settings: String,
    created_at: i64,
    updated_at: i64,
});

table!(client_secret, "client_secrets", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    identity_id: Uuid,
    secret_hmac: Vec<u8>,
    prefix: String,
    description: String,
    created_at: i64,
    expires_at: Option<i64>,
    uses: i64,
    uses_limit: i64,
    revoked: bool,
    ttl: i64,
    updated_at: i64,
});

table!(access_token, "access_tokens", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    identity_id: Uuid,
    auth_method_id: Uuid,
    client_secret_id: Option<Uuid>,
    name: String,
    token_hash: Vec<u8>,
    ttl: i64,
    expires_at: Option<i64>,
    max_expires_at: Option<i64>,
    uses: i64,
    uses_limit: i64,
    last_used_at: Option<i64>,
    last_renewed_at: Option<i64>,
    revoked: bool,
    created_at: i64,
    updated_at: i64,
});

belongs_to!(session::UserId => user);
belongs_to!(access_token::IdentityId => identity);
belongs_to!(access_token::AuthMethodId => auth_method);
