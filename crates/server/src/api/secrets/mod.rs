//! Secrets. The rest of a path is a secret's name, slashes included, written raw or encoded; so
//! fixed routes come first, and names that clash with them are reached through `by-name`.

mod batch;
mod by_name;
mod change;
mod create;
mod delete;
mod etag;
mod get;
mod list;
pub(super) mod place;
mod update;
mod versions;
mod view;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Secrets")
        .at("/api/v3/secrets/raw", list::list_v3())
        .at("/api/v3/secrets/raw/id/{secretId}", get::get_by_id_v3())
        .at("/api/v3/secrets/raw/{*name}", get::get_v3())
        .at("/api/v3/secrets/raw/{*name}", create::operation())
        .at("/api/v3/secrets/raw/{*name}", update::operation())
        .at("/api/v3/secrets/raw/{*name}", delete::operation())
        .at("/api/v3/secrets/batch/raw", batch::create::operation())
        .at("/api/v3/secrets/batch/raw", batch::update::operation())
        .at("/api/v3/secrets/batch/raw", batch::delete::operation())
        .at("/api/v4/secrets", list::list_v4())
        .at("/api/v4/secrets/id/{secretId}", get::get_by_id_v4())
        .at("/api/v4/secrets/batch", batch::create::operation())
        .at("/api/v4/secrets/batch", batch::update::operation())
        .at("/api/v4/secrets/batch", batch::delete::operation())
        .at("/api/v4/secrets/{*name}", get::get_v4())
        .at("/api/v4/secrets/{*name}", create::operation())
        .at("/api/v4/secrets/{*name}", update::operation())
        .at("/api/v4/secrets/{*name}", delete::operation())
        .at("/api/v1/secrets/by-name", by_name::get())
        .at("/api/v1/secrets/by-name", by_name::create())
        .at("/api/v1/secrets/by-name", by_name::update())
        .at("/api/v1/secrets/by-name", by_name::delete())
        .at(
            "/api/v1/secret/{secretId}/secret-versions",
            versions::list::operation(),
        )
        .at(
            "/api/v1/secret/{secretId}/secret-versions/{version}/restore",
            versions::restore::operation(),
        )
}
