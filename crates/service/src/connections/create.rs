//! Making a connection: its sign-in is proved before anything is kept.

use std::collections::BTreeMap;

use model::Slug;
use model::access::Action;
use model::connection::{App, Limits, Method, Occasion};
use model::id::{ConnectionId, ProjectId};
use seal::DigestKey;
use secrecy::SecretString;
use serde_json::json;
use store::connections::{self as rows, NewCredentials};
use store::{Constraint, WriteTx};

use super::access::must;
use super::check::{self, Finding};
use super::limit;
use super::registry::{self, Proved};
use super::vault::{self, Part, Sealer};
use super::view::{Connection, Scope, project_of, see};
use crate::projects::must_exist;
use crate::{Caller, Error, Service, What, audit};

/// What a new connection needs.
pub struct NewConnection {
    /// Its name.
    pub name: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// The project it belongs to; none for the organization.
    pub project: Option<ProjectId>,
    /// The app.
    pub app: App,
    /// How it signs in; not OAuth, which starts in the browser.
    pub method: Method,
    /// The fields of the method.
    pub credentials: BTreeMap<String, SecretString>,
    /// A store to try the three rights on before the connection is saved.
    pub store: Option<String>,
    /// What the projects may use it for; a connection of the organization only.
    pub limits: Limits,
}

/// Makes a connection, after proving that its sign-in works. With a store given its rights are
/// tried too; a missing one is said in the connection's health and does not refuse it, because a
/// role is often granted later.
///
/// # Errors
/// [`Error::Diagnosed`] when the sign-in is refused; [`Error::Invalid`] naming a field;
/// [`Error::Taken`] when the name is in use; [`Error::Denied`] without the right to create;
/// [`Error::AdminsOnly`] when it is to use the host's identity and the caller is no admin of the
/// organization.
pub async fn create(
    service: &Service,
    caller: &Caller,
    request: NewConnection,
) -> Result<Connection, Error> {
    if request.method == Method::OAuth {
        let problem = "signs in through the browser: start it with `oauth/start`";
        return Err(Error::invalid("method", problem));
    }
    let scope = Scope::owner(request.project);
    may_create(service, caller, scope, &request.name).await?;
    if request.method.uses_host_identity() {
        caller.must_be_admin()?;
    }
    let app = registry::of(request.app);
    if let Some(store) = &request.store {
        app.admit(service, request.method, &request.credentials, store)?;
    }
    let proved = app
        .verify(service, request.method, &request.credentials)
        .await?;
    let finding = check::try_store(service, app, &proved, request.store.as_deref()).await?;
    let new = Wanted {
        limits: request.limits,
        name: request.name,
        description: request.description,
        scope,
        app: request.app,
        method: request.method,
    };
    let tx = service.store().write().await?;
    let connection = insert(service, caller, &tx, new, &proved, &finding).await?;
    tx.commit().await?;
    Ok(connection)
}

/// Refuses early what would be refused after a sign-in.
pub(super) async fn may_create(
    service: &Service,
    caller: &Caller,
    scope: rows::Scope,
    name: &Slug,
) -> Result<(), Error> {
    let tx = service.store().read().await?;
    must(&tx, caller, scope, None, Action::CreateConnections).await?;
    if let rows::Scope::Project(project) = scope {
        must_exist(&tx, project).await?;
    }
    match rows::by_name(&tx, scope, name).await? {
        Some(_) => Err(Error::Taken {
            what: What::Connection,
            name: name.to_string(),
        }),
        None => Ok(()),
    }
}

/// A connection to add.
pub(super) struct Wanted {
    pub(super) name: Slug,
    pub(super) description: Option<String>,
    pub(super) scope: rows::Scope,
    pub(super) app: App,
    pub(super) method: Method,
    pub(super) limits: Limits,
}

/// Adds a connection whose sign-in is proved.
pub(super) async fn insert(
    service: &Service,
    caller: &Caller,
    tx: &WriteTx,
    wanted: Wanted,
    proved: &Proved,
    finding: &Finding,
) -> Result<Connection, Error> {
    must(tx, caller, wanted.scope, None, Action::CreateConnections).await?;
    let id = ConnectionId::generate(service.clock(), service.entropy());
    let digests = vault::digests(service, tx, wanted.scope).await?;
    let sealer = Sealer::of(service, tx, wanted.scope).await?;
    let row = rows::NewConnection {
        id,
        name: wanted.name,
        description: wanted.description,
        app: wanted.app,
        method: wanted.method,
        scope: wanted.scope,
        credentials: keep(&sealer, &digests, id, 1, proved)?,
        created_at: service.now(),
    };
    rows::insert(tx, &row).await.map_err(Error::taken(
        What::Connection,
        &row.name,
        Constraint::ConnectionName,
    ))?;
    check::write_down(service, tx, id, finding, Occasion::Change).await?;
    if !wanted.limits.is_empty() {
        let limits = limit::checked(tx, wanted.scope, wanted.limits.clone()).await?;
        rows::set_limits(tx, id, &limit::to_text(&limits)?, service.now()).await?;
    }
    let detail = json!({
        "connectionId": id,
        "name": row.name,
        "app": row.app,
        "method": row.method,
        "limits": wanted.limits,
    });
    let project = project_of(row.scope);
    audit::record(
        service,
        tx,
        caller,
        "create-app-connection",
        project,
        detail,
    )
    .await?;
    let stored = rows::get(tx, id)
        .await?
        .ok_or_else(|| Error::Internal("a connection just written is gone".to_owned()))?;
    see(service, tx, caller, stored).await
}

/// Proved credentials in the form they are kept in.
pub(super) fn keep(
    sealer: &Sealer,
    digests: &DigestKey,
    id: ConnectionId,
    version: i64,
    proved: &Proved,
) -> Result<NewCredentials, Error> {
    Ok(NewCredentials {
        sealed: sealer.seal(Part::Credentials, id, version, &proved.credentials),
        public: serde_json::to_string(&proved.public)
            .map_err(|error| Error::Internal(error.to_string()))?,
        hash: vault::hash(digests, proved),
        expires_at: proved.expires_at,
    })
}
