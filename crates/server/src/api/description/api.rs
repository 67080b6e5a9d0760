//! All routes together: the router, and the OpenAPI document that describes it.

use axum::Router;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};

use super::Routes;
use super::routes::Described;
use crate::State;

/// The API as it grows together.
#[derive(Default)]
pub(in crate::api) struct Api {
    router: Router<State>,
    described: Described,
}

impl Api {
    /// With these routes too.
    pub(in crate::api) fn with(mut self, routes: Routes) -> Self {
        self.router = self.router.merge(routes.router);
        self.described.merge(routes.described);
        self
    }

    /// The router.
    pub(in crate::api) fn into_router(self) -> Router<State> {
        self.router
    }

    /// The document.
    pub(in crate::api) fn into_document(self) -> OpenApi {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An access token of a machine identity."))
            .build();
        let components = ComponentsBuilder::new()
            .schemas_from_iter(self.described.schemas)
            .security_scheme("accessToken", SecurityScheme::Http(bearer))
            .build();
        let info = InfoBuilder::new()
            .title("Keyferry")
            .version(env!("CARGO_PKG_VERSION"))
            .description(Some(
                "Infisical's HTTP API as Keyferry speaks it, and what Keyferry adds to it.",
            ))
            .build();
        OpenApiBuilder::new()
            .info(info)
            .paths(self.described.paths)
            .components(Some(components))
            .build()
    }

    /// The names that two schemas share.
    #[cfg(test)]
    pub(in crate::api) fn clashes(&self) -> &std::collections::BTreeSet<String> {
        &self.described.clashes
    }
}
