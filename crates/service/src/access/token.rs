//! Random tokens: given out once, kept only as a keyed digest.

use model::entropy::random_bytes;
use secrecy::{ExposeSecret, SecretString};
use store::ReadTx;

use crate::keyring::Owner;
use crate::{Error, Service};

/// What a token is for. The digest of one kind never matches another's.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Session,
    AccessToken,
    ClientSecret,
    /// A question whether a connection is to use another account.
    OtherAccount,
    ReconnectLink,
    Invite,
    /// A browser that somebody signed in with before.
    Device,
    /// No token but an e-mail address: what guesses of its password are counted by.
    Account,
}

impl Purpose {
    fn context(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::AccessToken => "access token",
            Self::ClientSecret => "client secret",
            Self::OtherAccount => "other account",
            Self::ReconnectLink => "reconnect link",
            Self::Invite => "invite",
            Self::Device => "device",
            Self::Account => "account",
        }
    }
}

/// 256 random bits as 64 hexadecimal digits.
pub(crate) fn generate(service: &Service) -> SecretString {
    SecretString::from(hex::encode(random_bytes::<32>(service.entropy())))
}

/// The digest under which a token is kept and looked up.
pub(crate) async fn digest(
    service: &Service,
    tx: &ReadTx,
    purpose: Purpose,
    token: &SecretString,
) -> Result<[u8; 32], Error> {
    let key = service.keyring().digests(tx, Owner::Organization).await?;
    let digest = key.digest(purpose.context(), &[token.expose_secret().as_bytes()]);
    Ok(*digest.as_bytes())
}
