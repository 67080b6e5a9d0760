//! Ending a browser sign-in: single use, bound to the person and the browser session that started
//! it.

use std::collections::BTreeMap;

use model::Timestamp;
use model::access::Action;
use model::connection::{Limits, Method};
use model::id::ConnectionId;
use secrecy::SecretString;
use serde_json::json;
use store::connections as rows;
use store::flows::Starter;
use store::{ReadTx, flows};

use super::access::must;
use super::check;
use super::create::{self, Wanted};
use super::flow::Flow;
use super::registry::{self, Proved};
use super::start_oauth::{StartOAuth, in_time, state_hash};
use super::update;
use super::vault::Vault;
use super::view::{Connection, Scope, project_of, see};
use crate::caller::Principal;
use crate::{Caller, Error, Service, What, audit};

/// What came back from the app's sign-in page.
pub struct OAuthCallback {
    /// The code to redeem.
    pub code: Option<SecretString>,
    /// The state that was sent out.
    pub state: SecretString,
    /// The error's name.
    pub error: Option<String>,
    /// The error in words.
    pub error_description: Option<String>,
}

/// A browser sign-in that made or mended a connection.
pub struct OAuthFinished {
    /// The connection.
    pub connection: Connection,
    /// The page to go back to.
    pub return_to: String,
}

/// A browser sign-in that did not.
pub struct OAuthFailed {
    /// Why.
    pub error: Error,
    /// What was typed before, when the state was good: the form can be shown again.
    pub form: Option<Box<StartOAuth>>,
}

/// Ends a browser sign-in: makes the connection, or signs the existing one in again.
///
/// # Errors
/// [`OAuthFailed`] with [`Error::Invalid`] on `state` when it is missing, unknown, used, expired, or
/// somebody else's; with [`Error::Diagnosed`] and the kept form when the app refused.
pub async fn finish_oauth(
    service: &Service,
    caller: &Caller,
    callback: OAuthCallback,
) -> Result<OAuthFinished, OAuthFailed> {
    let flow = take(service, caller, &callback.state)
        .await
        .map_err(|error| OAuthFailed { error, form: None })?;
    let form = flow.form.clone();
    match conclude(service, caller, flow, callback).await {
        Ok(connection) => Ok(OAuthFinished {
            connection,
            return_to: form.return_to,
        }),
        Err(error) => Err(OAuthFailed {
            error,
            form: Some(Box::new(form)),
        }),
    }
}

/// The sign-in a state belongs to. It is gone afterwards, whoever asked: a state that somebody else
/// has seen is spent.
async fn take(service: &Service, caller: &Caller, state: &SecretString) -> Result<Flow, Error> {
    const UNKNOWN: &str = "this sign-in is unknown, was used already, or was started in another \
                           browser: start it again";
    const EXPIRED: &str = "this sign-in took longer than 10 minutes: start it again";
    let Principal::User {
        id: user, session, ..
    } = caller.principal
    else {
        return Err(Error::Unauthenticated(
            "a person has to sign in, in a browser",
        ));
    };
    let now = service.now();
    let tx = service.store().write().await?;
    let hash = state_hash(service, &tx, state).await?;
    // Whether it came in time is told apart below; here it only has to be spent.
    let row = flows::take(&tx, &hash, Timestamp::default()).await?;
    let flow = match row {
        None => Err(Error::invalid("state", UNKNOWN)),
        Some(row) if row.starter != Starter::User(user) || row.session_id != session => {
            Err(Error::invalid("state", UNKNOWN))
        }
        Some(row) if !in_time(row.created_at, now) => Err(Error::invalid("state", EXPIRED)),
        Some(row) => Flow::open(service, &tx, row.id, row.payload).await,
    };
    tx.commit().await?;
    flow
}

async fn conclude(
    service: &Service,
    caller: &Caller,
    flow: Flow,
    callback: OAuthCallback,
) -> Result<Connection, Error> {
    let app = registry::of(flow.form.app);
    if let Some(error) = callback.error {
        let description = callback.error_description.as_deref();
        return Err(Error::diagnosed(app.diagnose_callback(
            service,
            &flow,
            &error,
            description,
        )));
    }
    let code = callback
        .code
        .ok_or_else(|| Error::invalid("code", "the answer has neither a code nor an error"))?;
    let proved = app.redeem(service, &flow, &code).await?;
    let finding = check::try_store(service, app, &proved, flow.form.store.as_deref()).await?;
    let tx = service.store().write().await?;
    let connection = match flow.form.reconnect {
        None => {
            let wanted = Wanted {
                name: flow.form.name,
                description: flow.form.description,
                scope: Scope::owner(flow.form.project),
                app: flow.form.app,
                method: Method::OAuth,
                limits: Limits::default(),
            };
            create::insert(service, caller, &tx, wanted, &proved, &finding).await?
        }
        Some(id) => {
            same_account(service, caller, &tx, id, &proved).await?;
            update::replace(service, &tx, id, &proved, &finding).await?;
            let row = rows::get(&tx, id)
                .await?
                .ok_or_else(|| Error::not_found(What::Connection, id))?;
            let project = project_of(row.scope);
            let detail =
                json!({ "connectionId": id, "name": row.name, "credentialsUpdated": true });
            audit::record(
                service,
                &tx,
                caller,
                "update-app-connection",
                project,
                detail,
            )
            .await?;
            see(service, &tx, caller, row).await?
        }
    };
    tx.commit().await?;
    service.azure().forget(connection.id);
    service.wake();
    Ok(connection)
}

/// A connection is signed in again as the account it was: another one may reach other stores.
async fn same_account(
    service: &Service,
    caller: &Caller,
    tx: &ReadTx,
    id: ConnectionId,
    proved: &Proved,
) -> Result<(), Error> {
    let row = rows::get(tx, id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, id))?;
    must(tx, caller, row.scope, Action::EditConnections).await?;
    let vault = Vault::of(service, tx, row.scope).await?;
    let entered: Vec<&[u8]> = proved.entered.iter().map(Vec::as_slice).collect();
    if vault.hash(&entered) == row.credentials_hash {
        return Ok(());
    }
    let known: BTreeMap<String, String> = serde_json::from_str(&row.credentials_public)
        .map_err(|error| Error::Internal(error.to_string()))?;
    let was = known
        .get("account")
        .map_or("another account", String::as_str);
    Err(Error::invalid(
        "account",
        format!(
            "this connection belongs to {was}: sign in as that account, or make a new connection"
        ),
    ))
}
