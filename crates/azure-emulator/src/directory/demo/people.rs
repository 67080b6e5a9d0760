//! The demo's users and the machine's identities.

use uuid::{Uuid, uuid};

use super::{Demo, Role};
use crate::{Directory, ManagedIdentity, Rights, User};

const ADA: Uuid = uuid!("a1a1c0de-1111-4a5b-8c6d-0000000000a1");
const BOB: Uuid = uuid!("b0b0c0de-2222-4a5b-8c6d-0000000000b0");
const DORA: Uuid = uuid!("d0a0c0de-4444-4a5b-8c6d-0000000000d0");
const FAY: Uuid = uuid!("fa10c0de-5555-4a5b-8c6d-0000000000f0");
const SYSTEM: Uuid = uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c8");
const USER_ASSIGNED: Uuid = uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c9");

impl Demo {
    pub(super) fn add_people(&self, directory: &mut Directory) -> Vec<Role> {
        let neighbour = self.neighbour;
        for (object_id, tenant_id, upn, name) in [
            (ADA, self.tenant_id, self.owner, "Ada Lovelace"),
            (BOB, self.tenant_id, self.outsider, "Bob Outsider"),
            (DORA, self.tenant_id, self.disabled_user, "Dora Disabled"),
            (FAY, neighbour.tenant_id, neighbour.user, "Fay Fabrikam"),
        ] {
            directory.add_user(User {
                object_id,
                tenant_id,
                upn: upn.to_owned(),
                name: name.to_owned(),
                disabled: object_id == DORA,
            });
        }
        vec![(ADA, Rights::OWNER), (DORA, Rights::OWNER)]
    }

    pub(super) fn add_identities(&self, directory: &mut Directory) -> Vec<Role> {
        let resource_id = "/subscriptions/5b5c0de0-0000-4000-8000-000000000001/resourceGroups/demo\
                           /providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader";
        for (client_id, principal, resource_id) in [
            (self.system_identity, SYSTEM, None),
            (self.user_identity, USER_ASSIGNED, Some(resource_id)),
        ] {
            directory.add_identity(ManagedIdentity {
                client_id,
                principal,
                tenant_id: self.tenant_id,
                resource_id: resource_id.map(str::to_owned),
            });
        }
        vec![(SYSTEM, Rights::OWNER), (USER_ASSIGNED, Rights::READER)]
    }
}
