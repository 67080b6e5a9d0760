//! Machine identities: who they are. How they sign in is `auth_methods`.

mod change;
mod create;
mod delete;
mod metadata;
mod read;

use model::Timestamp;
use model::access::{AuthMethod, OrgRole};
use model::id::IdentityId;
use store::identities::Identity;

use crate::Error;

pub use change::{IdentityChange, update_identity};
pub(super) use create::insert;
pub use create::{NewIdentity, NewMachine, create_identity, create_machine};
pub use delete::delete_identity;
pub use metadata::Metadatum;
pub use read::{identities, identity};

/// Characters a name may have at most.
const LONGEST_NAME: usize = 100;

/// A machine identity as members of the organization see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineIdentity {
    /// Its id.
    pub id: IdentityId,
    /// Its name.
    pub name: String,
    /// Its role in the organization.
    pub org_role: OrgRole,
    /// Whether it cannot be deleted until that is switched off.
    pub delete_protection: bool,
    /// Keys and values that people keep with it.
    pub metadata: Vec<Metadatum>,
    /// The kinds of ways it signs in, oldest first.
    pub auth_methods: Vec<AuthMethod>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl MachineIdentity {
    fn new(row: Identity, auth_methods: Vec<AuthMethod>) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            name: row.name,
            org_role: row.org_role,
            delete_protection: row.delete_protection,
            metadata: metadata::read(&row.metadata)?,
            auth_methods,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

fn checked_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", "use 1 to 100 characters"));
    }
    Ok(name.to_owned())
}
