//! The shape of a project.

use model::id::{OrganizationId, ProjectId};
use model::{Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::projects;
use utoipa::ToSchema;

use super::environments::{self, Environment};

/// Infisical's type of projects that hold secrets.
pub(super) const KIND: &str = "secret-manager";

/// A project as Infisical shows it. What Keyferry has no part in is as for a project that does not
/// use it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Project {
    id: ProjectId,
    #[serde(rename = "_id")]
    same_id: ProjectId,
    name: String,
    slug: Slug,
    description: Option<String>,
    #[serde(rename = "type")]
    kind: &'static str,
    org_id: OrganizationId,
    auto_capitalization: bool,
    has_delete_protection: bool,
    version: u8,
    upgrade_status: Option<String>,
    pit_version_limit: u8,
    kms_certificate_key_id: Option<String>,
    kms_secret_manager_key_id: Option<String>,
    audit_logs_retention_days: Option<u32>,
    secret_sharing: bool,
    environments: Vec<Environment>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// A project as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000001",
        "_id": "0198c0de-0000-7000-8000-000000000001",
        "name": "Shop",
        "slug": "shop",
        "description": "The web shop",
        "type": KIND,
        "orgId": "0198c0de-0000-7000-8000-000000000002",
        "autoCapitalization": false,
        "hasDeleteProtection": false,
        "version": 3,
        "upgradeStatus": null,
        "pitVersionLimit": 10,
        "kmsCertificateKeyId": null,
        "kmsSecretManagerKeyId": null,
        "auditLogsRetentionDays": null,
        "secretSharing": false,
        "environments": [environments::example()],
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

impl From<projects::Project> for Project {
    fn from(project: projects::Project) -> Self {
        Self {
            id: project.id,
            same_id: project.id,
            name: project.name,
            slug: project.slug,
            description: project.description,
            kind: KIND,
            org_id: project.organization,
            auto_capitalization: false,
            has_delete_protection: project.delete_protection,
            // The newest of Infisical's.
            version: 3,
            upgrade_status: None,
            // Infisical's default, which nothing here depends on.
            pit_version_limit: 10,
            kms_certificate_key_id: None,
            kms_secret_manager_key_id: None,
            audit_logs_retention_days: None,
            secret_sharing: false,
            environments: project
                .environments
                .into_iter()
                .map(Environment::from)
                .collect(),
            created_at: project.created_at,
            updated_at: project.updated_at,
        }
    }
}
