//! A tenant of Entra ID.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An organization's directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// The tenant id.
    pub id: Uuid,
    /// Verified domains, such as `contoso.onmicrosoft.com`.
    pub domains: Vec<String>,
    /// Whether only an administrator may consent to apps; users are turned away.
    #[serde(default)]
    pub admin_consent_only: bool,
}

impl Tenant {
    /// Whether `name` is this tenant's id or one of its domains.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        name.parse() == Ok(self.id)
            || self
                .domains
                .iter()
                .any(|domain| domain.eq_ignore_ascii_case(name))
    }
}
