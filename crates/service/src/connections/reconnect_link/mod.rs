//! Links for whoever can sign a connection in again, with or without an account here.
//!
//! A link is good for one connection and for one success. Its holder sees whom to sign in as, and
//! can bring credentials of that account, nothing else.

mod complete;
mod enter;
mod find;
mod finish;
mod make;
mod start;

pub(super) use complete::completed;
pub use enter::enter_by_link;
pub use find::{LinkedConnection, find_by_link};
pub use finish::finish_reconnect_link;
pub use make::{ReconnectLink, make_reconnect_link, revoke_reconnect_link};
pub use start::{Departed, start_by_link};
