//! What the next run of a sync will do, key by key. No value is in it.

use std::time::Duration;

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::Timestamp;
use model::sync::SyncState;
use plan::{Forecast, Why};
use service::syncs::{self, Counts, PlanStep, PlanView, StepAction};

use super::frame::{Frame, SyncVisitor, Tab};
use crate::State;
use crate::http::request_id;
use crate::messages::{
    Message, Tone, action_name, describe, describe_error, describe_held, describe_why,
};
use crate::web::failure::{Failure, note};
use crate::web::page::{Page, ok};
use crate::web::view::{Notice, ago, counted, number, seconds};

/// How many keys a page shows.
const SHOWN: usize = 1_000;

#[derive(Template)]
#[template(path = "syncs/plan.html")]
pub(in crate::web) struct PlanPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) sync: Frame,
    pub(in crate::web) plan: Result<Shown, Notice>,
}

/// A plan as its page shows it.
pub(in crate::web) struct Shown {
    pub(in crate::web) counts: Totals,
    pub(in crate::web) held: Option<Message>,
    pub(in crate::web) warning: Option<Notice>,
    pub(in crate::web) fingerprint: String,
    pub(in crate::web) read: String,
    pub(in crate::web) forecast: String,
    pub(in crate::web) rows: Vec<Row>,
    pub(in crate::web) more: usize,
}

/// How many keys of each action.
pub(in crate::web) struct Totals {
    pub(in crate::web) create: String,
    pub(in crate::web) update: String,
    pub(in crate::web) delete: String,
    pub(in crate::web) skip: String,
    pub(in crate::web) unchanged: String,
}

/// What happens to one key.
pub(in crate::web) struct Row {
    pub(in crate::web) key: String,
    pub(in crate::web) word: &'static str,
    pub(in crate::web) action: String,
    pub(in crate::web) tone: &'static str,
    pub(in crate::web) why: String,
    pub(in crate::web) next_step: String,
    pub(in crate::web) warn: bool,
}

/// `GET /projects/{project}/syncs/{name}`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
) -> Result<Response, Failure> {
    let mut sync = visitor.frame(&state, Tab::Plan).await?;
    let plan = if visitor.sync.state == SyncState::Running {
        Err(Notice::new(
            Message {
                sentence: "A run is under way.".to_owned(),
                next_step: "The plan of the next one shows when it has settled.".to_owned(),
                command: None,
            },
            Tone::Plain,
        ))
    } else {
        let service = &state.service;
        match syncs::preview(service, &visitor.visitor.caller, visitor.sync.id).await {
            Ok(plan) => Ok(Shown::new(plan, state.clock.now())),
            Err(error) => {
                note(&error);
                Err(Notice::bad(describe_error(&error, &request_id::current())))
            }
        }
    };
    if plan.as_ref().is_ok_and(|plan| plan.held.is_some()) {
        // The plan says the same, beside the button that confirms it.
        sync.notice = None;
    }
    Ok(ok(&PlanPage {
        page: visitor.page(&state).await,
        sync,
        plan,
    }))
}

impl Shown {
    fn new(plan: PlanView, now: Timestamp) -> Self {
        let quiet = |step: &&PlanStep| {
            !matches!(
                step.action,
                StepAction::Unchanged | StepAction::Leave | StepAction::Adopt
            )
        };
        let rows: Vec<Row> = plan.steps.iter().filter(quiet).map(Row::new).collect();
        let more = rows.len().saturating_sub(SHOWN);
        Self {
            counts: Totals::from(&plan.counts),
            held: plan.held.as_ref().map(describe_held),
            warning: plan.warning.as_ref().map(describe).map(Notice::bad),
            fingerprint: plan.fingerprint,
            read: format!("read {}", ago(now, plan.read_at)),
            forecast: forecast_words(&plan.forecast),
            rows: rows.into_iter().take(SHOWN).collect(),
            more,
        }
    }
}

impl From<&Counts> for Totals {
    fn from(counts: &Counts) -> Self {
        Self {
            create: number(counts.created),
            update: number(counts.updated),
            delete: number(counts.deleted),
            skip: number(counts.skipped),
            unchanged: number(counts.unchanged + counts.adopted),
        }
    }
}

impl Row {
    fn new(step: &PlanStep) -> Self {
        let word = action_name(&step.action);
        let reason = describe_why(&step.why);
        Self {
            key: step.key.clone(),
            word,
            action: signed(word),
            tone: tone_of(word),
            why: reason.sentence,
            next_step: reason.next_step,
            warn: matches!(
                step.why,
                Why::Drifted | Why::Vanished | Why::ForeignOverwritten | Why::Skipped(_)
            ),
        }
    }
}

/// An action with the sign that a diff has.
pub(super) fn signed(word: &str) -> String {
    match word {
        "create" => "+ create".to_owned(),
        "update" => "~ update".to_owned(),
        "delete" => "− delete".to_owned(),
        other => other.to_owned(),
    }
}

/// The colour of an action's row.
pub(super) fn tone_of(word: &str) -> &'static str {
    match word {
        "create" | "adopt" => "add",
        "update" => "chg",
        "delete" | "fail" => "del",
        _ => "",
    }
}

fn forecast_words(forecast: &Forecast) -> String {
    let mut words = vec![counted(forecast.requests, "request")];
    if forecast.time >= Duration::from_millis(100) {
        words.push(format!("about {}", seconds(forecast.time)));
    }
    if let Some(share) = forecast.share_of_quota.filter(|share| *share >= 0.01) {
        words.push(format!("{:.0} % of the quota", share * 100.0));
    }
    words.join(", ")
}
