//! `GET /api/v1/secrets/export-file`: a folder's secrets as a file of the given `format`.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use service::files::{Format, WriteOptions};
use service::secrets;

use crate::api::description::{Operation, text};
use crate::api::error::ApiError;
use crate::api::request::{Call, Query};
use crate::api::secrets::place;

pub(super) fn operation() -> Operation {
    let fields = place::fields()
        .required(
            "format",
            text().enum_values(Some(["env", "json", "kvset"])),
            "The format of the file.",
        )
        .optional(
            "separator",
            text(),
            "What separates the levels of a key's hierarchy; `:` when left out.",
        );
    Operation::get(handle, "Export the secrets of a folder as a file")
        .about("Values are as they are kept: references stay references.")
        .query(&fields)
        .answers_file("Logging__Level=warning\nPORT=8080\n")
}

async fn handle(call: Call, Query(query): Query) -> Result<Response, ApiError> {
    let format: Format = query.required("format")?;
    let options = WriteOptions {
        separator: query.parsed("separator")?.unwrap_or_default(),
    };
    let place = place::of(&call, &query).await?;
    let text = secrets::export_file(&call.service, &call.caller, &place, format, &options).await?;
    let content_type = match format {
        Format::Dotenv => "text/plain; charset=utf-8",
        Format::Json | Format::KvSet => "application/json; charset=utf-8",
    };
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(content_type))];
    Ok((headers, text.expose_secret().to_owned()).into_response())
}
