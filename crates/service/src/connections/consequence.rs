//! What a cause means for the connection that met it, and for the run that did. Nobody else
//! decides that.
//!
//! The questions are what somebody can do about it and whether waiting heals it. Where only other
//! credentials or another account help, the connection has to be reconnected; where a right is to
//! be granted, it is not; what passes by itself is tried again.

use std::time::Duration;

use model::Cause;
use model::connection::Health;

use super::destination::FaultClass;

/// What follows from a cause.
pub(crate) struct Consequence {
    /// What it says about the connection; none when it is about a key or a sync alone.
    pub(crate) health: Option<Health>,
    /// What it means for a run.
    pub(crate) class: FaultClass,
}

/// What follows from a cause. How long a store is to be left alone is not known here.
pub(crate) fn of(cause: Cause) -> Consequence {
    let (health, class) = match cause {
        Cause::WrongSecret
        | Cause::ExpiredSecret
        | Cause::SecretMissing
        | Cause::PublicClient
        | Cause::WrongCertificate
        | Cause::ExpiredCertificate
        | Cause::FederationMismatch
        | Cause::HostIdentityMissing
        | Cause::HostIdentityOff
        | Cause::UnknownApplication
        | Cause::UnknownTenant
        | Cause::TenantNeeded
        | Cause::WrongCloud
        | Cause::ResourceMissing
        | Cause::ApplicationDisabled
        | Cause::AccountDisabled
        | Cause::PasswordRefused
        | Cause::NotAssigned
        | Cause::ConsentMissing
        | Cause::ConsentDeclined
        | Cause::AdminConsentNeeded
        | Cause::RedirectMismatch
        | Cause::SignInAgain
        | Cause::CodeRedeemed
        | Cause::SignInMixedUp
        | Cause::OtherAccount
        | Cause::RequestMalformed
        | Cause::ConditionalAccess
        | Cause::WrongAccount
        | Cause::SignInRejected
        | Cause::OAuthNotConfigured
        // The store stays as it is: another sign-in is what it would take.
        | Cause::WrongTenant
        | Cause::UnknownAccessKey
        | Cause::LocalAuthDisabled
        | Cause::TokenRefused => (Some(Health::ReconnectNeeded), FaultClass::SignIn),
        Cause::MissingPermission | Cause::RoleNotYetActive | Cause::ReadOnlyKey => {
            (Some(Health::MissingPermission), FaultClass::MissingPermission)
        }
        // Entra's wish, not the store's: the store need not be left alone.
        Cause::SignInThrottled | Cause::AccountLocked => {
            (Some(Health::Throttled), FaultClass::Transient)
        }
        Cause::StoreThrottled | Cause::StoreFull => {
            let retry_after = Duration::ZERO;
            (Some(Health::Throttled), FaultClass::Throttled { retry_after })
        }
        // Nobody tells when a clock is set or a network opened, so it is tried again.
        Cause::ClockSkew
        | Cause::NetworkDenied
        | Cause::SignInUnreachable
        | Cause::StoreUnreachable
        | Cause::StoreFailing => (Some(Health::Unreachable), FaultClass::Transient),
        Cause::CredentialsExpiring => (Some(Health::Expiring), FaultClass::Transient),
        Cause::KeyLocked => (None, FaultClass::Locked),
        Cause::ChangedMeanwhile => (None, FaultClass::Changed),
        Cause::RequestRefused
        | Cause::BadEndpoint
        | Cause::OutsideLimits
        | Cause::SourceMissing
        | Cause::AccessLost
        | Cause::Held
        | Cause::Partial => (None, FaultClass::KeyFinal),
        Cause::Internal => (None, FaultClass::Transient),
    };
    Consequence { health, class }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_to_be_signed_in_again_is_not_tried_again_and_the_other_way_round() {
        for cause in Cause::ALL {
            let Consequence { health, class } = of(*cause);
            let reconnect = health == Some(Health::ReconnectNeeded);
            assert_eq!(reconnect, class == FaultClass::SignIn, "{cause}");
            let passes = matches!(health, Some(Health::Throttled | Health::Unreachable));
            assert!(!passes || class.heals(), "{cause}");
        }
    }

    #[test]
    fn a_right_that_is_missing_is_no_reason_to_sign_in_again() {
        for cause in [Cause::MissingPermission, Cause::ReadOnlyKey] {
            assert_eq!(of(cause).health, Some(Health::MissingPermission));
        }
    }
}
