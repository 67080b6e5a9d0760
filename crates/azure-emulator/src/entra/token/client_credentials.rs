//! `grant_type=client_credentials`: the app signs in as itself.

use super::{
    Asked,
    issue::{Tokens, for_app},
};
use crate::entra::scopes::Scopes;

pub(super) fn grant(asked: &Asked<'_>) -> Result<Tokens, u32> {
    let tenant = asked.tenant.ok_or(9_001_023_u32)?;
    if tenant != asked.app.tenant_id {
        return Err(700_016);
    }
    if !asked.app.is_confidential() {
        return Err(7_000_218);
    }
    let scopes = Scopes::parse(asked.form.get("scope").ok_or(900_144_u32)?);
    let resource = scopes.resource(asked.world)?;
    if !scopes
        .rights
        .iter()
        .all(crate::entra::scopes::Right::is_default)
    {
        return Err(70_011);
    }
    for_app(asked, tenant, resource)
}
