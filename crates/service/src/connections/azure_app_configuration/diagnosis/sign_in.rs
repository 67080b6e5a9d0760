//! What a refused or failed sign-in means.

use azure::entra::{EntraError, EntraRejection};
use azure::{Cloud, TransportError, TransportFault};
use model::{Cause, Diagnosis, Timestamp};

use super::codes;
use super::skew::with_skew;
use crate::Service;
use crate::connections::azure_app_configuration::oauth::redirect_uri;
use crate::connections::consequence;
use crate::connections::destination::FaultClass;

/// Who was asked for a token, for whom and when.
pub(in super::super) struct Asked<'a> {
    /// Whose authority was asked.
    pub(in super::super) cloud: &'a Cloud,
    /// The tenant, as it was written.
    pub(in super::super) tenant: &'a str,
    /// The application's client ID.
    pub(in super::super) client: &'a str,
    /// Where browsers are sent back to.
    pub(in super::super) redirect_uri: String,
    /// When what was shown stops working, as far as that is known.
    pub(in super::super) expires_at: Option<Timestamp>,
    /// This server's clock.
    pub(in super::super) now: Timestamp,
}

impl<'a> Asked<'a> {
    /// The instance's cloud, just now.
    pub(in super::super) fn of(service: &'a Service, tenant: &'a str, client: &'a str) -> Self {
        Self {
            cloud: &service.parts().cloud,
            tenant,
            client,
            redirect_uri: redirect_uri(service),
            expires_at: None,
            now: service.now(),
        }
    }

    /// Where an admin of the tenant accepts the application's permissions for everybody.
    fn consent_link(&self) -> String {
        let mut link = self.cloud.authority().clone();
        link.set_path(&format!("/{}/adminconsent", self.tenant));
        link.query_pairs_mut().append_pair("client_id", self.client);
        link.into()
    }
}

/// What a refused or failed sign-in means.
pub(in super::super) fn of_sign_in(error: &EntraError, asked: &Asked<'_>) -> Diagnosis {
    match error {
        EntraError::Rejected(rejection) => of_rejection(rejection, asked),
        _ => of_failure(error),
    }
}

/// What it means that Entra could not be asked, or did not decide.
pub(super) fn of_failure(error: &EntraError) -> Diagnosis {
    match error {
        EntraError::Rejected(rejection) => of_refusal(rejection),
        EntraError::Throttled { retry_after } => {
            let diagnosis = Diagnosis::new(Cause::SignInThrottled);
            match retry_after {
                Some(wait) => diagnosis.with("seconds", wait.as_secs().to_string()),
                None => diagnosis,
            }
        }
        EntraError::Unavailable { code, .. } => {
            let cause = code.and_then(codes::cause);
            let diagnosis = Diagnosis::new(cause.unwrap_or(Cause::SignInUnreachable))
                .with("detail", error.to_string());
            match code {
                Some(code) => diagnosis.with("code", format!("AADSTS{code}")),
                None => diagnosis,
            }
        }
        EntraError::Transport(error) => {
            Diagnosis::new(Cause::SignInUnreachable).with("detail", what_failed(error))
        }
        EntraError::Malformed { .. } => {
            Diagnosis::new(Cause::SignInUnreachable).with("detail", error.to_string())
        }
    }
}

/// Why there was no whole answer. What the layers below say helps people with certificates only.
pub(super) fn what_failed(error: &TransportError) -> String {
    match error.fault {
        TransportFault::Tls => error.to_string(),
        fault => fault.to_string(),
    }
}

/// What Entra's refusal means, with what it was about.
pub(in super::super) fn of_rejection(rejection: &EntraRejection, asked: &Asked<'_>) -> Diagnosis {
    let mut diagnosis = of_refusal(rejection)
        .with("tenant", asked.tenant)
        .with("client", asked.client);
    match diagnosis.cause {
        Cause::WrongCertificate if asked.expires_at.is_some_and(|at| at <= asked.now) => {
            diagnosis.cause = Cause::ExpiredCertificate;
        }
        Cause::ClockSkew => {
            if let Some(theirs) = rejection.server_time {
                diagnosis = with_skew(diagnosis, theirs.unix_timestamp(), asked.now);
            }
        }
        // A permission that the registration does not list cannot be accepted yet.
        Cause::ConsentMissing if matches!(rejection.code, Some(650_056 | 650_057)) => {}
        Cause::ConsentMissing | Cause::AdminConsentNeeded => {
            diagnosis = diagnosis.mended_by(asked.consent_link());
        }
        Cause::RedirectMismatch => {
            diagnosis = diagnosis.with("redirectUri", asked.redirect_uri.as_str());
        }
        _ => {}
    }
    diagnosis
}

fn of_refusal(rejection: &EntraRejection) -> Diagnosis {
    let known = rejection.code.and_then(codes::cause);
    let cause = match known {
        // The same code for a certificate that is not the application's and for one that is over.
        Some(Cause::WrongCertificate) if rejection.description.contains("expired") => {
            Cause::ExpiredCertificate
        }
        Some(cause) => cause,
        None => cause_of_error(rejection),
    };
    let mut diagnosis = Diagnosis::new(cause).with("detail", without_code(&rejection.description));
    if known.is_none() && cause != Cause::SignInRejected {
        // What is new to Keyferry is told in Microsoft's words, too.
        diagnosis = diagnosis.with("microsoft", without_code(&rejection.description));
    }
    if let Some(code) = rejection.code {
        diagnosis = diagnosis.with("code", format!("AADSTS{code}"));
    }
    if let Some(correlation) = &rejection.correlation_id {
        diagnosis = diagnosis.with("correlationId", correlation.clone());
    }
    diagnosis
}

/// Microsoft's sentence; the code in front of it is an argument of its own.
fn without_code(description: &str) -> &str {
    match description.split_once(": ") {
        Some((code, rest)) if code.starts_with("AADSTS") => rest,
        _ => description,
    }
}

/// Codes come and go; the OAuth error is what Microsoft says to decide by.
fn cause_of_error(rejection: &EntraRejection) -> Cause {
    match (rejection.error.as_str(), rejection.suberror.as_deref()) {
        (_, Some("consent_required")) | ("consent_required", _) => Cause::ConsentMissing,
        (_, Some("user_password_expired")) => Cause::PasswordRefused,
        ("access_denied", _) => Cause::ConsentDeclined,
        ("invalid_grant" | "login_required", _) => Cause::SignInAgain,
        ("interaction_required", _) => Cause::ConditionalAccess,
        ("temporarily_unavailable" | "server_error", _) => Cause::SignInUnreachable,
        _ => Cause::SignInRejected,
    }
}

/// Whether only a person can make a sign-in work again.
pub(in super::super) fn needs_a_person(error: &EntraError) -> bool {
    consequence::of(of_failure(error).cause).class == FaultClass::SignIn
}
