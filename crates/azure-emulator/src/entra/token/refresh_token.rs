//! `grant_type=refresh_token`: new tokens without the user. A new refresh token comes along;
//! the old one goes on working unless the emulator is told otherwise.

use super::{
    Asked,
    issue::{Tokens, check, for_user},
};
use crate::entra::scopes::Scopes;

pub(super) fn redeem(asked: &Asked<'_>) -> Result<Tokens, u32> {
    let token = asked.form.get("refresh_token").ok_or(900_144_u32)?;
    let now = asked.world.clock.now();
    let consent = asked
        .world
        .grants
        .with(|grants| grants.refresh_token(token, now))?;
    if consent.client_id != asked.app.client_id {
        return Err(70_000);
    }
    if asked
        .tenant
        .is_some_and(|tenant| tenant != consent.tenant_id)
    {
        return Err(50_020);
    }
    let scopes = asked.form.get("scope").map(Scopes::parse);
    let wanted = scopes.filter(|scopes| !scopes.rights.is_empty());
    let wanted = wanted.unwrap_or_else(|| consent.scopes.clone());
    check(asked, &consent, &wanted)?;
    let single_use = asked.world.settings().refresh_tokens_single_use;
    let grants = &asked.world.grants;
    if single_use && !grants.with(|grants| grants.spend_refresh_token(token)) {
        return Err(70_000);
    }
    for_user(asked, &consent, &wanted)
}
