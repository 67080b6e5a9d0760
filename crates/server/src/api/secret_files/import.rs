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
use service::files::ReadOptions;
use service::secrets::{self, ImportFile, ImportReport};

use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields};
use crate::api::secrets::place;

#[derive(Serialize)]
pub(super) struct Imported {
    import: Report,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    dry_run: bool,
    created: Vec<SecretKey>,
    updated: Vec<SecretKey>,
    unchanged: usize,
    notes: Vec<String>,
}

pub(super) async fn handle(call: Call, Body(body): Body) -> Answer<Imported> {
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
