//! What a sync's state means for the exit code and for the person who waits.

use crate::client::Sync;
use crate::exit::Outcome;
use crate::output;

/// Whether a sync is neither waiting to run nor running.
pub(super) fn is_settled(sync: &Sync) -> bool {
    !matches!(sync.keyferry.state.as_str(), "pending" | "running")
}

/// How a sync that is settled did.
pub(super) fn outcome(sync: &Sync) -> Outcome {
    match sync.keyferry.state.as_str() {
        "partial" => Outcome::Partial,
        "held" | "paused" => Outcome::Held,
        "failed" => Outcome::Failed,
        _ => Outcome::Done,
    }
}

/// Says why a sync is not well, and what to do.
pub(super) fn explain(sync: &Sync) {
    match (&sync.keyferry.diagnosis, &sync.last_sync_message) {
        (Some(diagnosis), _) => {
            output::say(&diagnosis.message);
            if !diagnosis.next_step.is_empty() {
                output::say(&format!("hint: {}", diagnosis.next_step));
            }
            if let Some(command) = &diagnosis.command {
                output::say(&format!("hint: {command}"));
            }
        }
        (None, Some(message)) => output::say(message),
        (None, None) => {}
    }
    if let Some(plan) = &sync.keyferry.held_plan {
        output::say(&format!("hint: keyferry syncs plan {}", sync.name));
        output::say(&format!(
            "hint: keyferry syncs confirm {} {plan}",
            sync.name
        ));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sync(state: &str) -> Sync {
        serde_json::from_value(json!({
            "id": "1", "name": "shop", "connection": {"name": "contoso"},
            "environment": {"slug": "prod"}, "folder": {"path": "/"},
            "destinationConfig": {"configurationUrl": "https://s.azconfig.io", "label": ""},
            "lastSyncJobId": null, "lastSyncMessage": null, "lastSyncedAt": null,
            "keyferry": {"state": state, "diagnosis": null, "heldPlan": null},
        }))
        .unwrap()
    }

    #[test]
    fn only_a_whole_sync_ends_well() {
        for (state, wanted) in [
            ("succeeded", Outcome::Done),
            ("partial", Outcome::Partial),
            ("held", Outcome::Held),
            ("paused", Outcome::Held),
            ("failed", Outcome::Failed),
        ] {
            assert_eq!(outcome(&sync(state)), wanted, "{state}");
            assert!(is_settled(&sync(state)));
        }
        assert!(!is_settled(&sync("pending")) && !is_settled(&sync("running")));
    }
}
