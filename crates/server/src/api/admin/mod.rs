//! The instance itself.

mod bootstrap;
mod reseal;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Instance")
        .at("/api/v1/admin/bootstrap", bootstrap::operation())
        .at(
            "/api/v1/admin/encryption/reseal",
            reseal::begin::operation(),
        )
        .at(
            "/api/v1/admin/encryption/reseal",
            reseal::status::operation(),
        )
}
