//! References between secrets.

use model::SecretValue;
use service::secrets::Place;

use crate::support::Shop;

async fn expanded(shop: &Shop, place: &Place, name: &str) -> (String, Vec<String>) {
    let secret = shop.expanded(place, name).await;
    let value = secret.value.as_ref().map(SecretValue::reveal);
    (value.unwrap().to_owned(), secret.unresolved)
}

fn whole(text: &str) -> (String, Vec<String>) {
    (text.to_owned(), Vec::new())
}

#[tokio::test]
async fn a_reference_finds_a_key_of_the_same_folder() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let values = [
        ("USER", "orders"),
        ("db.password", "hunter2"),
        ("URL", "postgres://${USER}:${db.password}@db/${USER}"),
    ];
    shop.write(&dev, &values).await;
    assert_eq!(
        expanded(&shop, &dev, "URL").await,
        whole("postgres://orders:hunter2@db/orders")
    );
    assert_eq!(shop.kept(&dev, "URL").await, values[2].1);
}

#[tokio::test]
async fn a_reference_reaches_another_environment_and_folder() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let db = shop.folder_at("prod", "/db").await;
    shop.write(&db, &[("HOST", "db.internal"), ("Pool:Max.Size", "20")])
        .await;
    shop.write(&shop.root("prod"), &[("REGION", "westeurope")])
        .await;
    let values = [
        ("BY_DOTS", "${prod.db.HOST}"),
        ("BY_PATH", "${prod:/db:Pool:Max.Size}"),
        ("AT_ROOT", "${prod.REGION}"),
    ];
    shop.write(&dev, &values).await;
    assert_eq!(expanded(&shop, &dev, "BY_DOTS").await, whole("db.internal"));
    assert_eq!(expanded(&shop, &dev, "BY_PATH").await, whole("20"));
    assert_eq!(expanded(&shop, &dev, "AT_ROOT").await, whole("westeurope"));
}

#[tokio::test]
async fn a_reference_within_a_referenced_value_is_read_from_where_that_lies() {
    let shop = Shop::open().await;
    let (dev, db) = (shop.root("dev"), shop.folder_at("dev", "/db").await);
    shop.write(&db, &[("NAME", "orders"), ("URL", "db/${NAME}")])
        .await;
    shop.write(&dev, &[("NAME", "wrong"), ("DB", "${dev.db.URL}")])
        .await;
    assert_eq!(expanded(&shop, &dev, "DB").await, whole("db/orders"));
}

#[tokio::test]
async fn a_value_with_a_gap_is_returned_as_typed_and_the_gap_is_named() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let typed = "${HOST}:${PORT}/${qa.PORT}";
    shop.write(&dev, &[("HOST", "db"), ("URL", typed)]).await;
    assert_eq!(
        expanded(&shop, &dev, "URL").await,
        (
            typed.to_owned(),
            vec!["${PORT}".to_owned(), "${qa.PORT}".to_owned()]
        )
    );
}

#[tokio::test]
async fn values_that_refer_to_each_other_are_returned_as_typed() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let values = [
        ("SELF", "${SELF}"),
        ("EGG", "of ${HEN}"),
        ("HEN", "from ${EGG}"),
    ];
    shop.write(&dev, &values).await;
    for (name, typed) in values {
        let (text, unresolved) = expanded(&shop, &dev, name).await;
        assert_eq!(text, typed);
        assert_eq!(unresolved.len(), 1, "{name}: {unresolved:?}");
    }
}

#[tokio::test]
async fn a_value_that_would_grow_too_long_is_returned_as_typed_and_others_are_not_harmed() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let block = "x".repeat(40_000);
    shop.write(&dev, &[("BLOCK", &block), ("TWICE", "${BLOCK}${BLOCK}")])
        .await;
    let (text, unresolved) = expanded(&shop, &dev, "TWICE").await;
    assert_eq!(text, "${BLOCK}${BLOCK}");
    assert_eq!(unresolved[0], "${BLOCK}");
    assert_eq!(expanded(&shop, &dev, "BLOCK").await, whole(&block));
}

#[tokio::test]
async fn a_bomb_of_references_is_defused() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let names: Vec<_> = (0..9).map(|n| format!("K{n}")).collect();
    for pair in names.windows(2) {
        let many = format!("${{{}}}", pair[1]).repeat(100);
        shop.write(&dev, &[(&pair[0], &many)]).await;
    }
    shop.write(&dev, &[("K8", "")]).await;
    let (_, unresolved) = expanded(&shop, &dev, "K0").await;
    assert!(!unresolved.is_empty());
}
