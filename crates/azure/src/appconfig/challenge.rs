//! Why a store did not recognise who asked, from the `WWW-Authenticate` header of its 401.

use std::fmt;

use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

use crate::text::one_line;

/// Why a store did not recognise who asked. The cases are those whose remedies differ; shown, each
/// is a sentence with its remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    /// The signature's date is more than 15 minutes away from the store's clock.
    ClockWrong,
    /// The store has no access key of this id.
    UnknownCredential,
    /// The access key's secret is not the one that belongs to its id.
    BadSignature,
    /// Access keys are switched off on this store.
    SchemeDisabled,
    /// The token was issued by another tenant than the one that the store's subscription is in.
    OtherTenant,
    /// The token was issued for another service or store.
    OtherAudience,
    /// The token was not accepted, and the store keeps the reason to itself: it may have been issued
    /// for another service or have ended.
    TokenRefused,
    /// The store gave a reason that is none of the documented ones.
    Other,
    /// The store gave no reason.
    NoneGiven,
}

/// How the refused request had signed in, as far as the header tells.
#[derive(Clone, Copy)]
enum Scheme {
    AccessKey,
    Token,
}

impl Challenge {
    /// The case, and the store's own words if it gave any.
    pub(super) fn read(headers: &HeaderMap) -> (Self, Option<String>) {
        let said = headers.get_all(WWW_AUTHENTICATE).iter().find_map(|header| {
            let (before, rest) = header.to_str().ok()?.split_once("error_description=\"")?;
            let reason = one_line(rest.split('"').next().unwrap_or_default());
            (!reason.is_empty()).then(|| (scheme(before), reason))
        });
        match said {
            Some((scheme, reason)) => (Self::of(scheme, &reason), Some(reason)),
            None => (Self::NoneGiven, None),
        }
    }

    /// Microsoft documents these texts for access keys. For tokens it documents one sentence, and
    /// that a wrong tenant is told by a sentence about the issuer.
    fn of(scheme: Scheme, reason: &str) -> Self {
        let known: &[(&str, Self)] = match scheme {
            Scheme::AccessKey => &[
                ("scheme disabled", Self::SchemeDisabled),
                ("token has expired", Self::ClockWrong),
                ("token date", Self::ClockWrong),
                ("invalid credential", Self::UnknownCredential),
                ("invalid signature", Self::BadSignature),
            ],
            Scheme::Token => &[
                ("issuer", Self::OtherTenant),
                ("audience", Self::OtherAudience),
                ("failed validation", Self::TokenRefused),
                ("token has expired", Self::TokenRefused),
            ],
        };
        let reason = reason.to_ascii_lowercase();
        known
            .iter()
            .find(|(words, _)| reason.contains(words))
            .map_or(Self::Other, |(_, challenge)| *challenge)
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::ClockWrong => {
                "this machine's clock and the store's are more than 15 minutes apart: set the clock"
            }
            Self::UnknownCredential => {
                "the store has no such access key: copy the connection string again, the key may \
                 have been regenerated"
            }
            Self::BadSignature => {
                "the access key's secret does not fit its id: copy the connection string again, \
                 whole"
            }
            Self::SchemeDisabled => {
                "access keys are switched off on this store: sign in with Microsoft Entra ID"
            }
            Self::OtherTenant => {
                "the sign-in belongs to another tenant than the store: sign in to the tenant of \
                 the store's subscription"
            }
            Self::OtherAudience => {
                "the sign-in was made for another service or store: check that the cloud is the \
                 store's"
            }
            Self::TokenRefused => {
                "the store did not accept the token: check that tenant and cloud are the store's"
            }
            Self::Other => "check the credentials against the store's access settings",
            Self::NoneGiven => "the store gave no reason",
        }
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

/// The scheme whose parameters follow; the header may list others before it.
fn scheme(before: &str) -> Scheme {
    let before = before.to_ascii_lowercase();
    if before.rfind("bearer") > before.rfind("hmac-sha256") {
        Scheme::Token
    } else {
        Scheme::AccessKey
    }
}
