//! `POST /api/v1/secret-syncs/{destination}`: a new sync. It is due at once.

use axum::Json;
use model::connection::App;
use model::sync::Tier;
use serde_json::json;
use service::syncs::{self, NewSync};

use super::wire::{self, One};
use crate::api::description::{self, Operation, boolean, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};
use crate::api::wire::{described, description, slug};

pub(super) fn operation() -> Operation {
    let fields = description::Fields::new()
        .required(
            "name",
            slug(),
            "Its name, of which there is one in its project.",
        )
        .optional("description", described(), "What it is for.")
        .required("projectId", uuid(), "Its project.")
        .required("connectionId", uuid(), "The connection to write through.")
        .required(
            "environment",
            slug(),
            "The environment to read from, by its slug.",
        )
        .required(
            "secretPath",
            text().min_length(Some(1)),
            "The folder to read from.",
        )
        .optional(
            "isAutoSyncEnabled",
            boolean(),
            "Whether it runs when its source changes, as is the default.",
        )
        .required("syncOptions", wire::option_fields(), "How to write.")
        .required(
            "destinationConfig",
            wire::destination_fields(),
            "Where to write.",
        );
    let example = json!({
        "name": "shop-prod",
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "connectionId": "0198c0de-0000-7000-8000-000000000010",
        "environment": "prod",
        "secretPath": "/",
        "syncOptions": wire::example()["syncOptions"],
        "destinationConfig": wire::example()["destinationConfig"],
    });
    Operation::post(handle, "Create a sync")
        .about("It is due at once, or on request when it is not automatic.")
        .body(fields, example)
        .answers::<One>(wire::example_of_one())
}

async fn handle(call: Call, Segments(_): Segments<App>, Body(body): Body) -> Answer<One> {
    let sync = syncs::create(&call.service, &call.caller, parse(&body)?).await?;
    Ok(Json(One::of(sync)?))
}

fn parse(body: &Fields) -> Result<NewSync, ApiError> {
    let options = body.required_object("syncOptions")?;
    let config = body.required_object("destinationConfig")?;
    let destination = wire::destination(&config)?;
    Ok(NewSync {
        project: body.required("projectId")?,
        name: body.required("name")?,
        description: description(body)?,
        connection: body.required("connectionId")?,
        environment: body.required("environment")?,
        path: body.required("secretPath")?,
        endpoint: destination.endpoint,
        label: destination.label,
        tier: destination.tier.unwrap_or(Tier::Standard),
        options: wire::options(&options)?,
        options_as_sent: options.to_json(),
        destination_as_sent: config.to_json(),
        auto_sync: body.flag("isAutoSyncEnabled")?.unwrap_or(true),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: &str = r#"{"App":"azure-app-configuration","name":"shop",
        "projectId":"0198c0de-0000-7000-8000-000000000000",
        "connectionId":"0198c0de-0000-7000-8000-000000000001",
        "environment":"prod","secretPath":"/","isAutoSyncEnabled":true,"description":"",
        "syncOptions":{"initialSyncBehavior":"overwrite-destination","keySchema":"",
            "disableSecretDeletion":false},
        "destinationConfig":{"configurationUrl":"https://contoso.azconfig.io","label":""}}"#;

    #[test]
    fn what_terraform_sends_is_understood_and_kept_as_it_is() {
        let request = parse(&Fields::from_json(SENT.as_bytes()).unwrap()).unwrap();
        assert_eq!(request.label, None);
        assert!(request.auto_sync);
        assert_eq!(
            request.destination_as_sent,
            r#"{"configurationUrl":"https://contoso.azconfig.io","label":""}"#
        );
    }

    #[test]
    fn a_missing_option_is_named_by_its_path() {
        let text = SENT.replace("initialSyncBehavior", "initial");
        let error = parse(&Fields::from_json(text.as_bytes()).unwrap())
            .err()
            .unwrap();
        assert_eq!(
            error.to_string(),
            "syncOptions.initialSyncBehavior: Required"
        );
    }
}
