//! `POST /api/v1/secrets/import-file`: takes a file's settings into a folder. The body names the
//! folder as the secret routes do, and has `fileName` and `content`: the file in base64, so that
//! byte-order marks and wrong encodings arrive as they are.

use axum::Json;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::SecretKey;
use model::secret::SecretKind;
use secrecy::zeroize::Zeroizing;
use serde::Serialize;
use serde_json::json;
use service::files::ReadOptions;
use service::secrets::{self, ImportFile, ImportReport};
use utoipa::ToSchema;
use utoipa::openapi::{KnownFormat, SchemaFormat};

use crate::api::description::{Operation, boolean, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields};
use crate::api::secrets::place;

#[derive(Serialize, ToSchema)]
#[schema(as = ImportedFile)]
struct Imported {
    import: Report,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FileReport)]
#[serde(rename_all = "camelCase")]
struct Report {
    dry_run: bool,
    created: Vec<SecretKey>,
    updated: Vec<SecretKey>,
    unchanged: usize,
    notes: Vec<String>,
}

pub(super) fn operation() -> Operation {
    let fields = place::fields()
        .required(
            "fileName",
            text().min_length(Some(1)),
            "Its name, which tells the format when that is left out.",
        )
        .required(
            "content",
            text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Byte))),
            "The file's bytes in base64.",
        )
        .optional(
            "format",
            text().enum_values(Some(["env", "json", "kvset"])),
            "The format of the file.",
        )
        .optional(
            "separator",
            text(),
            "What separates the levels of a key's hierarchy; `:` when left out.",
        )
        .optional("prefix", text(), "What every key begins with.")
        .optional(
            "type",
            text().enum_values(Some(["secret", "config"])),
            "What the values are; `secret` when left out.",
        )
        .optional(
            "expand",
            boolean(),
            "Whether `${…}` in values are references. They are text when left out.",
        )
        .optional("dryRun", boolean(), "Only say what would happen.");
    let example = json!({
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "environment": "dev",
        "secretPath": "/",
        "fileName": "production.env",
        "content": "REJfSE9TVD1kYi5pbnRlcm5hbAo=",
        "dryRun": true,
    });
    let report = json!({
        "dryRun": true,
        "created": ["DB_HOST"],
        "updated": [],
        "unchanged": 0,
        "notes": [],
    });
    Operation::post(handle, "Import a file into a folder")
        .about("The folder is made when it is missing. A file arrives whole or not at all.")
        .body(fields, example)
        .answers::<Imported>(json!({ "import": report }))
}

async fn handle(call: Call, Body(body): Body) -> Answer<Imported> {
    let file = parse(&body)?;
    let dry_run = file.dry_run;
    let place = place::of(&call, &body).await?;
    let report = secrets::import_file(&call.service, &call.caller, &place, file).await?;
    Ok(Json(Imported {
        import: Report::new(report, dry_run),
    }))
}

fn parse(body: &Fields) -> Result<ImportFile, ApiError> {
    let content = body
        .exact_text("content")?
        .ok_or_else(|| body.missing("content"))?;
    let bytes = STANDARD
        .decode(content)
        .map_err(|_| body.fault("content", "is not base64: send the file's bytes in base64"))?;
    Ok(ImportFile {
        name: body.required_text("fileName")?.to_owned(),
        bytes: Zeroizing::new(bytes),
        format: body.parsed("format")?,
        options: ReadOptions {
            separator: body.parsed("separator")?.unwrap_or_default(),
            prefix: body.text("prefix")?.map(str::to_owned),
        },
        kind: body.parsed("type")?.unwrap_or(SecretKind::Secret),
        expand: body.flag("expand")?.unwrap_or(false),
        dry_run: body.flag("dryRun")?.unwrap_or(false),
    })
}

impl Report {
    fn new(report: ImportReport, dry_run: bool) -> Self {
        Self {
            dry_run,
            created: report.created,
            updated: report.updated,
            unchanged: report.unchanged,
            notes: report.notes.iter().map(ToString::to_string).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Result<ImportFile, ApiError> {
        parse(&Fields::from_json(text.as_bytes()).unwrap())
    }

    #[test]
    fn a_file_arrives_byte_by_byte_and_is_literal_unless_told_otherwise() {
        let file = file(r#"{"fileName":"a.env","content":"77u/QT0x","separator":"__"}"#).unwrap();
        assert_eq!(file.bytes.as_slice(), b"\xEF\xBB\xBFA=1");
        assert!(!file.expand && !file.dry_run);
        assert_eq!(file.kind, SecretKind::Secret);
        assert_eq!(file.options.separator.as_str(), "__");
    }

    #[test]
    fn each_bad_field_is_named() {
        for (body, field) in [
            (r#"{"fileName":"a.env"}"#, "content"),
            (r#"{"fileName":"a.env","content":"é"}"#, "content"),
            (r#"{"content":""}"#, "fileName"),
            (r#"{"fileName":"a","content":"","format":"yml"}"#, "format"),
            (
                r#"{"fileName":"a","content":"","separator":"abc"}"#,
                "separator",
            ),
            (r#"{"fileName":"a","content":"","type":"public"}"#, "type"),
        ] {
            let error = file(body).err().unwrap().to_string();
            assert!(error.starts_with(&format!("{field}: ")), "{body}: {error}");
        }
    }
}
