//! `POST /api/v3/secrets/batch/raw` and `POST /api/v4/secrets/batch`: many new secrets.

use axum::Json;
use serde_json::json;
use service::secrets::{self, Expect, SecretChange};

use super::items;
use crate::api::description::{self, Operation, list, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields};
use crate::api::secrets::wire::{self, Many};
use crate::api::secrets::{change, place};

pub(in crate::api::secrets) fn operation() -> Operation {
    let item = description::Fields::new()
        .required("secretKey", text().min_length(Some(1)), "Its name.")
        .and(change::fields());
    let fields = place::fields().required("secrets", list(item), "The new secrets.");
    let example = json!({
        "workspaceId": wire::EXAMPLE_PROJECT,
        "environment": "dev",
        "secretPath": "/",
        "secrets": [{ "secretKey": "DB_PASSWORD", "secretValue": "s3cret" }],
    });
    Operation::post(handle, "Create many secrets")
        .about("All or none.")
        .body(fields, example)
        .answers::<Many>(json!({ "secrets": [wire::example()] }))
}

async fn handle(call: Call, Body(body): Body) -> Answer<Many> {
    let changes = changes(&body)?;
    let place = place::of(&call, &body).await?;
    let written = secrets::set(&call.service, &call.caller, &place, changes, Expect::New).await?;
    Ok(Json(Many::of(written)))
}

fn changes(body: &Fields) -> Result<Vec<SecretChange>, ApiError> {
    items(body)?
        .iter()
        .map(|item| change::parse(item.required("secretKey")?, item))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_key_is_named_by_its_place_in_the_list() {
        let body = br#"{"secrets":[{"secretKey":"A","secretValue":"1"},{"secretKey":"100%"}]}"#;
        let error = changes(&Fields::from_json(body).unwrap()).unwrap_err();
        assert!(
            error.to_string().starts_with("secrets.1.secretKey: "),
            "{error}"
        );
        assert!(error.to_string().contains('%'), "{error}");
    }

    #[test]
    fn a_batch_has_one_folder() {
        let body = |path: &str| {
            let body = format!(
                r#"{{"secretPath":"/app","secrets":[{{"secretKey":"A","secretPath":"{path}"}}]}}"#
            );
            changes(&Fields::from_json(body.as_bytes()).unwrap())
        };
        assert!(body("").is_ok() && body("app/").is_ok());
        let error = body("/other").unwrap_err().to_string();
        assert!(error.starts_with("secrets.0.secretPath: "), "{error}");
    }
}
