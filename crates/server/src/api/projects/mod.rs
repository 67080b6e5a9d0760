//! Projects and their environments. Infisical calls projects workspaces in its older routes.

mod by_slug;
mod create;
mod delete;
mod environments;
mod get;
mod list;
mod update;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    let projects = Routes::tagged("Projects")
        .at("/api/v2/workspace", create::operation())
        .at("/api/v1/projects", create::operation())
        .at("/api/v1/workspace", list::list_workspaces())
        .at("/api/v1/projects", list::list_projects())
        .at("/api/v1/workspace/{projectId}", get::get_workspace())
        .at("/api/v1/projects/{projectId}", get::get_project())
        .at("/api/v1/projects/{projectId}", update::operation())
        .at("/api/v1/projects/{projectId}", delete::by_id())
        .at("/api/v1/projects/slug/{slug}", by_slug::operation())
        .at("/api/v2/workspace/{slug}", by_slug::operation())
        .at("/api/v2/workspace/{slug}", delete::by_slug());
    environments::added_to(projects)
}
