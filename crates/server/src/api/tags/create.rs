//! `POST …/tags`: a new tag.

use axum::Json;
use model::id::ProjectId;
use serde_json::json;
use service::tags::{self, MAX_COLOR, MAX_NAME, NewTag};

use super::wire::{self, Newer, Older};
use crate::api::description::{self, Operation, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};

pub(super) fn newer() -> Operation {
    Operation::post(handle::<Newer>, "Create a tag")
        .body(fields(), example())
        .answers::<Newer>(wire::newer_example())
}

pub(super) fn older() -> Operation {
    Operation::post(handle::<Older>, "Create a tag, in the older spelling")
        .body(fields(), example())
        .answers::<Older>(wire::older_example())
}

fn fields() -> description::Fields {
    description::Fields::new()
        .required(
            "slug",
            text()
                .min_length(Some(1))
                .max_length(Some(64))
                .pattern(Some("^[a-z0-9-]+$")),
            "Its short name, unique in the project.",
        )
        .optional(
            "name",
            text().max_length(Some(MAX_NAME)),
            "Its name; the short one when left out.",
        )
        .optional(
            "color",
            text().max_length(Some(MAX_COLOR)),
            "Its color, in any words.",
        )
}

fn example() -> serde_json::Value {
    json!({ "slug": "backend", "name": "Backend", "color": "#ff0000" })
}

async fn handle<T: From<tags::Tag>>(
    call: Call,
    Segments(project): Segments<ProjectId>,
    Body(body): Body,
) -> Answer<T> {
    let tag = tags::create(&call.service, &call.caller, project, parse(&body)?).await?;
    Ok(Json(tag.into()))
}

fn parse(body: &Fields) -> Result<NewTag, ApiError> {
    Ok(NewTag {
        slug: body.required("slug")?,
        name: body.text("name")?.map(str::to_owned),
        color: body.text("color")?.unwrap_or_default().to_owned(),
    })
}
