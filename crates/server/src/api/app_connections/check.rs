//! `POST /api/v1/app-connections/{app}/{connectionId}/check`: signs in and, with a `store` in the
//! body, tries the three rights there. Leaves nothing behind.

use axum::Json;
use model::connection::App;
use model::id::ConnectionId;
use serde::Serialize;
use serde_json::json;
use service::connections::{self, CheckReport};
use utoipa::ToSchema;

use super::wire::{self, Rights};
use crate::api::description::{Fields, Operation, text};
use crate::api::request::{Answer, Body, Call, Segments};
use crate::api::wire::Diagnosed;

#[derive(Serialize, ToSchema)]
#[schema(as = CheckedConnection)]
pub(super) struct Checked {
    check: Report,
}

/// What a check found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectionCheck)]
struct Report {
    ok: bool,
    /// Who signed in.
    account: Option<String>,
    /// The tenant that was signed in to.
    tenant: Option<String>,
    /// Whom the access token is for.
    audience: Option<String>,
    cloud: Option<String>,
    /// The role that gives all three rights.
    role: Option<String>,
    /// What the role is to be granted on.
    scope: Option<String>,
    rights: Option<Rights>,
    diagnosis: Option<Diagnosed>,
    latency_ms: u64,
}

pub(super) fn operation() -> Operation {
    let fields = Fields::new().optional(
        "store",
        text(),
        "A store to try the three rights on. Nothing is left behind there.",
    );
    let found = json!({
        "check": {
            "ok": true,
            "account": "44444444-4444-4444-8444-444444444444",
            "tenant": "33333333-3333-4333-8333-333333333333",
            "audience": "https://appconfig.azure.com",
            "cloud": "public",
            "role": "App Configuration Data Owner",
            "scope": null,
            "rights": { "read": true, "write": true, "delete": true },
            "diagnosis": null,
            "latencyMs": 212,
        }
    });
    Operation::post(handle, "Check a connection")
        .about("Signs in, and with a store tries the three rights there. What is wrong is no error but in `diagnosis`.")
        .body(fields, json!({ "store": "https://contoso.azconfig.io" }))
        .answers::<Checked>(found)
}

async fn handle(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
    Body(body): Body,
) -> Answer<Checked> {
    let store = body.text("store")?;
    wire::find(&call, app, id).await?;
    let report = connections::check(&call.service, &call.caller, id, store)
        .await
        .map_err(wire::in_store_field)?;
    Ok(Json(Checked {
        check: report.into(),
    }))
}

impl From<CheckReport> for Report {
    fn from(report: CheckReport) -> Self {
        Self {
            ok: report.diagnosis.is_none(),
            account: report.account,
            tenant: report.tenant,
            audience: report.audience,
            cloud: report.cloud,
            role: report.role,
            scope: report.scope,
            rights: report.rights.map(Rights::from),
            diagnosis: report.diagnosis.as_ref().map(Diagnosed::from),
            latency_ms: u64::try_from(report.latency.as_millis()).unwrap_or(u64::MAX),
        }
    }
}
