//! A person's own account: their password and the browsers they are signed in with.

mod password;
mod sessions;

pub use password::change_password;
pub use sessions::{OwnSession, end_other_sessions, end_session, own_sessions};

use model::id::{SessionId, UserId};

use crate::caller::Principal;
use crate::{Caller, Error};

/// The person who calls, and the session they use.
///
/// # Errors
/// [`Error::Unauthenticated`] for a machine: only people have an account.
fn person(caller: &Caller) -> Result<(UserId, SessionId), Error> {
    match caller.principal {
        Principal::User { id, session, .. } => Ok((id, session)),
        _ => Err(Error::Unauthenticated("only people have an account")),
    }
}
