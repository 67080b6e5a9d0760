//! Signing in by a token of an OpenID Connect issuer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::Error;

/// Characters that each text may have at most.
const LONGEST: usize = 2_048;

/// Whose tokens of an OpenID Connect issuer are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcAuth {
    /// Below this address is the issuer's discovery document. It is kept as it was written.
    pub discovery_url: String,
    /// What the tokens' `iss` is.
    pub issuer: String,
    /// The audiences of which a token must have one, separated by commas; empty for any.
    pub audiences: String,
    /// What the tokens' `sub` is, with `*` for any part; empty for any.
    pub subject: String,
    /// What further claims are: a name with the values, separated by commas, of which it must have one.
    pub claims: BTreeMap<String, String>,
}

/// What to change; what is none stays. All as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OidcAuthChange {
    /// Below this address is the issuer's discovery document.
    pub discovery_url: Option<String>,
    /// What the tokens' `iss` is.
    pub issuer: Option<String>,
    /// The audiences of which a token must have one.
    pub audiences: Option<String>,
    /// What the tokens' `sub` is.
    pub subject: Option<String>,
    /// What further claims are.
    pub claims: Option<BTreeMap<String, String>>,
}

impl OidcAuthChange {
    pub(super) fn apply(self, before: Option<OidcAuth>) -> Result<OidcAuth, Error> {
        let discovery_url = match (self.discovery_url, &before) {
            (Some(text), _) => checked_url(&text)?,
            (None, Some(before)) => before.discovery_url.clone(),
            (None, None) => return Err(Error::invalid("oidcDiscoveryUrl", "Required")),
        };
        let issuer = match (self.issuer, &before) {
            (Some(text), _) => short("boundIssuer", &text)?,
            (None, Some(before)) => before.issuer.clone(),
            (None, None) => return Err(Error::invalid("boundIssuer", "Required")),
        };
        if issuer.is_empty() {
            return Err(Error::invalid("boundIssuer", "is the `iss` of the tokens"));
        }
        let (audiences, subject, claims) = before
            .map(|before| (before.audiences, before.subject, before.claims))
            .unwrap_or_default();
        let auth = OidcAuth {
            discovery_url,
            issuer,
            audiences: match self.audiences {
                Some(text) => short("boundAudiences", &text)?,
                None => audiences,
            },
            subject: match self.subject {
                Some(text) => short("boundSubject", &text)?,
                None => subject,
            },
            claims: self.claims.unwrap_or(claims),
        };
        auth.check()?;
        Ok(auth)
    }
}

impl OidcAuth {
    /// An issuer such as a public build service has tokens for anybody: something must tell ours.
    fn check(&self) -> Result<(), Error> {
        let long = |text: &String| text.chars().count() > LONGEST;
        if self.claims.len() > 100 || self.claims.iter().any(|(k, v)| long(k) || long(v)) {
            let problem = "list at most 100 claims of at most 2,048 characters";
            return Err(Error::invalid("boundClaims", problem));
        }
        let bound = !self.subject.is_empty()
            || !self.audiences.is_empty()
            || self.claims.values().any(|values| !values.trim().is_empty());
        if !bound {
            return Err(Error::Refused(
                "anybody with a token of this issuer could sign in: set boundSubject, boundAudiences or boundClaims",
            ));
        }
        Ok(())
    }
}

fn short(field: &'static str, text: &str) -> Result<String, Error> {
    if text.chars().count() > LONGEST {
        return Err(Error::invalid(field, "use at most 2,048 characters"));
    }
    Ok(text.trim().to_owned())
}

fn checked_url(text: &str) -> Result<String, Error> {
    let problem =
        "is an http or https address, such as https://token.actions.githubusercontent.com";
    let refused = || Error::invalid("oidcDiscoveryUrl", problem);
    let url = Url::parse(text.trim()).map_err(|_| refused())?;
    let plain = url.username().is_empty() && url.password().is_none();
    let plain = plain && url.query().is_none() && url.fragment().is_none();
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if plain && web {
        short("oidcDiscoveryUrl", text)
    } else {
        Err(refused())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change() -> OidcAuthChange {
        OidcAuthChange {
            discovery_url: Some("https://issuer.example".to_owned()),
            issuer: Some("https://issuer.example".to_owned()),
            subject: Some("repo:contoso/*".to_owned()),
            ..OidcAuthChange::default()
        }
    }

    #[test]
    fn an_issuer_alone_is_not_enough() {
        let auth = change().apply(None).unwrap();
        let unbound = OidcAuthChange {
            subject: Some(String::new()),
            ..OidcAuthChange::default()
        };
        let refused = unbound.apply(Some(auth));
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    }

    #[test]
    fn an_address_that_hides_something_is_refused() {
        for url in [
            "issuer.example",
            "ftp://issuer.example",
            "https://a:b@issuer.example",
            "https://issuer.example?x",
        ] {
            let change = OidcAuthChange {
                discovery_url: Some(url.to_owned()),
                ..change()
            };
            let refused = change.apply(None);
            assert!(
                matches!(&refused, Err(Error::Invalid(it)) if it.field == "oidcDiscoveryUrl"),
                "{url}"
            );
        }
    }
}
