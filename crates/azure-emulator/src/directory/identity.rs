//! A managed identity: a principal that Azure signs in for the machine it is assigned to.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An identity that the machine "running" on the emulator has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedIdentity {
    /// The client id.
    pub client_id: Uuid,
    /// Object id of its service principal: what roles are assigned to.
    pub principal: Uuid,
    /// The tenant.
    pub tenant_id: Uuid,
    /// The resource id of a user-assigned identity; `None` is the system-assigned one.
    #[serde(default)]
    pub resource_id: Option<String>,
}

/// Which identity a machine asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhichIdentity<'a> {
    /// The only one, or the system-assigned one.
    Default,
    ClientId(&'a str),
    ObjectId(&'a str),
    ResourceId(&'a str),
}

impl WhichIdentity<'_> {
    /// The identity meant, among those the machine has.
    pub(super) fn among<'a>(
        self,
        mut all: impl Iterator<Item = &'a ManagedIdentity> + Clone,
    ) -> Option<&'a ManagedIdentity> {
        let is = |id: Uuid, text: &str| text.parse() == Ok(id);
        match self {
            Self::Default => {
                let system = all.clone().find(|known| known.resource_id.is_none());
                system.or_else(|| all.next().filter(|_| all.next().is_none()))
            }
            Self::ClientId(id) => all.find(|known| is(known.client_id, id)),
            Self::ObjectId(id) => all.find(|known| is(known.principal, id)),
            Self::ResourceId(id) => all.find(|known| {
                let resource = known.resource_id.as_deref();
                resource.is_some_and(|resource| resource.eq_ignore_ascii_case(id))
            }),
        }
    }
}
