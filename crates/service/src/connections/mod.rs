//! App connections: which apps there are, signing in to them, and whether they work.
//!
//! To add an app, add a folder beside `azure_app_configuration` and a line in `registry`.

mod access;
mod account;
pub mod alerts;
mod available;
mod azure_app_configuration;
mod check;
mod checks;
mod confirm_account;
mod consequence;
mod create;
mod delete;
pub(crate) mod destination;
mod expiry;
mod find;
mod finish_oauth;
mod flow;
pub(crate) mod health;
mod limit;
pub mod look;
mod next_credentials;
mod pending;
mod reconnect_link;
mod registry;
mod start_oauth;
mod update;
mod vault;
mod view;

pub use account::Account;
pub use available::{Usable, available};
pub use check::{CheckReport, check};
pub use checks::{PastCheck, checks};
pub use confirm_account::{confirm_account, keep_account};
pub use create::{NewConnection, create};
pub use delete::delete;
pub use find::{apps, by_name, get, list};
pub use finish_oauth::{
    Connected, OAuthCallback, OAuthFailed, OAuthFinished, OtherAccount, finish_oauth,
};
pub use next_credentials::{clear_next_credentials, credentials_can_overlap, set_next_credentials};
pub use reconnect_link::{
    Departed, LinkedConnection, ReconnectLink, enter_by_link, find_by_link, finish_reconnect_link,
    make_reconnect_link, revoke_reconnect_link, start_by_link,
};
pub use start_oauth::{StartOAuth, start_oauth};
pub use update::{ConnectionChange, update};
pub use view::{
    AppOption, Connection, MethodOption, NextCredentials, Owner, Rights, Scope, SyncUse,
    Unavailable,
};

pub(crate) use access::must_use;
pub(crate) use azure_app_configuration::{AzureState, parse_endpoint, parse_own_endpoint};
pub(crate) use limit::{Reach, host as store_host, key_outside_limits};
pub(crate) use registry::destination;
