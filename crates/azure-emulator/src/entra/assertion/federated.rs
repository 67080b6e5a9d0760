//! An assertion that an external issuer made: workload identity federation.
//!
//! Issuer, subject and audience must equal one federated credential of the app, letter by
//! letter. The only external issuers that exist here are the emulator's own.

use super::Jwt;
use crate::{App, entra::external, world::World};

/// The app trusts no external issuer at all.
const NO_CREDENTIAL: u32 = 70_021;
const OTHER_ISSUER: u32 = 700_211;
const OTHER_AUDIENCE: u32 = 700_212;
const OTHER_SUBJECT: u32 = 700_213;

pub(super) fn check(jwt: &Jwt, world: &World, app: &App) -> Result<(), u32> {
    let claims = &jwt.claims;
    if app.federated.is_empty() {
        return Err(NO_CREDENTIAL);
    }
    let of_issuer: Vec<_> = app
        .federated
        .iter()
        .filter(|known| external::is_issuer(world, &known.issuer, &claims.iss))
        .collect();
    if of_issuer.is_empty() {
        return Err(OTHER_ISSUER);
    }
    let mut of_subject = of_issuer
        .into_iter()
        .filter(|known| known.subject == claims.sub)
        .peekable();
    if of_subject.peek().is_none() {
        return Err(OTHER_SUBJECT);
    }
    if !of_subject.any(|known| claims.is_for(|audience| audience == known.audience)) {
        return Err(OTHER_AUDIENCE);
    }
    if external::signed(&jwt.text) {
        Ok(())
    } else {
        Err(700_027)
    }
}
