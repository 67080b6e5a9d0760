//! Which app is asking for a token, and whether it is that app.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use uuid::Uuid;

use super::{
    assertion::{Assertion, JWT_BEARER},
    form::Form,
};
use crate::{App, call::Call, world::World};

/// How an app proves itself.
enum Proof {
    Nothing,
    Secret(String),
    Assertion(Box<Assertion>),
}

/// The app a token request comes from, or the AADSTS code that says why it is refused.
pub(super) fn authenticate(world: &World, call: &Call, form: &Form) -> Result<App, u32> {
    let (client_id, proof) = claimed(call, form)?;
    let app = world
        .directory
        .with(|directory| directory.app(client_id).cloned())
        .ok_or(700_016_u32)?;
    if app.disabled {
        return Err(7_000_112);
    }
    match proof {
        Proof::Nothing if app.is_confidential() => return Err(7_000_218),
        Proof::Secret(_) | Proof::Assertion(_) if !app.is_confidential() => return Err(700_025),
        Proof::Secret(secret) => check_secret(world, &app, &secret)?,
        Proof::Assertion(assertion) => assertion.check(world, call, &app)?,
        Proof::Nothing => {}
    }
    Ok(app)
}

/// The client id and proof, from the form or from a Basic header.
fn claimed(call: &Call, form: &Form) -> Result<(Uuid, Proof), u32> {
    let basic = call
        .header("authorization")
        .and_then(|header| header.strip_prefix("Basic "))
        .and_then(|encoded| STANDARD.decode(encoded.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (id, proof) = match basic.as_deref().and_then(|pair| pair.split_once(':')) {
        Some((id, secret)) => (decode(id), Proof::Secret(decode(secret))),
        None => posted(form)?,
    };
    Ok((id.parse().map_err(|_| 700_016_u32)?, proof))
}

/// The client id and proof in the form. An assertion names the client too.
fn posted(form: &Form) -> Result<(String, Proof), u32> {
    let client_id = form.get("client_id").map(str::to_owned);
    if let Some(text) = form.get("client_assertion") {
        if form.get("client_assertion_type") != Some(JWT_BEARER) {
            return Err(900_144);
        }
        let assertion = Assertion::parse(text)?;
        let client_id = client_id.unwrap_or_else(|| assertion.client_id().to_owned());
        return Ok((client_id, Proof::Assertion(Box::new(assertion))));
    }
    let proof = form
        .get("client_secret")
        .map_or(Proof::Nothing, |secret| Proof::Secret(secret.to_owned()));
    Ok((client_id.ok_or(900_144_u32)?, proof))
}

fn check_secret(world: &World, app: &App, secret: &str) -> Result<(), u32> {
    let equal = |known: &str| verify_slices_are_equal(known.as_bytes(), secret.as_bytes()).is_ok();
    let found = app
        .secrets
        .iter()
        .find(|known| equal(&known.value))
        .ok_or(7_000_215_u32)?;
    match found.expires {
        Some(expires) if expires <= world.clock.now() => Err(7_000_222),
        _ => Ok(()),
    }
}
