//! Replacing the root key: everything opens under the new one, nothing under the old one, and a
//! process that has only the old one makes nothing that would be lost.

use azure::Cloud;
use model::Clock;
use seal::{RootKey, SystemEntropy};
use secrecy::{ExposeSecret, SecretString};
use service::keys::{self, RotateError, Rotated};
use service::projects::{self, NewProject};
use service::{Error, Service, StartError, audit};
use store::keys as rows;

use crate::support::{Shop, parts};

fn key_of(text: &SecretString) -> RootKey {
    RootKey::parse(text.expose_secret()).unwrap().0
}

async fn rotate(shop: &Shop, old: &RootKey, new: &RootKey) -> Result<Rotated, RotateError> {
    keys::rotate(shop.store(), old, new, &*shop.clock, &SystemEntropy).await
}

async fn started_with(shop: &Shop, key: &SecretString) -> Result<Service, StartError> {
    let site = "http://shop.example";
    Service::start(parts(shop.store(), key, &shop.clock, Cloud::public(), site)).await
}

fn project(name: &str) -> NewProject {
    NewProject {
        name: name.to_owned(),
        slug: None,
        description: None,
        default_environments: true,
        delete_protection: false,
    }
}

#[tokio::test]
async fn everything_opens_under_the_new_key_and_the_server_starts_with_it_only() {
    let shop = Shop::open().await;
    shop.write(&shop.root("dev"), &[("TOKEN", "hunter2")]).await;
    let old = shop.root_key();
    let (new, text) = RootKey::generate(&SystemEntropy);
    assert!(matches!(
        started_with(&shop, &text).await,
        Err(StartError::WrongKey)
    ));
    assert_eq!(rotate(&shop, &old, &new).await.unwrap(), Rotated::Now(2));

    let service = started_with(&shop, &text).await.unwrap();
    assert!(keys::has_root_key(&service).await.unwrap());
    let report = audit::verify(shop.store(), &new, &[], true).await.unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
    let status = keys::status(shop.store(), &[&old, &new]).await.unwrap();
    assert_eq!((status.root_key, status.refused.len()), (Some(1), 0));
    assert!(audit::verify(shop.store(), &old, &[], true).await.is_err());
}

#[tokio::test]
async fn a_second_rotation_to_the_same_key_changes_nothing() {
    let shop = Shop::open().await;
    let (old, (new, _)) = (shop.root_key(), RootKey::generate(&SystemEntropy));
    rotate(&shop, &old, &new).await.unwrap();
    assert_eq!(rotate(&shop, &old, &new).await.unwrap(), Rotated::Before);
    let (other, _) = RootKey::generate(&SystemEntropy);
    let wrong = rotate(&shop, &old, &other).await;
    assert!(matches!(wrong, Err(RotateError::WrongKey)), "{wrong:?}");
    let same = rotate(&shop, &new, &new).await;
    assert!(matches!(same, Err(RotateError::Same)), "{same:?}");
}

#[tokio::test]
async fn a_data_key_that_does_not_open_leaves_everything_under_the_old_key() {
    let shop = Shop::open().await;
    let old = shop.root_key();
    let (new, _) = RootKey::generate(&SystemEntropy);
    let tx = shop.store().write().await.unwrap();
    let last = rows::all(&tx).await.unwrap().pop().unwrap();
    rows::rewrap(&tx, last.id, b"altered").await.unwrap();
    tx.commit().await.unwrap();
    let refused = rotate(&shop, &old, &new).await;
    assert!(matches!(refused, Err(RotateError::Refused(id)) if id == last.id));
    let status = keys::status(shop.store(), &[&old, &new]).await.unwrap();
    assert_eq!((status.root_key, status.refused), (Some(0), vec![last.id]));
}

#[tokio::test]
async fn a_process_with_only_the_old_key_makes_no_data_key_and_says_why() {
    let shop = Shop::open().await;
    let old = shop.root_key();
    let (new, _) = RootKey::generate(&SystemEntropy);
    rotate(&shop, &old, &new).await.unwrap();
    assert!(!keys::has_root_key(&shop.service).await.unwrap());
    let made = projects::create(&shop.service, &shop.ada, project("Late")).await;
    let Err(Error::Internal(reason)) = made else {
        panic!("the project was made");
    };
    assert!(reason.contains("the root key was replaced"), "{reason}");
    let status = keys::status(shop.store(), &[&new]).await.unwrap();
    assert_eq!((status.root_key, status.refused.len()), (Some(0), 0));
}

#[tokio::test]
async fn a_process_with_both_keys_goes_on_through_the_rotation() {
    let shop = Shop::open().await;
    let old = shop.root_key();
    let (new, text) = RootKey::generate(&SystemEntropy);
    let site = "http://shop.example";
    let with_new = parts(shop.store(), &text, &shop.clock, Cloud::public(), site);
    let service = Service::start_with_previous(with_new, Some(shop.root_key()))
        .await
        .unwrap();
    projects::create(&service, &shop.ada, project("Before"))
        .await
        .unwrap();
    rotate(&shop, &old, &key_of(&text)).await.unwrap();
    projects::create(&service, &shop.ada, project("After"))
        .await
        .unwrap();
    assert!(keys::has_root_key(&service).await.unwrap());
    let status = keys::status(shop.store(), &[&new]).await.unwrap();
    assert_eq!((status.data_keys, status.refused.len()), (4, 0));
    assert!(status.oldest.is_some_and(|at| at <= shop.clock.now()));
}
