//! Getting a new access token: one replica at a time, nobody's newer credentials lost.

use std::pin::pin;
use std::time::Duration;

use azure::entra::{AccessToken, Entra, Tenant};
use model::connection::Health;
use model::{Cause, Diagnosis, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use store::connections as rows;
use tokio::time::Instant;

use super::cache::Fresh;
use super::{Broker, asked_of};
use crate::connections::azure_app_configuration::credentials::{Credentials, Person};
use crate::connections::azure_app_configuration::diagnosis::Asked;
use crate::connections::azure_app_configuration::oauth;
use crate::connections::azure_app_configuration::sign_in::{self, NoToken, Refusal};
use crate::connections::health::{self, Seen, Sight};
use crate::connections::next_credentials;
use crate::connections::vault::{Part, Sealer, Vault};
use crate::{Error, What};

/// A token is not handed out in its last five minutes, or in the last sixth of a short life.
const MARGIN: Duration = Duration::from_mins(5);
/// For how long a replica that is gone keeps the others from refreshing. One that is alive renews
/// its lease until it has an answer, however long Entra takes.
const LEASE: Duration = Duration::from_secs(5);
/// How often that is.
const RENEWAL: Duration = Duration::from_secs(1);
/// How long to wait for other replicas.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often to look whether another replica is done.
const LOOK: Duration = Duration::from_millis(100);

/// How a try to refresh ended.
enum Attempt {
    /// With a new token, which is stored; that gave the lease back.
    Kept(Fresh),
    /// Another replica had stored one just before the lease was got.
    Found(Fresh),
    /// The credentials are others by now; that ended the lease.
    Replaced,
}

impl Broker {
    /// Reads the token another replica stored, or gets a new one.
    pub(super) async fn refresh(&self, mut anew: bool) -> Result<SecretString, NoToken> {
        let patience = Instant::now() + PATIENCE;
        loop {
            let (row, credentials) = self.read().await?;
            if let Err(refusal) = sign_in::allowed(&self.service, &credentials) {
                let asked = Asked::of(&self.service, "", "");
                self.give_up(&row, &refusal.diagnosis(&asked)).await?;
                return Err(refusal.into());
            }
            if !anew && let Some(fresh) = self.stored(&row).await? {
                return Ok(self.remember(fresh));
            }
            if self.claim().await? {
                match self.attempt(anew).await {
                    Ok(Attempt::Kept(fresh)) => return Ok(self.remember(fresh)),
                    Ok(Attempt::Found(fresh)) => {
                        self.release().await?;
                        return Ok(self.remember(fresh));
                    }
                    Ok(Attempt::Replaced) => {}
                    Err(error) => {
                        self.release().await?;
                        return Err(error);
                    }
                }
            } else {
                // Whoever holds the lease is getting a new one.
                anew = false;
                tokio::time::sleep(LOOK).await;
            }
            if Instant::now() >= patience {
                return Err(Error::Busy.into());
            }
        }
    }

    async fn attempt(&self, anew: bool) -> Result<Attempt, NoToken> {
        let (row, credentials) = self.read().await?;
        if !anew && let Some(fresh) = self.stored(&row).await? {
            return Ok(Attempt::Found(fresh));
        }
        if self.is_over(&row) && next_credentials::promote(&self.service, &row).await? {
            return Ok(Attempt::Replaced);
        }
        let (tenant, client) = asked_of(&self.service, &credentials);
        match self.while_leased(self.ask(credentials)).await {
            Ok((access, credentials)) => {
                let kept = self.keep(&row, &credentials, &access).await?;
                Ok(kept.map_or(Attempt::Replaced, Attempt::Kept))
            }
            Err(NoToken::Refused(_)) if self.replaced_since(&row).await? => Ok(Attempt::Replaced),
            Err(NoToken::Refused(refusal)) => {
                let mut asked = Asked::of(&self.service, &tenant, &client);
                asked.expires_at = row.expires_at;
                let found = refusal.diagnosis(&asked);
                if is_of_the_secret(found.cause)
                    && next_credentials::promote(&self.service, &row).await?
                {
                    return Ok(Attempt::Replaced);
                }
                // Somebody may have been quicker than the next credentials.
                if self.replaced_since(&row).await? {
                    return Ok(Attempt::Replaced);
                }
                if refusal.needs_a_person() {
                    self.give_up(&row, &found).await?;
                }
                Err(refusal.into())
            }
            Err(failed) => Err(failed),
        }
    }

    /// Whether the credentials have expired, as far as that is known.
    fn is_over(&self, row: &rows::Connection) -> bool {
        row.expires_at.is_some_and(|end| end <= self.service.now())
    }

    pub(in super::super) async fn read(&self) -> Result<(rows::Connection, Credentials), Error> {
        let tx = self.service.store().read().await?;
        let row = rows::get(&tx, self.connection)
            .await?
            .ok_or_else(|| Error::not_found(What::Connection, self.connection))?;
        let vault = Vault::of(&self.service, &tx, row.scope).await?;
        let credentials = Credentials::from_bytes(&vault.credentials(&row)?)?;
        Ok((row, credentials))
    }

    /// The stored token, if it is still good and the store has not refused it.
    async fn stored(&self, row: &rows::Connection) -> Result<Option<Fresh>, Error> {
        if self.good_until(row).is_none() {
            return Ok(None);
        }
        let tx = self.service.store().read().await?;
        // It may be sealed anew by now.
        let Some(row) = rows::get(&tx, self.connection).await? else {
            return Ok(None);
        };
        let vault = Vault::of(&self.service, &tx, row.scope).await?;
        let (Some(until), Some(bytes)) = (self.good_until(&row), vault.access_token(&row)?) else {
            return Ok(None);
        };
        let text = String::from_utf8(bytes.to_vec())
            .map_err(|_| Error::Internal("a stored access token is not text".to_owned()))?;
        let token = SecretString::from(text);
        let refused = self.slot(|slot| {
            slot.refused
                .as_ref()
                .is_some_and(|refused| refused.expose_secret() == token.expose_secret())
        });
        Ok((!refused).then_some(Fresh { token, until }))
    }

    fn good_until(&self, row: &rows::Connection) -> Option<Timestamp> {
        let now = self.service.now();
        row.access_expires_at.filter(|until| now < *until)
    }

    fn remember(&self, fresh: Fresh) -> SecretString {
        let token = fresh.token.clone();
        self.slot(|slot| slot.fresh = Some(fresh));
        token
    }

    async fn claim(&self) -> Result<bool, Error> {
        let tx = self.service.store().write().await?;
        let claimed = rows::claim_refresh(&tx, self.connection, LEASE).await?;
        tx.commit().await?;
        Ok(claimed)
    }

    async fn while_leased<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(RENEWAL) => {}
            }
            // Without the lease another replica may ask too; a rotated token that nobody waits for
            // would be lost for certain.
            if let Err(error) = self.renew().await {
                tracing::warn!(%error, "the lease of a refresh could not be renewed");
            }
        }
    }

    async fn renew(&self) -> Result<(), Error> {
        let tx = self.service.store().write().await?;
        rows::renew_refresh(&tx, self.connection, LEASE).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn release(&self) -> Result<(), Error> {
        let tx = self.service.store().write().await?;
        rows::release_refresh(&tx, self.connection).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The new access token, and the credentials with the refresh token that came with it.
    async fn ask(&self, credentials: Credentials) -> Result<(AccessToken, Credentials), NoToken> {
        let access = match &credentials {
            Credentials::OAuth(_) | Credentials::AccessKey(_) => None,
            Credentials::Application(application) => {
                Some(sign_in::application(&self.service, application).await?)
            }
            Credentials::ManagedIdentity(principal) => {
                Some(sign_in::host_principal(&self.service, principal).await?)
            }
        };
        match (access, credentials) {
            (Some(access), credentials) => Ok((access, credentials)),
            (None, Credentials::OAuth(person)) => self.ask_for(person).await,
            (None, _) => Err(Error::Internal("an access key needs no token".to_owned()).into()),
        }
    }

    /// Refreshes go to the tenant that the person signed in to.
    async fn ask_for(&self, person: Person) -> Result<(AccessToken, Credentials), NoToken> {
        let parts = self.service.parts();
        let client = oauth::client(&self.service)?;
        let entra = Entra::new(parts.http.clone(), parts.cloud.clone());
        let refreshed = entra
            .refresh(
                &Tenant::from_id(person.tenant),
                &client.client_id,
                &client.client_secret,
                &person.refresh_token,
                &parts.cloud.user_scopes(),
            )
            .await;
        self.service.metrics().asked_for_token(refreshed.is_ok());
        let tokens = refreshed.map_err(Refusal::Entra)?;
        let refresh_token = tokens.refresh.unwrap_or(person.refresh_token);
        let person = Person {
            refresh_token,
            ..person
        };
        Ok((tokens.access, Credentials::OAuth(person)))
    }

    /// Stores the new token and credentials; none when somebody replaced the credentials meanwhile.
    /// A connection that signs in again lets the syncs go on that it had paused.
    async fn keep(
        &self,
        row: &rows::Connection,
        credentials: &Credentials,
        access: &AccessToken,
    ) -> Result<Option<Fresh>, Error> {
        let margin = MARGIN.min(access.expires_in / 6);
        let until = self.service.now() + access.expires_in.saturating_sub(margin);
        let version = row.credentials_version;
        let tx = self.service.store().write().await?;
        let sealer = Sealer::of(&self.service, &tx, row.scope).await?;
        let plain = credentials.to_bytes()?;
        let anew = sealer.seal(Part::Credentials, row.id, version + 1, &plain);
        let token = access.secret.expose_secret().as_bytes();
        let sealed_token = sealer.seal(Part::AccessToken, row.id, version + 1, token);
        let kept = rows::store_refreshed(&tx, row.id, version, &anew, &sealed_token, until).await?;
        let mut resumed = 0;
        if kept {
            let now = self.service.now();
            if row.health == Health::ReconnectNeeded {
                health::note(&self.service, &tx, row.id, signed_in(None)).await?;
            }
            resumed = store::syncs::resume_by_connection(&tx, row.id, now).await?;
        }
        tx.commit().await?;
        if resumed > 0 {
            self.service.wake();
        }
        Ok(kept.then(|| Fresh {
            token: access.secret.clone(),
            until,
        }))
    }

    async fn replaced_since(&self, row: &rows::Connection) -> Result<bool, Error> {
        Ok(self.read().await?.0.credentials_version != row.credentials_version)
    }

    /// A sign-in that only a person can mend pauses the connection's syncs, with the reason.
    async fn give_up(&self, row: &rows::Connection, found: &Diagnosis) -> Result<(), Error> {
        let text =
            serde_json::to_string(found).map_err(|error| Error::Internal(error.to_string()))?;
        let now = self.service.now();
        let tx = self.service.store().write().await?;
        health::note(&self.service, &tx, row.id, signed_in(Some(found))).await?;
        store::syncs::pause_by_connection(&tx, row.id, Some(&text), now).await?;
        tx.commit().await?;
        tracing::warn!(connection = %row.name, cause = %found.cause, "a connection has to be signed in again");
        Ok(())
    }
}

/// How a sign-in went, for the connection's health.
fn signed_in(refused: Option<&Diagnosis>) -> Seen<'static> {
    Seen {
        health: refused.map_or(Health::Healthy, |_| Health::ReconnectNeeded),
        diagnosis: refused.cloned(),
        store: None,
        rights: None,
        sight: Sight::Use,
    }
}

/// Whether a sign-in was refused for its secret or certificate: others may be good.
fn is_of_the_secret(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::WrongSecret
            | Cause::ExpiredSecret
            | Cause::WrongCertificate
            | Cause::ExpiredCertificate
    )
}
