//! The demo's app registrations: one for every way to sign in, and some that cannot.

use time::macros::datetime;
use uuid::{Uuid, uuid};

use super::{Demo, DemoApp, Role};
use crate::{App, AppSecret, Directory, FederatedCredential, Rights, SignInAudience};

impl Demo {
    pub(super) fn add_registrations(&self, directory: &mut Directory) -> Vec<Role> {
        let oauth = App {
            audience: SignInAudience::MultiTenant,
            redirect_uris: self.redirect_uris.clone(),
            ..self.with_secret(
                self.oauth,
                uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c0"),
                "Keyferry",
            )
        };
        let service = self.with_secret(
            self.service,
            uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c1"),
            "Keyferry service",
        );
        let certificate = self.app(
            self.certificate,
            uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c2"),
            "Keyferry with a certificate",
        );
        let federated = App {
            federated: vec![FederatedCredential {
                issuer: self.federated.issuer.to_owned(),
                subject: self.federated.subject.to_owned(),
                audience: self.federated.audience.to_owned(),
            }],
            ..self.app(
                self.federated.client_id,
                uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c3"),
                "Keyferry in a cluster",
            )
        };
        let mut expired = self.with_secret(
            self.expired,
            uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c4"),
            "Keyferry with an expired secret",
        );
        for secret in &mut expired.secrets {
            secret.expires = Some(datetime!(2025-01-01 0:00 UTC));
        }
        let disabled = App {
            disabled: true,
            ..self.with_secret(
                self.disabled,
                uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c5"),
                "Keyferry, disabled",
            )
        };
        let neighbour = App {
            tenant_id: self.neighbour.tenant_id,
            ..self.with_secret(
                self.neighbour.app,
                uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c6"),
                "Fabrikam's own",
            )
        };
        let owners = [&service, &certificate, &federated, &expired, &disabled]
            .map(|app| (app.service_principal, Rights::OWNER));
        for app in [
            oauth,
            service,
            certificate,
            federated,
            expired,
            disabled,
            neighbour,
        ] {
            directory.add_app(app);
        }
        owners.to_vec()
    }

    fn with_secret(&self, app: DemoApp, service_principal: Uuid, name: &str) -> App {
        App {
            secrets: vec![AppSecret {
                value: app.client_secret.to_owned(),
                expires: None,
            }],
            ..self.app(app.client_id, service_principal, name)
        }
    }

    /// A registration of the demo's tenant that nothing proves yet.
    fn app(&self, client_id: Uuid, service_principal: Uuid, name: &str) -> App {
        App {
            client_id,
            service_principal,
            tenant_id: self.tenant_id,
            name: name.to_owned(),
            audience: SignInAudience::SingleTenant,
            secrets: Vec::new(),
            certificates: Vec::new(),
            federated: Vec::new(),
            redirect_uris: Vec::new(),
            assigned_users: None,
            disabled: false,
        }
    }
}
