//! Which app is asking for a token, and whether it is that app.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use uuid::Uuid;

use super::form::Form;
use crate::{App, call::Call, world::World};

/// How an app proves itself.
enum Proof {
    Nothing,
    Secret(String),
}

/// The app a token request comes from, or the AADSTS code that says why it is refused.
pub(super) fn authenticate(world: &World, call: &Call, form: &Form) -> Result<App, u32> {
    let (client_id, proof) = claimed(call, form)?;
    let app = world
        .directory
        .with(|directory| directory.app(client_id).cloned())
        .ok_or(700_016_u32)?;
    match proof {
        Proof::Nothing if app.is_confidential() => return Err(7_000_218),
        Proof::Secret(_) if !app.is_confidential() => return Err(700_025),
        Proof::Secret(secret) => check_secret(world, &app, &secret)?,
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
        None => (
            form.get("client_id").ok_or(900_144_u32)?.to_owned(),
            form.get("client_secret")
                .map_or(Proof::Nothing, |secret| Proof::Secret(secret.to_owned())),
        ),
    };
    Ok((id.parse().map_err(|_| 700_016_u32)?, proof))
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
