//! `PATCH /api/v3/secrets/batch/raw` and `PATCH /api/v4/secrets/batch`: changes of many secrets.

use axum::Json;
use serde_json::json;
use service::secrets::{self, Expect, SecretChange};

use super::items;
use crate::api::description::{self, Operation, list, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields};
use crate::api::secrets::wire::{self, Many};
use crate::api::secrets::{change, place};

/// What becomes of a secret that is not there.
const MODES: [(&str, Expect); 3] = [
    ("failOnNotFound", Expect::Existing),
    ("upsert", Expect::Any),
    ("ignore", Expect::IfThere),
];

pub(in crate::api::secrets) fn operation() -> Operation {
    let item = description::Fields::new()
        .required("secretKey", text().min_length(Some(1)), "Its name.")
        .optional("newSecretName", text(), "A new name for it.")
        .and(change::fields());
    let fields = place::fields()
        .optional(
            "mode",
            text().enum_values(Some(MODES.map(|(word, _)| word))),
            "What becomes of a secret that is not there: the whole batch fails, as is the default, \
             it is made, or it is left out.",
        )
        .required(
            "secrets",
            list(item),
            "The changes. What one leaves out stays.",
        );
    let example = json!({
        "workspaceId": wire::EXAMPLE_PROJECT,
        "environment": "dev",
        "secretPath": "/",
        "mode": "upsert",
        "secrets": [{ "secretKey": "DB_PASSWORD", "secretValue": "s3cret" }],
    });
    Operation::patch(handle, "Update many secrets")
        .about("All or none.")
        .body(fields, example)
        .answers::<Many>(json!({ "secrets": [wire::example()] }))
}

async fn handle(call: Call, Body(body): Body) -> Answer<Many> {
    let (expect, changes) = (mode(&body)?, changes(&body)?);
    let place = place::of(&call, &body).await?;
    let written = secrets::set(&call.service, &call.caller, &place, changes, expect).await?;
    Ok(Json(Many::of(written)))
}

fn mode(body: &Fields) -> Result<Expect, ApiError> {
    let Some(word) = body.text("mode")? else {
        return Ok(Expect::Existing);
    };
    let known = MODES.iter().find(|(known, _)| *known == word);
    known.map(|(_, expect)| *expect).ok_or_else(|| {
        body.fault(
            "mode",
            "is none: use `failOnNotFound`, `upsert` or `ignore`",
        )
    })
}

fn changes(body: &Fields) -> Result<Vec<SecretChange>, ApiError> {
    items(body)?
        .iter()
        .map(|item| change::parse_update(item.required("secretKey")?, item))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_to_be_there_unless_the_mode_says_otherwise() {
        let mode = |body: &str| mode(&Fields::from_json(body.as_bytes()).unwrap());
        assert_eq!(mode("{}").unwrap(), Expect::Existing);
        assert_eq!(mode(r#"{"mode":"upsert"}"#).unwrap(), Expect::Any);
        assert_eq!(mode(r#"{"mode":"ignore"}"#).unwrap(), Expect::IfThere);
        assert!(mode(r#"{"mode":"Upsert"}"#).is_err());
    }
}
