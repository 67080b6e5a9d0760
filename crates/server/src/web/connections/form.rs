//! The form of a connection, made from the app's description, for adding, changing and signing in
//! again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use model::connection::{App, FieldDescription, FieldKind, Method};
use service::Error;
use service::connections::{AppOption, Unavailable};

use super::list::{List, list};
use crate::State;
use crate::web::failure::Failure;
use crate::web::form::{Field, Rejection, Sent};
use crate::web::page::{Page, Section, render};
use crate::web::view::Notice;
use crate::web::visitor::ProjectVisitor;

#[derive(Template)]
#[template(path = "connections/form.html")]
pub(in crate::web) struct FormPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) list: List,
    pub(in crate::web) form: ConnectionForm,
}

/// A form over the list: fields, then the methods with their own fields, then more fields.
pub(in crate::web) struct ConnectionForm {
    pub(in crate::web) mark: &'static str,
    pub(in crate::web) heading: String,
    pub(in crate::web) subheading: String,
    pub(in crate::web) action: String,
    pub(in crate::web) cancel: String,
    pub(in crate::web) authority: String,
    pub(in crate::web) submit: &'static str,
    /// Whether sending it says yes to another account.
    pub(in crate::web) accepts: bool,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) before: Vec<Field>,
    pub(in crate::web) methods: Vec<MethodPart>,
    pub(in crate::web) after: Vec<Field>,
}

/// A way to sign in, with its fields or with what is missing for it.
pub(in crate::web) struct MethodPart {
    pub(in crate::web) word: &'static str,
    pub(in crate::web) name: &'static str,
    pub(in crate::web) summary: &'static str,
    pub(in crate::web) chosen: bool,
    pub(in crate::web) redirects: bool,
    pub(in crate::web) unavailable: Option<Unavailable>,
    pub(in crate::web) fields: Vec<Field>,
}

impl ConnectionForm {
    /// Puts an error at its field: the chosen method's before another's.
    pub(super) fn reject(&mut self, rejection: Rejection) {
        let methods = self
            .methods
            .iter_mut()
            .filter(|method| method.chosen)
            .flat_map(|method| &mut method.fields);
        let fields = self.before.iter_mut().chain(methods).chain(&mut self.after);
        self.notice = rejection.place(fields);
    }
}

/// Answers with the form over the list.
pub(super) async fn answer(
    state: &State,
    visitor: &ProjectVisitor,
    status: StatusCode,
    form: ConnectionForm,
) -> Result<Response, Failure> {
    let list = list(state, visitor).await?;
    let page = visitor
        .page(state, &form.heading, Section::Connections)
        .await;
    Ok(render(status, &FormPage { page, list, form }))
}

/// The text on the button that sends a connection's form.
pub(super) fn connect(app: App) -> &'static str {
    match app {
        App::AzureAppConfiguration => "Connect to Azure",
    }
}

/// The field of a method as the form shows it, named `method.field`.
pub(in crate::web) fn method_field(
    method: Method,
    field: &FieldDescription,
    sent: Option<&Sent>,
) -> Field {
    let name = format!("{method}.{}", field.name);
    let shown = match field.kind {
        FieldKind::Text => Field::text(&name, field.label),
        FieldKind::Secret => Field::password(&name, field.label, "off"),
        FieldKind::SecretLines => Field::secret_lines(&name, field.label),
        FieldKind::Date => Field::date(&name, field.label),
        FieldKind::Choice(choices) => Field::select(&name, field.label, choices),
    };
    let shown = shown
        .help(field.help)
        .placeholder(field.placeholder)
        .kept(sent);
    if field.required {
        shown
    } else {
        shown.optional()
    }
}

/// The methods of an app. The one that was chosen stays chosen; at first it is the first that
/// can be used.
pub(super) fn methods(app: AppOption, sent: Option<&Sent>) -> Vec<MethodPart> {
    let chosen = sent
        .map(|sent| sent.text("method").to_owned())
        .or_else(|| {
            let usable = app
                .methods
                .iter()
                .find(|option| option.unavailable.is_none());
            usable.map(|option| option.description.method.to_string())
        })
        .unwrap_or_default();
    app.methods
        .into_iter()
        .map(|option| {
            let method = option.description.method;
            MethodPart {
                word: method.as_str(),
                name: option.description.name,
                summary: option.description.summary,
                chosen: method.as_str() == chosen,
                redirects: method == Method::OAuth && option.unavailable.is_none(),
                unavailable: option.unavailable,
                fields: option
                    .description
                    .fields
                    .iter()
                    .map(|field| method_field(method, field, sent))
                    .collect(),
            }
        })
        .collect()
}

/// The field for a connection's name.
pub(super) fn name_field() -> Field {
    Field::text("name", "Name")
        .placeholder("contoso-prod")
        .help("Lower-case letters, digits and dashes.")
        .focused()
}

/// The field for a store to try the rights on.
pub(super) fn store_field() -> Field {
    Field::text("store", "Store to check")
        .optional()
        .placeholder("https://contoso-prod.azconfig.io")
        .help("Read, write and delete are each tried on it before the connection is saved.")
}

/// Finds an app by its word in the address.
pub(super) fn find_app(apps: Vec<AppOption>, word: &str) -> Result<AppOption, Error> {
    let found = apps
        .into_iter()
        .find(|option| option.description.app.as_str() == word);
    found.ok_or_else(|| Error::not_found(service::What::Connection, word))
}
