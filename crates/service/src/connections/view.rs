//! App connections as a caller sees them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use model::access::{Action, Grants};
use model::connection::{App, AppDescription, Health, Limits, Method, MethodDescription};
use model::id::{ConnectionId, ProjectId, SyncId};
use model::{Diagnosis, Slug, Timestamp};
use store::projects::{self, Project};
use store::{ReadTx, connections as rows, syncs};

use super::access::allows;
use super::{expiry, health, limit};
use crate::syncs::SyncPlace;
use crate::{Caller, Error, Service};

/// An app that can be connected to.
pub struct AppOption {
    /// Its description.
    pub description: &'static AppDescription,
    /// Its methods.
    pub methods: Vec<MethodOption>,
    /// The id of the application that people sign in through, when the operator has set one.
    pub oauth_client_id: Option<String>,
}

/// A method, with what the operator has to do before it can be used.
pub struct MethodOption {
    /// Its description.
    pub description: &'static MethodDescription,
    /// Why it cannot be used on this instance yet.
    pub unavailable: Option<Unavailable>,
}

/// What the operator has to set before a method can be used.
pub struct Unavailable {
    /// The environment variables that are missing.
    pub variables: &'static [&'static str],
    /// The redirect URI to register with the app, for a sign-in by browser.
    pub redirect_uri: Option<String>,
}

/// Which connections are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The organization's own.
    Organization,
    /// A project's own.
    Project(ProjectId),
    /// A project's own and the organization's: those its syncs can use.
    UsableIn(ProjectId),
    /// All.
    All,
}

/// An app connection as a caller sees it.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Its name.
    pub name: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// The app.
    pub app: App,
    /// How it signs in.
    pub method: Method,
    /// The project it belongs to; none for the organization.
    pub project: Option<ProjectId>,
    /// What that project is called.
    pub owner: Option<Owner>,
    /// What the user entered, without secrets, such as `tenantId` and `clientId`; for OAuth also
    /// `account`, who signed in.
    pub credentials: BTreeMap<String, String>,
    /// A digest of what the user entered, secrets included; tokens do not change it.
    pub credentials_hash: String,
    /// Counts up with each change of the credentials.
    pub version: i64,
    /// How it is doing.
    pub health: Health,
    /// When the credentials stop working, as far as that is known.
    pub expires_at: Option<Timestamp>,
    /// The credentials that take over, when there are any.
    pub next: Option<NextCredentials>,
    /// Until when a missing right may be a role assignment that does not act yet.
    pub waiting_until: Option<Timestamp>,
    /// What the projects may use it for, of those the caller may see.
    pub limits: Limits,
    /// Why it is not healthy.
    pub diagnosis: Option<Diagnosis>,
    /// When it was last used or checked.
    pub checked_at: Option<Timestamp>,
    /// What the last check of a store found.
    pub rights: Option<Rights>,
    /// The syncs that use it, of those the caller may see.
    pub used_by: Vec<SyncUse>,
    /// How many more use it in projects the caller cannot see.
    pub used_elsewhere: usize,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What a project with a connection of its own is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Its name.
    pub name: String,
    /// Its name in addresses.
    pub slug: Slug,
}

/// A sync that uses a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncUse {
    /// The sync.
    pub id: SyncId,
    /// Its name.
    pub name: Slug,
    /// The project it belongs to.
    pub project: ProjectId,
    /// That project's name.
    pub project_name: String,
    /// That project's name in addresses.
    pub project_slug: Slug,
}

/// Credentials that take over when the current ones stop working.
#[derive(Debug, Clone)]
pub struct NextCredentials {
    /// What the user entered, without secrets.
    pub public: BTreeMap<String, String>,
    /// When they stop working, as far as that is known.
    pub expires_at: Option<Timestamp>,
}

/// What a check of a store found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rights {
    /// May read keys.
    pub read: bool,
    /// May write keys.
    pub write: bool,
    /// May delete keys.
    pub delete: bool,
}

impl Rights {
    /// Whether these are the missing rights that a diagnosis lists, such as `Read, Write`. Where it
    /// says that one of several is missing, any of them may be the one.
    pub(super) fn may_cover(self, missing: &str) -> bool {
        missing.contains(" or ") || self.surely_cover(missing)
    }

    /// Whether each of the named rights is there.
    pub(super) fn surely_cover(self, named: &str) -> bool {
        let all = [
            ("Read", self.read),
            ("Write", self.write),
            ("Delete", self.delete),
        ];
        all.iter()
            .all(|(name, there)| *there || !named.contains(name))
    }
}

impl Scope {
    /// The scope a connection with or without a project belongs to.
    pub(super) fn owner(project: Option<ProjectId>) -> rows::Scope {
        project.map_or(rows::Scope::Organization, rows::Scope::Project)
    }
}

/// The project of a stored scope.
pub(super) fn project_of(scope: rows::Scope) -> Option<ProjectId> {
    match scope {
        rows::Scope::Organization => None,
        rows::Scope::Project(project) => Some(project),
    }
}

/// A stored connection as a caller sees it.
pub(super) async fn see(
    service: &Service,
    tx: &ReadTx,
    caller: &Caller,
    row: rows::Connection,
) -> Result<Connection, Error> {
    let damaged = |error: serde_json::Error| Error::Internal(format!("stored connection: {error}"));
    let rights = match rows::newest_of_a_store(tx, row.id).await? {
        Some(check) => serde_json::from_str(&check.rights).map_err(damaged)?,
        None => None,
    };
    let (used_by, used_elsewhere) = users(tx, caller, row.id).await?;
    let limits = visible_limits(tx, caller, &row).await?;
    let project = project_of(row.scope);
    let owner = match project {
        Some(project) => projects::get(tx, project).await?,
        None => None,
    };
    let now = service.now();
    let (health, diagnosis) = effective(&row, now)?;
    Ok(Connection {
        id: row.id,
        name: row.name,
        description: row.description,
        app: row.app,
        method: row.method,
        project,
        owner: owner.map(|owner| Owner {
            name: owner.name,
            slug: owner.slug,
        }),
        credentials: serde_json::from_str(&row.credentials_public).map_err(damaged)?,
        credentials_hash: row.credentials_hash,
        version: row.credentials_version,
        health,
        expires_at: row.expires_at,
        next: row.next.as_ref().map(next).transpose().map_err(damaged)?,
        waiting_until: row.waiting_until.filter(|until| now < *until),
        limits,
        diagnosis,
        checked_at: row.checked_at,
        rights,
        used_by,
        used_elsewhere,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// The syncs that use a connection: those the caller may see, and how many others.
async fn users(
    tx: &ReadTx,
    caller: &Caller,
    id: ConnectionId,
) -> Result<(Vec<SyncUse>, usize), Error> {
    let mut known: BTreeMap<ProjectId, (Grants, Option<Project>)> = BTreeMap::new();
    let (mut seen, mut unseen) = (Vec::new(), 0);
    for used in syncs::list_by_connection(tx, id).await? {
        let project = used.project_id;
        let (grants, row) = match known.entry(project) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert((
                caller.grants(tx, project).await?,
                projects::get(tx, project).await?,
            )),
        };
        let visible = SyncPlace::of(tx, &used)
            .await?
            .allows(grants, Action::ReadSyncs);
        match row.clone().filter(|_| visible) {
            Some(row) => seen.push(SyncUse {
                id: used.id,
                name: used.name,
                project,
                project_name: row.name,
                project_slug: row.slug,
            }),
            None => unseen += 1,
        }
    }
    Ok((seen, unseen))
}

async fn visible_limits(
    tx: &ReadTx,
    caller: &Caller,
    row: &rows::Connection,
) -> Result<Limits, Error> {
    let mut visible = Vec::new();
    for limit in limit::stored(row)?.0 {
        let grants = caller.grants(tx, limit.project_id).await?;
        if allows(&grants, Action::ReadConnections, row.id) {
            visible.push(limit);
        }
    }
    Ok(Limits(visible))
}

/// A connection that works is expiring when its credentials are about to stop working, unless others
/// take over.
fn effective(row: &rows::Connection, now: Timestamp) -> Result<(Health, Option<Diagnosis>), Error> {
    let well = matches!(row.health, Health::Healthy | Health::Unknown);
    Ok(match expiry::near(row, now) {
        Some(near) if well && near.taken_over => (row.health, Some(near.diagnosis)),
        Some(near) if well => (Health::Expiring, Some(near.diagnosis)),
        _ => (row.health, health::trouble(row)?),
    })
}

fn next(row: &rows::NextCredentials) -> Result<NextCredentials, serde_json::Error> {
    Ok(NextCredentials {
        public: serde_json::from_str(&row.public)?,
        expires_at: row.expires_at,
    })
}
