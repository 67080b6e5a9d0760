//! People and machines: signing in, first-run set-up, machine identities.

mod identities;
mod members;
mod organization;
mod password;
mod session;
mod set_up;
mod sign_in;
pub(crate) mod token;
mod universal_auth;

pub use identities::{NewIdentity, create_identity};
pub use members::{Member, set_member};
pub(crate) use organization::organization_in;
pub use organization::{is_organization, organization};
pub use session::{session, sign_out};
pub use set_up::{SetUp, needs_set_up, set_up};
pub use sign_in::{SignedIn, sign_in};
pub use universal_auth::{TokenGrant, bearer, renew, revoke, universal_auth};
