//! What keeps a connection working, on its page: a link for whoever can sign it in again, and the
//! credentials that come next.

use axum::extract::{self, Path};
use axum::response::Response;
use model::Timestamp;
use model::connection::{FieldDescription, FieldKind, Method};
use secrecy::ExposeSecret;
use service::connections::{self, AppOption, Connection, credentials_can_overlap};

use super::create::credentials;
use super::form::{find_app, method_field};
use super::reconnect::{Named, find};
use super::show::page;
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Field, Rejection, Sent};
use crate::web::page::{ok, render};
use crate::web::view::{Notice, moment};
use crate::web::visitor::ProjectVisitor;

/// This part of the page.
pub(in crate::web) struct Mending {
    /// Whether somebody could be handed a link.
    pub(in crate::web) hands_over: bool,
    /// A link just made, shown once, and until when it works.
    pub(in crate::web) link: Option<(String, String)>,
    /// Whether credentials may be two at a time.
    pub(in crate::web) overlaps: bool,
    /// What is said of those that come next, when there are any.
    pub(in crate::web) next: Option<String>,
    /// The fields for new ones.
    pub(in crate::web) fields: Vec<Field>,
    /// What is wrong with those that were sent.
    pub(in crate::web) problem: Option<Notice>,
}

impl Mending {
    pub(super) fn new(app: Option<&AppOption>, connection: &Connection) -> Self {
        let fields = app
            .and_then(|app| app.description.method(connection.method))
            .map_or(&[][..], |method| method.fields);
        let has_secrets = fields.iter().any(FieldDescription::is_secret);
        let overlaps = credentials_can_overlap(connection.method);
        let renewed = fields
            .iter()
            .filter(|field| overlaps && (field.is_secret() || field.kind == FieldKind::Date));
        Self {
            hands_over: connection.method == Method::OAuth || has_secrets,
            link: None,
            overlaps,
            next: connection.next.as_ref().map(|_| takes_over(connection)),
            fields: renewed
                .map(|field| method_field(connection.method, field, None))
                .collect(),
            problem: None,
        }
    }
}

/// When the next credentials take over, in words.
fn takes_over(connection: &Connection) -> String {
    match connection.expires_at {
        Some(end) => format!(
            "The next ones take over on {}, or as soon as Microsoft refuses the current ones.",
            day(end)
        ),
        None => "The next ones take over as soon as Microsoft refuses the current ones.".to_owned(),
    }
}

/// The day of a time, such as `2026-03-01`.
fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

/// `POST /projects/{project}/connections/{name}/reconnect-link`
pub(super) async fn make_link(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    let (service, caller) = (&state.service, &visitor.caller);
    let link = connections::make_reconnect_link(service, caller, connection.id).await?;
    let mut page = page(&state, &visitor, &connection, None).await?;
    let until = moment(link.expires_at);
    page.mending.link = Some((link.url.expose_secret().to_owned(), until));
    Ok(ok(&page))
}

/// `POST /projects/{project}/connections/{name}/next-credentials`
pub(super) async fn add_next(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    let app = find_app(connections::apps(&state.service), connection.app.as_str())?;
    let fields = credentials(app.description, connection.method, &sent);
    let (service, caller) = (&state.service, &visitor.caller);
    match connections::set_next_credentials(service, caller, connection.id, fields).await {
        Ok(changed) => Ok(back(&visitor, &changed)),
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&state, &visitor, &connection, None).await?;
            page.mending.problem = rejection.place(&mut page.mending.fields);
            Ok(render(status, &page))
        }
    }
}

/// `POST /projects/{project}/connections/{name}/next-credentials/delete`
pub(super) async fn drop_next(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    let (service, caller) = (&state.service, &visitor.caller);
    let changed = connections::clear_next_credentials(service, caller, connection.id).await?;
    Ok(back(&visitor, &changed))
}

fn back(visitor: &ProjectVisitor, connection: &Connection) -> Response {
    let name = connection.name.as_str();
    let to = format!("{}/{name}", visitor.address("connections"));
    flash::redirect(&to, Done::ConnectionChanged, name)
}
