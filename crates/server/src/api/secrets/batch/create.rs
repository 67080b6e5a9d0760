//! `POST /api/v3/secrets/batch/raw`: many new secrets, all or none.

use axum::Json;
use serde::Serialize;
use service::secrets::{self, Expect, SecretChange};

use super::place;
use super::wire::{self, Secret};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields};

#[derive(Serialize)]
pub(super) struct Created {
    secrets: Vec<Secret>,
}

pub(super) async fn handle(call: Call, Body(body): Body) -> Answer<Created> {
    let changes = changes(&body)?;
    let place = place::of(&call, &body).await?;
    let written = secrets::set(&call.service, &call.caller, &place, changes, Expect::New).await?;
    let secrets = written
        .into_iter()
        .map(|s| Secret::new(place.project, s))
        .collect();
    Ok(Json(Created { secrets }))
}

fn changes(body: &Fields) -> Result<Vec<SecretChange>, ApiError> {
    let items = body
        .objects("secrets")?
        .ok_or_else(|| body.missing("secrets"))?;
    items
        .iter()
        .map(|item| wire::change(item.required("secretKey")?, item))
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
}
