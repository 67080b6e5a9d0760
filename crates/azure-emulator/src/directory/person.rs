//! A user of a tenant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The object id, stable within the tenant.
    pub object_id: Uuid,
    /// The home tenant.
    pub tenant_id: Uuid,
    /// The sign-in name (user principal name), such as `ada@contoso.com`.
    pub upn: String,
    /// The name to show.
    pub name: String,
    /// Whether an administrator switched the account off.
    #[serde(default)]
    pub disabled: bool,
}
