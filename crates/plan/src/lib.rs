//! What a sync will do, and why: a function from values to values, without I/O and without a clock.
//!
//! Start with `decide`, the truth table for one key, then [`plan()`], which asks it for every key,
//! orders the answers and lets the guard look at them. `import` is the mirror for
//! the way back, `remove` takes a sync's keys away again, `forecast` says what a plan costs.

mod content;
mod decide;
mod desired;
mod digest;
mod forecast;
mod guard;
mod import;
mod key;
mod ledger;
mod one_key;
mod plan;
mod policy;
mod remove;
mod settle;
mod step;

pub use content::{Content, Etag, MAX_KEY_VALUE_BYTES, Observed, Part};
pub use desired::{Desired, Wanted, WantedValue};
pub use digest::{Digest32, KeyedDigest};
pub use forecast::{Forecast, Pace, Quota, forecast};
pub use guard::{HeldReason, allowed_deletes};
pub use import::{
    ImportAction, ImportInputs, ImportPlan, ImportSkip, ImportStep, Priority, import,
};
pub use key::{DestinationKey, NameProblem};
pub use ledger::{Intent, Ledger, LedgerEntry, Left, Origin, reclaim};
pub use plan::{Fingerprint, Inputs, Plan, Summary, Verdict, plan, plan_key};
pub use policy::{Deletion, Foreign, Policy};
pub use remove::{Removal, remove};
pub use step::{Action, SkipReason, Step, Why, Write};
