//! `POST /api/v1/app-connections/{app}/oauth/start`: where to send the browser of the person who
//! calls. With `connectionId` it signs an existing connection in again.

use axum::Json;
use model::connection::App;
use serde::Serialize;
use service::connections::{self, StartOAuth};

use super::wire;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};

#[derive(Serialize)]
pub(super) struct Started {
    url: String,
}

pub(super) async fn handle(
    call: Call,
    Segments(app): Segments<App>,
    Body(body): Body,
) -> Answer<Started> {
    let request = parse(app, &body)?;
    let url = connections::start_oauth(&call.service, &call.caller, request)
        .await
        .map_err(wire::in_store_field)?;
    Ok(Json(Started { url: url.into() }))
}

fn parse(app: App, body: &Fields) -> Result<StartOAuth, ApiError> {
    let return_to = body.text("returnTo")?.unwrap_or("/");
    // Two slashes, or one and a backslash, would name another host.
    if !return_to.starts_with('/') || return_to.starts_with("//") || return_to.contains('\\') {
        return Err(body.fault("returnTo", "use a path on this site, such as `/projects`"));
    }
    Ok(StartOAuth {
        app,
        reconnect: body.parsed("connectionId")?,
        name: body.required("name")?,
        description: body.text("description")?.map(str::to_owned),
        project: body.parsed("projectId")?,
        tenant: body.text("tenantId")?.map(str::to_owned),
        store: body.text("store")?.map(str::to_owned),
        return_to: return_to.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(text: &str) -> Result<StartOAuth, ApiError> {
        parse(
            App::AzureAppConfiguration,
            &Fields::from_json(text.as_bytes()).unwrap(),
        )
    }

    #[test]
    fn nobody_is_sent_back_to_another_site() {
        for elsewhere in [
            "https://evil.example/",
            "//evil.example",
            "/\\\\evil.example",
            "x",
        ] {
            let body = format!(r#"{{"name":"az","returnTo":"{elsewhere}"}}"#);
            assert!(start(&body).is_err(), "{elsewhere}");
        }
        assert_eq!(start(r#"{"name":"az"}"#).unwrap().return_to, "/");
    }
}
