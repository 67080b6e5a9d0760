//! Limiting what a project may use a connection of the organization for.

use askama::Template;
use axum::extract::{self, Path};
use axum::http::StatusCode;
use axum::response::Response;
use model::connection::{Limit, Limits};
use model::id::ProjectId;
use service::connections::{self, Connection, ConnectionChange};
use service::projects::{self, Project};
use service::{Error, What};

use super::list::{List, list};
use super::reconnect::{Named, find};
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Choice, Field, Rejection, Sent};
use crate::web::page::{Page, Section, render};
use crate::web::view::Notice;
use crate::web::visitor::ProjectVisitor;

/// How the null label is written where each line is a label.
const NO_LABEL: &str = "(no label)";

#[derive(Template)]
#[template(path = "connections/limits.html")]
pub(in crate::web) struct LimitsPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) list: List,
    pub(in crate::web) name: String,
    pub(in crate::web) here: String,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) project: Choice,
    pub(in crate::web) fields: Vec<Field>,
}

/// What a project may use a connection for, as a page says it.
pub(in crate::web) struct Allowed {
    pub(in crate::web) project: String,
    pub(in crate::web) words: String,
}

/// `GET /projects/{project}/connections/{name}/limits`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    let page = page(&state, &visitor, &connection, None).await?;
    Ok(render(StatusCode::OK, &page))
}

/// `POST /projects/{project}/connections/{name}/limits`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    let changed = async {
        let projects = projects::list(&state.service, &visitor.caller).await?;
        let change = ConnectionChange {
            limits: Some(limits(&connection, &projects, &sent)?),
            ..ConnectionChange::default()
        };
        connections::update(&state.service, &visitor.caller, connection.id, change).await
    };
    match changed.await {
        Ok(changed) => {
            let name = changed.name.as_str();
            let to = format!("{}/{name}", visitor.address("connections"));
            Ok(flash::redirect(&to, Done::ConnectionChanged, name))
        }
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&state, &visitor, &connection, Some(&sent)).await?;
            page.notice = rejection.place(&mut page.fields);
            Ok(render(status, &page))
        }
    }
}

/// What the projects may use a connection for, in words.
pub(super) fn allowed(connection: &Connection, projects: &[Project]) -> Vec<Allowed> {
    let name = |id: ProjectId| projects.iter().find(|project| project.id == id);
    let limits = connection.limits.0.iter();
    limits
        .map(|limit| Allowed {
            project: name(limit.project_id).map_or_else(
                || limit.project_id.to_string(),
                |project| project.name.clone(),
            ),
            words: words(limit),
        })
        .collect()
}

fn words(limit: &Limit) -> String {
    let part = |what: &str, list: &[String]| match list {
        [] => None,
        list => Some(format!("{what} {}", list.join(", "))),
    };
    let labels = shown(&limit.labels);
    let parts: Vec<_> = [
        part("on", &limit.stores),
        part("with label", &labels),
        part("for keys that begin with", &limit.key_prefixes),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "everything".to_owned()
    } else {
        parts.join(", ")
    }
}

fn shown(labels: &[String]) -> Vec<String> {
    let shown = |label: &String| if label.is_empty() { NO_LABEL } else { label }.to_owned();
    labels.iter().map(shown).collect()
}

/// The connection's limits with those of the chosen project replaced or taken away.
fn limits(connection: &Connection, projects: &[Project], sent: &Sent) -> Result<Limits, Error> {
    let chosen = sent.text("project");
    let project = projects
        .iter()
        .find(|project| project.slug.as_str() == chosen)
        .ok_or_else(|| Error::not_found(What::Project, chosen))?;
    let mut limits = connection.limits.clone();
    limits.0.retain(|limit| limit.project_id != project.id);
    if sent.text("remove").is_empty() {
        limits.0.push(Limit {
            project_id: project.id,
            stores: lines(sent, "stores"),
            labels: lines(sent, "labels")
                .into_iter()
                .map(|label| {
                    if label == NO_LABEL {
                        String::new()
                    } else {
                        label
                    }
                })
                .collect(),
            key_prefixes: lines(sent, "keyPrefixes"),
        });
    }
    Ok(limits)
}

fn lines(sent: &Sent, name: &str) -> Vec<String> {
    let lines = sent.lines(name);
    let lines = lines.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

async fn page(
    state: &State,
    visitor: &ProjectVisitor,
    connection: &Connection,
    sent: Option<&Sent>,
) -> Result<LimitsPage, Error> {
    let projects = projects::list(&state.service, &visitor.caller).await?;
    let options = projects
        .iter()
        .map(|project| (project.slug.to_string(), project.name.clone()));
    let project = Choice::new("project", "Project", options)
        .help("What is said here replaces what was said for that project before.")
        .chosen(visitor.project.slug.as_str())
        .kept(sent);
    let heading = format!("Limit {}", connection.name);
    let now = connection
        .limits
        .0
        .iter()
        .find(|limit| limit.project_id == visitor.project.id);
    let field = |name: &str, label: &str, lines: Vec<String>| {
        Field::lines(name, label)
            .optional()
            .value(lines.join("\n"))
            .kept(sent)
    };
    let of = |list: fn(&Limit) -> &Vec<String>| now.map(list).cloned().unwrap_or_default();
    Ok(LimitsPage {
        page: visitor.page(state, &heading, Section::Connections).await,
        list: list(state, visitor).await?,
        name: connection.name.to_string(),
        here: format!("{}/{}", visitor.address("connections"), connection.name),
        notice: None,
        project,
        fields: vec![
            field("stores", "Stores", of(|limit| &limit.stores))
                .placeholder("contoso-prod.azconfig.io")
                .help("One per line. Empty allows every store.")
                .focused(),
            field("labels", "Labels", shown(&of(|limit| &limit.labels)))
                .help("One per line, (no label) for keys without one. Empty allows every label."),
            field(
                "keyPrefixes",
                "Keys begin with",
                of(|limit| &limit.key_prefixes),
            )
            .placeholder("shop:")
            .help(
                "One per line. Other keys are neither written nor deleted. Empty allows every key.",
            ),
        ],
    })
}
