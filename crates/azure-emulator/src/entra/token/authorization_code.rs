//! `grant_type=authorization_code`: a code from the authorize page becomes tokens, once.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    Asked,
    issue::{Tokens, for_user},
};
use crate::entra::scopes::Scopes;

pub(super) fn redeem(asked: &Asked<'_>) -> Result<Tokens, u32> {
    let text = asked.form.get("code").ok_or(900_144_u32)?;
    let now = asked.world.clock.now();
    let code = asked.world.grants.with(|grants| grants.code(text, now))?;
    if code.consent.client_id != asked.app.client_id {
        return Err(70_000);
    }
    if asked
        .tenant
        .is_some_and(|tenant| tenant != code.consent.tenant_id)
    {
        return Err(700_005);
    }
    if asked.form.get("redirect_uri") != Some(&code.redirect_uri) {
        return Err(500_112);
    }
    if let Some(challenge) = &code.challenge {
        let verifier = asked.form.get("code_verifier").ok_or(501_481_u32)?;
        if URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) != *challenge {
            return Err(501_481);
        }
    }
    let scopes = asked.form.get("scope").map(Scopes::parse);
    let wanted = scopes.filter(|scopes| !scopes.rights.is_empty());
    let wanted = wanted.unwrap_or_else(|| code.consent.scopes.clone());
    if !asked.world.grants.with(|grants| grants.spend_code(text)) {
        return Err(54_005);
    }
    for_user(asked, &code.consent, &wanted)
}
