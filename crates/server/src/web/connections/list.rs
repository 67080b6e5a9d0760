//! The connections of a project, as a table that other pages lie over.

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::Timestamp;
use model::connection::{AppDescription, Health};
use service::Error;
use service::connections::{self, AppOption, Connection, Rights, Scope};

use super::care::{Banner, expiry};
use crate::State;
use crate::messages::describe_health;
use crate::web::failure::Failure;
use crate::web::page::{Page, Section, ok};
use crate::web::view::{Badge, ago, counted};
use crate::web::visitor::ProjectVisitor;

#[derive(Template)]
#[template(path = "connections/list.html")]
pub(in crate::web) struct ListPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) list: List,
}

pub(in crate::web) struct List {
    pub(in crate::web) base: String,
    pub(in crate::web) banners: Vec<Banner>,
    pub(in crate::web) rows: Vec<Row>,
}

pub(in crate::web) struct Row {
    pub(in crate::web) name: String,
    pub(in crate::web) mark: &'static str,
    pub(in crate::web) app: &'static str,
    pub(in crate::web) method: &'static str,
    pub(in crate::web) account: String,
    pub(in crate::web) tenant: String,
    pub(in crate::web) tenant_short: String,
    pub(in crate::web) rights: Vec<Right>,
    pub(in crate::web) used_by: String,
    pub(in crate::web) health: Badge,
}

/// One of the three rights, with a mark and a word, so that colour is not all that tells.
pub(in crate::web) struct Right {
    pub(in crate::web) name: &'static str,
    pub(in crate::web) mark: &'static str,
    pub(in crate::web) word: &'static str,
    pub(in crate::web) tone: &'static str,
}

/// `GET /projects/{project}/connections`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
) -> Result<Response, Failure> {
    Ok(ok(&ListPage {
        list: list(&state, &visitor).await?,
        page: visitor
            .page(&state, "App Connections", Section::Connections)
            .await,
    }))
}

/// The table of a project's connections.
pub(super) async fn list(state: &State, visitor: &ProjectVisitor) -> Result<List, Error> {
    let scope = Scope::UsableIn(visitor.project.id);
    let connections = connections::list(&state.service, &visitor.caller, scope).await?;
    let apps = connections::apps(&state.service);
    let now = state.clock.now();
    Ok(List {
        base: visitor.address("connections"),
        banners: connections.iter().filter_map(Banner::new).collect(),
        rows: connections
            .iter()
            .map(|connection| Row::new(connection, &apps, now))
            .collect(),
    })
}

impl Row {
    fn new(connection: &Connection, apps: &[AppOption], now: Timestamp) -> Self {
        let app = description(apps, connection);
        let credential = |name: &str| connection.credentials.get(name).cloned();
        let tenant = credential("tenantId").unwrap_or_default();
        let mut health = Badge::new(describe_health(connection.health));
        if let (Health::Healthy, Some(checked)) = (connection.health, connection.checked_at) {
            health.text = format!("{} · {}", health.text, ago(now, checked));
        }
        Self {
            name: connection.name.to_string(),
            mark: app.map_or("", |app| app.mark),
            app: app.map_or("", |app| app.name),
            method: method_name(app, connection),
            account: credential("account")
                .or_else(|| expiry(connection, now))
                .unwrap_or_default(),
            tenant_short: short(&tenant),
            tenant,
            rights: rights(current_rights(connection)),
            used_by: counted(connection.used_by.len() + connection.used_elsewhere, "sync"),
            health,
        }
    }
}

/// The app of a connection.
pub(super) fn description(
    apps: &[AppOption],
    connection: &Connection,
) -> Option<&'static AppDescription> {
    apps.iter()
        .map(|option| option.description)
        .find(|description| description.app == connection.app)
}

/// The name of a connection's method.
pub(super) fn method_name(app: Option<&AppDescription>, connection: &Connection) -> &'static str {
    app.and_then(|app| app.method(connection.method))
        .map_or("", |method| method.name)
}

/// What the last check found, while the connection signs in: without that it may do nothing.
pub(super) fn current_rights(connection: &Connection) -> Option<Rights> {
    let signs_in = connection.health != Health::ReconnectNeeded;
    connection.rights.filter(|_| signs_in)
}

/// The three rights; none when no store was checked yet.
pub(super) fn rights(rights: Option<Rights>) -> Vec<Right> {
    let Some(rights) = rights else {
        return Vec::new();
    };
    [
        ("Read", rights.read),
        ("Write", rights.write),
        ("Delete", rights.delete),
    ]
    .into_iter()
    .map(|(name, allowed)| Right {
        name,
        mark: if allowed { "✓" } else { "✕" },
        word: if allowed { "allowed" } else { "refused" },
        tone: if allowed { "ok" } else { "bad" },
    })
    .collect()
}

/// A GUID by its ends; anything else as it is.
fn short(tenant: &str) -> String {
    let is_guid = tenant.len() == 36 && tenant.bytes().filter(|byte| *byte == b'-').count() == 4;
    if is_guid && tenant.is_ascii() {
        format!("{}…{}", &tenant[..4], &tenant[32..])
    } else {
        tenant.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_shortened_and_a_domain_is_not() {
        assert_eq!(short("7b1e0000-0000-0000-0000-00000000c90a"), "7b1e…c90a");
        assert_eq!(short("contoso.com"), "contoso.com");
    }

    #[test]
    fn a_refused_right_differs_by_more_than_colour() {
        let all = rights(Some(Rights {
            read: true,
            write: true,
            delete: false,
        }));
        assert_eq!(all[2].mark, "✕");
        assert_eq!(all[2].word, "refused");
        assert!(rights(None).is_empty());
    }
}
