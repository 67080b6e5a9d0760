//! Proof Key for Code Exchange (RFC 7636) with the S256 method.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;

/// Binds an authorization code to whoever started the sign-in.
#[derive(Debug, Clone)]
pub struct Pkce {
    /// Kept until the code is redeemed, never shown to the browser.
    pub verifier: SecretString,
    /// Sent with the authorize request.
    pub challenge: String,
}

impl Pkce {
    /// Makes the pair from 32 bytes that must come from a cryptographic random source.
    #[must_use]
    pub fn from_random(bytes: [u8; 32]) -> Self {
        let verifier = URL_SAFE_NO_PAD.encode(bytes);
        let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
        Self {
            challenge: URL_SAFE_NO_PAD.encode(hash),
            verifier: verifier.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn the_example_of_rfc_7636_comes_out() {
        let bytes = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let pkce = Pkce::from_random(bytes);
        assert_eq!(
            pkce.verifier.expose_secret(),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
        assert_eq!(
            pkce.challenge,
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_verifier_is_not_shown_by_debug() {
        let pkce = Pkce::from_random([7; 32]);
        assert!(!format!("{pkce:?}").contains(pkce.verifier.expose_secret()));
    }
}
