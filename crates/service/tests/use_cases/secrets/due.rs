//! Which syncs a change makes due, and when.

use model::id::SyncId;
use model::sync::RunTrigger;
use model::{Clock as _, Timestamp};
use service::files::ReadOptions;
use service::secrets::{self, ImportFile};
use store::syncs;

use crate::idle_sync::{idle_connection, idle_sync};
use crate::support::{Shop, key};

pub(super) async fn due(shop: &Shop, sync: SyncId) -> Option<(Timestamp, RunTrigger)> {
    let tx = shop.store().read().await.unwrap();
    let sync = syncs::get(&tx, sync).await.unwrap().unwrap();
    sync.due_at.map(|at| (at, sync.trigger))
}

/// One second later: a change waits for further ones.
pub(super) fn after_the_debounce(shop: &Shop) -> (Timestamp, RunTrigger) {
    let at = shop.clock.now() + std::time::Duration::from_secs(1);
    (at, RunTrigger::Change)
}

#[tokio::test]
async fn a_change_makes_the_syncs_of_its_folder_due_and_no_others() {
    let shop = Shop::open().await;
    let connection = idle_connection(&shop).await;
    let here = idle_sync(&shop, &shop.root("dev"), connection).await;
    let there = idle_sync(&shop, &shop.root("prod"), connection).await;
    shop.write(&shop.root("dev"), &[("KEY", "value")]).await;
    assert_eq!(due(&shop, here).await, Some(after_the_debounce(&shop)));
    assert_eq!(due(&shop, there).await, None);
}

#[tokio::test]
async fn deleting_makes_the_sync_due_too() {
    let shop = Shop::open().await;
    let connection = idle_connection(&shop).await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("KEY", "value")]).await;
    let sync = idle_sync(&shop, &dev, connection).await;
    secrets::delete(&shop.service, &shop.ada, &dev, &[key("KEY")])
        .await
        .unwrap();
    assert_eq!(due(&shop, sync).await, Some(after_the_debounce(&shop)));
}

#[tokio::test]
async fn importing_a_file_makes_the_sync_due_unless_it_changes_nothing() {
    let shop = Shop::open().await;
    let connection = idle_connection(&shop).await;
    let dev = shop.root("dev");
    let import = async || {
        let file = ImportFile {
            name: "shop.env".to_owned(),
            bytes: b"KEY=value\n".to_vec().into(),
            format: None,
            options: ReadOptions::default(),
            kind: model::secret::SecretKind::Secret,
            expand: false,
            dry_run: false,
        };
        secrets::import_file(&shop.service, &shop.ada, &dev, file)
            .await
            .unwrap()
    };
    let first = idle_sync(&shop, &dev, connection).await;
    import().await;
    assert_eq!(due(&shop, first).await, Some(after_the_debounce(&shop)));
    let second = idle_sync(&shop, &dev, connection).await;
    import().await;
    assert_eq!(due(&shop, second).await, None);
}

#[tokio::test]
async fn a_change_reaches_the_syncs_of_folders_that_refer_to_it_at_any_distance() {
    let shop = Shop::open().await;
    let connection = idle_connection(&shop).await;
    let (dev, db) = (shop.root("dev"), shop.folder_at("dev", "/db").await);
    let prod = shop.root("prod");
    shop.write(&prod, &[("HOST", "db.internal")]).await;
    shop.write(&db, &[("URL", "postgres://${prod.HOST}")]).await;
    shop.write(&dev, &[("DATABASE", "${dev.db.URL}")]).await;
    let far = idle_sync(&shop, &dev, connection).await;
    let unrelated = idle_sync(&shop, &shop.root("staging"), connection).await;
    shop.write(&prod, &[("HOST", "db2.internal")]).await;
    assert_eq!(due(&shop, far).await, Some(after_the_debounce(&shop)));
    assert_eq!(due(&shop, unrelated).await, None);
}

#[tokio::test]
async fn a_reference_that_is_gone_no_longer_reaches() {
    let shop = Shop::open().await;
    let connection = idle_connection(&shop).await;
    let (dev, prod) = (shop.root("dev"), shop.root("prod"));
    shop.write(&dev, &[("HOST", "${prod.HOST}")]).await;
    shop.write(&dev, &[("HOST", "localhost")]).await;
    let sync = idle_sync(&shop, &dev, connection).await;
    shop.write(&prod, &[("HOST", "db.internal")]).await;
    assert_eq!(due(&shop, sync).await, None);
}

#[tokio::test]
async fn a_reference_to_a_key_that_comes_later_reaches_it() {
    let shop = Shop::open().await;
    let connection = idle_connection(&shop).await;
    let (dev, prod) = (shop.root("dev"), shop.root("prod"));
    shop.write(&dev, &[("HOST", "${prod.HOST}")]).await;
    let sync = idle_sync(&shop, &dev, connection).await;
    shop.write(&prod, &[("HOST", "db.internal")]).await;
    assert_eq!(due(&shop, sync).await, Some(after_the_debounce(&shop)));
}
