//! `GET …/tags/slug/{slug}`: one tag by its short name. What is none is not found.

use axum::Json;
use model::Slug;
use model::id::ProjectId;
use service::tags;

use super::wire::{self, Newer, Older};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn newer() -> Operation {
    Operation::get(handle::<Newer>, "Get a tag by its short name")
        .answers::<Newer>(wire::newer_example())
}

pub(super) fn older() -> Operation {
    Operation::get(
        handle::<Older>,
        "Get a tag by its short name, in the older spelling",
    )
    .answers::<Older>(wire::older_example())
}

async fn handle<T: From<tags::Tag>>(
    call: Call,
    Segments((project, slug)): Segments<(ProjectId, Slug)>,
) -> Answer<T> {
    let tag = tags::by_slug(&call.service, &call.caller, project, &slug).await?;
    Ok(Json(tag.into()))
}
