//! Signing a connection in again by the app's sign-in page. One with credentials of its own is
//! mended by entering them again.

use axum::extract::{self, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::Slug;
use model::connection::Method;
use serde::Deserialize;
use service::connections::{self, AppOption, Connection, Scope, StartOAuth};
use service::{Error, What};

use super::create::tenant_field;
use super::form::{ConnectionForm, answer, connect, find_app, method_field, store_field};
use crate::State;
use crate::web::failure::Failure;
use crate::web::form::{Field, Rejection, Sent};
use crate::web::visitor::ProjectVisitor;

/// Which connection.
#[derive(Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
}

/// The connection in the address.
pub(super) async fn find(
    state: &State,
    visitor: &ProjectVisitor,
    named: &Named,
) -> Result<Connection, Error> {
    let name =
        Slug::parse(&named.name).map_err(|_| Error::not_found(What::Connection, &named.name))?;
    let scope = Scope::UsableIn(visitor.project.id);
    connections::by_name(&state.service, &visitor.caller, scope, &name).await
}

/// The form for signing in again.
pub(super) fn reconnect_form(
    state: &State,
    visitor: &ProjectVisitor,
    app: &AppOption,
    connection: &Connection,
    sent: Option<&Sent>,
) -> ConnectionForm {
    let here = format!("{}/{}", visitor.address("connections"), connection.name);
    let fields = app
        .description
        .method(Method::OAuth)
        .map_or(&[][..], |method| method.fields);
    let tenant = connection.credentials.get("tenantId");
    let filled = |field: Field| match tenant {
        Some(tenant) if field.name == tenant_field() => field.value(tenant),
        _ => field,
    };
    ConnectionForm {
        mark: app.description.mark,
        heading: format!("Reconnect {}", connection.name),
        subheading: format!(
            "You will be sent to {} and back. The connection keeps its syncs.",
            state.site.authority_host()
        ),
        action: format!("{here}/reconnect"),
        cancel: here,
        authority: state.site.authority_host().to_owned(),
        submit: connect(connection.app),
        accepts: false,
        notice: None,
        before: fields
            .iter()
            .map(|field| filled(method_field(Method::OAuth, field, None)).kept(sent))
            .collect(),
        methods: Vec::new(),
        after: vec![store_field().kept(sent)],
    }
}

/// `GET /projects/{project}/connections/{name}/reconnect`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    if connection.method != Method::OAuth {
        let base = visitor.address("connections");
        return Ok(Redirect::to(&format!("{base}/{}/edit", connection.name)).into_response());
    }
    let app = find_app(connections::apps(&state.service), connection.app.as_str())?;
    let form = reconnect_form(&state, &visitor, &app, &connection, None);
    answer(&state, &visitor, StatusCode::OK, form).await
}

/// `POST /projects/{project}/connections/{name}/reconnect`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    let request = StartOAuth {
        app: connection.app,
        reconnect: Some(connection.id),
        name: connection.name.clone(),
        description: connection.description.clone(),
        project: connection.project,
        tenant: sent.typed(&tenant_field()),
        store: sent.typed("store"),
        return_to: visitor.address("connections"),
    };
    match connections::start_oauth(&state.service, &visitor.caller, request).await {
        Ok(to) => Ok(Redirect::to(to.as_str()).into_response()),
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let app = find_app(connections::apps(&state.service), connection.app.as_str())?;
            let mut form = reconnect_form(&state, &visitor, &app, &connection, Some(&sent));
            form.reject(rejection);
            answer(&state, &visitor, status, form).await
        }
    }
}
