//! The runs of a sync, and what one of them did to each key.

use askama::Template;
use axum::extract::{self, Path};
use axum::response::Response;
use model::id::RunId;
use serde::Deserialize;
use service::syncs::{self, RunItem};
use service::{Error, What};

use super::frame::{Frame, RunLine, SyncVisitor, Tab};
use super::plan::{signed, tone_of};
use crate::State;
use crate::messages::{describe, describe_item, describe_outcome};
use crate::web::failure::Failure;
use crate::web::page::{Page, ok};
use crate::web::view::Notice;

const SHOWN_RUNS: u64 = 100;
const SHOWN_ITEMS: usize = 1_000;

#[derive(Template)]
#[template(path = "syncs/runs.html")]
struct RunsPage {
    page: Page,
    sync: Frame,
    runs: Vec<RunLine>,
}

#[derive(Template)]
#[template(path = "syncs/run.html")]
pub(in crate::web) struct RunPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) sync: Frame,
    pub(in crate::web) run: RunLine,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) items: Vec<Item>,
    pub(in crate::web) more: usize,
}

/// What the run did to one key, or why it did not.
pub(in crate::web) struct Item {
    pub(in crate::web) key: String,
    pub(in crate::web) word: String,
    pub(in crate::web) action: String,
    pub(in crate::web) tone: &'static str,
    pub(in crate::web) why: String,
    pub(in crate::web) next_step: String,
}

#[derive(Deserialize)]
pub(super) struct Named {
    run: String,
}

/// `GET /projects/{project}/syncs/{name}/runs`
pub(super) async fn list(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
) -> Result<Response, Failure> {
    let sync = visitor.frame(&state, Tab::Runs).await?;
    let caller = &visitor.visitor.caller;
    let runs = syncs::runs(&state.service, caller, visitor.sync.id, SHOWN_RUNS).await?;
    let now = state.clock.now();
    Ok(ok(&RunsPage {
        page: visitor.page(&state).await,
        sync,
        runs: runs.iter().map(|run| RunLine::new(run, now)).collect(),
    }))
}

/// `GET /projects/{project}/syncs/{name}/runs/{run}`
pub(super) async fn one(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
    Path(named): Path<Named>,
) -> Result<Response, Failure> {
    let missing = || Error::not_found(What::Run, &named.run);
    let id: RunId = named.run.parse().map_err(|_| missing())?;
    let caller = &visitor.visitor.caller;
    let items = syncs::run_items(&state.service, caller, visitor.sync.id, id).await?;
    let runs = syncs::runs(&state.service, caller, visitor.sync.id, SHOWN_RUNS).await?;
    let run = runs.iter().find(|run| run.id == id).ok_or_else(missing)?;
    let mut sync = visitor.frame(&state, Tab::Runs).await?;
    // What went wrong with this run stands beside its keys.
    sync.notice = None;
    let (_, tone) = describe_outcome(run.outcome);
    Ok(ok(&RunPage {
        page: visitor.page(&state).await,
        sync,
        run: RunLine::new(run, state.clock.now()),
        notice: run
            .diagnosis
            .as_ref()
            .map(|diagnosis| Notice::new(describe(diagnosis), tone)),
        more: items.len().saturating_sub(SHOWN_ITEMS),
        items: items.iter().take(SHOWN_ITEMS).map(Item::new).collect(),
    }))
}

impl Item {
    fn new(item: &RunItem) -> Self {
        let reason = describe_item(item);
        Self {
            key: item.key.clone(),
            word: item.action.clone(),
            action: signed(&item.action),
            tone: tone_of(&item.action),
            why: reason.sentence,
            next_step: reason.next_step,
        }
    }
}
