//! `DELETE …/tags/{tagId}`: the end of a tag. Its secrets stay.

use axum::Json;
use model::id::{ProjectId, TagId};
use service::tags;

use super::wire::{self, Newer, Older};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn newer() -> Operation {
    Operation::delete(handle::<Newer>, "Delete a tag").answers::<Newer>(wire::newer_example())
}

pub(super) fn older() -> Operation {
    Operation::delete(handle::<Older>, "Delete a tag, in the older spelling")
        .answers::<Older>(wire::older_example())
}

async fn handle<T: From<tags::Tag>>(
    call: Call,
    Segments((project, id)): Segments<(ProjectId, TagId)>,
) -> Answer<T> {
    let tag = tags::delete(&call.service, &call.caller, project, id).await?;
    Ok(Json(tag.into()))
}
