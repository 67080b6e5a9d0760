//! The names of states, and how good or bad they are.

use model::connection::{Health, Occasion};
use model::sync::{Drift, InitialSyncBehavior, RunOutcome, RunTrigger, SyncState, Tier};

/// How a state is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Ok,
    /// Somebody should look.
    Warn,
    /// Something is wrong.
    Bad,
    /// Neither.
    Plain,
}

impl Tone {
    /// The word for style sheets.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }
}

/// A connection's health in words.
#[must_use]
pub fn describe_health(health: Health) -> (&'static str, Tone) {
    match health {
        Health::Unknown => ("Not checked yet", Tone::Plain),
        Health::Healthy => ("Healthy", Tone::Ok),
        Health::Expiring => ("Expires soon", Tone::Warn),
        Health::MissingPermission => ("Missing permission", Tone::Bad),
        Health::ReconnectNeeded => ("Reconnect needed", Tone::Warn),
        Health::Throttled => ("Throttled", Tone::Warn),
        Health::Unreachable => ("Unreachable", Tone::Bad),
    }
}

/// What a connection was checked for, in words.
#[must_use]
pub fn describe_occasion(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Request => "asked for",
        Occasion::Change => "new credentials",
        Occasion::Look => "regular look",
    }
}

/// A sync's state in words.
#[must_use]
pub fn describe_state(state: SyncState) -> (&'static str, Tone) {
    match state {
        SyncState::Pending => ("Waiting to run", Tone::Plain),
        SyncState::Running => ("Running", Tone::Plain),
        SyncState::Succeeded => ("In sync", Tone::Ok),
        SyncState::Partial => ("Some keys left behind", Tone::Warn),
        SyncState::Held => ("Waits for you", Tone::Warn),
        SyncState::Failed => ("Failed", Tone::Bad),
        SyncState::Paused => ("Paused", Tone::Warn),
    }
}

/// A run's outcome in words.
#[must_use]
pub fn describe_outcome(outcome: RunOutcome) -> (&'static str, Tone) {
    match outcome {
        RunOutcome::Running => ("Running", Tone::Plain),
        RunOutcome::Succeeded => ("Succeeded", Tone::Ok),
        RunOutcome::Partial => ("Some keys left behind", Tone::Warn),
        RunOutcome::Held => ("Held for confirmation", Tone::Warn),
        RunOutcome::Failed => ("Failed", Tone::Bad),
        RunOutcome::Interrupted => ("Interrupted, taken up again", Tone::Warn),
    }
}

/// Why a run started, in words; `actor` is who asked.
#[must_use]
pub fn describe_trigger(trigger: RunTrigger, actor: Option<&str>) -> String {
    match (trigger, actor) {
        (RunTrigger::Change, Some(actor)) => format!("secret changed by {actor}"),
        (RunTrigger::Change, None) => "a secret changed".to_owned(),
        (RunTrigger::Request, Some(actor)) => format!("asked for by {actor}"),
        (RunTrigger::Request, None) => "asked for".to_owned(),
        (RunTrigger::Interval, _) => "drift check".to_owned(),
        (RunTrigger::Retry, _) => "tried again".to_owned(),
        (RunTrigger::Takeover, _) => "taken over from another process".to_owned(),
    }
}

/// What happens to keys that were at the destination first.
#[must_use]
pub fn initial_name(initial: InitialSyncBehavior) -> &'static str {
    match initial {
        InitialSyncBehavior::OverwriteDestination => "Overwrite keys that differ",
        InitialSyncBehavior::ImportPrioritizeSource => "Import first; values here win",
        InitialSyncBehavior::ImportPrioritizeDestination => "Import first; values there win",
    }
}

/// What happens to keys of ours that were changed there.
#[must_use]
pub fn drift_name(drift: Drift) -> &'static str {
    match drift {
        Drift::Overwrite => "Write ours again, and say so",
        Drift::Keep => "Keep theirs, and say so",
    }
}

/// A store's tier and the pace it sets.
#[must_use]
pub fn tier_name(tier: Tier) -> &'static str {
    match tier {
        Tier::Free => "Free (1,000 requests a day)",
        Tier::Developer => "Developer (6,000 requests an hour)",
        Tier::Standard => "Standard (60 writes a second)",
        Tier::Premium => "Premium (100 writes a second)",
        Tier::Unlimited => "No pace but the store's own",
    }
}
