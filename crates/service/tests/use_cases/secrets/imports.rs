//! Imports: folders that have the secrets of others.

use model::access::{Action, ProjectRole};
use service::imports::{self, ImportChange};
use service::secrets::{self, Filter, Listing, Place, View};
use service::{Error, What};

use super::due::{after_the_debounce, due};
use crate::idle_sync::{idle_connection, idle_sync};
use crate::support::{Shop, key};

const VIEW: View = View {
    reveal: true,
    expand: true,
    recursive: false,
    imports: true,
};

async fn import(shop: &Shop, into: &Place, from: &Place) -> imports::Import {
    imports::create(&shop.service, &shop.ada, into, from)
        .await
        .unwrap()
}

async fn listing(shop: &Shop, place: &Place) -> Listing {
    let all = Filter::default();
    secrets::search(&shop.service, &shop.ada, place, VIEW, &all)
        .await
        .unwrap()
}

fn values(secrets: &[secrets::Secret]) -> Vec<(&str, &str)> {
    secrets
        .iter()
        .map(|secret| (secret.key.as_str(), secret.value.as_ref().unwrap().reveal()))
        .collect()
}

/// What a secret of the folder is, its own or an imported one.
async fn effective(shop: &Shop, place: &Place, name: &str) -> Result<String, Error> {
    let got = secrets::get(&shop.service, &shop.ada, place, &key(name), None, VIEW).await?;
    Ok(got.value.unwrap().reveal().to_owned())
}

#[tokio::test]
async fn a_list_has_what_the_folder_imports_in_order_nested_imports_included() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let (one, two) = (
        shop.folder_at("dev", "/one").await,
        shop.folder_at("prod", "/two").await,
    );
    let deep = shop.folder_at("prod", "/deep").await;
    shop.write(&dev, &[("OWN", "dev")]).await;
    shop.write(&one, &[("A", "one"), ("B", "${A}!")]).await;
    shop.write(&two, &[("A", "two")]).await;
    shop.write(&deep, &[("A", "deep"), ("C", "deep")]).await;
    import(&shop, &dev, &one).await;
    import(&shop, &dev, &two).await;
    import(&shop, &two, &deep).await;

    let found = listing(&shop, &dev).await;
    assert_eq!(values(&found.secrets), [("OWN", "dev")]);
    let places: Vec<_> = found
        .imports
        .iter()
        .map(|i| i.place.path.as_str())
        .collect();
    assert_eq!(places, ["/one", "/two"]);
    assert_eq!(
        values(&found.imports[0].secrets),
        [("A", "one"), ("B", "one!")]
    );
    assert_eq!(
        values(&found.imports[1].secrets),
        [("A", "two"), ("C", "deep")]
    );
    assert_eq!(found.imports[1].secrets[1].path, deep.path);

    let without = View {
        imports: false,
        ..VIEW
    };
    let all = Filter::default();
    let found = secrets::search(&shop.service, &shop.ada, &dev, without, &all).await;
    assert!(found.unwrap().imports.is_empty());
}

#[tokio::test]
async fn own_secrets_win_over_imported_ones_and_later_imports_over_earlier_ones() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let (one, two) = (
        shop.folder_at("dev", "/one").await,
        shop.folder_at("dev", "/two").await,
    );
    shop.write(&one, &[("A", "one"), ("B", "one"), ("C", "one")])
        .await;
    shop.write(&two, &[("A", "two"), ("B", "two")]).await;
    shop.write(&dev, &[("A", "dev")]).await;
    import(&shop, &dev, &one).await;
    let later = import(&shop, &dev, &two).await;
    let all = async || {
        let mut found = Vec::new();
        for name in ["A", "B", "C"] {
            found.push(effective(&shop, &dev, name).await.unwrap());
        }
        found
    };
    assert_eq!(all().await, ["dev", "two", "one"]);
    let first = ImportChange {
        position: Some(1),
        target: None,
    };
    let moved = imports::update(&shop.service, &shop.ada, &dev, later.id, first).await;
    assert_eq!(moved.unwrap().position, 1);
    assert_eq!(all().await, ["dev", "one", "one"]);
    let order = imports::list(&shop.service, &shop.ada, &dev).await.unwrap();
    let order: Vec<_> = order
        .iter()
        .map(|import| (import.position, import.target.path.as_str()))
        .collect();
    assert_eq!(order, [(1, "/two"), (2, "/one")]);
    imports::delete(&shop.service, &shop.ada, &dev, later.id)
        .await
        .unwrap();
    let left = imports::list(&shop.service, &shop.ada, &dev).await.unwrap();
    assert_eq!(left[0].position, 1);
    assert!(matches!(
        effective(&shop, &dev, "D").await,
        Err(Error::NotFound {
            what: What::Secret,
            ..
        })
    ));
}

#[tokio::test]
async fn a_folder_cannot_import_itself_at_any_depth_nor_another_twice() {
    let shop = Shop::open().await;
    let (a, b, c) = (
        shop.folder_at("dev", "/a").await,
        shop.folder_at("dev", "/b").await,
        shop.folder_at("prod", "/c").await,
    );
    import(&shop, &a, &b).await;
    import(&shop, &b, &c).await;
    for (into, from) in [(&a, &a), (&b, &a), (&c, &a)] {
        let refused = imports::create(&shop.service, &shop.ada, into, from).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{into:?}");
    }
    let again = imports::create(&shop.service, &shop.ada, &a, &b).await;
    assert!(matches!(
        again,
        Err(Error::Taken {
            what: What::Import,
            ..
        })
    ));
    let moved = ImportChange {
        target: Some(a.clone()),
        position: None,
    };
    let made = imports::list(&shop.service, &shop.ada, &b).await.unwrap();
    let refused = imports::update(&shop.service, &shop.ada, &b, made[0].id, moved).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    let nowhere = Place {
        path: "/nowhere".parse().unwrap(),
        ..a.clone()
    };
    let missing = imports::create(&shop.service, &shop.ada, &a, &nowhere).await;
    assert!(matches!(
        missing,
        Err(Error::NotFound {
            what: What::Folder,
            ..
        })
    ));
}

#[tokio::test]
async fn a_change_makes_the_syncs_due_that_import_it_at_any_depth() {
    let shop = Shop::open().await;
    let connection = idle_connection(&shop).await;
    let (app, shared, base) = (
        shop.folder_at("dev", "/app").await,
        shop.folder_at("dev", "/shared").await,
        shop.folder_at("prod", "/base").await,
    );
    import(&shop, &app, &shared).await;
    import(&shop, &shared, &base).await;
    let sync = idle_sync(&shop, &app, connection).await;
    shop.write(&base, &[("KEY", "value")]).await;
    assert_eq!(due(&shop, sync).await, Some(after_the_debounce(&shop)));

    let importing = idle_sync(&shop, &shop.root("staging"), connection).await;
    import(&shop, &shop.root("staging"), &base).await;
    assert_eq!(due(&shop, importing).await, Some(after_the_debounce(&shop)));
}

#[tokio::test]
async fn imports_need_their_rights() {
    let shop = Shop::open().await;
    let (a, b) = (shop.root("dev"), shop.root("prod"));
    let made = import(&shop, &a, &b).await;
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let service = &shop.service;
    let found = imports::get(service, &viewer, made.id).await.unwrap();
    assert_eq!((found.place, found.target), (a.clone(), b.clone()));
    let refused = imports::create(service, &viewer, &b, &a).await;
    assert!(matches!(refused, Err(Error::Denied(Action::CreateImports))));
    let refused = imports::delete(service, &viewer, &a, made.id).await;
    assert!(matches!(refused, Err(Error::Denied(Action::DeleteImports))));
    let stranger = shop.somebody(None).await;
    let hidden = imports::get(service, &stranger, made.id).await;
    assert!(matches!(
        hidden,
        Err(Error::NotFound {
            what: What::Import,
            ..
        })
    ));
    assert!(
        shop.recorded()
            .await
            .contains(&"create-secret-import".to_owned())
    );
}
