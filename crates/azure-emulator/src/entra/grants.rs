//! Authorization codes and refresh tokens that were handed out.

use std::collections::HashMap;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::scopes::Scopes;

const CODE_LIFE: Duration = Duration::minutes(10);
const REFRESH_LIFE: Duration = Duration::days(90);

/// Everything that can still be redeemed, and what was, to tell a replay from a guess.
#[derive(Default)]
pub(crate) struct Grants {
    codes: HashMap<String, Code>,
    refresh_tokens: HashMap<String, RefreshToken>,
}

/// Who let which app do what.
#[derive(Debug, Clone)]
pub(super) struct Consent {
    pub(super) client_id: Uuid,
    pub(super) tenant_id: Uuid,
    pub(super) user: Uuid,
    pub(super) scopes: Scopes,
    pub(super) nonce: Option<String>,
}

/// What an authorization code is bound to.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) consent: Consent,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<String>,
    pub(super) issued: OffsetDateTime,
    pub(super) redeemed: bool,
}

struct RefreshToken {
    consent: Consent,
    issued: OffsetDateTime,
    revoked: Option<Revoked>,
}

#[derive(Clone, Copy)]
enum Revoked {
    ByAdministrator,
    ByUse,
}

impl Grants {
    pub(super) fn add_code(&mut self, code: String, of: Code) {
        self.codes.insert(code, of);
    }

    /// A code that can be redeemed, or the AADSTS code that says why not.
    pub(super) fn code(&self, code: &str, now: OffsetDateTime) -> Result<Code, u32> {
        let found = self.codes.get(code).ok_or(70_000_u32)?;
        if found.redeemed {
            return Err(54_005);
        }
        if now - found.issued > CODE_LIFE {
            return Err(70_008);
        }
        Ok(found.clone())
    }

    /// Spends a code. `false` when somebody else was faster.
    pub(super) fn spend_code(&mut self, code: &str) -> bool {
        self.codes
            .get_mut(code)
            .is_some_and(|code| !std::mem::replace(&mut code.redeemed, true))
    }

    pub(super) fn add_refresh_token(
        &mut self,
        token: String,
        consent: Consent,
        issued: OffsetDateTime,
    ) {
        self.refresh_tokens.insert(
            token,
            RefreshToken {
                consent,
                issued,
                revoked: None,
            },
        );
    }

    /// What a refresh token stands for, or the AADSTS code that says why it does not.
    pub(super) fn refresh_token(&self, token: &str, now: OffsetDateTime) -> Result<Consent, u32> {
        let found = self.refresh_tokens.get(token).ok_or(70_000_u32)?;
        match found.revoked {
            Some(Revoked::ByAdministrator) => Err(50_173),
            Some(Revoked::ByUse) => Err(70_000),
            None if now - found.issued > REFRESH_LIFE => Err(700_082),
            None => Ok(found.consent.clone()),
        }
    }

    /// Spends a refresh token. `false` when somebody else was faster.
    pub(super) fn spend_refresh_token(&mut self, token: &str) -> bool {
        self.refresh_tokens.get_mut(token).is_some_and(|token| {
            token.revoked.is_none() && token.revoked.replace(Revoked::ByUse).is_none()
        })
    }

    /// Revokes the refresh tokens of one user or of all; gives how many.
    pub(crate) fn revoke(&mut self, user: Option<Uuid>) -> usize {
        let mut revoked = 0;
        for token in self.refresh_tokens.values_mut() {
            let meant = user.is_none_or(|user| user == token.consent.user);
            if meant && token.revoked.is_none() {
                token.revoked = Some(Revoked::ByAdministrator);
                revoked += 1;
            }
        }
        revoked
    }
}
