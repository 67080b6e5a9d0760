//! People and machines: signing in, first-run set-up, machine identities, and which roles they have.

mod access_tokens;
mod account;
mod auth_methods;
mod bootstrap;
mod boundary;
mod browser;
mod email;
mod guessing;
pub(crate) mod held;
mod identities;
mod invites;
mod machine_sign_in;
mod members;
mod organization;
mod password;
mod people;
mod roles;
mod session;
mod set_up;
mod sign_in;
pub(crate) mod token;

pub(crate) use members::join;
pub(crate) use organization::organization_in;

pub use access_tokens::{TokenGrant, bearer, renew, revoke};
pub use account::{OwnSession, change_password, end_other_sessions, end_session, own_sessions};
pub use auth_methods::{
    AzureAuth, AzureAuthChange, ClientSecretView, ConfiguredAuth, MadeClientSecret, MadeToken,
    NewClientSecret, OidcAuth, OidcAuthChange, Settings, SettingsChange, Terms, TermsChange,
    TokenView, UniversalAuth, UniversalAuthChange, attach, auth_method, change_auth_method,
    client_secret, client_secrets, create_client_secret, create_token, detach, rename_token,
    revoke_client_secret, revoke_named_token, token as named_token, tokens as named_tokens,
};
pub use bootstrap::{Bootstrapped, bootstrap};
pub use browser::Browser;
pub use identities::{
    IdentityChange, MachineIdentity, Metadatum, NewIdentity, NewMachine, create_identity,
    create_machine, delete_identity, identities, identity, update_identity,
};
pub use invites::{
    Invitation, InviteLink, NewAccount, NewInvite, OpenInvite, Welcome, accept_invite, find_invite,
    invite, make_reset_link, open_invites, revoke_invite,
};
pub use machine_sign_in::{ExternalLogin, azure_auth, oidc_auth, universal_auth};
pub use members::{
    HeldRole, Member, Membership, NewRoleOfMember, NewTemporary, RoleName, add_member,
    change_member, identity_members, identity_membership, member, remove_member, set_member,
};
pub use organization::{OrganizationView, is_own_organization, organization, organization_view};
pub use password::passwords_compared;
pub use people::{Person, people, remove_person, set_org_role};
pub use roles::{
    NewRole, Role, RoleChange, create_role, delete_role, role, role_by_slug, roles, update_role,
};
pub use session::{session, sign_out};
pub use set_up::{SetUp, needs_set_up, set_up};
pub use sign_in::{SignedIn, sign_in};

pub(crate) use guessing::Guesses;
pub(crate) use password::Passwords;
