//! `GET /api/v1/app-connections/options`: the apps that can be connected to, with what a form for
//! each asks.

use axum::Json;
use model::connection::{App, FieldDescription, FieldKind, Method};
use serde::Serialize;
use serde_json::json;
use service::connections::{self, AppOption, MethodOption};
use utoipa::ToSchema;

use crate::api::description::{Fields, Operation, text};
use crate::api::request::{Answer, Call};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AppConnectionOptions)]
pub(super) struct Options {
    app_connection_options: Vec<Choice>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AppConnectionOption)]
struct Choice {
    name: &'static str,
    app: App,
    methods: Vec<Method>,
    /// The application that people sign in through; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    oauth_client_id: Option<String>,
    keyferry: Extra,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AppDetails)]
struct Extra {
    summary: &'static str,
    methods: Vec<MethodDetail>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MethodDetails)]
struct MethodDetail {
    method: Method,
    name: &'static str,
    fields: Vec<Field>,
    missing_variables: &'static [&'static str],
    redirect_uri: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = MethodField)]
struct Field {
    name: &'static str,
    label: &'static str,
    help: &'static str,
    required: bool,
    secret: bool,
    kind: &'static str,
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    choices: Vec<Value>,
}

/// One of the values a field can have.
#[derive(Serialize, ToSchema)]
#[schema(as = MethodFieldChoice)]
struct Value {
    value: &'static str,
    label: &'static str,
}

pub(super) fn operation() -> Operation {
    let option = json!({
        "name": "Azure App Configuration",
        "app": "azure-app-configuration",
        "methods": ["client-secret"],
        "keyferry": {
            "summary": "Keys and values of applications",
            "methods": [{
                "method": "client-secret",
                "name": "Client secret",
                "fields": [{
                    "name": "clientSecret",
                    "label": "Client secret",
                    "help": "The value, not the id.",
                    "required": true,
                    "secret": true,
                    "kind": "secret",
                }],
                "missingVariables": [],
                "redirectUri": null,
            }],
        },
    });
    let projects = Fields::new().optional(
        "projectType",
        text(),
        "The kind of project. There is one kind, so it changes nothing.",
    );
    Operation::get(handle, "List the apps that can be connected to")
        .query(&projects)
        .answers::<Options>(json!({ "appConnectionOptions": [option] }))
}

async fn handle(call: Call) -> Answer<Options> {
    let apps = connections::apps(&call.service).into_iter();
    Ok(Json(Options {
        app_connection_options: apps.map(Choice::from).collect(),
    }))
}

impl From<AppOption> for Choice {
    fn from(option: AppOption) -> Self {
        Self {
            name: option.description.name,
            app: option.description.app,
            methods: option
                .methods
                .iter()
                .map(|m| m.description.method)
                .collect(),
            oauth_client_id: option.oauth_client_id,
            keyferry: Extra {
                summary: option.description.summary,
                methods: option.methods.into_iter().map(MethodDetail::from).collect(),
            },
        }
    }
}

impl From<MethodOption> for MethodDetail {
    fn from(option: MethodOption) -> Self {
        let fields = option.description.fields.iter();
        let unavailable = option.unavailable;
        Self {
            method: option.description.method,
            name: option.description.name,
            fields: fields.map(Field::from).collect(),
            missing_variables: unavailable.as_ref().map_or(&[], |u| u.variables),
            redirect_uri: unavailable.and_then(|u| u.redirect_uri),
        }
    }
}

impl From<&FieldDescription> for Field {
    fn from(field: &FieldDescription) -> Self {
        let (kind, choices) = match field.kind {
            FieldKind::Text => ("text", &[][..]),
            FieldKind::Secret => ("secret", &[][..]),
            FieldKind::SecretLines => ("secret-lines", &[][..]),
            FieldKind::Date => ("date", &[][..]),
            FieldKind::Choice(choices) => ("choice", choices),
        };
        let choices = choices.iter();
        Self {
            name: field.name,
            label: field.label,
            help: field.help,
            required: field.required,
            secret: field.is_secret(),
            kind,
            choices: choices
                .map(|(value, label)| Value { value, label })
                .collect(),
        }
    }
}
