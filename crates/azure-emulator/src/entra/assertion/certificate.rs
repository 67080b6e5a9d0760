//! An assertion that the app signed itself, with the key of a certificate it uploaded.
//!
//! Microsoft documents PS256 with `x5t#S256`; libraries in use still send RS256 with `x5t`.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters};

use super::Jwt;
use crate::{App, AppCertificate, call::Call, world::World};

/// The signature check failed, or the certificate is unknown or has expired.
const BAD_SIGNATURE: u32 = 700_027;

/// The audience is not this tenant's token endpoint.
const BAD_AUDIENCE: u32 = 700_023;

pub(super) fn check(jwt: &Jwt, world: &World, call: &Call, app: &App) -> Result<(), u32> {
    let certificate = named(jwt, app).ok_or(BAD_SIGNATURE)?;
    let algorithm: &'static RsaParameters = match jwt.header.alg.as_str() {
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        _ => return Err(BAD_SIGNATURE),
    };
    if !certificate.holds_at(world.clock.now())
        || !certificate.signed(algorithm, jwt.signed.as_bytes(), &jwt.signature)
    {
        return Err(BAD_SIGNATURE);
    }
    if jwt
        .claims
        .is_for(|audience| is_this_endpoint(world, call, audience))
    {
        Ok(())
    } else {
        Err(BAD_AUDIENCE)
    }
}

/// The app's certificate that the header names. MSAL for Python pads its thumbprints.
fn named<'a>(jwt: &'a Jwt, app: &'a App) -> Option<&'a AppCertificate> {
    let bare = |thumbprint: &'a str| thumbprint.trim_end_matches('=');
    let by_sha256 = jwt.header.x5t_s256.as_deref().map(bare);
    let by_sha1 = jwt.header.x5t.as_deref().map(bare);
    app.certificates
        .iter()
        .find(|known| match (by_sha256, by_sha1) {
            (Some(thumbprint), _) => thumbprint == known.sha256_thumbprint(),
            (None, Some(thumbprint)) => thumbprint == known.sha1_thumbprint(),
            (None, None) => false,
        })
}

/// Whether an audience is the token endpoint that was asked, by any address the emulator has:
/// a client may have read it in metadata that came through the other face.
fn is_this_endpoint(world: &World, call: &Call, audience: &str) -> bool {
    let Some(origin) = audience.strip_suffix(call.uri.path()) else {
        return false;
    };
    origin == call.origin() || world.origins.has(origin)
}
