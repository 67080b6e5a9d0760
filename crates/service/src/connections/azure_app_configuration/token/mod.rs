//! The token broker: the one place that hands out access tokens.
//!
//! A token is kept until shortly before it expires. Of those who find it expired one refreshes: in
//! this process by a gate, between replicas by a short lease on the connection's row. The rotated
//! refresh token and the access token that came with it are stored together before either is used,
//! only over the credentials that were refreshed, so that nobody's newer ones are lost; the others
//! wait and read what was stored.

mod cache;
mod refresh;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use azure::appconfig::{TokenError, TokenSource};
use model::id::ConnectionId;
use secrecy::SecretString;

use self::cache::Slot;
pub(super) use self::cache::Tokens;
use super::credentials::Credentials;
use super::diagnosis::Asked;
use super::sign_in::{NoToken, Refusal};
use crate::{Error, Service};

/// Hands out the access tokens of one connection.
#[derive(Clone)]
pub(super) struct Broker {
    service: Service,
    connection: ConnectionId,
}

#[async_trait]
impl TokenSource for Broker {
    async fn token(&self) -> Result<SecretString, TokenError> {
        if let Some(token) = self.at_hand() {
            return Ok(token);
        }
        match self.fetch(false).await {
            Ok(token) => Ok(token),
            Err(NoToken::Refused(refusal)) if refusal.needs_a_person() => {
                Err(TokenError::ReconnectNeeded)
            }
            Err(NoToken::Refused(Refusal::Entra(error))) => Err(TokenError::SignIn(error)),
            Err(NoToken::Refused(refusal)) => {
                let cause = refusal.diagnosis(&Asked::of(&self.service, "", "")).cause;
                Err(TokenError::Unavailable(cause.to_string()))
            }
            Err(NoToken::Failed(error)) => Err(TokenError::Unavailable(error.to_string())),
        }
    }

    async fn refused(&self) {
        self.slot(|slot| slot.refused = slot.fresh.take().map(|fresh| fresh.token));
    }
}

impl Broker {
    pub(super) fn new(service: &Service, connection: ConnectionId) -> Self {
        Self {
            service: service.clone(),
            connection,
        }
    }

    /// Signs in anew, whatever token is at hand: for a check that somebody asked for.
    pub(super) async fn sign_in(&self) -> Result<(Credentials, SecretString), Error> {
        let token = match self.fetch(true).await {
            Ok(token) => token,
            Err(NoToken::Failed(error)) => return Err(error),
            Err(NoToken::Refused(refusal)) => {
                let (row, credentials) = self.read().await?;
                let (tenant, client) = asked_of(&self.service, &credentials);
                let mut asked = Asked::of(&self.service, &tenant, &client);
                asked.expires_at = row.expires_at;
                return Err(Error::diagnosed(refusal.diagnosis(&asked)));
            }
        };
        Ok((self.read().await?.1, token))
    }

    /// One at a time, and to its end even when nobody waits for it any more: a refresh token that
    /// was rotated and then not stored would be lost.
    async fn fetch(&self, anew: bool) -> Result<SecretString, NoToken> {
        let gate = self.slot(|slot| Arc::clone(&slot.gate));
        let broker = self.clone();
        let fetching = tokio::spawn(async move {
            let _turn = gate.lock_owned().await;
            match broker.at_hand() {
                Some(token) if !anew => Ok(token),
                _ => broker.refresh(anew).await,
            }
        });
        fetching
            .await
            .map_err(|error| Error::Internal(format!("token task: {error}")))?
    }

    fn slot<T>(&self, look: impl FnOnce(&mut Slot) -> T) -> T {
        self.service.azure().tokens.with(self.connection, look)
    }

    fn at_hand(&self) -> Option<SecretString> {
        let now = self.service.now();
        self.slot(|slot| {
            slot.fresh
                .as_ref()
                .filter(|fresh| now < fresh.until)
                .map(|fresh| fresh.token.clone())
        })
    }
}

/// The tenant and application that are asked, for sentences.
fn asked_of(service: &Service, credentials: &Credentials) -> (String, String) {
    match credentials {
        Credentials::Application(application) => {
            (application.tenant.clone(), application.client.clone())
        }
        Credentials::AccessKey(_) | Credentials::ManagedIdentity(_) => {
            (String::new(), credentials.account())
        }
        Credentials::OAuth(person) => {
            let client = service.parts().oauth_client.as_ref();
            let client = client.map_or_else(String::new, |client| client.client_id.clone());
            (person.tenant.to_string(), client)
        }
    }
}
