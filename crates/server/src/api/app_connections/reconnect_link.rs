//! `POST` and `DELETE /api/v1/app-connections/{app}/{connectionId}/reconnect-link`: a link for
//! whoever can sign the connection in again, and taking it back.

use axum::Json;
use model::Timestamp;
use model::connection::App;
use model::id::ConnectionId;
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::json;
use service::connections;
use utoipa::ToSchema;

use super::wire;
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MadeReconnectLink)]
pub(super) struct Made {
    reconnect_link: Link,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReconnectLink)]
struct Link {
    /// Where to open it. Whoever has it can use it once.
    url: String,
    expires_at: Timestamp,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RevokedReconnectLink)]
pub(super) struct Revoked {
    /// Whether there was a link.
    revoked: bool,
}

pub(super) fn make_one() -> Operation {
    let link = json!({
        "reconnectLink": {
            "url": "https://keyferry.example/reconnect/…",
            "expiresAt": "2026-01-03T03:04:05.000Z",
        }
    });
    Operation::post(make, "Make a reconnect link")
        .about(
            "For whoever can sign the connection in again; it allows nothing else. An older link \
             of the connection ends.",
        )
        .answers::<Made>(link)
}

pub(super) fn revoke_it() -> Operation {
    Operation::delete(revoke, "Take a reconnect link back")
        .answers::<Revoked>(json!({ "revoked": true }))
}

async fn make(call: Call, Segments((app, id)): Segments<(App, ConnectionId)>) -> Answer<Made> {
    wire::find(&call, app, id).await?;
    let link = connections::make_reconnect_link(&call.service, &call.caller, id).await?;
    Ok(Json(Made {
        reconnect_link: Link {
            url: link.url.expose_secret().to_owned(),
            expires_at: link.expires_at,
        },
    }))
}

async fn revoke(call: Call, Segments((app, id)): Segments<(App, ConnectionId)>) -> Answer<Revoked> {
    wire::find(&call, app, id).await?;
    let revoked = connections::revoke_reconnect_link(&call.service, &call.caller, id).await?;
    Ok(Json(Revoked { revoked }))
}
