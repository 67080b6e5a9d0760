//! Client secrets of universal auth.

mod create;
mod get;
mod list;
mod revoke;
mod wire;

use crate::api::description::Routes;

const ALL: &str = "/api/v1/auth/universal-auth/identities/{identityId}/client-secrets";
const ONE: &str =
    "/api/v1/auth/universal-auth/identities/{identityId}/client-secrets/{clientSecretId}";
const REVOKE: &str =
    "/api/v1/auth/universal-auth/identities/{identityId}/client-secrets/{clientSecretId}/revoke";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .at(ALL, create::operation())
        .at(ALL, list::operation())
        .at(ONE, get::operation())
        .at(REVOKE, revoke::operation())
}
