//! One operation: its handler, and what the OpenAPI document says of it.

use axum::handler::Handler;
use axum::routing::{self, MethodRouter};
use model::connection::App;
use serde_json::Value;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    ContentBuilder, HttpMethod, RefOr, Required, ResponseBuilder, Schema, SecurityRequirement,
};
use utoipa::{PartialSchema, ToSchema};

use super::Fields;
use crate::State;
use crate::api::error::{self, ErrorBody};

const JSON: &str = "application/json";

/// One operation of the API.
pub(in crate::api) struct Operation {
    pub(super) method: HttpMethod,
    pub(super) handler: MethodRouter<State>,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
    doc: OperationBuilder,
    open: bool,
}

macro_rules! methods {
    ($($(#[$meta:meta])* $name:ident $method:ident,)+) => {
        $(
            $(#[$meta])*
            pub(in crate::api) fn $name<H: Handler<T, State>, T: 'static>(
                handler: H,
                summary: &'static str,
            ) -> Self {
                Self::new(HttpMethod::$method, routing::$name(handler), summary)
            }
        )+
    };
}

impl Operation {
    methods! {
        /// Answers GET.
        get Get,
        /// Answers POST.
        post Post,
        /// Answers PUT.
        put Put,
        /// Answers PATCH.
        patch Patch,
        /// Answers DELETE.
        delete Delete,
    }

    fn new(method: HttpMethod, handler: MethodRouter<State>, summary: &'static str) -> Self {
        Self {
            method,
            handler,
            schemas: Vec::new(),
            doc: OperationBuilder::new().summary(Some(summary)),
            open: false,
        }
    }

    /// What is worth knowing beyond the summary.
    pub(in crate::api) fn about(mut self, text: &'static str) -> Self {
        self.doc = self.doc.description(Some(text));
        self
    }

    /// Nobody has to be signed in.
    pub(in crate::api) fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// The fields of its query.
    pub(in crate::api) fn query(mut self, fields: &Fields) -> Self {
        for field in fields.iter() {
            let parameter = ParameterBuilder::new()
                .name(field.name)
                .parameter_in(ParameterIn::Query)
                .required(field.required.clone())
                .description(Some(field.meaning))
                .schema(Some(field.schema.clone()));
            self.doc = self.doc.parameter(parameter);
        }
        self
    }

    /// The fields of its body, with an example.
    pub(in crate::api) fn body(mut self, fields: Fields, example: Value) -> Self {
        let content = ContentBuilder::new()
            .schema(Some(Schema::from(fields)))
            .example(Some(example));
        let body = RequestBodyBuilder::new()
            .required(Some(Required::True))
            .content(JSON, content.build());
        self.doc = self.doc.request_body(Some(body.build()));
        self
    }

    /// What it answers when all is well, with an example.
    pub(in crate::api) fn answers<T: ToSchema>(mut self, example: Value) -> Self {
        T::schemas(&mut self.schemas);
        let content = ContentBuilder::new()
            .schema(Some(T::schema()))
            .example(Some(example));
        let response = ResponseBuilder::new()
            .description("Done.")
            .content(JSON, content.build());
        self.doc = self.doc.response("200", response.build());
        self
    }

    /// That it answers a file, as text or JSON, with an example.
    pub(in crate::api) fn answers_file(mut self, example: &str) -> Self {
        let as_text = ContentBuilder::new()
            .schema(Some(Schema::from(super::text())))
            .example(Some(example.into()));
        let as_json = ContentBuilder::new().schema(Some(super::anything()));
        let response = ResponseBuilder::new()
            .description("The file.")
            .content("text/plain", as_text.build())
            .content(JSON, as_json.build());
        self.doc = self.doc.response("200", response.build());
        self
    }

    /// Another answer than JSON, such as an empty one.
    pub(in crate::api) fn also_answers(mut self, status: &str, meaning: &str) -> Self {
        let response = ResponseBuilder::new().description(meaning);
        self.doc = self.doc.response(status, response.build());
        self
    }

    /// Its part of the document, under this path.
    pub(super) fn describe(
        mut self,
        tag: &str,
        path: &str,
    ) -> (
        utoipa::openapi::path::Operation,
        Vec<(String, RefOr<Schema>)>,
    ) {
        for name in parameters(path) {
            self.doc = self.doc.parameter(path_parameter(name));
        }
        if !self.open {
            let bearer = SecurityRequirement::new("accessToken", Vec::<String>::new());
            self.doc = self.doc.security(bearer);
        }
        ErrorBody::schemas(&mut self.schemas);
        let body = (ErrorBody::name().into_owned(), ErrorBody::schema());
        self.schemas.push(body);
        for (status, meaning) in error::REFUSALS {
            self.doc = self.doc.response(*status, refusal(status, meaning));
        }
        let id = operation_id(&self.method, path);
        let doc = self.doc.operation_id(Some(id)).tag(tag);
        (doc.build(), self.schemas)
    }
}

fn refusal(status: &str, meaning: &str) -> RefOr<utoipa::openapi::Response> {
    let content = ContentBuilder::new()
        .schema(Some(utoipa::openapi::Ref::from_schema_name(
            ErrorBody::name(),
        )))
        .example(Some(error::example(status)));
    ResponseBuilder::new()
        .description(meaning)
        .content(JSON, content.build())
        .build()
        .into()
}

/// A name for the operation that stays as long as its route does: `get-v1-projects-projectId`.
fn operation_id(method: &HttpMethod, path: &str) -> String {
    let mut id = serde_json::to_value(method)
        .ok()
        .and_then(|method| method.as_str().map(str::to_lowercase))
        .unwrap_or_default();
    for part in path.trim_start_matches("/api/").split('/') {
        id.push('-');
        id.push_str(part.trim_matches(['{', '}']));
    }
    id
}

/// The variable parts of a path.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        Some(name.trim_start_matches('*'))
    })
}

fn path_parameter(name: &str) -> Parameter {
    let schema = match name {
        "app" | "destination" => {
            super::text().enum_values(Some(App::ALL.iter().map(|app| app.as_str())))
        }
        "version" => super::integer().minimum(Some(1)),
        id if id.ends_with("Id") => super::uuid(),
        _ => super::text().min_length(Some(1)),
    };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(Schema::from(schema)))
        .build()
}
