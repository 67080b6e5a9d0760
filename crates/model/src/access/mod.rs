//! Who may do what: roles, actions, permission rules, and the one function that relates them,
//! [`Grants::allows`].

mod action;
mod address;
mod auth_method;
mod condition;
mod covering;
mod grants;
mod range;
mod role;
mod rule;

pub use action::Action;
pub use address::AddressRange;
pub use auth_method::AuthMethod;
pub use condition::At;
pub use grants::{Grants, Held};
pub use range::TemporaryRange;
pub use role::{ActorType, OrgRole, ProjectRole};
pub use rule::{Rule, RuleError, Rules};
