//! Starting a browser sign-in: the form is kept, the browser is sent to the app.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::access::Action;
use model::connection::{App, Method};
use model::entropy::random_bytes;
use model::id::{ConnectionId, FlowId, ProjectId, SessionId};
use model::{Cause, Diagnosis, Slug, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use store::flows::Starter;
use store::{ReadTx, flows};
use url::Url;

use super::access::allowed;
use super::create::may_create;
use super::flow::Flow;
use super::registry;
use super::view::{Scope, Unavailable, see};
use crate::caller::Principal;
use crate::keyring::Owner;
use crate::{Caller, Error, Service};

/// How long a browser sign-in may take.
pub(super) const LIFETIME: Duration = Duration::from_mins(10);

/// How long one is remembered afterwards, so that its second way back can be told what happened.
const REMEMBERED: Duration = Duration::from_hours(1);
/// What the states of sign-ins by link begin with.
const OF_A_LINK: &str = "link.";

/// A browser sign-in to start. It makes a connection, or signs an existing one in again.
#[derive(Clone)]
pub struct StartOAuth {
    /// The app.
    pub app: App,
    /// The connection to sign in again; none makes a new one.
    pub reconnect: Option<ConnectionId>,
    /// The new connection's name.
    pub name: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// The project it belongs to; none for the organization.
    pub project: Option<ProjectId>,
    /// The tenant, as typed.
    pub tenant: Option<String>,
    /// A store to try the three rights on.
    pub store: Option<String>,
    /// The page to go back to, a path on this site.
    pub return_to: String,
}

/// Starts a browser sign-in: keeps the form and says where to send the browser. The caller must be
/// a person.
///
/// # Errors
/// [`Error::Diagnosed`] when the operator has not configured the app's OAuth client;
/// [`Error::Invalid`] naming a field; [`Error::Taken`] when the name is in use; [`Error::Denied`]
/// without the right to create, or to edit the connection to sign in again.
pub async fn start_oauth(
    service: &Service,
    caller: &Caller,
    mut request: StartOAuth,
) -> Result<Url, Error> {
    let Principal::User {
        id: user, session, ..
    } = caller.principal
    else {
        return Err(Error::invalid(
            "method",
            "a person has to sign in, in a browser",
        ));
    };
    let app = registry::of(request.app);
    if let Some(unavailable) = app.unavailable(service, Method::OAuth) {
        return Err(Error::diagnosed(not_configured(&unavailable)));
    }
    if !is_path_here(&request.return_to) {
        return Err(Error::invalid("returnTo", "give a path on this site"));
    }
    if let Some(store) = &request.store {
        super::parse_own_endpoint(service, store)?;
    }
    match request.reconnect {
        None => {
            may_create(
                service,
                caller,
                Scope::owner(request.project),
                &request.name,
            )
            .await?;
        }
        Some(id) => {
            let tenant = may_reconnect(service, caller, id).await?;
            let typed = request.tenant.filter(|text| !text.trim().is_empty());
            request.tenant = typed.or(tenant);
        }
    }

    begin(service, request, Starter::User(user), session).await
}

/// Keeps the form for whoever started, and says where to send their browser.
pub(super) async fn begin(
    service: &Service,
    request: StartOAuth,
    starter: Starter,
    browser: SessionId,
) -> Result<Url, Error> {
    let kind = match starter {
        Starter::User(_) => "",
        Starter::Link(_) => OF_A_LINK,
    };
    let random = URL_SAFE_NO_PAD.encode(random_bytes::<32>(service.entropy()));
    let state = SecretString::from(format!("{kind}{random}"));
    let app = registry::of(request.app);
    let departure = app.authorize(service, request.tenant.as_deref(), &state)?;
    let flow = Flow::new(request, &departure);
    let now = service.now();
    let tx = service.store().write().await?;
    flows::delete_expired(&tx, now - REMEMBERED).await?;
    let id = FlowId::generate(service.clock(), service.entropy());
    let row = flows::Flow {
        id,
        starter,
        session_id: browser,
        payload: flow.seal(service, &tx, id).await?,
        created_at: now,
        expires_at: now + LIFETIME,
    };
    let hash = state_hash(service, &tx, &state).await?;
    flows::insert(&tx, &row, &hash).await?;
    tx.commit().await?;
    Ok(departure.url)
}

/// Whether a state is of a sign-in by link, which needs no account here.
pub(super) fn is_of_a_link(state: &SecretString) -> bool {
    state.expose_secret().starts_with(OF_A_LINK)
}

/// Whether a browser stays on this site: it takes `\` for `/`, and drops control characters.
fn is_path_here(page: &str) -> bool {
    let odd = |c: char| c == '\\' || c.is_control();
    page.starts_with('/') && !page.starts_with("//") && !page.contains(odd)
}

/// The tenant of the connection to sign in again: without it a single-tenant application could not.
async fn may_reconnect(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
) -> Result<Option<String>, Error> {
    let tx = service.store().read().await?;
    let row = allowed(&tx, caller, id, Action::EditConnections).await?;
    if row.method != Method::OAuth {
        return Err(Error::invalid(
            "method",
            "this connection does not sign in through the browser",
        ));
    }
    Ok(see(service, &tx, caller, row)
        .await?
        .credentials
        .remove("tenantId"))
}

fn not_configured(unavailable: &Unavailable) -> Diagnosis {
    let diagnosis = Diagnosis::new(Cause::OAuthNotConfigured)
        .with("variables", unavailable.variables.join(", "));
    match &unavailable.redirect_uri {
        Some(uri) => diagnosis.with("redirectUri", uri.clone()),
        None => diagnosis,
    }
}

/// The digest under which a sign-in is kept: its state itself is only in the browser.
pub(super) async fn state_hash(
    service: &Service,
    tx: &ReadTx,
    state: &SecretString,
) -> Result<[u8; 32], Error> {
    let key = service.keyring().digests(tx, Owner::Organization).await?;
    Ok(*key
        .digest("oauth state", &[state.expose_secret().as_bytes()])
        .as_bytes())
}

/// Whether a sign-in begun at `created_at` may still end.
pub(super) fn in_time(created_at: Timestamp, now: Timestamp) -> bool {
    now.since(created_at) < LIFETIME
}
