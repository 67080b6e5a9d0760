use std::time::Duration;

use model::Clock as _;
use model::connection::{AlertKind, App, Health, Method};
use model::id::ConnectionId;
use seal::SystemEntropy;
use store::connections::{self as rows, NewConnection, NewCredentials};

use crate::connections::health::{self, Seen, Sight};
use crate::connections::{self, Scope};
use crate::fixture::{Shop, slug};

const DAY: Duration = Duration::from_hours(24);

/// A connection whose client secret works for so many days more.
async fn expiring(shop: &Shop, days: u32) -> ConnectionId {
    let connection = NewConnection {
        id: ConnectionId::generate(&*shop.clock, &SystemEntropy),
        name: slug("expiring"),
        description: None,
        app: App::AzureAppConfiguration,
        method: Method::ClientSecret,
        scope: rows::Scope::Organization,
        credentials: credentials(shop, days),
        created_at: shop.clock.now(),
    };
    let tx = shop.store().write().await.unwrap();
    rows::insert(&tx, &connection).await.unwrap();
    tx.commit().await.unwrap();
    connection.id
}

fn credentials(shop: &Shop, days: u32) -> NewCredentials {
    NewCredentials {
        sealed: Vec::new(),
        public: "{}".to_owned(),
        hash: String::new(),
        expires_at: Some(shop.clock.now() + days * DAY),
    }
}

/// Sees the connection work, and returns the days of the warnings that came of it.
async fn seen_well(shop: &Shop, id: ConnectionId) -> Vec<Option<AlertKind>> {
    let tx = shop.store().write().await.unwrap();
    let seen = Seen {
        health: Health::Healthy,
        diagnosis: None,
        store: None,
        rights: None,
        sight: Sight::Look,
    };
    health::note(&shop.service, &tx, id, seen).await.unwrap();
    let mut told = Vec::new();
    while let Some(alert) = store::alerts::claim(&tx, DAY).await.unwrap() {
        store::alerts::delivered(&tx, alert.id, shop.clock.now())
            .await
            .unwrap();
        told.push(Some(alert.kind));
    }
    tx.commit().await.unwrap();
    told
}

#[tokio::test]
async fn an_expiry_is_told_of_30_14_7_and_1_days_before_each_once() {
    let shop = Shop::open().await;
    let id = expiring(&shop, 40).await;
    let mut told_on = Vec::new();
    for day in 0..42_u32 {
        let told = seen_well(&shop, id).await;
        assert!(told.len() <= 1, "{told:?} on day {day}");
        if told == [Some(AlertKind::Expiring)] {
            told_on.push(day);
        }
        shop.later(DAY.as_secs());
    }
    assert_eq!(told_on, [10, 26, 33, 39]);
}

#[tokio::test]
async fn replaced_credentials_end_a_warning_and_are_warned_of_anew() {
    let shop = Shop::open().await;
    let id = expiring(&shop, 5).await;
    assert_eq!(seen_well(&shop, id).await, [Some(AlertKind::Expiring)]);
    shop.later(1);
    let tx = shop.store().write().await.unwrap();
    rows::replace_credentials(&tx, id, 1, &credentials(&shop, 40), shop.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(seen_well(&shop, id).await, [Some(AlertKind::Healthy)]);
    shop.later(36 * DAY.as_secs());
    assert_eq!(seen_well(&shop, id).await, [Some(AlertKind::Expiring)]);
}

#[tokio::test]
async fn a_connection_that_expires_soon_is_shown_so_with_the_days_left() {
    let shop = Shop::open().await;
    let id = expiring(&shop, 40).await;
    seen_well(&shop, id).await;
    let seen = async || {
        let all = connections::list(&shop.service, &shop.ada, Scope::All).await;
        let one = all.unwrap().remove(0);
        let days = one
            .diagnosis
            .map(|it| it.argument("days").unwrap_or_default().to_owned());
        (one.health, days)
    };
    assert_eq!(seen().await, (Health::Healthy, None));
    shop.later(11 * DAY.as_secs());
    assert_eq!(seen().await, (Health::Expiring, Some("29".to_owned())));
    shop.later(30 * DAY.as_secs());
    assert_eq!(seen().await, (Health::Expiring, Some("0".to_owned())));
}
