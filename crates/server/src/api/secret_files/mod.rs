//! Configuration files in and out. Additive: Infisical's clients read files themselves.

mod export;
mod import;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Files")
        .at("/api/v1/secrets/import-file", import::operation())
        .at("/api/v1/secrets/export-file", export::operation())
}
