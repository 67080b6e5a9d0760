//! Importing a file: first what it would do, then doing it. What was sent is never sent back.

use askama::Template;
use axum::extract::{self, Query};
use axum::http::HeaderMap;
use axum::response::Response;
use model::secret::SecretKind;
use service::Error;
use service::files::{Format, ReadOptions, Separator};
use service::projects;
use service::secrets::{self, ImportFile, ImportReport};
use zeroize::Zeroizing;

use super::edit::kind_of;
use super::place::{Asked, address, place};
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Choice, Field, Rejection, Sent};
use crate::web::page::{Page, Section, ok, render};
use crate::web::view::Notice;
use crate::web::visitor::ProjectVisitor;

#[derive(Template)]
#[template(path = "secrets/import.html")]
pub(in crate::web) struct ImportPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) base: String,
    pub(in crate::web) back: String,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) selects: Vec<Choice>,
    pub(in crate::web) fields: Vec<Field>,
    pub(in crate::web) preview: Preview,
}

#[derive(Template)]
#[template(path = "secrets/preview.html")]
struct PreviewPart {
    preview: Preview,
}

/// What an import would do.
#[derive(Default)]
pub(in crate::web) struct Preview {
    pub(in crate::web) asked: bool,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) created: Vec<String>,
    pub(in crate::web) updated: Vec<String>,
    pub(in crate::web) unchanged: usize,
    pub(in crate::web) notes: Vec<String>,
}

impl From<ImportReport> for Preview {
    fn from(report: ImportReport) -> Self {
        Self {
            asked: true,
            notice: None,
            created: report.created.iter().map(ToString::to_string).collect(),
            updated: report.updated.iter().map(ToString::to_string).collect(),
            unchanged: report.unchanged,
            notes: report.notes.iter().map(ToString::to_string).collect(),
        }
    }
}

fn fields(folder: &str, sent: Option<&Sent>) -> Vec<Field> {
    vec![
        Field::text("path", "Folder")
            .value(if folder.is_empty() { "/" } else { folder })
            .help("Made when it is missing.")
            .kept(sent),
        Field::text("separator", "Separator")
            .value(Separator::default().as_str())
            .help("Joins the levels of JSON into one key.")
            .kept(sent),
    ]
}

async fn selects(
    state: &State,
    visitor: &ProjectVisitor,
    sent: Option<&Sent>,
) -> Result<Vec<Choice>, Error> {
    let project = visitor.project.id;
    let environments = projects::environments(&state.service, &visitor.caller, project).await?;
    let environments = environments
        .into_iter()
        .map(|environment| (environment.slug.to_string(), environment.name));
    let formats = [
        ("", "From its name and text"),
        (Format::Dotenv.as_str(), ".env"),
        (Format::Json.as_str(), "JSON, appsettings.json"),
        (Format::KvSet.as_str(), "KVSet"),
    ];
    let kinds = [
        (SecretKind::Secret.as_str(), "Secrets"),
        (SecretKind::Config.as_str(), "Config: pages may show them"),
    ];
    let owned = |(value, label): (&str, &str)| (value.to_owned(), label.to_owned());
    Ok(vec![
        Choice::new("environment", "Environment", environments).kept(sent),
        Choice::new("format", "Format", formats.map(owned)).kept(sent),
        Choice::new("kind", "Values are", kinds.map(owned)).kept(sent),
    ])
}

async fn page(
    state: &State,
    visitor: &ProjectVisitor,
    folder: &str,
    sent: Option<&Sent>,
) -> Result<ImportPage, Error> {
    let base = visitor.address("secrets");
    Ok(ImportPage {
        page: visitor.page(state, "Import", Section::Secrets).await,
        back: address(&base, &[("path", folder)]),
        base,
        notice: None,
        selects: selects(state, visitor, sent).await?,
        fields: fields(folder, sent),
        preview: Preview::default(),
    })
}

/// `GET /projects/{project}/secrets/import`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    Ok(ok(&page(&state, &visitor, &asked.path, None).await?))
}

/// `POST /projects/{project}/secrets/import`: with `preview`, only says what would happen; to
/// htmx as a fragment, so that the file stays in the browser.
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Failure> {
    let previews = sent.checked("preview");
    let folder = sent.text("path");
    let result = import(&state, &visitor, &sent, previews).await;
    if previews && headers.contains_key("hx-request") {
        let preview = result.map_or_else(
            |error| Preview {
                notice: Rejection::from(error).place([]),
                ..Preview::default()
            },
            Preview::from,
        );
        return Ok(ok(&PreviewPart { preview }));
    }
    match result {
        Ok(report) if previews => {
            let mut page = page(&state, &visitor, folder, Some(&sent)).await?;
            page.preview = Preview::from(report);
            Ok(ok(&page))
        }
        Ok(report) => {
            let to = address(&visitor.address("secrets"), &[("path", folder)]);
            let summary = format!(
                "{} new, {} changed, {} unchanged",
                report.created.len(),
                report.updated.len(),
                report.unchanged
            );
            Ok(flash::redirect(&to, Done::FileImported, &summary))
        }
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&state, &visitor, folder, Some(&sent)).await?;
            page.notice = rejection.place(&mut page.fields);
            Ok(render(status, &page))
        }
    }
}

async fn import(
    state: &State,
    visitor: &ProjectVisitor,
    sent: &Sent,
    dry_run: bool,
) -> Result<ImportReport, Error> {
    let place = place(visitor, sent.text("environment"), sent.text("path"))?;
    let format = sent
        .typed("format")
        .map(|format| format.parse().map_err(Error::bad_name("format")))
        .transpose()?;
    let separator =
        Separator::parse(sent.text("separator")).map_err(Error::bad_name("separator"))?;
    let text = sent.lines("text");
    if text.trim().is_empty() {
        return Err(Error::invalid(
            "text",
            "there is no text to import: choose a file or paste its text",
        ));
    }
    let file = ImportFile {
        name: sent.text("name").to_owned(),
        bytes: Zeroizing::new(text.as_bytes().to_vec()),
        format,
        options: ReadOptions {
            separator,
            prefix: None,
        },
        kind: kind_of(sent),
        expand: false,
        dry_run,
    };
    secrets::import_file(&state.service, &visitor.caller, &place, file).await
}
