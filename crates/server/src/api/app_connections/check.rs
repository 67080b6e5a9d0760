//! `POST /api/v1/app-connections/{app}/{connectionId}/check`: signs in and, with a `store` in the
//! body, tries the three rights there. Leaves nothing behind.

use axum::Json;
use model::connection::App;
use model::id::ConnectionId;
use serde::Serialize;
use service::connections::{self, CheckReport, Rights};

use super::wire;
use crate::api::request::{Answer, Body, Call, Segments};
use crate::api::wire::Diagnosed;

#[derive(Serialize)]
pub(super) struct Checked {
    check: Report,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    ok: bool,
    account: Option<String>,
    tenant: Option<String>,
    audience: Option<String>,
    cloud: Option<String>,
    role: Option<String>,
    scope: Option<String>,
    rights: Option<Rights>,
    diagnosis: Option<Diagnosed>,
    latency_ms: u64,
}

pub(super) async fn handle(
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
            rights: report.rights,
            diagnosis: report.diagnosis.as_ref().map(Diagnosed::from),
            latency_ms: u64::try_from(report.latency.as_millis()).unwrap_or(u64::MAX),
        }
    }
}
