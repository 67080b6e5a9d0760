//! What audit records call what is done to a way of signing in (Infisical's names).

use model::access::AuthMethod;

macro_rules! events {
    ($($name:ident $verb:literal,)+) => {
        $(
            pub(in crate::access) fn $name(kind: AuthMethod) -> &'static str {
                match kind {
                    AuthMethod::Universal => concat!($verb, "-identity-universal-auth"),
                    AuthMethod::Token => concat!($verb, "-identity-token-auth"),
                    AuthMethod::Azure => concat!($verb, "-identity-azure-auth"),
                    AuthMethod::Oidc => concat!($verb, "-identity-oidc-auth"),
                }
            }
        )+
    };
}

events! {
    add_event "add",
    update_event "update",
    revoke_event "revoke",
    login_event "login",
}
