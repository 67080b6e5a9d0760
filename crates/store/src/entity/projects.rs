//! Projects: keys, members, environments, folders and secrets.

use super::{belongs_to, table};

table!(project, "projects", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    name: String,
    slug: String,
    description: Option<String>,
    delete_protection: bool,
    created_at: i64,
    updated_at: i64,
});

table!(data_key, "data_keys", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    project_id: Option<Uuid>,
    wrapped: Vec<u8>,
    created_at: i64,
});

table!(membership, "memberships", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    project_id: Uuid,
    user_id: Option<Uuid>,
    identity_id: Option<Uuid>,
    created_at: i64,
    updated_at: i64,
});

table!(role, "roles", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    project_id: Uuid,
    slug: String,
    name: String,
    description: String,
    permissions: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
});

table!(membership_role, "membership_roles", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    membership_id: Uuid,
    position: i64,
    built_in: Option<String>,
    role_id: Option<Uuid>,
    temporary_range: Option<String>,
    starts_at: Option<i64>,
    ends_at: Option<i64>,
});

table!(environment, "environments", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    project_id: Uuid,
    name: String,
    slug: String,
    position: i64,
    created_at: i64,
    updated_at: i64,
});

table!(folder, "folders", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    environment_id: Uuid,
    parent_id: Option<Uuid>,
    path: String,
    description: Option<String>,
    version: i64,
    created_at: i64,
    updated_at: i64,
});

table!(secret, "secrets", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    folder_id: Uuid,
    key: String,
    kind: String,
    version: i64,
    literal: bool,
    value: Vec<u8>,
    comment: String,
    content_type: Option<String>,
    metadata: String,
    reminder_note: Option<String>,
    reminder_days: Option<i64>,
    skip_multiline: bool,
    created_at: i64,
    updated_at: i64,
});

table!(secret_version, "secret_versions", {
    #[sea_orm(primary_key, auto_increment = false)]
    secret_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    version: i64,
    value: Vec<u8>,
    actor: String,
    created_at: i64,
    key: String,
    literal: bool,
    content_type: Option<String>,
    restored_from: Option<i64>,
});

table!(secret_ref, "secret_refs", {
    #[sea_orm(primary_key, auto_increment = false)]
    secret_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    target_folder_id: Uuid,
});

table!(tag, "tags", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    project_id: Uuid,
    slug: String,
    name: String,
    color: String,
    created_at: i64,
    updated_at: i64,
});

table!(secret_tag, "secret_tags", {
    #[sea_orm(primary_key, auto_increment = false)]
    secret_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    tag_id: Uuid,
});

table!(secret_import, "secret_imports", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    folder_id: Uuid,
    target_folder_id: Uuid,
    position: i64,
    created_at: i64,
    updated_at: i64,
});

table!(reference_writer, "reference_writers", {
    #[sea_orm(primary_key, auto_increment = false)]
    secret_id: Uuid,
    user_id: Option<Uuid>,
    identity_id: Option<Uuid>,
    name: String,
});

belongs_to!(membership_role::RoleId => role);
belongs_to!(folder::EnvironmentId => environment);
belongs_to!(secret::FolderId => folder);
belongs_to!(secret_version::SecretId => secret);
belongs_to!(secret_tag::TagId => tag);
