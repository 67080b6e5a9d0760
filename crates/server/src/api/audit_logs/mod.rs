//! The audit log.

mod list;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Audit logs").at("/api/v1/organization/audit-logs", list::operation())
}
