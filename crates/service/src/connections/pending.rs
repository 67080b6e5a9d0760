//! Proved credentials of another account, kept sealed until the person who brought them says
//! whether the connection is to use them.

use std::collections::BTreeMap;

use model::Timestamp;
use model::id::{ConnectionId, FlowId};
use seal::{Place, Sealed};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use store::flows::{self, Starter, Taken};
use store::{ReadTx, WriteTx};
use zeroize::Zeroizing;

use super::registry::Proved;
use super::start_oauth::{LIFETIME, in_time};
use crate::access::token::{self, Purpose};
use crate::caller::Principal;
use crate::keyring::Owner;
use crate::{Caller, Error, Service};

/// Proved credentials that wait for an answer.
pub(super) struct Pending {
    pub(super) connection: ConnectionId,
    pub(super) proved: Proved,
    pub(super) store: Option<String>,
    pub(super) return_to: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    connection: ConnectionId,
    credentials: Vec<u8>,
    public: BTreeMap<String, String>,
    entered: Vec<Vec<u8>>,
    expires_at: Option<i64>,
    account: Option<String>,
    token: Option<String>,
    store: Option<String>,
    return_to: String,
}

impl Pending {
    /// Keeps them for the caller's browser, and returns what names them there.
    pub(super) async fn keep(
        self,
        service: &Service,
        caller: &Caller,
    ) -> Result<SecretString, Error> {
        let (user, session) = browser(caller)?;
        let question = token::generate(service);
        let id = FlowId::generate(service.clock(), service.entropy());
        let now = service.now();
        let tx = service.store().write().await?;
        let row = flows::Flow {
            id,
            starter: user,
            session_id: session,
            payload: self.seal(service, &tx, id).await?,
            created_at: now,
            expires_at: now + LIFETIME,
        };
        let digest = token::digest(service, &tx, Purpose::OtherAccount, &question).await?;
        flows::insert(&tx, &row, &digest).await?;
        tx.commit().await?;
        Ok(question)
    }

    /// Takes those that a question names. They are gone afterwards, whoever asked.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `pending` when there are none any more, or they are somebody else's.
    pub(super) async fn take(
        service: &Service,
        tx: &WriteTx,
        caller: &Caller,
        question: &SecretString,
    ) -> Result<Result<Self, Error>, Error> {
        let (user, session) = browser(caller)?;
        let refused = |why: &str| Ok(Err(Error::invalid("pending", why)));
        let digest = token::digest(service, tx, Purpose::OtherAccount, question).await?;
        let now = service.now();
        match flows::take(tx, &digest, now).await? {
            Taken::Unknown => refused("this question is not open any more: sign in again"),
            Taken::Before => refused("this question was answered already"),
            Taken::Flow(row) if row.starter != user || row.session_id != session => {
                refused("this question was asked in another browser: answer it there")
            }
            Taken::Flow(row) if !in_time(row.created_at, now) => {
                refused("the answer took longer than 10 minutes: sign in again")
            }
            Taken::Flow(row) => Self::open(service, tx, row.id, row.payload).await.map(Ok),
        }
    }

    async fn seal(self, service: &Service, tx: &WriteTx, id: FlowId) -> Result<Vec<u8>, Error> {
        let proved = self.proved;
        let stored = Stored {
            connection: self.connection,
            credentials: proved.credentials.to_vec(),
            public: proved.public,
            entered: proved.entered.to_vec(),
            expires_at: proved.expires_at.map(Timestamp::as_micros),
            account: proved.account,
            token: proved.token.map(|token| token.expose_secret().to_owned()),
            store: self.store,
            return_to: self.return_to,
        };
        let plain = Zeroizing::new(
            serde_json::to_vec(&stored).map_err(|error| Error::Internal(error.to_string()))?,
        );
        let key = service.keyring().to_seal(tx, Owner::Organization).await?;
        Ok(key.seal(&place(id), &plain).into_bytes())
    }

    async fn open(
        service: &Service,
        tx: &ReadTx,
        id: FlowId,
        payload: Vec<u8>,
    ) -> Result<Self, Error> {
        let key = service.keyring().to_open(tx, Owner::Organization).await?;
        let plain = key.open(&place(id), &Sealed::from_bytes(payload))?;
        let stored: Stored = serde_json::from_slice(&plain)
            .map_err(|error| Error::Internal(format!("stored question: {error}")))?;
        Ok(Self {
            connection: stored.connection,
            proved: Proved {
                credentials: Zeroizing::new(stored.credentials),
                public: stored.public,
                entered: Zeroizing::new(stored.entered),
                expires_at: stored.expires_at.map(Timestamp::from_micros),
                account: stored.account,
                // Only a person's sign-in waits for an answer; it is bound to no store.
                store: None,
                token: stored.token.map(SecretString::from),
            },
            store: stored.store,
            return_to: stored.return_to,
        })
    }
}

fn browser(caller: &Caller) -> Result<(Starter, model::id::SessionId), Error> {
    match caller.principal {
        Principal::User { id, session, .. } => Ok((Starter::User(id), session)),
        _ => Err(Error::Unauthenticated(
            "a person has to answer, in a browser",
        )),
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
