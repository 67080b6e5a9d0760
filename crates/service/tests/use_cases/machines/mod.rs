//! Machine identities and the ways they sign in.

mod bootstrap;
mod external;
mod identities;
mod tokens;
mod universal_auth;

use model::access::{AddressRange, OrgRole};
use model::id::IdentityId;
use secrecy::SecretString;
use service::access::{
    self, MadeClientSecret, NewClientSecret, NewMachine, SettingsChange, TermsChange, TokenGrant,
    UniversalAuthChange,
};
use service::{Error, Origin};

use crate::support::Shop;

/// An identity that cannot sign in yet.
async fn machine(shop: &Shop, name: &str) -> IdentityId {
    let request = NewMachine {
        name: name.to_owned(),
        org_role: OrgRole::Member,
        delete_protection: false,
        metadata: Vec::new(),
    };
    let made = access::create_machine(&shop.service, &shop.ada, request).await;
    made.unwrap().id
}

fn terms(ttl: i64, max_ttl: i64) -> TermsChange {
    TermsChange {
        ttl: Some(ttl),
        max_ttl: Some(max_ttl),
        ..TermsChange::default()
    }
}

fn ranges(list: &[&str]) -> Vec<AddressRange> {
    list.iter().map(|range| range.parse().unwrap()).collect()
}

fn universal() -> SettingsChange {
    SettingsChange::Universal(UniversalAuthChange::default())
}

/// An identity with universal auth on these terms, and a client secret.
struct Robot {
    id: IdentityId,
    secret: MadeClientSecret,
}

impl Robot {
    async fn new(shop: &Shop, terms: TermsChange) -> Self {
        Self::with(shop, terms, universal(), NewClientSecret::default()).await
    }

    async fn with(
        shop: &Shop,
        terms: TermsChange,
        settings: SettingsChange,
        secret: NewClientSecret,
    ) -> Self {
        let (service, ada) = (&shop.service, &shop.ada);
        let id = machine(shop, "robot").await;
        access::attach(service, ada, id, terms, settings)
            .await
            .unwrap();
        let secret = access::create_client_secret(service, ada, id, secret).await;
        Self {
            id,
            secret: secret.unwrap(),
        }
    }

    async fn sign_in(&self, shop: &Shop, origin: &Origin) -> Result<TokenGrant, Error> {
        let client_id = self.secret.client_id.to_string();
        access::universal_auth(&shop.service, &client_id, &self.secret.secret, origin).await
    }

    async fn token(&self, shop: &Shop) -> SecretString {
        self.sign_in(shop, &nowhere()).await.unwrap().token
    }
}

/// A call from an address that nobody knows.
fn nowhere() -> Origin {
    Origin::default()
}

fn from(address: &str) -> Origin {
    Origin::new(Some(address.parse().unwrap()), Some("robot/1.0"))
}

#[track_caller]
fn refusal<T>(result: Result<T, Error>) -> String {
    match result {
        Err(error @ Error::Unauthenticated(_)) => error.to_string(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was allowed"),
    }
}

async fn works(shop: &Shop, token: &SecretString) -> bool {
    access::bearer(&shop.service, token, &nowhere())
        .await
        .is_ok()
}
