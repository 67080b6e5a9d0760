//! The roles of a project, under the several spellings of Infisical's routes.

mod create;
mod delete;
mod get;
mod list;
mod update;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Project roles")
        .at("/api/v2/workspace/{projectId}/roles", create::operation())
        .at("/api/v2/workspace/{projectId}/roles", list::operation())
        .at(
            "/api/v2/workspace/{projectId}/roles/slug/{roleSlug}",
            get::by_slug(),
        )
        .at(
            "/api/v2/workspace/{projectId}/roles/{roleId}",
            update::operation(),
        )
        .at(
            "/api/v2/workspace/{projectId}/roles/{roleId}",
            delete::operation(),
        )
        .at(
            "/api/v1/workspace/{projectSlug}/roles/{roleId}",
            delete::by_project_slug(),
        )
        .at("/api/v1/projects/roles/{roleId}", get::by_id())
        .at("/api/v1/projects/{projectId}/roles", create::operation())
        .at("/api/v1/projects/{projectId}/roles", list::operation())
        .at(
            "/api/v1/projects/{projectId}/roles/slug/{roleSlug}",
            get::by_slug(),
        )
        .at(
            "/api/v1/projects/{projectId}/roles/{roleId}",
            update::operation(),
        )
        .at(
            "/api/v1/projects/{projectId}/roles/{roleId}",
            delete::operation(),
        )
}
