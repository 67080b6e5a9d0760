//! Reading: what is shown, what is recorded.

use model::secret::SecretKind;
use service::secrets::{self, Expect, Place, SecretChange, View};
use service::{Error, What};

use crate::support::{Shop, change, key};

const REVEAL: View = View {
    reveal: true,
    expand: false,
    recursive: false,
    imports: false,
};

async fn list(shop: &Shop, place: &Place, view: View) -> Vec<secrets::Secret> {
    secrets::list(&shop.service, &shop.ada, place, view)
        .await
        .unwrap()
}

fn values(found: &[secrets::Secret]) -> Vec<(&str, Option<&str>)> {
    found
        .iter()
        .map(|secret| {
            let value = secret.value.as_ref().map(model::SecretValue::reveal);
            (secret.key.as_str(), value)
        })
        .collect()
}

async fn shop_with_both_kinds() -> Shop {
    let shop = Shop::open().await;
    let config = SecretChange {
        kind: Some(SecretKind::Config),
        ..change("PORT", "8080")
    };
    let changes = vec![config, change("PASSWORD", "hunter2")];
    secrets::set(
        &shop.service,
        &shop.ada,
        &shop.root("dev"),
        changes,
        Expect::New,
    )
    .await
    .unwrap();
    shop
}

#[tokio::test]
async fn configuration_shows_its_value_and_a_secret_only_when_revealed() {
    let shop = shop_with_both_kinds().await;
    let dev = shop.root("dev");
    let masked = list(&shop, &dev, View::default()).await;
    assert_eq!(
        values(&masked),
        [("PASSWORD", None), ("PORT", Some("8080"))]
    );
    let revealed = list(&shop, &dev, REVEAL).await;
    assert_eq!(
        values(&revealed),
        [("PASSWORD", Some("hunter2")), ("PORT", Some("8080"))]
    );
}

#[tokio::test]
async fn each_reading_of_values_is_recorded_and_looking_at_names_is_not() {
    let shop = shop_with_both_kinds().await;
    let dev = shop.root("dev");
    let before = shop.recorded().await.len();
    let (password, masked) = (key("PASSWORD"), View::default());
    let seen = secrets::get(&shop.service, &shop.ada, &dev, &password, None, masked).await;
    assert!(seen.unwrap().value.is_none());
    assert_eq!(shop.recorded().await.len(), before);

    list(&shop, &dev, View::default()).await;
    list(&shop, &dev, REVEAL).await;
    shop.kept(&dev, "PASSWORD").await;
    assert_eq!(
        shop.recorded().await[before..],
        ["get-secrets", "get-secrets", "get-secret"]
    );
}

#[tokio::test]
async fn the_record_of_a_reading_names_the_key_and_version_and_no_value() {
    let shop = shop_with_both_kinds().await;
    shop.kept(&shop.root("dev"), "PASSWORD").await;
    let records = service::audit::list(&shop.service, &shop.ada, Some(shop.project), 1)
        .await
        .unwrap();
    assert_eq!(records[0].action, "get-secret");
    assert_eq!(records[0].actor, crate::support::EMAIL);
    assert!(records[0].detail.contains(r#""secretKey":"PASSWORD""#));
    assert!(records[0].detail.contains(r#""secretVersion":1"#));
    assert!(!records[0].detail.contains("hunter2"));
}

#[tokio::test]
async fn every_version_can_be_read_again() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    for text in ["one", "two", "three"] {
        shop.write(&dev, &[("KEY", text)]).await;
    }
    let (service, ada, name) = (&shop.service, &shop.ada, key("KEY"));
    for (number, text) in [(1, "one"), (2, "two"), (3, "three")] {
        let found = secrets::get(service, ada, &dev, &name, Some(number), REVEAL).await;
        let found = found.unwrap();
        assert_eq!(values(std::slice::from_ref(&found)), [("KEY", Some(text))]);
        assert_eq!(found.version, number);
    }
    let missing = secrets::get(service, ada, &dev, &name, Some(4), REVEAL).await;
    assert!(
        matches!(&missing, Err(Error::NotFound { what: What::Version, name }) if name == "KEY v4")
    );
}

#[tokio::test]
async fn a_past_version_stays_hidden_when_the_key_is_plain_configuration_now() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("KEY", "a password")]).await;
    let config = SecretChange {
        kind: Some(SecretKind::Config),
        ..change("KEY", "on")
    };
    secrets::set(&shop.service, &shop.ada, &dev, vec![config], Expect::Any)
        .await
        .unwrap();
    let view = View::default();
    let past = secrets::get(&shop.service, &shop.ada, &dev, &key("KEY"), Some(1), view).await;
    assert!(past.unwrap().value.is_none());
}

#[tokio::test]
async fn a_folder_is_listed_with_those_below_it_when_asked() {
    let shop = Shop::open().await;
    let (root, api) = (
        shop.root("dev"),
        shop.folder_at("dev", "/services/api").await,
    );
    shop.write(&root, &[("KEY", "root")]).await;
    shop.write(&api, &[("KEY", "api")]).await;
    assert_eq!(
        values(&list(&shop, &root, REVEAL).await),
        [("KEY", Some("root"))]
    );
    let all = list(
        &shop,
        &root,
        View {
            recursive: true,
            ..REVEAL
        },
    )
    .await;
    assert_eq!(values(&all), [("KEY", Some("root")), ("KEY", Some("api"))]);
    assert_eq!(all[1].path.as_str(), "/services/api");
}
