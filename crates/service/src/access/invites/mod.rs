//! Links that let somebody make their account, or choose a new password. Each works once, for a week,
//! for whoever has it; only its keyed digest is kept.

mod accept;
mod find;
mod make;
mod open;

pub use accept::{NewAccount, accept_invite};
pub use find::{Invitation, Welcome, find_invite};
pub use make::{InviteLink, NewInvite, invite, make_reset_link};
pub use open::{OpenInvite, open_invites, revoke_invite};
