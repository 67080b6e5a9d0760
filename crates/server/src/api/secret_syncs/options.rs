//! `GET /api/v1/secret-syncs/options`: the destinations there are.

use axum::Json;
use model::connection::App;
use serde::Serialize;
use serde_json::json;
use service::connections;
use utoipa::ToSchema;

use crate::api::description::Operation;
use crate::api::request::{Answer, Call};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SecretSyncOptions)]
pub(super) struct Options {
    secret_sync_options: Vec<Choice>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "Infisical's shape")]
#[schema(as = SecretSyncOption)]
struct Choice {
    name: &'static str,
    connection: App,
    destination: App,
    can_import_secrets: bool,
    can_remove_secrets_on_deletion: bool,
    supports_key_schema: bool,
    supports_disable_secret_deletion: bool,
}

pub(super) fn operation() -> Operation {
    let option = json!({
        "name": "Azure App Configuration",
        "connection": "azure-app-configuration",
        "destination": "azure-app-configuration",
        "canImportSecrets": true,
        "canRemoveSecretsOnDeletion": true,
        "supportsKeySchema": true,
        "supportsDisableSecretDeletion": true,
    });
    Operation::get(handle, "List the destinations there are")
        .answers::<Options>(json!({ "secretSyncOptions": [option] }))
}

async fn handle(call: Call) -> Answer<Options> {
    let choices = connections::apps(&call.service)
        .into_iter()
        .map(|option| Choice {
            name: option.description.name,
            connection: option.description.app,
            destination: option.description.app,
            can_import_secrets: true,
            can_remove_secrets_on_deletion: true,
            supports_key_schema: true,
            supports_disable_secret_deletion: true,
        });
    Ok(Json(Options {
        secret_sync_options: choices.collect(),
    }))
}
