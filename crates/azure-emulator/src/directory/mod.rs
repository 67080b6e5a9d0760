//! Who exists in Microsoft Entra ID and what they may do in which store.

mod app;
mod certificate;
mod demo;
mod der;
mod federated;
mod identity;
mod person;
mod rights;
mod tenant;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

pub use self::{
    app::{App, AppSecret, SignInAudience},
    certificate::{AppCertificate, NotACertificate},
    demo::{Demo, DemoApp, DemoFederation, DemoNeighbour},
    federated::FederatedCredential,
    identity::ManagedIdentity,
    person::User,
    rights::Rights,
    tenant::Tenant,
};
pub(crate) use self::{federated::token_exchange, identity::WhichIdentity};

/// Tenants, app registrations, users, role assignments and consents.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    tenants: BTreeMap<Uuid, Tenant>,
    apps: BTreeMap<Uuid, App>,
    users: BTreeMap<Uuid, User>,
    identities: BTreeMap<Uuid, ManagedIdentity>,
    roles: BTreeMap<(String, Uuid), Role>,
    consents: BTreeSet<(Uuid, Uuid, String)>,
}

/// A role assignment: what a principal (user or service principal) may do in one store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleAssignment {
    /// Name of the store.
    pub store: String,
    /// Object id of the user or service principal.
    pub principal: Uuid,
    /// What it may do.
    pub rights: Rights,
}

/// A role as it stands: what was there before goes on acting until the change does.
#[derive(Debug, Clone, Copy)]
struct Role {
    rights: Rights,
    acts_from: Option<OffsetDateTime>,
    before: Rights,
}

impl Role {
    fn at(&self, now: OffsetDateTime) -> Rights {
        match self.acts_from {
            Some(begin) if now < begin => self.before,
            _ => self.rights,
        }
    }
}

impl Directory {
    /// Adds or replaces a tenant.
    pub fn add_tenant(&mut self, tenant: Tenant) {
        self.tenants.insert(tenant.id, tenant);
    }

    /// Adds or replaces an app registration.
    pub fn add_app(&mut self, app: App) {
        self.apps.insert(app.client_id, app);
    }

    /// Adds or replaces a user.
    pub fn add_user(&mut self, user: User) {
        self.users.insert(user.object_id, user);
    }

    /// Adds or replaces a managed identity.
    pub fn add_identity(&mut self, identity: ManagedIdentity) {
        self.identities.insert(identity.client_id, identity);
    }

    /// Gives a principal exactly these rights on a store; [`Rights::NONE`] takes the role away.
    pub fn assign(&mut self, assignment: RoleAssignment) {
        self.set_role(assignment, Rights::NONE, None);
    }

    /// The same, but it acts only from a later time on.
    pub(crate) fn assign_from(
        &mut self,
        assignment: RoleAssignment,
        now: OffsetDateTime,
        acts_from: OffsetDateTime,
    ) {
        let before = self.rights_at(&assignment.store, assignment.principal, now);
        self.set_role(assignment, before, Some(acts_from));
    }

    fn set_role(
        &mut self,
        assignment: RoleAssignment,
        before: Rights,
        acts_from: Option<OffsetDateTime>,
    ) {
        let role = Role {
            rights: assignment.rights,
            acts_from,
            before,
        };
        self.roles
            .insert((assignment.store, assignment.principal), role);
    }

    /// The tenant with this id or verified domain.
    #[must_use]
    pub fn tenant(&self, name: &str) -> Option<&Tenant> {
        self.tenants.values().find(|tenant| tenant.is_called(name))
    }

    /// The app registration with this client id.
    #[must_use]
    pub fn app(&self, client_id: Uuid) -> Option<&App> {
        self.apps.get(&client_id)
    }

    /// Lets an app sign in with one more certificate. An unknown app is left unknown.
    pub fn certify(&mut self, client_id: Uuid, certificate: AppCertificate) {
        if let Some(app) = self.apps.get_mut(&client_id) {
            app.certificates.push(certificate);
        }
    }

    /// The managed identity that a machine asks for.
    pub(crate) fn identity(&self, which: WhichIdentity<'_>) -> Option<&ManagedIdentity> {
        which.among(self.identities.values())
    }

    /// The user with this object id.
    #[must_use]
    pub fn user(&self, object_id: Uuid) -> Option<&User> {
        self.users.get(&object_id)
    }

    /// The user with this sign-in name.
    #[must_use]
    pub fn user_called(&self, upn: &str) -> Option<&User> {
        self.users
            .values()
            .find(|user| user.upn.eq_ignore_ascii_case(upn))
    }

    /// The users of a tenant, or of all.
    pub fn users(&self, tenant: Option<Uuid>) -> impl Iterator<Item = &User> {
        self.users
            .values()
            .filter(move |user| tenant.is_none_or(|id| user.tenant_id == id))
    }

    /// What a principal may do in a store at a time; without an assignment nothing.
    #[must_use]
    pub fn rights_at(&self, store: &str, principal: Uuid, now: OffsetDateTime) -> Rights {
        self.roles
            .get(&(store.to_owned(), principal))
            .map_or(Rights::NONE, |role| role.at(now))
    }

    /// Remembers that a user let an app have a scope.
    pub fn consent(&mut self, client_id: Uuid, user: Uuid, scope: &str) {
        self.consents.insert((client_id, user, scope.to_owned()));
    }

    /// Whether a user let an app have a scope.
    #[must_use]
    pub fn has_consented(&self, client_id: Uuid, user: Uuid, scope: &str) -> bool {
        self.consents.contains(&(client_id, user, scope.to_owned()))
    }

    /// Every scope a user let an app have.
    pub fn consented(&self, client_id: Uuid, user: Uuid) -> impl Iterator<Item = &str> {
        self.consents
            .iter()
            .filter(move |(app, who, _)| *app == client_id && *who == user)
            .map(|(_, _, scope)| scope.as_str())
    }

    /// Forgets all consents, so that every user is asked again.
    pub fn forget_consents(&mut self) {
        self.consents.clear();
    }
}
