//! What each code of Microsoft Entra ID means, by Microsoft's published list of AADSTS codes.

use model::Cause;

/// The cause behind a code; none for codes that are not known here.
pub(super) fn cause(code: u32) -> Option<Cause> {
    Some(match code {
        7_000_215 => Cause::WrongSecret,
        7_000_222 => Cause::ExpiredSecret,
        7_000_218 => Cause::SecretMissing,
        700_025 => Cause::PublicClient,
        700_027 | 700_030 => Cause::WrongCertificate,
        700_024 => Cause::ClockSkew,
        70_021 | 700_211 | 700_212 | 700_213 => Cause::FederationMismatch,
        700_016 => Cause::UnknownApplication,
        7_000_112 => Cause::ApplicationDisabled,
        90_002 | 900_023 => Cause::UnknownTenant,
        90_130 | 9_001_023 | 50_194 => Cause::TenantNeeded,
        90_038 | 900_382 | 900_439 => Cause::WrongCloud,
        500_011 | 50_001 | 500_014 | 650_052 => Cause::ResourceMissing,
        50_011 => Cause::RedirectMismatch,
        50_057 => Cause::AccountDisabled,
        50_055 | 50_126 | 50_144 => Cause::PasswordRefused,
        50_053 | 50_196 => Cause::AccountLocked,
        50_105 => Cause::NotAssigned,
        16_000 | 16_001 | 16_003 | 50_020 | 50_034 => Cause::WrongAccount,
        65_001 | 650_056 | 650_057 => Cause::ConsentMissing,
        65_004 => Cause::ConsentDeclined,
        90_094 | 90_095 => Cause::AdminConsentNeeded,
        50_072 | 50_074 | 50_076 | 50_078 | 50_079 | 53_000 | 53_001 | 53_003 | 53_004
        | 530_003 => Cause::ConditionalAccess,
        50_058 | 160_021 | 50_173 | 70_000 | 70_008 | 70_043 | 700_081 | 700_082 | 700_084 => {
            Cause::SignInAgain
        }
        54_005 => Cause::CodeRedeemed,
        50_148 | 501_481 | 700_005 => Cause::SignInMixedUp,
        50_147 | 501_491 | 70_011 | 28_002 | 28_003 | 90_014 | 900_144 | 9_002_313 => {
            Cause::RequestMalformed
        }
        90_055 => Cause::SignInThrottled,
        90_006 | 90_033 | 50_033 => Cause::SignInUnreachable,
        _ => return None,
    })
}
