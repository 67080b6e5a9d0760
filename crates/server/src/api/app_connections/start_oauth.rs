//! `POST /api/v1/app-connections/{app}/oauth/start`: where to send the browser of the person who
//! calls. With `connectionId` it signs an existing connection in again.

use axum::Json;
use model::connection::App;
use serde::Serialize;
use serde_json::json;
use service::connections::{self, StartOAuth};
use utoipa::ToSchema;

use super::sent;
use super::wire;
use crate::api::description::{self, Operation, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Fields, PersonsCall, Segments};
use crate::api::wire::description;

#[derive(Serialize, ToSchema)]
#[schema(as = StartedOAuth)]
pub(super) struct Started {
    /// Where to send the browser.
    url: String,
}

pub(super) fn operation() -> Operation {
    let fields = sent::named_fields()
        .and(
            description::Fields::new()
                .optional(
                    "connectionId",
                    uuid(),
                    "A connection to sign in again, instead of a new one.",
                )
                .optional(
                    "tenantId",
                    text(),
                    "The tenant to sign in to, by id or domain.",
                ),
        )
        .and(sent::project_field())
        .and(
            description::Fields::new()
                .optional("store", text(), "A store to try the three rights on.")
                .optional(
                    "returnTo",
                    text().pattern(Some("^/")),
                    "The page to return to, as a path on this site.",
                ),
        );
    let url = "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize?client_id=…";
    Operation::post(handle, "Start a sign-in by browser")
        .about(
            "For a person, with the session of their browser instead of an access token: the browser \
             that comes back has to be the one of whoever asked.",
        )
        .body(
            fields,
            json!({ "name": "contoso-prod", "tenantId": "contoso.onmicrosoft.com" }),
        )
        .answers::<Started>(json!({ "url": url }))
}

async fn handle(
    PersonsCall(call): PersonsCall,
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
        description: description(body)?,
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
