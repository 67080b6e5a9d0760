//! Machine identities. How they sign in is `auth_methods`.

mod create;
mod delete;
mod details;
mod get;
mod list;
mod update;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Machine identities")
        .at("/api/v1/identities", create::operation())
        .at("/api/v1/identities", list::operation())
        .at("/api/v1/identities/details", details::operation())
        .at("/api/v1/identities/{identityId}", get::operation())
        .at("/api/v1/identities/{identityId}", update::operation())
        .at("/api/v1/identities/{identityId}", delete::operation())
}
