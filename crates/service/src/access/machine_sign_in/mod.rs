//! Machines sign in: by client secret, or by a token that somebody else issued to them.

mod azure_auth;
mod external;
mod oidc_auth;
mod universal_auth;

pub use azure_auth::azure_auth;
pub use external::ExternalLogin;
pub use oidc_auth::oidc_auth;
pub use universal_auth::universal_auth;
