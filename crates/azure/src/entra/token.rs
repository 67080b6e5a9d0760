//! Asks the token endpoint, for users and for applications.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::time::{Instant, sleep};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::{Entra, EntraError, EntraRejection, IdToken, Tenant};
use crate::http::{TransportError, read_body, retry_after};

/// How often one request is tried in all.
const TRIES: u32 = 3;
const FIRST_BACKOFF: Duration = Duration::from_millis(300);
/// A longer wait is the caller's to plan.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// RFC 7523, 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A bearer token for App Configuration. It is opaque: Microsoft asks clients not to look inside.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The token.
    pub secret: SecretString,
    /// How long it is valid from the moment it was received.
    pub expires_in: Duration,
}

/// What a user's sign-in or its refresh yields.
#[derive(Debug, Clone)]
pub struct UserTokens {
    /// For the store.
    pub access: AccessToken,
    /// Replaces the one before it, if given.
    pub refresh: Option<SecretString>,
    /// Who signed in; asked for with the scope `openid`.
    pub id_token: Option<IdToken>,
    /// The scopes that were granted, separated by spaces.
    pub scope: String,
}

/// How an application proves that it is itself.
#[derive(Debug, Clone)]
pub enum ClientCredential {
    /// A client secret's value.
    Secret(SecretString),
    /// A signed JSON Web Token: of the application's own certificate
    /// ([`super::SigningCertificate::assertion`]), or of an issuer that the application trusts by a
    /// federated credential. White space around it is not sent.
    Assertion(SecretString),
}

/// What turns an authorization code into tokens. All of it must equal the authorize request's.
#[derive(Debug, Clone, Copy)]
pub struct CodeRedemption<'a> {
    /// The tenant of the authorize request.
    pub tenant: &'a Tenant,
    /// Application (client) ID.
    pub client_id: &'a str,
    /// The application's secret.
    pub client_secret: &'a SecretString,
    /// The code from the redirect's query.
    pub code: &'a SecretString,
    /// [`super::Pkce::verifier`].
    pub verifier: &'a SecretString,
    /// The redirect URI of the authorize request.
    pub redirect_uri: &'a str,
    /// Scopes of one resource.
    pub scopes: &'a [String],
}

/// A form for the token endpoint, and whether it may be sent again when its answer was lost.
struct Grant {
    form: Zeroizing<String>,
    repeatable: bool,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: u64,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    id_token: Option<String>,
    #[serde(default)]
    scope: String,
}

/// What one try came to.
enum Failed {
    ForGood(EntraError),
    ForNow {
        error: EntraError,
        wait: Option<Duration>,
    },
}

impl Entra {
    /// Redeems the code a user's browser brought back. A code works once.
    pub async fn redeem_code(&self, code: &CodeRedemption<'_>) -> Result<UserTokens, EntraError> {
        let grant = Grant::once(&[
            ("grant_type", "authorization_code"),
            ("client_id", code.client_id),
            ("client_secret", code.client_secret.expose_secret()),
            ("code", code.code.expose_secret()),
            ("code_verifier", code.verifier.expose_secret()),
            ("redirect_uri", code.redirect_uri),
            ("scope", &code.scopes.join(" ")),
        ]);
        self.ask(code.tenant, &grant).await?.into_user_tokens()
    }

    /// Gets fresh tokens with a refresh token.
    ///
    /// Entra rotates refresh tokens: store the new one before using the access token.
    /// `invalid_grant` means that the user has to sign in again.
    pub async fn refresh(
        &self,
        tenant: &Tenant,
        client_id: &str,
        client_secret: &SecretString,
        refresh_token: &SecretString,
        scopes: &[String],
    ) -> Result<UserTokens, EntraError> {
        let grant = Grant::repeatable(&[
            ("grant_type", "refresh_token"),
            ("client_id", client_id),
            ("client_secret", client_secret.expose_secret()),
            ("refresh_token", refresh_token.expose_secret()),
            ("scope", &scopes.join(" ")),
        ]);
        self.ask(tenant, &grant).await?.into_user_tokens()
    }

    /// Signs an application in. A token is given even to one without any role on a store; what it
    /// may do shows only there.
    pub async fn client_credentials(
        &self,
        tenant: &Tenant,
        client_id: &str,
        credential: &ClientCredential,
        scope: &str,
    ) -> Result<AccessToken, EntraError> {
        let mut fields = vec![
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
        ];
        match credential {
            ClientCredential::Secret(secret) => {
                fields.push(("client_secret", secret.expose_secret()));
            }
            ClientCredential::Assertion(assertion) => fields.extend([
                ("client_assertion_type", ASSERTION_TYPE),
                ("client_assertion", assertion.expose_secret().trim()),
            ]),
        }
        fields.push(("scope", scope));
        let grant = Grant::repeatable(&fields);
        Ok(self.ask(tenant, &grant).await?.into_access_token())
    }

    async fn ask(&self, tenant: &Tenant, grant: &Grant) -> Result<Granted, EntraError> {
        let url = self.token_url(tenant);
        let mut backoff = FIRST_BACKOFF;
        for _ in 1..TRIES {
            match self.ask_once(&url, grant).await {
                Ok(granted) => return Ok(granted),
                Err(Failed::ForGood(error)) => return Err(error),
                Err(Failed::ForNow { error, wait }) => {
                    let wait = wait.unwrap_or(backoff);
                    if wait > LONGEST_WAIT {
                        return Err(error);
                    }
                    sleep(wait).await;
                    backoff *= 2;
                }
            }
        }
        self.ask_once(&url, grant)
            .await
            .map_err(|failed| match failed {
                Failed::ForGood(error) | Failed::ForNow { error, .. } => error,
            })
    }

    async fn ask_once(&self, url: &Url, grant: &Grant) -> Result<Granted, Failed> {
        let started = Instant::now();
        let sent = self
            .http
            .client_for(url)
            .post(url.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(grant.form.to_string())
            .send()
            .await;
        let response = sent.map_err(|e| grant.lost(TransportError::from_reqwest(&e)))?;
        let (status, headers) = (response.status(), response.headers().clone());
        tracing::debug!(
            host = url.host_str(),
            status = status.as_u16(),
            elapsed_ms = started.elapsed().as_millis(),
            "asked Entra for a token"
        );
        let body = read_body(response).await.map_err(|e| grant.lost(e))?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| {
                Failed::ForGood(EntraError::Malformed {
                    status: status.as_u16(),
                })
            });
        }
        Err(failure(status, &headers, &body))
    }
}

fn failure(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Failed {
    let wait = retry_after(headers);
    let status = status.as_u16();
    if status == 429 {
        return Failed::ForNow {
            error: EntraError::Throttled { retry_after: wait },
            wait,
        };
    }
    let refusal = EntraRejection::from_body(status, headers, body);
    if status >= 500 || refusal.as_ref().is_some_and(EntraRejection::is_transient) {
        return Failed::ForNow {
            error: EntraError::Unavailable {
                status,
                code: refusal.and_then(|refusal| refusal.code),
            },
            wait,
        };
    }
    Failed::ForGood(match refusal {
        Some(refusal) => EntraError::Rejected(Box::new(refusal)),
        None => EntraError::Malformed { status },
    })
}

impl Grant {
    fn repeatable(fields: &[(&str, &str)]) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        Self {
            form: Zeroizing::new(form.finish()),
            repeatable: true,
        }
    }

    fn once(fields: &[(&str, &str)]) -> Self {
        Self {
            repeatable: false,
            ..Self::repeatable(fields)
        }
    }

    fn lost(&self, error: TransportError) -> Failed {
        let again = error.fault.may_pass() && (self.repeatable || error.fault.before_sending());
        let error = EntraError::Transport(error);
        if again {
            Failed::ForNow { error, wait: None }
        } else {
            Failed::ForGood(error)
        }
    }
}

impl Granted {
    fn into_access_token(self) -> AccessToken {
        AccessToken {
            secret: self.access_token.into(),
            expires_in: Duration::from_secs(self.expires_in),
        }
    }

    fn into_user_tokens(mut self) -> Result<UserTokens, EntraError> {
        let id_token = match self.id_token.take() {
            Some(jwt) => Some(IdToken::decode(&jwt).ok_or(EntraError::Malformed { status: 200 })?),
            None => None,
        };
        Ok(UserTokens {
            refresh: self.refresh_token.take().map(SecretString::from),
            scope: std::mem::take(&mut self.scope),
            id_token,
            access: self.into_access_token(),
        })
    }
}
