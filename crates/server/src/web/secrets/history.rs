//! The versions of a secret of one environment: who made them and when. A value is not in the page
//! until somebody asks for it; a past version can be restored.

use askama::Template;
use axum::extract::{self, Query};
use axum::response::Response;
use model::{SecretKey, Timestamp};
use serde::Deserialize;
use service::secrets::{self, History, Place, Version, Which};
use service::{Error, syncs};

use super::place::{Asked, address, key, place};
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Rejection, Sent};
use crate::web::page::{Page, Section, ok, render};
use crate::web::view::{Notice, ago};
use crate::web::visitor::ProjectVisitor;

/// Versions on a page.
const SHOWN: u32 = 20;

#[derive(Template)]
#[template(path = "secrets/history.html")]
pub(in crate::web) struct HistoryPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) base: String,
    pub(in crate::web) back: String,
    pub(in crate::web) edit: String,
    pub(in crate::web) environment: String,
    pub(in crate::web) path: String,
    pub(in crate::web) key: String,
    /// The version that the secret is in.
    pub(in crate::web) current: i64,
    pub(in crate::web) may_read: bool,
    pub(in crate::web) may_restore: bool,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) rows: Vec<Row>,
    /// The syncs that run when a version is restored: their names and pages.
    pub(in crate::web) syncs: Vec<(String, String)>,
    pub(in crate::web) newer: Option<String>,
    pub(in crate::web) older: Option<String>,
}

/// A version, without its value.
pub(in crate::web) struct Row {
    pub(in crate::web) version: i64,
    pub(in crate::web) actor: String,
    pub(in crate::web) when: String,
    pub(in crate::web) at: String,
    /// The name it had, where that is another one.
    pub(in crate::web) name: Option<String>,
    pub(in crate::web) restored_from: Option<i64>,
}

/// Which versions of which secret to show.
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(flatten)]
    secret: Asked,
    #[serde(default)]
    offset: String,
}

/// The address of a secret's history.
pub(super) fn history_of(visitor: &ProjectVisitor, place: &Place, key: &SecretKey) -> String {
    let base = format!("{}/history", visitor.address("secrets"));
    address(&base, &query(place, key))
}

fn query<'a>(place: &'a Place, key: &'a SecretKey) -> [(&'static str, &'a str); 3] {
    [
        ("environment", place.environment.as_str()),
        ("path", place.path.as_str()),
        ("key", key.as_str()),
    ]
}

async fn page(
    state: &State,
    visitor: &ProjectVisitor,
    place: &Place,
    key: &SecretKey,
    offset: u32,
) -> Result<HistoryPage, Error> {
    let (service, caller) = (&state.service, &visitor.caller);
    let shown = secrets::Page {
        offset: offset.into(),
        limit: SHOWN.into(),
    };
    let history = secrets::versions(service, caller, Which::Key(place, key), shown, false).await?;
    let syncs = syncs::reached_from(service, caller, place).await?;
    let base = visitor.address("secrets");
    let at = |offset: u32| {
        let offset = offset.to_string();
        let [environment, path, key] = query(place, key);
        let query = [environment, path, key, ("offset", &offset)];
        address(&format!("{base}/history"), &query)
    };
    Ok(HistoryPage {
        page: visitor
            .page(state, &format!("History of {key}"), Section::Secrets)
            .await,
        back: address(&base, &[("path", place.path.as_str())]),
        edit: address(&format!("{base}/edit"), &query(place, key)),
        environment: place.environment.to_string(),
        path: place.path.to_string(),
        key: key.to_string(),
        current: history.secret.version,
        may_read: history.may_read,
        may_restore: history.may_restore,
        notice: None,
        syncs: syncs
            .into_iter()
            .map(|name| (name.to_string(), visitor.address(&format!("syncs/{name}"))))
            .collect(),
        newer: (offset > 0).then(|| at(offset.saturating_sub(SHOWN))),
        older: history.has_older.then(|| at(offset.saturating_add(SHOWN))),
        rows: rows(history, state.clock.now()),
        base,
    })
}

fn rows(history: History, now: Timestamp) -> Vec<Row> {
    let current = history.secret.key;
    let row = |version: Version| Row {
        version: version.version,
        actor: version.actor,
        when: ago(now, version.created_at),
        at: version.created_at.to_string(),
        name: (version.key != current).then(|| version.key.to_string()),
        restored_from: version.restored_from,
    };
    history.versions.into_iter().map(row).collect()
}

/// `GET /projects/{project}/secrets/history`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let asked = wanted.secret;
    let place = place(&visitor, &asked.environment, &asked.path)?;
    let key = key(&asked.key)?;
    // What is no number is where every history begins.
    let offset = wanted.offset.parse().unwrap_or(0);
    Ok(ok(&page(&state, &visitor, &place, &key, offset).await?))
}

/// `POST /projects/{project}/secrets/history`: restores a version.
pub(super) async fn restore(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let place = place(&visitor, sent.text("environment"), sent.text("path"))?;
    let key = key(&sent.lines("key"))?;
    match restored(&state, &visitor, &place, &key, &sent).await {
        Ok(what) => {
            let to = history_of(&visitor, &place, &key);
            Ok(flash::redirect(&to, Done::VersionRestored, &what))
        }
        Err(error) => {
            let rejection = Rejection::from(error);
            let mut page = page(&state, &visitor, &place, &key, 0).await?;
            let status = rejection.status;
            page.notice = rejection.place([]);
            Ok(render(status, &page))
        }
    }
}

/// Restores the version that was chosen, and says which became which.
async fn restored(
    state: &State,
    visitor: &ProjectVisitor,
    place: &Place,
    key: &SecretKey,
    sent: &Sent,
) -> Result<String, Error> {
    let version = number(sent, "version")?;
    let expected = number(sent, "expected")?;
    let (service, caller) = (&state.service, &visitor.caller);
    let which = Which::Key(place, key);
    let secret = secrets::restore(service, caller, which, version, Some(expected)).await?;
    Ok(format!("version {version} as version {}", secret.version))
}

pub(super) fn number(sent: &Sent, field: &'static str) -> Result<i64, Error> {
    let number = sent.text(field).parse();
    number.map_err(|_| Error::invalid(field, "this is not the number of a version"))
}
