//! What is known of a browser before anybody has signed in with it.

use std::net::{IpAddr, Ipv4Addr};

use model::id::UserId;
use secrecy::SecretString;
use std::time::Duration;
use store::devices::{self, Device};
use store::{ReadTx, WriteTx};
use uuid::Uuid;

use super::guessing::{Attempt, Source};
use super::token::{self, Purpose};
use crate::{Error, Service};

/// How long a browser, and the address it was at, stay known to an account.
pub(super) const KNOWN_FOR: Duration = Duration::from_hours(180 * 24);

/// The most browsers that stay known to an account.
const MOST: u64 = 20;

/// The longest name of a browser that is kept, in characters.
const LONGEST_AGENT: usize = 300;

/// The browser that somebody signs in with.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Where it calls from.
    pub address: IpAddr,
    /// What it calls itself (its `User-Agent`); empty when it does not say.
    pub agent: String,
    /// What it was given when somebody signed in with it before.
    pub device: Option<SecretString>,
}

impl Browser {
    /// No browser, but a program on this machine that signs in by itself, such as the demo.
    #[must_use]
    pub fn on_this_machine(program: &str) -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            agent: program.to_owned(),
            device: None,
        }
    }

    /// What it calls itself, as far as it is kept.
    pub(super) fn shown_agent(&self) -> String {
        let clean = self.agent.chars().filter(|c| !c.is_control());
        clean.take(LONGEST_AGENT).collect()
    }
}

/// An attempt to sign in to an account that may not exist.
pub(super) async fn attempt(
    service: &Service,
    tx: &ReadTx,
    email: &str,
    user: Option<UserId>,
    browser: &Browser,
) -> Result<Attempt, Error> {
    let now = service.now();
    let account = token::digest(service, tx, Purpose::Account, &email.into()).await?;
    let device = match &browser.device {
        Some(device) => Some(token::digest(service, tx, Purpose::Device, device).await?),
        None => None,
    };
    let source = Source::of(browser.address);
    let address = source.to_string();
    // Nobody has this id: looking for no account takes as long as looking for one.
    let user = user.unwrap_or(UserId::from_uuid(Uuid::nil()));
    let known = devices::of(tx, user).await?;
    let mut known = known.iter().filter(|row| now < row.used_at + KNOWN_FOR);
    let is_known = |device: &[u8; 32]| known.clone().any(|row| row.token_hash == device);
    Ok(Attempt {
        account,
        source,
        known_device: device.filter(is_known),
        known_source: known.any(|row| row.address == address),
        at: now,
    })
}

/// Makes a browser known to the account that was just signed in to with it. Returns what it is to
/// keep: what it has, if that is known to this account already, otherwise something new.
pub(super) async fn remember(
    service: &Service,
    tx: &WriteTx,
    user: UserId,
    browser: &Browser,
) -> Result<SecretString, Error> {
    let (token, digest) = if let Some(known) = known(service, tx, user, browser).await? {
        known
    } else {
        let token = token::generate(service);
        let digest = token::digest(service, tx, Purpose::Device, &token).await?;
        (token, digest)
    };
    let device = Device {
        user_id: user,
        token_hash: digest.to_vec(),
        address: Source::of(browser.address).to_string(),
        used_at: service.now(),
    };
    devices::put(tx, &device, MOST).await?;
    Ok(token)
}

async fn known(
    service: &Service,
    tx: &ReadTx,
    user: UserId,
    browser: &Browser,
) -> Result<Option<(SecretString, [u8; 32])>, Error> {
    let Some(token) = &browser.device else {
        return Ok(None);
    };
    let digest = token::digest(service, tx, Purpose::Device, token).await?;
    let known = devices::of(tx, user).await?;
    let is_known = known.iter().any(|row| row.token_hash == digest);
    Ok(is_known.then(|| (token.clone(), digest)))
}
