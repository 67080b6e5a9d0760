//! One connection: how it is doing, what it may do, who uses it, and checking or deleting it.

use askama::Template;
use axum::extract::{self, Path};
use axum::http::StatusCode;
use axum::response::Response;
use model::Cause;
use model::access::OrgRole;
use model::connection::{Health, Method};
use service::connections::{self, CheckReport, Connection, SyncUse};
use service::{Error, projects};

use super::care::expiry;
use super::form::store_field;
use super::history::{self, Line};
use super::limits::{Allowed, allowed};
use super::list::{Right, current_rights, description, method_name, rights};
use super::mending::Mending;
use super::reconnect::{Named, find};
use crate::State;
use crate::messages::{Message, Tone, describe, describe_health};
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Field, Rejection, Sent};
use crate::web::page::{Page, Section, render};
use crate::web::view::{Badge, Detail, Notice, ago, seconds};
use crate::web::visitor::ProjectVisitor;

#[derive(Template)]
#[template(path = "connections/show.html")]
pub(in crate::web) struct ShowPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) base: String,
    pub(in crate::web) connection: Shown,
    pub(in crate::web) reconnects: bool,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) mending: Mending,
    pub(in crate::web) report: Option<Report>,
    /// What the check signed in to, and which role it takes.
    pub(in crate::web) facts: Vec<Detail>,
    pub(in crate::web) check_fields: Vec<Field>,
    pub(in crate::web) used_by: Vec<User>,
    pub(in crate::web) used_elsewhere: usize,
    pub(in crate::web) limits: Vec<Allowed>,
    pub(in crate::web) may_limit: bool,
    pub(in crate::web) history: Vec<Line>,
    pub(in crate::web) details: Vec<Detail>,
}

pub(in crate::web) struct Shown {
    pub(in crate::web) name: String,
    pub(in crate::web) app: &'static str,
    pub(in crate::web) method: &'static str,
    pub(in crate::web) health: Badge,
    pub(in crate::web) rights: Vec<Right>,
}

/// A sync that uses the connection.
pub(in crate::web) struct User {
    pub(in crate::web) name: String,
    pub(in crate::web) address: String,
    pub(in crate::web) project: String,
}

/// What a check found, when it found nothing wrong.
pub(in crate::web) struct Report {
    pub(in crate::web) tone: &'static str,
    pub(in crate::web) sentence: String,
    pub(in crate::web) particulars: String,
}

/// `GET /projects/{project}/connections/{name}`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    Ok(render(
        StatusCode::OK,
        &page(&state, &visitor, &connection, None).await?,
    ))
}

/// `POST /projects/{project}/connections/{name}/check`
pub(super) async fn check(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    let store = sent.typed("store");
    let checked = connections::check(
        &state.service,
        &visitor.caller,
        connection.id,
        store.as_deref(),
    )
    .await;
    // The check has changed what the page says of the connection.
    let connection = find(&state, &visitor, &named).await?;
    let mut page = page(&state, &visitor, &connection, Some(&sent)).await?;
    let status = match checked {
        Ok(report) => {
            page.take(&report);
            StatusCode::OK
        }
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            page.notice = rejection.place(&mut page.check_fields);
            status
        }
    };
    Ok(render(status, &page))
}

/// Leads to the list after a connection was saved; to the connection when something is still
/// missing, which its page names.
pub(super) fn saved(list: &str, connection: &Connection, done: Done) -> Response {
    let name = connection.name.as_str();
    let well = matches!(connection.health, Health::Healthy | Health::Expiring);
    if !well && connection.diagnosis.is_some() {
        flash::redirect(&format!("{list}/{name}"), Done::ConnectionIncomplete, name)
    } else {
        flash::redirect(list, done, name)
    }
}

/// `POST /projects/{project}/connections/{name}/delete`
pub(super) async fn delete(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    match connections::delete(&state.service, &visitor.caller, connection.id).await {
        Ok(gone) => {
            let to = visitor.address("connections");
            Ok(flash::redirect(
                &to,
                Done::ConnectionDeleted,
                gone.name.as_str(),
            ))
        }
        Err(error @ Error::StillUsed { .. }) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&state, &visitor, &connection, None).await?;
            page.notice = rejection.place([]);
            Ok(render(status, &page))
        }
        Err(error) => Err(error.into()),
    }
}

impl ShowPage {
    fn take(&mut self, report: &CheckReport) {
        if report.rights.is_some() {
            self.connection.rights = rights(report.rights);
        }
        if let Some(diagnosis) = &report.diagnosis {
            let waits = diagnosis.cause == Cause::RoleNotYetActive;
            let tone = if waits { Tone::Warn } else { Tone::Bad };
            self.notice = Some(Notice::new(describe(diagnosis), tone));
            self.facts = facts(report);
            return;
        }
        self.notice = None;
        self.facts = facts(report);
        let account = report
            .account
            .as_deref()
            .map(|account| format!("as {account} "));
        self.report = Some(Report {
            tone: Tone::Ok.word(),
            sentence: if report.rights.is_some() {
                "The sign-in works, and so do all three rights.".to_owned()
            } else {
                "The sign-in works.".to_owned()
            },
            particulars: format!(
                "Signed in {}in {}.",
                account.unwrap_or_default(),
                seconds(report.latency)
            ),
        });
    }
}

impl From<&SyncUse> for User {
    fn from(used: &SyncUse) -> Self {
        Self {
            name: used.name.to_string(),
            address: format!("/projects/{}/syncs/{}", used.project_slug, used.name),
            project: used.project_name.clone(),
        }
    }
}

pub(super) async fn page(
    state: &State,
    visitor: &ProjectVisitor,
    connection: &Connection,
    sent: Option<&Sent>,
) -> Result<ShowPage, Error> {
    let apps = connections::apps(&state.service);
    let app = description(&apps, connection);
    let projects = projects::list(&state.service, &visitor.caller).await?;
    let option = apps
        .iter()
        .find(|option| option.description.app == connection.app);
    let notice = connection.diagnosis.as_ref().map(|diagnosis| {
        let message: Message = describe(diagnosis);
        Notice::new(message, tone(connection))
    });
    let now = state.clock.now();
    let (service, caller) = (&state.service, &visitor.caller);
    let checks = connections::checks(service, caller, connection.id, history::SHOWN).await;
    let checks = checks.unwrap_or_default();
    Ok(ShowPage {
        page: visitor
            .page(state, connection.name.as_str(), Section::Connections)
            .await,
        base: visitor.address("connections"),
        connection: Shown {
            name: connection.name.to_string(),
            app: app.map_or("", |app| app.name),
            method: method_name(app, connection),
            health: Badge::new(describe_health(connection.health)),
            rights: rights(current_rights(connection)),
        },
        reconnects: connection.method == Method::OAuth,
        notice,
        mending: Mending::new(option, connection),
        report: None,
        facts: Vec::new(),
        check_fields: vec![
            store_field()
                .help("Read, write and delete are each tried on it. Nothing is left behind there.")
                .kept(sent),
        ],
        used_by: connection.used_by.iter().map(User::from).collect(),
        used_elsewhere: connection.used_elsewhere,
        limits: allowed(connection, &projects),
        may_limit: connection.project.is_none() && visitor.caller.org_role == OrgRole::Admin,
        history: checks.iter().map(|check| Line::new(check, now)).collect(),
        details: details(state, connection),
    })
}

/// How what is told of a connection is to be taken.
fn tone(connection: &Connection) -> Tone {
    match connection.health {
        Health::Healthy => Tone::Plain,
        Health::Expiring | Health::Throttled => Tone::Warn,
        Health::MissingPermission if connection.waiting_until.is_some() => Tone::Warn,
        _ => Tone::Bad,
    }
}

fn facts(report: &CheckReport) -> Vec<Detail> {
    let named = [
        ("Signed in as", &report.account),
        ("Tenant", &report.tenant),
        ("Token for", &report.audience),
        ("Cloud", &report.cloud),
        ("Role to grant", &report.role),
        ("On", &report.scope),
    ];
    let known = named.into_iter();
    known
        .filter_map(|(name, value)| Some(Detail::code(name, value.as_deref()?)))
        .collect()
}

fn details(state: &State, connection: &Connection) -> Vec<Detail> {
    let now = state.clock.now();
    let mut details = Vec::new();
    if let Some(description) = &connection.description {
        details.push(Detail::text("For", description));
    }
    let named = [
        ("account", "Account"),
        ("tenantId", "Tenant"),
        ("clientId", "Client ID"),
    ];
    for (name, label) in named {
        if let Some(value) = connection.credentials.get(name) {
            details.push(Detail::code(label, value));
        }
    }
    let scope = match connection.project {
        Some(_) => "this project",
        None => "the whole organization",
    };
    details.push(Detail::text("Belongs to", scope));
    let checked = connection
        .checked_at
        .map_or_else(|| "never".to_owned(), |at| ago(now, at));
    details.push(Detail::text("Last checked", checked));
    if let Some(expires) = connection.expires_at {
        let day: String = expires.to_string().chars().take(10).collect();
        let left = expiry(connection, now).unwrap_or_default();
        details.push(Detail::text("Credentials", format!("{left} ({day})")));
    }
    details.push(Detail::text("Made", ago(now, connection.created_at)));
    details
}
