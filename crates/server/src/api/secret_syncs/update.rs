//! `PATCH /api/v1/secret-syncs/{destination}/{syncId}`: a change of a sync. What the body leaves
//! out stays.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use serde_json::json;
use service::syncs::{self, NewDestination, Sync, SyncChange};

use super::wire::{self, One};
use crate::api::description::{self, Operation, boolean, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};
use crate::api::wire::{changed_description, described, slug};

pub(super) fn operation() -> Operation {
    let fields = description::Fields::new()
        .optional("name", slug(), "Another name.")
        .optional(
            "description",
            described(),
            "Another purpose; empty for none.",
        )
        .optional("connectionId", uuid(), "Another connection.")
        .optional("environment", slug(), "Another environment to read from.")
        .optional("secretPath", text(), "Another folder to read from.")
        .optional(
            "isAutoSyncEnabled",
            boolean(),
            "Whether it runs when its source changes.",
        )
        .optional(
            "syncOptions",
            wire::option_fields(),
            "Other options, all of them.",
        )
        .optional(
            "destinationConfig",
            wire::destination_fields(),
            "Another destination.",
        );
    Operation::patch(handle, "Change a sync")
        .about(
            "What is left out stays. What it wrote at another destination before stays there and is \
             nobody's: remove it first if it should go.",
        )
        .body(fields, json!({ "description": "The shop's settings" }))
        .answers::<One>(wire::example_of_one())
}

async fn handle(
    call: Call,
    Segments((_, id)): Segments<(App, SyncId)>,
    Body(body): Body,
) -> Answer<One> {
    let current = syncs::get(&call.service, &call.caller, id).await?;
    let change = parse(&current, &body)?;
    let sync = syncs::update(&call.service, &call.caller, id, change).await?;
    Ok(Json(One::of(sync)?))
}

fn parse(current: &Sync, body: &Fields) -> Result<SyncChange, ApiError> {
    let options = match body.object("syncOptions")? {
        Some(fields) => Some((wire::options(&fields)?, fields.to_json())),
        None => None,
    };
    let destination = match body.object("destinationConfig")? {
        Some(fields) => {
            let wanted = wire::destination(&fields)?;
            Some(NewDestination {
                endpoint: wanted.endpoint,
                label: wanted.label,
                tier: wanted.tier,
                as_sent: fields.to_json(),
            })
        }
        None => None,
    };
    let source = match (body.parsed("environment")?, body.parsed("secretPath")?) {
        (None, None) => None,
        (environment, path) => Some((
            environment.unwrap_or_else(|| current.environment.clone()),
            path.unwrap_or_else(|| current.path.clone()),
        )),
    };
    Ok(SyncChange {
        name: body.parsed("name")?,
        description: changed_description(body)?,
        connection: body.parsed("connectionId")?,
        source,
        destination,
        options,
        auto_sync: body.flag("isAutoSyncEnabled")?,
    })
}
