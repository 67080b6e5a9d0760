//! Tags of a project's secrets. Infisical has two spellings: the newer one answers with `tag`, the
//! older one, which Terraform uses, with `workspaceTag`.

mod by_slug;
mod create;
mod delete;
mod get;
mod list;
mod update;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Tags")
        .at("/api/v1/projects/{projectId}/tags", list::newer())
        .at("/api/v1/projects/{projectId}/tags", create::newer())
        .at(
            "/api/v1/projects/{projectId}/tags/slug/{slug}",
            by_slug::newer(),
        )
        .at("/api/v1/projects/{projectId}/tags/{tagId}", get::newer())
        .at("/api/v1/projects/{projectId}/tags/{tagId}", update::newer())
        .at("/api/v1/projects/{projectId}/tags/{tagId}", delete::newer())
        .at("/api/v1/workspace/{projectId}/tags", list::older())
        .at("/api/v1/workspace/{projectId}/tags", create::older())
        .at(
            "/api/v1/workspace/{projectId}/tags/slug/{slug}",
            by_slug::older(),
        )
        .at("/api/v1/workspace/{projectId}/tags/{tagId}", get::older())
        .at(
            "/api/v1/workspace/{projectId}/tags/{tagId}",
            update::older(),
        )
        .at(
            "/api/v1/workspace/{projectId}/tags/{tagId}",
            delete::older(),
        )
}
