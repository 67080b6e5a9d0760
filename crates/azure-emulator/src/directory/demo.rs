//! A directory ready to try things with: one tenant, two apps, two users, one store.

use uuid::{Uuid, uuid};

use super::{App, AppSecret, Directory, Rights, RoleAssignment, SignInAudience, Tenant, User};
use crate::{AccessKey, Config, StoreConfig};

const TENANT: Uuid = uuid!("7f3c2b6e-0d5a-4c52-9b1f-2a8e5d6c4b10");

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
    /// A user who is Data Owner of the store.
    pub owner: &'static str,
    /// A user without any role.
    pub outsider: &'static str,
    /// The store's access key.
    pub access_key: AccessKey,
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

impl Demo {
    /// The demo whose OAuth registration allows these redirect URIs.
    #[must_use]
    pub fn new(redirect_uris: Vec<String>) -> Self {
        Self {
            tenant_id: TENANT,
            tenant_domain: "contoso.onmicrosoft.com",
            oauth: DemoApp {
                client_id: uuid!("1d0c5a4e-3f76-4b2e-8a65-90d1e7c3f201"),
                client_secret: "emulator-only~oauth-client-secret",
            },
            service: DemoApp {
                client_id: uuid!("5b9e8d7c-6a14-4e3d-b0f2-c4a1d2e3f402"),
                client_secret: "emulator-only~service-client-secret",
            },
            owner: "ada@contoso.com",
            outsider: "bob@contoso.com",
            access_key: AccessKey {
                id: "demo".to_owned(),
                secret: "ZGVtby1zZWNyZXQtZm9yLWxvY2FsLWVtdWxhdG9yISE=".to_owned(),
                read_only: false,
            },
            store: "demo",
            redirect_uris,
        }
    }

    /// A configuration with free ports that serves this demo.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut store = StoreConfig::new(self.store, self.tenant_id);
        store.access_keys.push(self.access_key.clone());
        Config::new(store, self.directory())
    }

    /// The tenant, apps, users and roles.
    #[must_use]
    pub fn directory(&self) -> Directory {
        let ada = uuid!("a1a1c0de-1111-4a5b-8c6d-0000000000a1");
        let bob = uuid!("b0b0c0de-2222-4a5b-8c6d-0000000000b0");
        let service_principal = uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c1");
        let mut directory = Directory::default();
        directory.add_tenant(Tenant {
            id: self.tenant_id,
            domains: vec![self.tenant_domain.to_owned(), "contoso.com".to_owned()],
        });
        for (object_id, upn, name) in [
            (ada, self.owner, "Ada Lovelace"),
            (bob, self.outsider, "Bob Outsider"),
        ] {
            directory.add_user(User {
                object_id,
                tenant_id: self.tenant_id,
                upn: upn.to_owned(),
                name: name.to_owned(),
            });
        }
        let secret = |app: DemoApp| {
            vec![AppSecret {
                value: app.client_secret.to_owned(),
                expires: None,
            }]
        };
        directory.add_app(App {
            client_id: self.oauth.client_id,
            service_principal: uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c0"),
            tenant_id: self.tenant_id,
            name: "Keyferry".to_owned(),
            audience: SignInAudience::MultiTenant,
            secrets: secret(self.oauth),
            redirect_uris: self.redirect_uris.clone(),
        });
        directory.add_app(App {
            client_id: self.service.client_id,
            service_principal,
            tenant_id: self.tenant_id,
            name: "Keyferry service".to_owned(),
            audience: SignInAudience::SingleTenant,
            secrets: secret(self.service),
            redirect_uris: Vec::new(),
        });
        for principal in [ada, service_principal] {
            directory.assign(RoleAssignment {
                store: self.store.to_owned(),
                principal,
                rights: Rights::OWNER,
            });
        }
        directory
    }
}
