//! The instance itself.

mod bootstrap;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Instance").at("/api/v1/admin/bootstrap", bootstrap::operation())
}
