//! Writing, renaming, deleting; what each expects to find.

use model::secret::SecretKind;
use service::secrets::{self, Expect, Place, SecretChange};
use service::{Error, What};

use crate::support::{Shop, change, key, value};

async fn set(
    shop: &Shop,
    place: &Place,
    changes: Vec<SecretChange>,
    expect: Expect,
) -> Result<Vec<secrets::Secret>, Error> {
    secrets::set(&shop.service, &shop.ada, place, changes, expect).await
}

#[tokio::test]
async fn a_new_secret_is_version_one_and_each_change_one_more() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let made = set(&shop, &dev, vec![change("KEY", "one")], Expect::New).await;
    assert_eq!(made.unwrap()[0].version, 1);
    let changed = set(&shop, &dev, vec![change("KEY", "two")], Expect::Existing).await;
    assert_eq!(changed.unwrap()[0].version, 2);
    assert_eq!(shop.kept(&dev, "KEY").await, "two");
}

#[tokio::test]
async fn a_secret_that_must_be_new_is_refused_where_one_is_and_nothing_is_written() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("KEY", "one")]).await;
    let changes = vec![change("OTHER", "x"), change("KEY", "two")];
    let refused = set(&shop, &dev, changes, Expect::New).await;
    assert!(matches!(&refused, Err(Error::Taken { what: What::Secret, name }) if name == "KEY"));
    let keys = secrets::list(&shop.service, &shop.ada, &dev, secrets::View::default())
        .await
        .unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(shop.kept(&dev, "KEY").await, "one");
}

#[tokio::test]
async fn a_secret_that_must_exist_is_not_made() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let refused = set(&shop, &dev, vec![change("KEY", "one")], Expect::Existing).await;
    assert!(matches!(&refused, Err(Error::NotFound { what: What::Secret, name }) if name == "KEY"));
}

#[tokio::test]
async fn what_a_change_does_not_say_stays() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let first = SecretChange {
        kind: Some(SecretKind::Config),
        comment: Some("asked by finance".to_owned()),
        content_type: Some(Some("text/plain".to_owned())),
        metadata: Some(vec![("team".to_owned(), "tax".to_owned())]),
        ..change("RATE", "19")
    };
    set(&shop, &dev, vec![first], Expect::New).await.unwrap();
    let second = SecretChange {
        value: None,
        content_type: Some(None),
        ..change("RATE", "")
    };
    let changed = set(&shop, &dev, vec![second], Expect::Existing)
        .await
        .unwrap();
    assert_eq!(changed[0].kind, SecretKind::Config);
    assert_eq!(changed[0].comment, "asked by finance");
    assert_eq!(changed[0].content_type, None);
    assert_eq!(changed[0].metadata, [("team".to_owned(), "tax".to_owned())]);
    assert_eq!(shop.kept(&dev, "RATE").await, "19");
}

#[tokio::test]
async fn a_renamed_secret_keeps_its_id_value_and_versions() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let made = set(&shop, &dev, vec![change("OLD", "one")], Expect::New).await;
    let rename = SecretChange {
        new_key: Some(key("Logging:Level")),
        value: None,
        ..change("OLD", "")
    };
    let renamed = set(&shop, &dev, vec![rename], Expect::Existing).await;
    let renamed = renamed.unwrap();
    assert_eq!(renamed[0].id, made.unwrap()[0].id);
    assert_eq!(shop.kept(&dev, "Logging:Level").await, "one");
    assert_eq!(renamed[0].version, 2);
}

#[tokio::test]
async fn a_secret_is_not_renamed_over_another() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("ONE", "1"), ("TWO", "2")]).await;
    let rename = SecretChange {
        new_key: Some(key("TWO")),
        value: None,
        ..change("ONE", "")
    };
    let refused = set(&shop, &dev, vec![rename], Expect::Existing).await;
    assert!(matches!(&refused, Err(Error::Taken { what: What::Secret, name }) if name == "TWO"));
    assert_eq!(shop.kept(&dev, "ONE").await, "1");
}

#[tokio::test]
async fn several_secrets_are_deleted_together_or_not_at_all() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("ONE", "1"), ("TWO", "2")]).await;
    let (service, ada) = (&shop.service, &shop.ada);
    let refused = secrets::delete(service, ada, &dev, &[key("ONE"), key("THREE")]).await;
    assert!(
        matches!(&refused, Err(Error::NotFound { what: What::Secret, name }) if name == "THREE")
    );
    let deleted = secrets::delete(service, ada, &dev, &[key("ONE"), key("TWO")]).await;
    assert_eq!(deleted.unwrap().len(), 2);
    let left = secrets::list(service, ada, &dev, secrets::View::default()).await;
    assert!(left.unwrap().is_empty());
}

#[tokio::test]
async fn a_value_of_the_longest_length_is_kept_whole() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let long = "ö".repeat(model::secret::MAX_VALUE_BYTES / 2);
    let change = SecretChange::value(key("LONG"), value(&long));
    set(&shop, &dev, vec![change], Expect::New).await.unwrap();
    assert_eq!(shop.kept(&dev, "LONG").await, long);
}
