//! `keyferry syncs plan`: what the next run would do, key by key. Values are never in it.

use crate::cli::Session;
use crate::client::{Diagnosis, Plan};
use crate::exit::{Failure, Outcome};
use crate::output::table;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sync's name
    name: String,
    /// Show keys that are as they should be, too
    #[arg(long)]
    all: bool,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let sync = session.client.sync(&project.id, &args.name).await?;
    let plan = session.client.plan(&sync.id).await?;
    let held = plan["held"].is_string();
    session
        .output
        .show(&plan, |plan: Plan| describe(&plan, args.all))?;
    Ok(if held { Outcome::Held } else { Outcome::Done })
}

fn describe(plan: &Plan, all: bool) -> String {
    let shown = plan
        .steps
        .iter()
        .filter(|step| all || step.action != "unchanged");
    let rows = shown.map(|step| {
        let why = format!("{} {}", step.message, step.next_step);
        [
            step.action.clone(),
            step.key.clone(),
            why.trim_end().to_owned(),
        ]
    });
    let counts = plan.counts;
    let table = table(["action", "key", "why"], rows, "nothing to do");
    let held = plan
        .held
        .as_ref()
        .map(|held| format!("\nheld: {held}"))
        .unwrap_or_default();
    let warning = plan.warning.as_ref().map(warned).unwrap_or_default();
    format!(
        "{table}\n\n{} to create, {} to update, {} to delete, {} to adopt, {} skipped, {} unchanged\n\
         {} requests, about {:.1} s\nplan {}{held}{warning}",
        counts.created,
        counts.updated,
        counts.deleted,
        counts.adopted,
        counts.skipped,
        counts.unchanged,
        plan.forecast.requests,
        plan.forecast.seconds,
        plan.fingerprint,
    )
}

fn warned(diagnosis: &Diagnosis) -> String {
    let mut text = format!("\nwarning: {} {}", diagnosis.message, diagnosis.next_step);
    if let Some(command) = &diagnosis.command {
        text.push('\n');
        text.push_str(command);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plan_names_each_change_and_what_it_costs() {
        let step = |key: &str, action: &str| json!({"key": key, "action": action, "reason": "x", "message": "New here.", "nextStep": ""});
        let plan: Plan = serde_json::from_value(json!({
            "fingerprint": "f1", "held": null, "readAt": "",
            "counts": {"created": 1, "updated": 0, "deleted": 0, "adopted": 0, "unchanged": 1,
                       "skipped": 0, "failed": 0},
            "forecast": {"requests": 2, "seconds": 0.02, "shareOfQuota": null},
            "steps": [step("Pool:Max", "create"), step("Same", "unchanged")],
        }))
        .unwrap();
        let text = describe(&plan, false);
        assert!(
            text.contains("Pool:Max") && !text.contains("Same"),
            "{text}"
        );
        assert!(text.contains("2 requests, about 0.0 s"), "{text}");
        assert!(describe(&plan, true).contains("Same"));
        assert!(!text.contains("warning"), "{text}");
    }

    #[test]
    fn a_plan_that_may_not_delete_says_so_with_the_command() {
        let plan: Plan = serde_json::from_value(json!({
            "fingerprint": "f1", "held": null, "readAt": "",
            "warning": {"cause": "azure.missing-permission", "message": "It may not delete.",
                        "nextStep": "Grant it.", "command": "az role assignment create"},
            "counts": {"created": 0, "updated": 0, "deleted": 1, "adopted": 0, "unchanged": 0,
                       "skipped": 0, "failed": 0},
            "forecast": {"requests": 2, "seconds": 0.02, "shareOfQuota": null},
            "steps": [],
        }))
        .unwrap();
        let text = describe(&plan, false);
        assert!(
            text.ends_with("warning: It may not delete. Grant it.\naz role assignment create"),
            "{text}"
        );
    }
}
