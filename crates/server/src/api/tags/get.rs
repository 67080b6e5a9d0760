//! `GET …/tags/{tagId}`: one tag.

use axum::Json;
use model::id::{ProjectId, TagId};
use service::tags;

use super::wire::{self, Newer, Older};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn newer() -> Operation {
    Operation::get(handle::<Newer>, "Get a tag").answers::<Newer>(wire::newer_example())
}

pub(super) fn older() -> Operation {
    Operation::get(handle::<Older>, "Get a tag, in the older spelling")
        .answers::<Older>(wire::older_example())
}

async fn handle<T: From<tags::Tag>>(
    call: Call,
    Segments((project, id)): Segments<(ProjectId, TagId)>,
) -> Answer<T> {
    let tag = tags::get(&call.service, &call.caller, project, id).await?;
    Ok(Json(tag.into()))
}
