//! What a sync is allowed to do: the controls that making and changing one share.

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::Slug;
use model::sync::{Drift, InitialSyncBehavior, KeySchema, SyncOptions};
use serde_json::json;
use service::Error;
use service::syncs::{self, SyncChange};

use super::frame::{Frame, SyncVisitor, Tab};
use crate::State;
use crate::messages::{drift_name, initial_name};
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Choice, Control, Field, Rejection, Sent};
use crate::web::page::{Page, ok, render};
use crate::web::view::Notice;

#[derive(Template)]
#[template(path = "syncs/options.html")]
struct OptionsPage {
    page: Page,
    sync: Frame,
    notice: Option<Notice>,
    controls: Vec<Control>,
}

/// The controls for the options of a sync.
pub(super) fn controls(options: &SyncOptions, sent: Option<&Sent>) -> Vec<Control> {
    let initial = InitialSyncBehavior::ALL
        .iter()
        .map(|word| (word.to_string(), initial_name(*word).to_owned()));
    let drift = Drift::ALL
        .iter()
        .map(|word| (word.to_string(), drift_name(*word).to_owned()));
    let deletion = [
        ("delete", "Delete what this sync wrote"),
        ("keep", "Never delete"),
    ]
    .map(|(value, label)| (value.to_owned(), label.to_owned()));
    vec![
        Control::Field(
            Field::text("keySchema", "Key schema")
                .help("How a key is named there: {{secretKey}} once, also {{environment}} and {{folder}}.")
                .value(options.key_schema.as_str())
                .kept(sent),
        ),
        Control::Choice(
            Choice::new("initialSyncBehavior", "Keys that are there first", initial)
                .chosen(options.initial.as_str())
                .kept(sent),
        ),
        Control::Choice(
            Choice::new("deletion", "Keys deleted here", deletion)
                .help("A key that somebody else made there is never deleted.")
                .chosen(if options.keep_deleted { "keep" } else { "delete" })
                .kept(sent),
        ),
        Control::Choice(
            Choice::new("driftBehavior", "Keys of ours edited there", drift)
                .chosen(options.drift.as_str())
                .kept(sent),
        ),
    ]
}

/// The options that were sent, and as an API client would have sent them.
pub(super) fn read(sent: &Sent) -> Result<(SyncOptions, String), Error> {
    let options = SyncOptions {
        key_schema: KeySchema::parse(sent.text("keySchema"))
            .map_err(Error::bad_name("keySchema"))?,
        initial: sent
            .text("initialSyncBehavior")
            .parse()
            .map_err(Error::bad_name("initialSyncBehavior"))?,
        keep_deleted: sent.text("deletion") == "keep",
        drift: sent
            .text("driftBehavior")
            .parse()
            .map_err(Error::bad_name("driftBehavior"))?,
    };
    let as_sent = json!({
        "initialSyncBehavior": options.initial,
        "keySchema": options.key_schema,
        "disableSecretDeletion": options.keep_deleted,
        "driftBehavior": options.drift,
    });
    Ok((options, as_sent.to_string()))
}

fn all_controls(visitor: &SyncVisitor, sent: Option<&Sent>) -> Vec<Control> {
    let sync = &visitor.sync;
    let auto = [
        ("on", "When a secret changes, and when asked"),
        ("off", "Only when asked"),
    ]
    .map(|(value, label)| (value.to_owned(), label.to_owned()));
    let mut all = vec![
        Control::Field(
            Field::text("name", "Name")
                .value(sync.name.as_str())
                .kept(sent),
        ),
        Control::Field(
            Field::text("description", "Description")
                .optional()
                .value(sync.description.clone().unwrap_or_default())
                .kept(sent),
        ),
    ];
    all.extend(controls(&sync.options, sent));
    all.push(Control::Choice(
        Choice::new("autoSync", "Runs", auto)
            .chosen(if sync.auto_sync { "on" } else { "off" })
            .kept(sent),
    ));
    all
}

/// `GET /projects/{project}/syncs/{name}/options`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
) -> Result<Response, Failure> {
    Ok(ok(&OptionsPage {
        page: visitor.page(&state).await,
        sync: visitor.frame(&state, Tab::Options).await?,
        notice: None,
        controls: all_controls(&visitor, None),
    }))
}

/// `POST /projects/{project}/syncs/{name}/options`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
    sent: Sent,
) -> Result<Response, Failure> {
    match change(&state, &visitor, &sent).await {
        Ok(name) => {
            let to = format!("{}/{name}", visitor.visitor.address("syncs"));
            Ok(flash::redirect(&to, Done::SyncChanged, name.as_str()))
        }
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut controls = all_controls(&visitor, Some(&sent));
            let notice = rejection.place_in(&mut controls);
            let page = OptionsPage {
                page: visitor.page(&state).await,
                sync: visitor.frame(&state, Tab::Options).await?,
                notice,
                controls,
            };
            Ok(render(status, &page))
        }
    }
}

async fn change(state: &State, visitor: &SyncVisitor, sent: &Sent) -> Result<Slug, Error> {
    let change = SyncChange {
        name: Some(Slug::parse(sent.text("name")).map_err(Error::bad_name("name"))?),
        description: Some(sent.typed("description")),
        options: Some(read(sent)?),
        auto_sync: Some(sent.text("autoSync") != "off"),
        ..SyncChange::default()
    };
    let caller = &visitor.visitor.caller;
    let changed = syncs::update(&state.service, caller, visitor.sync.id, change).await?;
    Ok(changed.name)
}
