//! Imports: folders that have the secrets of other folders.

mod create;
mod delete;
mod get;
mod list;
mod update;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Secret imports")
        .at("/api/v1/secret-imports", list::operation())
        .at("/api/v1/secret-imports", create::operation())
        .at("/api/v1/secret-imports/{secretImportId}", get::operation())
        .at(
            "/api/v1/secret-imports/{secretImportId}",
            update::operation(),
        )
        .at(
            "/api/v1/secret-imports/{secretImportId}",
            delete::operation(),
        )
}
