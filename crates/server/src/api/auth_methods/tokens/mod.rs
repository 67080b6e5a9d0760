//! Tokens of token auth, which people make.

mod create;
mod get;
mod list;
mod rename;
mod revoke;
mod wire;

use crate::api::description::Routes;

const ALL: &str = "/api/v1/auth/token-auth/identities/{identityId}/tokens";
const ONE: &str = "/api/v1/auth/token-auth/tokens/{tokenId}";
const REVOKE: &str = "/api/v1/auth/token-auth/tokens/{tokenId}/revoke";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .at(ALL, create::operation())
        .at(ALL, list::operation())
        .at(ONE, get::operation())
        .at(ONE, rename::operation())
        .at(REVOKE, revoke::operation())
}
