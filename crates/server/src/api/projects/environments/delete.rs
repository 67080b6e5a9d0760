//! `DELETE /api/v1/workspace/{projectId}/environments/{environmentId}` and its newer twin: the end of
//! an environment.

use axum::Json;
use model::id::{EnvironmentId, ProjectId};
use service::projects;

use super::wire::{self, Done};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

const MESSAGE: &str = "Successfully deleted environment";

pub(super) fn operation() -> Operation {
    Operation::delete(handle, "Delete an environment")
        .about(
            "Its folders and secrets go too. Syncs from it pause and delete nothing at their \
             destinations.",
        )
        .answers::<Done>(wire::example_of_done(MESSAGE))
}

async fn handle(
    call: Call,
    Segments((project, id)): Segments<(ProjectId, EnvironmentId)>,
) -> Answer<Done> {
    let gone = projects::delete_environment(&call.service, &call.caller, project, id).await?;
    Ok(Json(Done::new(MESSAGE, gone)))
}
