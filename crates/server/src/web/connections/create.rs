//! Adding a connection: at once with credentials, or by way of the app's sign-in page.

use std::collections::BTreeMap;

use axum::extract::{self, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::Slug;
use model::connection::{AppDescription, Limits, Method};
use secrecy::SecretString;
use serde::Deserialize;
use service::Error;
use service::connections::{self, AppOption, NewConnection, StartOAuth};

use super::form::{ConnectionForm, answer, connect, find_app, methods, name_field, store_field};
use super::show::saved;
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::Done;
use crate::web::form::{Rejection, Sent};
use crate::web::visitor::ProjectVisitor;

/// Which app.
#[derive(Deserialize)]
pub(super) struct Named {
    app: String,
}

/// The form for a new connection to an app, empty or as it was sent.
pub(super) fn new_form(
    state: &State,
    visitor: &ProjectVisitor,
    app: AppOption,
    sent: Option<&Sent>,
) -> ConnectionForm {
    let list = visitor.address("connections");
    let description = app.description;
    ConnectionForm {
        mark: description.mark,
        heading: format!("{} connection", description.name),
        subheading: format!("Project {}", visitor.project.name),
        action: format!("{list}/new/{}", description.app),
        cancel: list,
        authority: state.site.authority_host().to_owned(),
        submit: connect(description.app),
        accepts: false,
        notice: None,
        before: vec![name_field().kept(sent)],
        methods: methods(app, sent),
        after: vec![store_field().kept(sent)],
    }
}

/// `GET /projects/{project}/connections/new/{app}`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
) -> Result<Response, Failure> {
    let app = find_app(connections::apps(&state.service), &named.app)?;
    let form = new_form(&state, &visitor, app, None);
    answer(&state, &visitor, StatusCode::OK, form).await
}

/// `POST /projects/{project}/connections/new/{app}`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, Failure> {
    let app = find_app(connections::apps(&state.service), &named.app)?;
    match add(&state, &visitor, &app, &sent).await {
        Ok(response) => Ok(response),
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut form = new_form(&state, &visitor, app, Some(&sent));
            form.reject(rejection);
            answer(&state, &visitor, status, form).await
        }
    }
}

async fn add(
    state: &State,
    visitor: &ProjectVisitor,
    app: &AppOption,
    sent: &Sent,
) -> Result<Response, Error> {
    let method: Method = sent
        .text("method")
        .parse()
        .map_err(Error::bad_name("method"))?;
    let name = Slug::parse(sent.text("name")).map_err(Error::bad_name("name"))?;
    let list = visitor.address("connections");
    if method == Method::OAuth {
        let request = StartOAuth {
            app: app.description.app,
            reconnect: None,
            name,
            description: None,
            project: Some(visitor.project.id),
            tenant: sent.typed(&tenant_field()),
            store: sent.typed("store"),
            return_to: list,
        };
        let to = connections::start_oauth(&state.service, &visitor.caller, request).await?;
        return Ok(Redirect::to(to.as_str()).into_response());
    }
    let request = NewConnection {
        name,
        description: None,
        project: Some(visitor.project.id),
        app: app.description.app,
        method,
        credentials: credentials(app.description, method, sent),
        store: sent.typed("store"),
        limits: Limits::default(),
    };
    let made = connections::create(&state.service, &visitor.caller, request).await?;
    Ok(saved(&list, &made, Done::ConnectionAdded))
}

/// The name of the tenant in the form of the sign-in by browser.
pub(super) fn tenant_field() -> String {
    format!("{}.tenantId", Method::OAuth)
}

/// The fields of a method that were filled.
pub(in crate::web) fn credentials(
    app: &AppDescription,
    method: Method,
    sent: &Sent,
) -> BTreeMap<String, SecretString> {
    let fields = app.method(method).map_or(&[][..], |method| method.fields);
    fields
        .iter()
        .map(|field| (field, format!("{method}.{}", field.name)))
        .filter(|(_, name)| !sent.text(name).is_empty())
        .map(|(field, name)| (field.name.to_owned(), sent.secret(&name)))
        .collect()
}
