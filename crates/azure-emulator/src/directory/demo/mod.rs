//! A directory ready to try things with: an organization with an app for every way to sign in,
//! another organization, and a store.

mod people;
mod registrations;

use uuid::{Uuid, uuid};

use super::{Directory, Rights, RoleAssignment, Tenant};
use crate::{AccessKey, Config, StoreConfig};

/// A ready directory and store, and the values a person needs to use them. The secrets are
/// the same for everybody: they open nothing but a loopback emulator.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The tenant's id.
    pub tenant_id: Uuid,
    /// The tenant's domain.
    pub tenant_domain: &'static str,
    /// The multi-tenant registration for signing people in.
    pub oauth: DemoApp,
    /// The registration whose service principal is Data Owner of the store.
    pub service: DemoApp,
    /// Client id of the registration, Data Owner of the store, that signs in with the
    /// certificate of [`Emulator::client_certificate_pem`](crate::Emulator::client_certificate_pem).
    pub certificate: Uuid,
    /// The registration, Data Owner of the store, that signs in with an external token.
    pub federated: DemoFederation,
    /// Client id of the machine's system-assigned identity, Data Owner of the store.
    pub system_identity: Uuid,
    /// Client id of the machine's user-assigned identity, Data Reader of the store.
    pub user_identity: Uuid,
    /// A registration whose only secret has expired.
    pub expired: DemoApp,
    /// A registration that an administrator switched off.
    pub disabled: DemoApp,
    /// A user who is Data Owner of the store.
    pub owner: &'static str,
    /// A user without any role.
    pub outsider: &'static str,
    /// A user whose account is disabled.
    pub disabled_user: &'static str,
    /// Another organization.
    pub neighbour: DemoNeighbour,
    /// The store's access key.
    pub access_key: AccessKey,
    /// The store's key that only reads.
    pub read_only_key: AccessKey,
    /// The store's name.
    pub store: &'static str,
    redirect_uris: Vec<String>,
}

/// Client id and secret of a registration of the demo.
#[derive(Debug, Clone, Copy)]
pub struct DemoApp {
    /// The application (client) id.
    pub client_id: Uuid,
    /// The client secret.
    pub client_secret: &'static str,
}

/// A registration that trusts an external issuer, and whom it trusts.
#[derive(Debug, Clone, Copy)]
pub struct DemoFederation {
    /// The application (client) id.
    pub client_id: Uuid,
    /// The issuer, one of the emulator's own.
    pub issuer: &'static str,
    /// The subject.
    pub subject: &'static str,
    /// The audience.
    pub audience: &'static str,
}

/// The organization next door, with nothing of its own in App Configuration.
#[derive(Debug, Clone, Copy)]
pub struct DemoNeighbour {
    /// Its tenant's id.
    pub tenant_id: Uuid,
    /// Its tenant's domain.
    pub tenant_domain: &'static str,
    /// One of its users.
    pub user: &'static str,
    /// One of its registrations.
    pub app: DemoApp,
}

impl Demo {
    /// The demo whose OAuth registration allows these redirect URIs.
    #[must_use]
    pub fn new(redirect_uris: Vec<String>) -> Self {
        let app = |client_id, client_secret| DemoApp {
            client_id,
            client_secret,
        };
        Self {
            tenant_id: uuid!("7f3c2b6e-0d5a-4c52-9b1f-2a8e5d6c4b10"),
            tenant_domain: "contoso.onmicrosoft.com",
            oauth: app(
                uuid!("1d0c5a4e-3f76-4b2e-8a65-90d1e7c3f201"),
                "emulator-only~oauth-client-secret",
            ),
            service: app(
                uuid!("5b9e8d7c-6a14-4e3d-b0f2-c4a1d2e3f402"),
                "emulator-only~service-client-secret",
            ),
            certificate: uuid!("8c1f6a2d-9b37-4d58-a4e0-13b5c7d9e603"),
            federated: DemoFederation {
                client_id: uuid!("2e7a4c9b-5d18-4f63-9c2a-74e6b8d0f204"),
                issuer: "/external/cluster",
                subject: "system:serviceaccount:shop:keyferry",
                audience: "api://AzureADTokenExchange",
            },
            system_identity: uuid!("c3d5e7f9-1b2a-4c6d-8e0f-5a7b9c1d3e05"),
            user_identity: uuid!("d4e6f8a0-2c3b-4d7e-9f10-6b8c0d2e4f06"),
            expired: app(
                uuid!("9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c07"),
                "emulator-only~expired-client-secret",
            ),
            disabled: app(
                uuid!("0f1e2d3c-4b5a-4968-8776-655443322108"),
                "emulator-only~disabled-client-secret",
            ),
            owner: "ada@contoso.com",
            outsider: "bob@contoso.com",
            disabled_user: "dora@contoso.com",
            neighbour: DemoNeighbour {
                tenant_id: uuid!("6e5d4c3b-2a19-4087-b6f5-e4d3c2b1a009"),
                tenant_domain: "fabrikam.onmicrosoft.com",
                user: "fay@fabrikam.com",
                app: app(
                    uuid!("b7c8d9e0-f1a2-4b3c-8d4e-5f60718293a0"),
                    "emulator-only~neighbour-client-secret",
                ),
            },
            access_key: AccessKey {
                id: "demo".to_owned(),
                secret: "ZGVtby1zZWNyZXQtZm9yLWxvY2FsLWVtdWxhdG9yISE=".to_owned(),
                read_only: false,
            },
            read_only_key: AccessKey {
                id: "demo-read-only".to_owned(),
                secret: "cmVhZGluZy1zZWNyZXQtZm9yLWxvY2FsLWVtdWxhdG9y".to_owned(),
                read_only: true,
            },
            store: "demo",
            redirect_uris,
        }
    }

    /// A configuration with free ports that serves this demo.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut store = StoreConfig::new(self.store, self.tenant_id);
        store.access_keys = vec![self.access_key.clone(), self.read_only_key.clone()];
        let mut config = Config::new(store, self.directory());
        config.certificate_for = Some(self.certificate);
        config.federated_token_for = Some(self.federated.client_id);
        config
    }

    /// The tenants, apps, users, identities and roles.
    #[must_use]
    pub fn directory(&self) -> Directory {
        let mut directory = Directory::default();
        let neighbour = self.neighbour;
        for (id, domains) in [
            (self.tenant_id, [self.tenant_domain, "contoso.com"]),
            (
                neighbour.tenant_id,
                [neighbour.tenant_domain, "fabrikam.com"],
            ),
        ] {
            let domains = domains.map(str::to_owned).to_vec();
            directory.add_tenant(Tenant {
                id,
                domains,
                admin_consent_only: false,
            });
        }
        let mut roles = self.add_people(&mut directory);
        roles.extend(self.add_registrations(&mut directory));
        roles.extend(self.add_identities(&mut directory));
        for (principal, rights) in roles {
            directory.assign(RoleAssignment {
                store: self.store.to_owned(),
                principal,
                rights,
            });
        }
        directory
    }
}

/// A principal and what it may do in the demo's store.
type Role = (Uuid, Rights);
