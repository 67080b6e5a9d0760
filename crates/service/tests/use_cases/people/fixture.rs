//! A second person, and the links that people are given.

use model::access::OrgRole;
use model::id::UserId;
use secrecy::{ExposeSecret, SecretString};
use service::access::{self, Browser, InviteLink, NewAccount, NewInvite, SignedIn};
use service::{Caller, Error, Principal};

use crate::support::{Shop, browser, secret};

pub(super) const BOB: &str = "bob@shop.example";
pub(super) const BOBS_PASSWORD: &str = "a password that bob chose";
pub(super) const WEEK: u64 = 7 * 24 * 3_600;

/// What is after the last slash of a link.
pub(super) fn token_of(link: &InviteLink) -> SecretString {
    let url = link.url.expose_secret();
    let token = url.strip_prefix("http://shop.example/welcome/").unwrap();
    SecretString::from(token)
}

pub(super) fn for_bob(org_role: OrgRole) -> NewInvite {
    NewInvite {
        email: " Bob@Shop.Example".to_owned(),
        org_role,
        place: None,
    }
}

pub(super) fn account(name: &str, password: &str) -> NewAccount {
    NewAccount {
        name: name.to_owned(),
        password: secret(password),
    }
}

pub(super) fn id_of(caller: &Caller) -> UserId {
    match caller.principal {
        Principal::User { id, .. } => id,
        _ => panic!("{caller:?} is no person"),
    }
}

/// The field that a request was refused by, and why.
pub(super) fn refused_field<T>(result: Result<T, Error>) -> (&'static str, String) {
    match result {
        Err(Error::Invalid(invalid)) => (invalid.field, invalid.problem),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was taken"),
    }
}

impl Shop {
    /// Makes a link by which Bob joins.
    pub(super) async fn invite_bob(&self, org_role: OrgRole) -> SecretString {
        let link = access::invite(&self.service, &self.ada, for_bob(org_role)).await;
        token_of(&link.unwrap())
    }

    /// Bob, who has joined.
    pub(super) async fn bob(&self, org_role: OrgRole) -> Caller {
        let link = self.invite_bob(org_role).await;
        let account = account("Bob", BOBS_PASSWORD);
        let joined = access::accept_invite(&self.service, &link, account, &browser()).await;
        self.caller(&joined.unwrap()).await
    }

    /// Whoever has just signed in.
    pub(super) async fn caller(&self, signed_in: &SignedIn) -> Caller {
        access::session(&self.service, &signed_in.token)
            .await
            .unwrap()
    }

    pub(super) async fn bob_signs_in(
        &self,
        password: &str,
        browser: &Browser,
    ) -> Result<SignedIn, Error> {
        access::sign_in(&self.service, BOB, &secret(password), browser).await
    }
}
