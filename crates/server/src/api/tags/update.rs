//! `PATCH …/tags/{tagId}`: a change of a tag. What the body leaves out stays.

use axum::Json;
use model::id::{ProjectId, TagId};
use serde_json::json;
use service::tags::{self, MAX_COLOR, MAX_NAME, TagChange};

use super::wire::{self, Newer, Older};
use crate::api::description::{self, Operation, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};

pub(super) fn newer() -> Operation {
    Operation::patch(handle::<Newer>, "Update a tag")
        .body(fields(), json!({ "color": "#00ff00" }))
        .answers::<Newer>(wire::newer_example())
}

pub(super) fn older() -> Operation {
    Operation::patch(handle::<Older>, "Update a tag, in the older spelling")
        .body(fields(), json!({ "color": "#00ff00" }))
        .answers::<Older>(wire::older_example())
}

fn fields() -> description::Fields {
    description::Fields::new()
        .optional(
            "slug",
            text().max_length(Some(64)).pattern(Some("^[a-z0-9-]*$")),
            "A new short name.",
        )
        .optional("name", text().max_length(Some(MAX_NAME)), "A new name.")
        .optional("color", text().max_length(Some(MAX_COLOR)), "A new color.")
}

async fn handle<T: From<tags::Tag>>(
    call: Call,
    Segments((project, id)): Segments<(ProjectId, TagId)>,
    Body(body): Body,
) -> Answer<T> {
    let tag = tags::update(&call.service, &call.caller, project, id, parse(&body)?).await?;
    Ok(Json(tag.into()))
}

fn parse(body: &Fields) -> Result<TagChange, ApiError> {
    Ok(TagChange {
        slug: body.parsed("slug")?,
        name: body.text("name")?.map(str::to_owned),
        color: body.exact_text("color")?.map(str::to_owned),
    })
}
