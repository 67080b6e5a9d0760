//! A browser sign-in under way: what is kept, sealed, between leaving and coming back.

use model::connection::App;
use model::id::{ConnectionId, FlowId, ProjectId};
use seal::{Place, Sealed};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use store::{ReadTx, WriteTx};
use zeroize::Zeroizing;

use super::registry::Departure;
use super::start_oauth::StartOAuth;
use crate::keyring::Owner;
use crate::{Error, Service};

/// What is kept of a browser sign-in.
pub(super) struct Flow {
    /// The form as it was typed.
    pub(super) form: StartOAuth,
    pub(super) nonce: String,
    pub(super) verifier: SecretString,
    pub(super) redirect_uri: String,
    pub(super) authority: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    app: App,
    reconnect: Option<ConnectionId>,
    name: String,
    description: Option<String>,
    project: Option<ProjectId>,
    tenant: Option<String>,
    store: Option<String>,
    return_to: String,
    nonce: String,
    verifier: String,
    redirect_uri: String,
    authority: String,
}

impl Flow {
    pub(super) fn new(form: StartOAuth, departure: &Departure) -> Self {
        Self {
            form,
            nonce: departure.nonce.clone(),
            verifier: departure.verifier.clone(),
            redirect_uri: departure.redirect_uri.clone(),
            authority: departure.authority.clone(),
        }
    }

    pub(super) async fn seal(
        &self,
        service: &Service,
        tx: &WriteTx,
        id: FlowId,
    ) -> Result<Vec<u8>, Error> {
        let form = &self.form;
        let stored = Stored {
            app: form.app,
            reconnect: form.reconnect,
            name: form.name.to_string(),
            description: form.description.clone(),
            project: form.project,
            tenant: form.tenant.clone(),
            store: form.store.clone(),
            return_to: form.return_to.clone(),
            nonce: self.nonce.clone(),
            verifier: self.verifier.expose_secret().to_owned(),
            redirect_uri: self.redirect_uri.clone(),
            authority: self.authority.clone(),
        };
        let plain = Zeroizing::new(
            serde_json::to_vec(&stored).map_err(|error| Error::Internal(error.to_string()))?,
        );
        let key = service.keyring().to_seal(tx, Owner::Organization).await?;
        Ok(key.seal(&place(id), &plain).into_bytes())
    }

    pub(super) async fn open(
        service: &Service,
        tx: &ReadTx,
        id: FlowId,
        payload: Vec<u8>,
    ) -> Result<Self, Error> {
        let damaged = |error: String| Error::Internal(format!("stored sign-in: {error}"));
        let key = service.keyring().to_open(tx, Owner::Organization).await?;
        let plain = key.open(&place(id), &Sealed::from_bytes(payload))?;
        let stored: Stored =
            serde_json::from_slice(&plain).map_err(|error| damaged(error.to_string()))?;
        Ok(Self {
            form: StartOAuth {
                app: stored.app,
                reconnect: stored.reconnect,
                name: stored
                    .name
                    .parse()
                    .map_err(|error| damaged(format!("{error}")))?,
                description: stored.description,
                project: stored.project,
                tenant: stored.tenant,
                store: stored.store,
                return_to: stored.return_to,
            },
            nonce: stored.nonce,
            verifier: SecretString::from(stored.verifier),
            redirect_uri: stored.redirect_uri,
            authority: stored.authority,
        })
    }
}

fn place(id: FlowId) -> Place {
    Place {
        table: "oauth_flows",
        row: id.as_uuid(),
        column: "payload",
        version: 0,
    }
}
