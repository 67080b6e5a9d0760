//! `POST /api/v1/secret-syncs/{destination}/{syncId}/plan`: what the next run would do, key by key
//! and without values. Reads the destination and writes nothing.

use axum::Json;
use model::Timestamp;
use model::connection::App;
use model::id::SyncId;
use serde::Serialize;
use serde_json::json;
use service::syncs::{self, PlanStep, PlanView, StepAction};
use utoipa::ToSchema;

use super::wire::Counts;
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};
use crate::api::wire::Diagnosed;
use crate::messages;

#[derive(Serialize, ToSchema)]
#[schema(as = MadePlan)]
pub(super) struct Planned {
    plan: Plan,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SyncPlan)]
struct Plan {
    fingerprint: String,
    read_at: Timestamp,
    held: Option<String>,
    warning: Option<Diagnosed>,
    counts: Counts,
    forecast: Forecast,
    steps: Vec<PlannedKey>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SyncForecast)]
struct Forecast {
    requests: usize,
    seconds: f64,
    share_of_quota: Option<f64>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SyncPlanStep)]
struct PlannedKey {
    key: String,
    action: &'static str,
    reason: &'static str,
    message: String,
    next_step: String,
}

pub(super) fn operation() -> Operation {
    let plan = json!({
        "plan": {
            "fingerprint": "3f9a1c5e7b2d4860",
            "readAt": "2026-01-02T03:04:05.000Z",
            "held": null,
            "warning": null,
            "counts": {
                "created": 1, "updated": 0, "deleted": 0, "adopted": 0,
                "unchanged": 41, "skipped": 0, "failed": 0,
            },
            "forecast": { "requests": 2, "seconds": 0.03, "shareOfQuota": 0.0001 },
            "steps": [{
                "key": "Pool:Max",
                "action": "create",
                "reason": "new",
                "message": "It is not there yet.",
                "nextStep": "",
            }],
        }
    });
    Operation::post(handle, "Plan a sync")
        .about("What the next run would do, key by key and without values. Writes nothing.")
        .answers::<Planned>(plan)
}

async fn handle(call: Call, Segments((_, id)): Segments<(App, SyncId)>) -> Answer<Planned> {
    let plan = syncs::preview(&call.service, &call.caller, id).await?;
    Ok(Json(Planned { plan: plan.into() }))
}

impl From<PlanView> for Plan {
    fn from(plan: PlanView) -> Self {
        Self {
            fingerprint: plan.fingerprint,
            read_at: plan.read_at,
            held: plan
                .held
                .as_ref()
                .map(|reason| messages::describe_held(reason).sentence),
            warning: plan.warning.as_ref().map(Diagnosed::from),
            counts: plan.counts.into(),
            forecast: Forecast {
                requests: plan.forecast.requests,
                seconds: plan.forecast.time.as_secs_f64(),
                share_of_quota: plan.forecast.share_of_quota,
            },
            steps: plan.steps.into_iter().map(PlannedKey::from).collect(),
        }
    }
}

impl From<PlanStep> for PlannedKey {
    fn from(step: PlanStep) -> Self {
        let (reason, message) = match &step.action {
            StepAction::Skip(skipped) => (skipped.code(), messages::describe_skip(skipped)),
            _ => (step.why.code(), messages::describe_why(&step.why)),
        };
        Self {
            action: messages::action_name(&step.action),
            key: step.key,
            reason,
            message: message.sentence,
            next_step: message.next_step,
        }
    }
}

#[cfg(test)]
mod tests {
    use plan::{SkipReason, Why};
    use serde_json::json;

    use super::*;

    #[test]
    fn a_step_says_what_happens_and_why() {
        let step = PlannedKey::from(PlanStep {
            key: "Pool:Max".to_owned(),
            action: StepAction::Skip(SkipReason::Locked),
            why: Why::Skipped(SkipReason::Locked),
        });
        let shown = serde_json::to_value(step).unwrap();
        assert_eq!(shown["key"], json!("Pool:Max"));
        assert_eq!(
            (&shown["action"], &shown["reason"]),
            (&json!("skip"), &json!("locked"))
        );
        assert!(!shown["nextStep"].as_str().unwrap().is_empty());
    }
}
