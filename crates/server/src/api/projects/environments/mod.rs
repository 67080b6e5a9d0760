//! The environments of a project, under Infisical's older and newer spelling.

mod create;
mod delete;
mod get;
mod update;
mod wire;

pub(super) use wire::{Environment, example};

use super::Routes;

pub(super) fn added_to(routes: Routes) -> Routes {
    routes
        .at(
            "/api/v1/workspace/environments/{environmentId}",
            get::by_id(),
        )
        .at(
            "/api/v1/projects/{projectId}/environments/slug/{slug}",
            get::by_slug(),
        )
        .at(
            "/api/v1/workspace/{projectId}/environments",
            create::operation(),
        )
        .at(
            "/api/v1/projects/{projectId}/environments",
            create::operation(),
        )
        .at(
            "/api/v1/workspace/{projectId}/environments/{environmentId}",
            update::operation(),
        )
        .at(
            "/api/v1/projects/{projectId}/environments/{environmentId}",
            update::operation(),
        )
        .at(
            "/api/v1/workspace/{projectId}/environments/{environmentId}",
            delete::operation(),
        )
        .at(
            "/api/v1/projects/{projectId}/environments/{environmentId}",
            delete::operation(),
        )
}
