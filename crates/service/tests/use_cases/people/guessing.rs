//! How many guesses of a password are looked at, and whom that does not disturb.

use std::net::{IpAddr, Ipv6Addr};

use service::Error;
use service::access::{self, Browser, SignedIn, passwords_compared};

use crate::support::{EMAIL, PASSWORD, Shop, browser, browser_at, secret};

const QUARTER: u64 = 15 * 60;

/// The browser of somebody who has never been here, at one of many addresses.
fn stranger(number: u32) -> Browser {
    browser_at(IpAddr::from((0x0a00_0000 + number).to_be_bytes()))
}

async fn sign_in(shop: &Shop, email: &str, text: &str, from: &Browser) -> Result<SignedIn, Error> {
    access::sign_in(&shop.service, email, &secret(text), from).await
}

/// What guesses came to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Came {
    wrong: u64,
    waits: u64,
}

/// Guesses many times, from as many addresses as are given, in turn.
async fn guess(shop: &Shop, email: &str, times: u32, from: &[Browser]) -> Came {
    let before = passwords_compared(&shop.service);
    let mut came = Came::default();
    for (number, browser) in (0..times).zip(from.iter().cycle()) {
        match sign_in(shop, email, &format!("guess {number}"), browser).await {
            Err(Error::Unauthenticated(_)) => came.wrong += 1,
            Err(Error::TooMany(wait)) => {
                assert!(0 < wait.as_secs() && wait.as_secs() <= QUARTER);
                came.waits += 1;
            }
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("the guess was right"),
        }
    }
    let compared = passwords_compared(&shop.service) - before;
    assert_eq!(compared, came.wrong, "whoever waits costs no comparison");
    came
}

#[tokio::test]
async fn a_thousand_guesses_from_one_address_come_to_ten_in_a_quarter_of_an_hour() {
    let shop = Shop::open().await;
    let ten = Came {
        wrong: 10,
        waits: 990,
    };
    assert_eq!(guess(&shop, EMAIL, 1_000, &[stranger(0)]).await, ten);
    shop.later(QUARTER - 1);
    let right = sign_in(&shop, EMAIL, PASSWORD, &stranger(0)).await;
    assert!(matches!(right, Err(Error::TooMany(wait)) if wait.as_secs() == 1));
    shop.later(1);
    assert_eq!(guess(&shop, EMAIL, 1_000, &[stranger(0)]).await, ten);
}

#[tokio::test]
async fn a_thousand_guesses_from_a_thousand_addresses_come_to_a_hundred() {
    let shop = Shop::open().await;
    let strangers: Vec<_> = (0..1_000).map(stranger).collect();
    let came = guess(&shop, EMAIL, 1_000, &strangers).await;
    let hundred = Came {
        wrong: 100,
        waits: 900,
    };
    assert_eq!(came, hundred);
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_guessed_at_like_one_that_does() {
    let shop = Shop::open().await;
    let strangers: Vec<_> = (0..1_000).map(stranger).collect();
    for from in [&strangers[..1], &strangers[1..]] {
        let known = guess(&shop, EMAIL, 300, from).await;
        let unknown = guess(&shop, "eve@shop.example", 300, from).await;
        assert_eq!(known, unknown);
    }
}

#[tokio::test]
async fn many_accounts_guessed_at_from_one_address_come_to_fifty() {
    let shop = Shop::open().await;
    let mut compared = 0;
    for number in 0..100 {
        let email = format!("person{number}@shop.example");
        compared += guess(&shop, &email, 1, &[stranger(0)]).await.wrong;
    }
    assert_eq!(compared, 50);
}

#[tokio::test]
async fn a_network_of_many_addresses_counts_as_one() {
    let shop = Shop::open().await;
    let network = Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 0, 0, 0, 0).to_bits();
    let network =
        (0..1_000_u128).map(|host| browser_at(Ipv6Addr::from_bits(network + host).into()));
    let network: Vec<_> = network.collect();
    assert_eq!(guess(&shop, EMAIL, 1_000, &network).await.wrong, 10);
}

#[tokio::test]
async fn the_owner_works_on_and_signs_in_where_they_were_before() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let here = sign_in(&shop, EMAIL, PASSWORD, &browser()).await.unwrap();
    let strangers: Vec<_> = (0..1_000).map(stranger).collect();
    guess(&shop, EMAIL, 1_000, &strangers).await;
    assert!(access::session(service, &here.token).await.is_ok());
    let new_place = sign_in(&shop, EMAIL, PASSWORD, &stranger(2_000)).await;
    assert!(matches!(new_place, Err(Error::TooMany(_))));
    assert!(sign_in(&shop, EMAIL, PASSWORD, &browser()).await.is_ok());
    let travelling = Browser {
        device: Some(here.device),
        ..stranger(2_000)
    };
    assert!(sign_in(&shop, EMAIL, PASSWORD, &travelling).await.is_ok());
}

#[tokio::test]
async fn a_neighbour_who_guesses_does_not_keep_the_owners_browser_out() {
    let shop = Shop::open().await;
    let before = sign_in(&shop, EMAIL, PASSWORD, &browser()).await.unwrap();
    assert_eq!(guess(&shop, EMAIL, 100, &[browser()]).await.wrong, 10);
    let owner = Browser {
        device: Some(before.device),
        ..browser()
    };
    assert!(sign_in(&shop, EMAIL, PASSWORD, &owner).await.is_ok());
    assert_eq!(guess(&shop, EMAIL, 100, &[owner]).await.wrong, 10);
}

#[tokio::test]
async fn a_browser_known_to_one_account_is_a_stranger_to_another() {
    let shop = Shop::open().await;
    let mut bobs = stranger(1);
    let link = shop.invite_bob(model::access::OrgRole::Member).await;
    let account = super::fixture::account("Bob", super::fixture::BOBS_PASSWORD);
    let joined = access::accept_invite(&shop.service, &link, account, &bobs).await;
    bobs.device = Some(joined.unwrap().device);
    assert_eq!(guess(&shop, EMAIL, 100, &[bobs.clone()]).await.wrong, 10);
    let (device, planted) = (bobs.device.clone(), stranger(2));
    let planted = Browser { device, ..planted };
    let signed_in = sign_in(&shop, EMAIL, PASSWORD, &planted).await.unwrap();
    guess(&shop, EMAIL, 20, &[stranger(3)]).await;
    // What Bob's browser keeps did not become a way to Ada's account.
    assert_ne!(
        secrecy::ExposeSecret::expose_secret(&signed_in.device),
        secrecy::ExposeSecret::expose_secret(bobs.device.as_ref().unwrap())
    );
}

#[tokio::test]
async fn right_passwords_are_never_counted() {
    let shop = Shop::open().await;
    for _ in 0..60 {
        sign_in(&shop, EMAIL, PASSWORD, &stranger(5)).await.unwrap();
    }
}

#[tokio::test]
async fn guesses_sent_at_once_are_counted_before_they_are_looked_at() {
    let shop = Shop::open().await;
    let from = stranger(0);
    let guesses = (0..40).map(|_| sign_in(&shop, EMAIL, "guess", &from));
    let answers = futures_util::future::join_all(guesses).await;
    let wrong = answers
        .iter()
        .filter(|answer| matches!(answer, Err(Error::Unauthenticated(_))));
    assert_eq!(wrong.count(), 10);
}

#[tokio::test]
async fn machines_sign_in_while_passwords_are_guessed() {
    let shop = Shop::open().await;
    let strangers: Vec<_> = (0..1_000).map(stranger).collect();
    for _ in 0..3 {
        guess(&shop, EMAIL, 200, &strangers).await;
        let robot = shop.somebody(None).await;
        assert_eq!(robot.display_name(), "robot");
    }
}
