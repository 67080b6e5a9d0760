//! Clouds: a connection signs in to one, and its tokens go to stores of no other.

use model::connection::Method;
use service::connections::{self, NewConnection};

use super::{all, invalid};
use crate::support::{Azure, Shop, secret};

/// Stores of every cloud but the shop's.
const ELSEWHERE: [&str; 3] = [
    "https://shop.azconfig.io",
    "https://shop.azconfig.azure.us",
    "https://shop.azconfig.azure.cn",
];

fn in_cloud(azure: &Azure, cloud: &str, store: &str) -> NewConnection {
    let mut request = azure.by_client_secret("production");
    request
        .credentials
        .insert("cloud".to_owned(), secret(cloud));
    request.store = Some(store.to_owned());
    request
}

#[tokio::test]
async fn a_store_of_another_cloud_is_refused_before_anybody_is_asked() {
    let (shop, azure) = Shop::open_with_azure().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let own = azure.store();
    let rows = [
        ("public", [own.as_str(), ELSEWHERE[1], ELSEWHERE[2]]),
        ("usgovernment", [own.as_str(), ELSEWHERE[0], ELSEWHERE[2]]),
        ("china", [own.as_str(), ELSEWHERE[0], ELSEWHERE[1]]),
        ("custom", ELSEWHERE),
        ("", ELSEWHERE),
    ];
    for (cloud, stores) in rows {
        for store in stores {
            let refused = connections::create(service, ada, in_cloud(&azure, cloud, store)).await;
            let (field, problem) = invalid(refused);
            assert_eq!(field, "configurationUrl", "{cloud} {store}: {problem}");
        }
    }
    assert_eq!(azure.token_requests(), 0);
    assert!(all(&shop).await.is_empty());
}

#[tokio::test]
async fn the_cloud_that_a_store_belongs_to_is_named() {
    let (shop, azure) = Shop::open_with_azure().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let words = ["public", "usgovernment", "china"];
    let made = connections::create(service, ada, azure.by_client_secret("production")).await;
    let id = made.unwrap().id;
    for (store, word) in ELSEWHERE.into_iter().zip(words) {
        let (_, problem) = invalid(connections::check(service, ada, id, Some(store)).await);
        assert!(problem.contains(&format!("`{word}`")), "{problem}");
    }
}

#[tokio::test]
async fn a_cloud_is_one_of_those_there_are() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = in_cloud(&azure, "mars", &azure.store());
    let refused = connections::create(&shop.service, &shop.ada, request).await;
    assert_eq!(invalid(refused).0, "cloud");

    let without = Shop::open().await;
    let mut request = in_cloud(&azure, "custom", ELSEWHERE[0]);
    request.method = Method::ClientSecret;
    let refused = connections::create(&without.service, &without.ada, request).await;
    let (field, problem) = invalid(refused);
    assert_eq!(field, "cloud");
    assert!(problem.contains("usgovernment"), "{problem}");
}

#[tokio::test]
async fn the_cloud_of_this_keyferry_may_be_named_or_left_out() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = in_cloud(&azure, "custom", &azure.store());
    let named = connections::create(&shop.service, &shop.ada, request).await;
    let mut request = azure.by_client_secret("left-out");
    request.store = Some(azure.store());
    let left_out = connections::create(&shop.service, &shop.ada, request).await;
    let (named, left_out) = (named.unwrap(), left_out.unwrap());
    assert_eq!(named.credentials_hash, left_out.credentials_hash);
    assert!(!named.credentials.contains_key("cloud"));
}
