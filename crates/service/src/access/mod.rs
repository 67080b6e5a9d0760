//! People and machines: signing in, first-run set-up, machine identities, and which roles they have.

mod boundary;
pub(crate) mod held;
mod identities;
mod members;
mod organization;
mod password;
mod roles;
mod session;
mod set_up;
mod sign_in;
pub(crate) mod token;
mod universal_auth;

pub(crate) use members::join;

pub use identities::{NewIdentity, create_identity};
pub(crate) use organization::organization_in;
pub use organization::{is_organization, organization};
pub use members::{
    HeldRole, Member, Membership, NewRoleOfMember, NewTemporary, RoleName, add_member,
    change_member, identity_members, identity_membership, member, remove_member, set_member,
};
pub use roles::{
    NewRole, Role, RoleChange, create_role, delete_role, role, role_by_slug, roles, update_role,
};
pub use session::{session, sign_out};
pub use set_up::{SetUp, needs_set_up, set_up};
pub use sign_in::{SignedIn, sign_in};
pub use universal_auth::{TokenGrant, bearer, renew, revoke, universal_auth};
