//! Ending a browser sign-in: single use, bound to the person and the browser session that started
//! it.

use model::access::Action;
use model::connection::{Limits, Method};
use model::{Cause, Diagnosis};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::connections as rows;
use store::flows::{Starter, Taken};
use store::{WriteTx, flows};

use super::access::must;
use super::account::{Account, is_same};
use super::check::{self, Finding};
use super::create::{self, Wanted};
use super::flow::Flow;
use super::pending::Pending;
use super::registry::{self, Proved};
use super::start_oauth::{StartOAuth, in_time, is_of_a_link, state_hash};
use super::update;
use super::vault;
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
    /// Who says that they answer (RFC 9207).
    pub issuer: Option<String>,
}

impl OAuthCallback {
    /// Whether the sign-in was begun by a reconnect link, which
    /// [`finish_reconnect_link`](super::finish_reconnect_link) ends.
    #[must_use]
    pub fn is_of_a_link(&self) -> bool {
        is_of_a_link(&self.state)
    }
}

/// How a browser sign-in ended.
pub enum OAuthFinished {
    /// With a connection, made or mended.
    Connected(Connected),
    /// With a question, because another account signed in than the connection belongs to.
    OtherAccount(OtherAccount),
}

/// A connection that signs in.
pub struct Connected {
    /// The connection.
    pub connection: Connection,
    /// The page to go back to.
    pub return_to: String,
}

/// Another account signed in than the connection belongs to. Nothing has changed yet.
pub struct OtherAccount {
    /// The connection as it is.
    pub connection: Connection,
    /// The account it belongs to.
    pub was: Account,
    /// The account that signed in.
    pub now: Account,
    /// What [`confirm_account`](super::confirm_account) and
    /// [`keep_account`](super::keep_account) take, for ten minutes.
    pub pending: SecretString,
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

/// Ends a browser sign-in: makes the connection, or signs the existing one in again. Another account
/// than the connection's is a question first.
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
    conclude(service, caller, flow, callback)
        .await
        .map_err(|error| OAuthFailed {
            error,
            form: Some(Box::new(form)),
        })
}

async fn take(service: &Service, caller: &Caller, state: &SecretString) -> Result<Flow, Error> {
    let Principal::User {
        id: user, session, ..
    } = caller.principal
    else {
        return Err(Error::Unauthenticated(
            "a person has to sign in, in a browser",
        ));
    };
    let (_, flow) = take_state(service, state, |row| {
        if row.starter != Starter::User(user) {
            Err("this sign-in was started by somebody else: start one of your own")
        } else if row.session_id != session {
            Err(
                "this sign-in was started in another browser, or before you signed in here \
                 again: start it again",
            )
        } else {
            Ok(())
        }
    })
    .await?;
    Ok(flow)
}

/// The sign-in a state belongs to, and who started it. It is gone afterwards, whoever asked: a
/// state that somebody else has seen is spent.
pub(super) async fn take_state(
    service: &Service,
    state: &SecretString,
    is_theirs: impl Fn(&flows::Flow) -> Result<(), &'static str>,
) -> Result<(Starter, Flow), Error> {
    const MISSING: &str = "this way back names no sign-in: start the sign-in again";
    const UNKNOWN: &str = "this sign-in is unknown here: start it again";
    const BEFORE: &str = "this sign-in came back once already: start it again";
    const EXPIRED: &str = "this sign-in took longer than 10 minutes: start it again";
    let refused = |why: &str| Error::invalid("state", why);
    if state.expose_secret().is_empty() {
        return Err(refused(MISSING));
    }
    let now = service.now();
    let tx = service.store().write().await?;
    let hash = state_hash(service, &tx, state).await?;
    let taken = match flows::take(&tx, &hash, now).await? {
        Taken::Unknown => Err(refused(UNKNOWN)),
        Taken::Before => Err(refused(BEFORE)),
        Taken::Flow(row) => match is_theirs(&row) {
            Err(why) => Err(refused(why)),
            Ok(()) if !in_time(row.created_at, now) => Err(refused(EXPIRED)),
            Ok(()) => Flow::open(service, &tx, row.id, row.payload)
                .await
                .map(|flow| (row.starter, flow)),
        },
    };
    tx.commit().await?;
    taken
}

/// Redeems what a browser brought back.
pub(super) async fn redeem(
    service: &Service,
    flow: &Flow,
    callback: OAuthCallback,
) -> Result<Proved, Error> {
    let app = registry::of(flow.form.app);
    if let Some(issuer) = &callback.issuer
        && !app.may_answer(service, flow, issuer)
    {
        let mixed_up = Diagnosis::new(Cause::SignInMixedUp);
        return Err(Error::diagnosed(mixed_up));
    }
    if let Some(error) = callback.error {
        let description = callback.error_description.as_deref();
        let found = app.diagnose_callback(service, flow, &error, description);
        return Err(Error::diagnosed(found));
    }
    let code = callback
        .code
        .ok_or_else(|| Error::invalid("code", "the answer has neither a code nor an error"))?;
    app.redeem(service, flow, &code).await
}

async fn conclude(
    service: &Service,
    caller: &Caller,
    flow: Flow,
    callback: OAuthCallback,
) -> Result<OAuthFinished, Error> {
    let proved = redeem(service, &flow, callback).await?;
    let form = flow.form;
    let app = registry::of(form.app);
    let finding = check::try_store(service, app, &proved, form.store.as_deref()).await?;
    let connection = match form.reconnect {
        None => {
            let wanted = Wanted {
                name: form.name,
                description: form.description,
                scope: Scope::owner(form.project),
                app: form.app,
                method: Method::OAuth,
                limits: Limits::default(),
            };
            let tx = service.store().write().await?;
            let made = create::insert(service, caller, &tx, wanted, &proved, &finding).await?;
            tx.commit().await?;
            made
        }
        Some(id) => {
            let tx = service.store().write().await?;
            let row = rows::get(&tx, id)
                .await?
                .ok_or_else(|| Error::not_found(What::Connection, id))?;
            must(
                &tx,
                caller,
                row.scope,
                Some(row.id),
                Action::EditConnections,
            )
            .await?;
            let digests = vault::digests(service, &tx, row.scope).await?;
            if !is_same(&digests, &row, &proved)? {
                let (was, now) = (Account::of_row(&row)?, Account::of(&proved.public));
                let connection = see(service, &tx, caller, row).await?;
                drop(tx);
                let pending = Pending {
                    connection: id,
                    proved,
                    store: form.store,
                    return_to: form.return_to.clone(),
                };
                return Ok(OAuthFinished::OtherAccount(OtherAccount {
                    connection,
                    was,
                    now,
                    pending: pending.keep(service, caller).await?,
                    return_to: form.return_to,
                }));
            }
            let mended = mend(service, caller, &tx, row, &proved, &finding).await?;
            tx.commit().await?;
            mended
        }
    };
    service.azure().forget(connection.id);
    service.wake();
    Ok(OAuthFinished::Connected(Connected {
        connection,
        return_to: form.return_to,
    }))
}

/// Puts proved credentials of the same account in place of those there are, and records it.
pub(super) async fn mend(
    service: &Service,
    caller: &Caller,
    tx: &WriteTx,
    row: rows::Connection,
    proved: &Proved,
    finding: &Finding,
) -> Result<Connection, Error> {
    update::replace(service, tx, row.id, proved, finding).await?;
    let detail = json!({
        "connectionId": row.id,
        "name": row.name,
        "credentialsUpdated": true,
    });
    let project = project_of(row.scope);
    audit::record(
        service,
        tx,
        caller,
        "update-app-connection",
        project,
        detail,
    )
    .await?;
    let stored = rows::get(tx, row.id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, row.id))?;
    see(service, tx, caller, stored).await
}
