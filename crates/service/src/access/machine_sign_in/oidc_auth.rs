//! OIDC auth: an access token for a token of an OpenID Connect issuer, such as a build service.

use azure::jwt::{Claims, Jwt, JwtError, KeySource};
use globset::GlobBuilder;
use model::access::AuthMethod;
use secrecy::ExposeSecret;
use url::Url;

use super::external::{self, ExternalLogin, refused, refused_by_keys};
use crate::access::TokenGrant;
use crate::access::auth_methods::{ConfiguredAuth, OidcAuth, Settings};
use crate::{Error, Service};

/// An access token for a token of the issuer that an admin named.
///
/// # Errors
/// [`Error::NotFound`] when the identity does not sign in this way; [`Error::Unauthenticated`] with
/// what is wrong with the token; [`Error::TooMany`] after ten wrong ones within 15 minutes from one
/// address.
pub async fn oidc_auth(service: &Service, login: &ExternalLogin) -> Result<TokenGrant, Error> {
    external::sign_in(service, login, AuthMethod::Oidc, judge).await
}

async fn judge(
    service: &Service,
    login: &ExternalLogin,
    method: ConfiguredAuth,
) -> Result<(), Error> {
    let Settings::Oidc(wanted) = method.settings else {
        return Err(Error::Internal("oidc auth of another kind".to_owned()));
    };
    let jwt = Jwt::parse(login.jwt.expose_secret()).map_err(refused)?;
    let address = Url::parse(&wanted.discovery_url)
        .map_err(|error| Error::Internal(format!("discovery address of an issuer: {error}")))?;
    let source = KeySource::Issuer(address);
    let verified = service.issuers().verify(&source, jwt).await;
    let claims = verified.map_err(refused_by_keys)?;
    claims
        .check_time(external::now(service)?)
        .map_err(refused)?;
    fits(&claims, &wanted).map_err(refused)
}

/// Whether the claims are those that are wanted.
fn fits(claims: &Claims, wanted: &OidcAuth) -> Result<(), JwtError> {
    if claims.text("iss") != Some(wanted.issuer.as_str()) {
        return Err(JwtError::Issuer);
    }
    if !wanted.audiences.trim().is_empty() && !has_one(&claims.texts("aud"), &wanted.audiences) {
        return Err(JwtError::Audience);
    }
    let subject = claims.text("sub").unwrap_or_default();
    if !wanted.subject.is_empty() && !matches(subject, &wanted.subject) {
        return Err(JwtError::Claims);
    }
    let fits = |(name, values): (&String, &String)| {
        values.trim().is_empty() || has_one(&claims.texts(name), values)
    };
    if wanted.claims.iter().all(fits) {
        Ok(())
    } else {
        Err(JwtError::Claims)
    }
}

/// Whether a claim has one of the values, which commas separate.
fn has_one(claim: &[String], values: &str) -> bool {
    let mut wanted = values.split(',').map(str::trim).filter(|it| !it.is_empty());
    wanted.any(|wanted| claim.iter().any(|it| matches(it, wanted)))
}

/// Whether a text is the wanted one. In that `*` stands for anything but slashes, `**` for anything.
fn matches(text: &str, wanted: &str) -> bool {
    if text == wanted {
        return true;
    }
    let glob = GlobBuilder::new(wanted).literal_separator(true).build();
    wanted.contains('*') && glob.is_ok_and(|glob| glob.compile_matcher().is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_slashes() {
        assert!(matches("repo:contoso/shop", "repo:contoso/shop"));
        assert!(matches("repo:contoso/shop", "repo:contoso/*"));
        assert!(!matches("repo:contoso/shop/x", "repo:contoso/*"));
        assert!(matches("repo:contoso/shop/x", "repo:contoso/**"));
        assert!(!matches("repo:contosO/shop", "repo:contoso/*"));
        assert!(!matches("repo:x", "repo:?"), "only stars are patterns");
        assert!(!matches("", "x"));
    }

    #[test]
    fn one_of_the_values_is_enough_and_none_is_not() {
        let claim = ["b".to_owned()];
        assert!(has_one(&claim, "a, b"));
        assert!(!has_one(&claim, "a,c"));
        assert!(!has_one(&[], "a"));
        assert!(!has_one(&claim, " , "));
    }
}
