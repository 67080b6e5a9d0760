//! Folders of an environment. Infisical's two versions differ in how they delete one with contents.

mod create;
mod delete;
mod get;
mod list;
mod update;
mod which;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Folders")
        .at("/api/v1/folders", list::operation())
        .at("/api/v2/folders", list::operation())
        .at("/api/v1/folders", create::operation())
        .at("/api/v2/folders", create::operation())
        .at("/api/v1/folders/{folderIdOrName}", get::operation())
        .at("/api/v2/folders/{folderIdOrName}", get::operation())
        .at("/api/v1/folders/{folderIdOrName}", update::operation())
        .at("/api/v2/folders/{folderIdOrName}", update::operation())
        .at("/api/v1/folders/{folderIdOrName}", delete::with_contents())
        .at("/api/v2/folders/{folderIdOrName}", delete::if_empty())
}
