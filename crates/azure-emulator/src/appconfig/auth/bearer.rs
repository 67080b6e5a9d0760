//! Access tokens of Entra ID: signature, time, issuer, audience, then roles and scopes.

use super::{Caller, Refusal, Store};
use crate::{Rights, call::Call, entra::AccessClaims, world::World};

pub(super) fn authenticate(
    world: &World,
    call: &Call,
    store: &Store,
    token: &str,
) -> Result<Caller, Refusal> {
    let claims: AccessClaims = world
        .signer
        .verify(token)
        .ok_or_else(|| invalid("Authorization token failed validation"))?;
    let now = world.clock.now().unix_timestamp();
    if claims.exp <= now || claims.nbf > now {
        return Err(invalid("The access token has expired"));
    }
    if claims.tid != store.tenant_id || !claims.iss.ends_with(&format!("/{}/v2.0", claims.tid)) {
        return Err(invalid(
            "The access token is from the wrong issuer. It must match the tenant of the \
             subscription that owns this store",
        ));
    }
    if !audience_fits(world, &claims.aud, call.host(), &store.name) {
        return Err(invalid("Authorization token failed validation"));
    }
    let rights = world
        .directory
        .with(|directory| directory.rights_at(&store.name, claims.oid, world.clock.now()));
    let narrowed = claims
        .scp
        .as_deref()
        .map_or(Rights::OWNER, Rights::of_scopes);
    Ok(Caller {
        name: format!("object {}", claims.oid),
        rights: rights.and(narrowed),
    })
}

/// Whether a token for `audience` may be used at a store that was reached as `host`.
fn audience_fits(world: &World, audience: &str, host: &str, store: &str) -> bool {
    let audience = audience.trim_end_matches('/').to_ascii_lowercase();
    let own = |of: &str| audience == format!("https://{of}") || audience == format!("http://{of}");
    world.settings().has_audience(&audience)
        || own(&host.to_ascii_lowercase())
        || own(&format!("{store}.azconfig.io"))
}

fn invalid(description: &str) -> Refusal {
    Refusal::Unauthenticated(format!(
        "HMAC-SHA256, Bearer error=\"invalid_token\", error_description=\"{description}\""
    ))
}
