//! What every page of one sync has around its content: its head, buttons, state, last runs and
//! particulars.

use axum::extract::FromRequestParts;
use axum::extract::Path;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use model::sync::{RunOutcome, SyncState};
use model::{Slug, Timestamp};
use serde::Deserialize;
use service::syncs::{self, Counts, Run, Sync};
use service::{Error, What};

use crate::State;
use crate::messages::{
    Tone, describe, describe_outcome, describe_state, describe_trigger, drift_name, initial_name,
    tier_name,
};
use crate::web::failure::Failure;
use crate::web::page::Section;
use crate::web::view::{Badge, Detail, Notice, age, ago, counted, number, seconds};
use crate::web::visitor::ProjectVisitor;

const LAST_RUNS: u64 = 5;

/// Which of a sync's pages is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Tab {
    Plan,
    Runs,
    Options,
}

/// A sync as its pages show it.
pub(in crate::web) struct Frame {
    pub(in crate::web) base: String,
    pub(in crate::web) connections: String,
    pub(in crate::web) name: String,
    pub(in crate::web) source: String,
    pub(in crate::web) store: String,
    pub(in crate::web) label: String,
    pub(in crate::web) connection: String,
    pub(in crate::web) tab: Tab,
    pub(in crate::web) word: &'static str,
    pub(in crate::web) state: Badge,
    pub(in crate::web) paused: bool,
    pub(in crate::web) unsettled: bool,
    pub(in crate::web) progress: String,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) runs: Vec<RunLine>,
    pub(in crate::web) details: Vec<Detail>,
}

/// A run in one line.
pub(in crate::web) struct RunLine {
    pub(in crate::web) id: String,
    pub(in crate::web) word: &'static str,
    pub(in crate::web) tone: &'static str,
    pub(in crate::web) summary: String,
    pub(in crate::web) particulars: String,
    pub(in crate::web) when: String,
}

/// A person who is signed in, and the project and sync in the address.
pub(super) struct SyncVisitor {
    pub(super) visitor: ProjectVisitor,
    pub(super) sync: Sync,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

impl FromRequestParts<State> for SyncVisitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let visitor = ProjectVisitor::from_request_parts(parts, state).await?;
        let Path(Named { name }) = Path::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let sync = async {
            let slug = Slug::parse(&name).map_err(|_| Error::not_found(What::Sync, &name))?;
            let project = visitor.project.id;
            syncs::by_name(&state.service, &visitor.caller, project, &slug).await
        };
        match sync.await {
            Ok(sync) => Ok(Self { visitor, sync }),
            Err(error) => Err(Failure::from(error).into_response()),
        }
    }
}

impl SyncVisitor {
    /// The address of the sync's own page.
    pub(super) fn address(&self) -> String {
        format!("{}/{}", self.visitor.address("syncs"), self.sync.name)
    }

    /// The frame of the project around the sync's pages.
    pub(super) async fn page(&self, state: &State) -> crate::web::page::Page {
        self.visitor
            .page(state, self.sync.name.as_str(), Section::Syncs)
            .await
    }

    /// The frame of the sync.
    pub(super) async fn frame(&self, state: &State, tab: Tab) -> Result<Frame, Error> {
        let service = &state.service;
        let runs = syncs::runs(service, &self.visitor.caller, self.sync.id, LAST_RUNS).await?;
        Ok(Frame::new(
            &self.sync,
            &runs,
            &self.visitor,
            tab,
            state.clock.now(),
        ))
    }
}

impl Frame {
    fn new(sync: &Sync, runs: &[Run], visitor: &ProjectVisitor, tab: Tab, now: Timestamp) -> Self {
        let notice = sync.diagnosis.as_ref().map(|diagnosis| {
            let (_, tone) = describe_state(sync.state);
            let tone = if tone == Tone::Warn {
                Tone::Warn
            } else {
                Tone::Bad
            };
            Notice::new(describe(diagnosis), tone)
        });
        Self {
            base: visitor.address("syncs"),
            connections: visitor.address("connections"),
            name: sync.name.to_string(),
            source: format!("{} {}", sync.environment, sync.path),
            store: store_host(&sync.endpoint).to_owned(),
            label: label_words(sync.label.as_deref()),
            connection: sync.connection_name.to_string(),
            tab,
            word: sync.state.as_str(),
            state: Badge::new(describe_state(sync.state)),
            paused: sync.state == SyncState::Paused,
            unsettled: is_unsettled(sync.state),
            progress: progress(runs),
            notice,
            runs: runs.iter().map(|run| RunLine::new(run, now)).collect(),
            details: details(sync, now),
        }
    }
}

impl RunLine {
    pub(super) fn new(run: &Run, now: Timestamp) -> Self {
        let (outcome, tone) = describe_outcome(run.outcome);
        let did = did(&run.counts);
        let summary = match run.outcome {
            RunOutcome::Succeeded => did,
            RunOutcome::Running => format!("Running: {did}"),
            RunOutcome::Failed | RunOutcome::Held => outcome.to_owned(),
            RunOutcome::Partial | RunOutcome::Interrupted => format!("{did} · {outcome}"),
        };
        let many = |count: i64, noun| counted(usize::try_from(count).unwrap_or(0), noun);
        let mut particulars = vec![
            describe_trigger(run.trigger, run.actor.as_deref()),
            many(run.requests, "request"),
        ];
        if run.throttled > 0 {
            particulars.push(format!("throttled {}", many(run.throttled, "time")));
        }
        let lasted = run
            .finished_at
            .map(|end| format!("{} · ", seconds(end.since(run.started_at))))
            .unwrap_or_default();
        Self {
            id: run.id.to_string(),
            word: run.outcome.as_str(),
            tone: tone.word(),
            summary,
            particulars: particulars.join(", "),
            when: format!("{lasted}{}", age(now, run.started_at)),
        }
    }
}

/// Whether a page about it soon shows something else.
pub(super) fn is_unsettled(state: SyncState) -> bool {
    matches!(state, SyncState::Pending | SyncState::Running)
}

/// `https://contoso.azconfig.io` as `contoso.azconfig.io`.
pub(super) fn store_host(endpoint: &str) -> &str {
    endpoint
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_end_matches('/')
}

/// A label in words; the null label has none.
pub(super) fn label_words(label: Option<&str>) -> String {
    label.map_or_else(|| "no label".to_owned(), |label| format!("label {label}"))
}

fn did(counts: &Counts) -> String {
    let parts: Vec<String> = [
        (counts.created, "created"),
        (counts.updated, "updated"),
        (counts.deleted, "deleted"),
        (counts.adopted, "adopted"),
        (counts.skipped, "skipped"),
        (counts.failed, "failed"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{} {word}", number(count)))
    .collect();
    if parts.is_empty() {
        "No change".to_owned()
    } else {
        parts.join(", ")
    }
}

fn progress(runs: &[Run]) -> String {
    match runs.first() {
        Some(run) if run.outcome == RunOutcome::Running => {
            format!("{} so far. This page follows it.", did(&run.counts))
        }
        _ => "It starts in a moment. This page follows it.".to_owned(),
    }
}

fn details(sync: &Sync, now: Timestamp) -> Vec<Detail> {
    let options = &sync.options;
    let deletion = if options.keep_deleted {
        "never"
    } else {
        "only keys this sync wrote"
    };
    let mut details = vec![
        Detail::code("Key schema", options.key_schema.as_str()),
        Detail::text("Keys there first", initial_name(options.initial)),
        Detail::text("Deletion", deletion),
        Detail::text("Drift", drift_name(options.drift)),
        Detail::text("Tier", tier_name(sync.tier)),
    ];
    if !sync.auto_sync {
        details.push(Detail::text("Runs", "only when asked"));
    }
    let whole = sync
        .last_synced_at
        .map_or_else(|| "never".to_owned(), |at| ago(now, at));
    details.push(Detail::text("Last whole", whole));
    details
}
