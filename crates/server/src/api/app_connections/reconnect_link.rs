//! `POST` and `DELETE /api/v1/app-connections/{app}/{connectionId}/reconnect-link`: a link for
//! whoever can sign the connection in again, and taking it back.

use axum::Json;
use model::Timestamp;
use model::connection::App;
use model::id::ConnectionId;
use secrecy::ExposeSecret;
use serde::Serialize;
use service::connections;

use super::wire;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Made {
    reconnect_link: Link,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Link {
    url: String,
    expires_at: Timestamp,
}

#[derive(Serialize)]
pub(super) struct Revoked {
    revoked: bool,
}

pub(super) async fn make(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
) -> Answer<Made> {
    wire::find(&call, app, id).await?;
    let link = connections::make_reconnect_link(&call.service, &call.caller, id).await?;
    Ok(Json(Made {
        reconnect_link: Link {
            url: link.url.expose_secret().to_owned(),
            expires_at: link.expires_at,
        },
    }))
}

pub(super) async fn revoke(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
) -> Answer<Revoked> {
    wire::find(&call, app, id).await?;
    let revoked = connections::revoke_reconnect_link(&call.service, &call.caller, id).await?;
    Ok(Json(Revoked { revoked }))
}
