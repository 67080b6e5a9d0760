//! The ways in which machine identities sign in. The four verbs are the same for each kind; `kind` says
//! what a kind is.

mod attach;
mod change;
mod client_secrets;
mod detach;
mod get;
mod kind;
mod terms;
mod tokens;

use super::description::Routes;
use kind::{Azure, Kind, Oidc, Token, Universal};

pub(super) fn routes() -> Routes {
    let routes = Routes::tagged("Auth methods");
    let routes = of::<Universal>(
        routes,
        "/api/v1/auth/universal-auth/identities/{identityId}",
    );
    let routes = of::<Token>(routes, "/api/v1/auth/token-auth/identities/{identityId}");
    let routes = of::<Azure>(routes, "/api/v1/auth/azure-auth/identities/{identityId}");
    let routes = of::<Oidc>(routes, "/api/v1/auth/oidc-auth/identities/{identityId}");
    tokens::routes(client_secrets::routes(routes))
}

fn of<K: Kind>(routes: Routes, path: &str) -> Routes {
    routes
        .at(path, attach::operation::<K>())
        .at(path, get::operation::<K>())
        .at(path, change::operation::<K>())
        .at(path, detach::operation::<K>())
}
