//! Changing a connection's name, description or credentials. A secret is never shown; an empty
//! field keeps it.

use axum::extract::{self, Path};
use axum::http::StatusCode;
use axum::response::Response;
use model::connection::Method;
use model::{Cause, Slug};
use service::Error;
use service::connections::{self, AppOption, Connection, ConnectionChange};

use super::create::credentials;
use super::form::{ConnectionForm, answer, find_app, method_field, name_field};
use super::reconnect::{Named, find};
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Field, Rejection, Sent};
use crate::web::visitor::ProjectVisitor;

/// The button that says yes to another account.
const ACCEPT: &str = "acceptOtherAccount";

fn form(
    state: &State,
    visitor: &ProjectVisitor,
    app: &AppOption,
    connection: &Connection,
    sent: Option<&Sent>,
) -> ConnectionForm {
    let here = format!("{}/{}", visitor.address("connections"), connection.name);
    let method = app.description.method(connection.method);
    let fields = method.map_or(&[][..], |method| method.fields);
    let credential = |field: &model::connection::FieldDescription| -> Field {
        let shown = method_field(connection.method, field, None);
        if field.is_secret() {
            return shown.optional().help("Empty keeps the one that is stored.");
        }
        let value = connection
            .credentials
            .get(field.name)
            .cloned()
            .unwrap_or_default();
        shown.value(value).kept(sent)
    };
    let description = Field::text("description", "Description")
        .optional()
        .value(connection.description.clone().unwrap_or_default());
    ConnectionForm {
        mark: app.description.mark,
        heading: format!("Edit {}", connection.name),
        subheading: method
            .map(|method| method.name.to_owned())
            .unwrap_or_default(),
        action: format!("{here}/edit"),
        cancel: here,
        authority: state.site.authority_host().to_owned(),
        submit: "Save",
        accepts: false,
        notice: None,
        before: vec![
            name_field().value(connection.name.as_str()).kept(sent),
            description.kept(sent),
        ],
        methods: Vec::new(),
        // A sign-in by browser is replaced by another one, not by a form.
        after: if connection.method == Method::OAuth {
            Vec::new()
        } else {
            fields.iter().map(credential).collect()
        },
    }
}

/// `GET /projects/{project}/connections/{name}/edit`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    let app = find_app(connections::apps(&state.service), connection.app.as_str())?;
    let form = form(&state, &visitor, &app, &connection, None);
    answer(&state, &visitor, StatusCode::OK, form).await
}

/// `POST /projects/{project}/connections/{name}/edit`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, Failure> {
    let connection = find(&state, &visitor, &named).await?;
    let app = find_app(connections::apps(&state.service), connection.app.as_str())?;
    let changed = async {
        let change = change(&app, &connection, &sent)?;
        connections::update(&state.service, &visitor.caller, connection.id, change).await
    };
    match changed.await {
        Ok(changed) => {
            let to = format!("{}/{}", visitor.address("connections"), changed.name);
            Ok(flash::redirect(
                &to,
                Done::ConnectionChanged,
                changed.name.as_str(),
            ))
        }
        Err(error) => {
            let asks = is_of_another_account(&error);
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut form = form(&state, &visitor, &app, &connection, Some(&sent));
            form.reject(rejection);
            if asks {
                ask(&mut form);
            }
            answer(&state, &visitor, status, form).await
        }
    }
}

fn is_of_another_account(error: &Error) -> bool {
    matches!(error, Error::Diagnosed(found) if found.cause == Cause::OtherAccount)
}

/// Makes the form a question whether to use another account. Its secrets are entered once more,
/// because no page gives one back.
fn ask(form: &mut ConnectionForm) {
    form.submit = "Use this account";
    form.accepts = true;
    for field in form.after.iter_mut().filter(|field| field.is_hidden()) {
        field.problem = Some("Enter it once more to use this account.".to_owned());
    }
}

fn change(
    app: &AppOption,
    connection: &Connection,
    sent: &Sent,
) -> Result<ConnectionChange, Error> {
    let method = connection.method;
    let fields = app
        .description
        .method(method)
        .map_or(&[][..], |method| method.fields);
    let name = |field: &str| format!("{method}.{field}");
    let secret_typed = fields
        .iter()
        .any(|field| field.is_secret() && !sent.text(&name(field.name)).is_empty());
    let others_changed = method != Method::OAuth
        && fields
            .iter()
            .filter(|field| !field.is_secret())
            .any(|field| {
                let stored = connection
                    .credentials
                    .get(field.name)
                    .map_or("", String::as_str);
                sent.text(&name(field.name)) != stored
            });
    let secret = fields.iter().find(|field| field.is_secret());
    if let (true, false, Some(secret)) = (others_changed, secret_typed, secret) {
        let problem = "the stored one goes with what is stored in the other fields: enter it again to change them";
        return Err(Error::invalid(secret.name, problem));
    }
    Ok(ConnectionChange {
        name: Some(Slug::parse(sent.text("name")).map_err(Error::bad_name("name"))?),
        description: Some(sent.typed("description")),
        credentials: (secret_typed || others_changed)
            .then(|| credentials(app.description, method, sent)),
        limits: None,
        accept_other_account: sent.checked(ACCEPT),
    })
}
