//! The versions of a secret: listed, read again, restored.

use model::access::{Action, ProjectRole};
use model::secret::SecretKind;
use serde_json::{Value, json};
use service::secrets::{self, Expect, History, Page, Place, Secret, SecretChange, View, Which};
use service::{Caller, Error, What, syncs};

use super::due::{after_the_debounce, due};
use crate::idle_sync::{idle_connection, idle_sync};
use crate::support::{Shop, change, key, slug};

const ALL: Page = Page {
    offset: 0,
    limit: 100,
};

async fn listed(shop: &Shop, caller: &Caller, place: &Place, reveal: bool) -> History {
    let name = key("KEY");
    secrets::versions(&shop.service, caller, Which::Key(place, &name), ALL, reveal)
        .await
        .unwrap()
}

/// Each version's number and value, newest first.
async fn values(shop: &Shop, caller: &Caller, place: &Place) -> Vec<(i64, Option<String>)> {
    let history = listed(shop, caller, place, true).await;
    let versions = history.versions.into_iter().map(|version| {
        let value = version.value.map(|value| value.reveal().to_owned());
        (version.version, value)
    });
    versions.collect()
}

fn known(number: i64, text: &str) -> (i64, Option<String>) {
    (number, Some(text.to_owned()))
}

async fn restore_as(
    shop: &Shop,
    caller: &Caller,
    place: &Place,
    version: i64,
) -> Result<Secret, Error> {
    let name = key("KEY");
    let which = Which::Key(place, &name);
    secrets::restore(&shop.service, caller, which, version, None).await
}

async fn restore(shop: &Shop, place: &Place, version: i64) -> Secret {
    restore_as(shop, &shop.ada, place, version).await.unwrap()
}

async fn write_as_is(shop: &Shop, place: &Place, changed: SecretChange) -> Secret {
    let written = secrets::set(&shop.service, &shop.ada, place, vec![changed], Expect::Any).await;
    written.unwrap().remove(0)
}

/// `KEY` of the root folder of `dev`, in as many versions.
async fn shop_with(versions: &[&str]) -> (Shop, Place) {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    for text in versions {
        shop.write(&dev, &[("KEY", text)]).await;
    }
    (shop, dev)
}

#[tokio::test]
async fn restoring_adds_a_version_and_takes_none_back() {
    let (shop, dev) = shop_with(&["one", "two", "three"]).await;
    let restored = restore(&shop, &dev, 1).await;
    assert_eq!(restored.version, 4);
    assert!(restored.value.is_none(), "nobody asked for the value");
    assert_eq!(shop.kept(&dev, "KEY").await, "one");
    let all = [
        known(4, "one"),
        known(3, "three"),
        known(2, "two"),
        known(1, "one"),
    ];
    assert_eq!(values(&shop, &shop.ada, &dev).await, all);
    let history = listed(&shop, &shop.ada, &dev, false).await;
    let from: Vec<_> = history
        .versions
        .iter()
        .map(|one| one.restored_from)
        .collect();
    assert_eq!(from, [Some(1), None, None, None]);
}

#[tokio::test]
async fn versions_are_listed_a_page_at_a_time_by_key_and_by_id() {
    let (shop, dev) = shop_with(&["one", "two", "three"]).await;
    let id = listed(&shop, &shop.ada, &dev, false).await.secret.id;
    let name = key("KEY");
    for which in [Which::Key(&dev, &name), Which::Id(id)] {
        for (offset, numbers, has_older) in [(0, vec![3, 2], true), (2, vec![1], false)] {
            let page = Page { offset, limit: 2 };
            let found = secrets::versions(&shop.service, &shop.ada, which, page, false).await;
            let found = found.unwrap();
            let listed: Vec<_> = found.versions.iter().map(|one| one.version).collect();
            assert_eq!((listed, found.has_older), (numbers, has_older));
            assert!(found.versions.iter().all(|one| one.value.is_none()));
            assert!(
                found
                    .versions
                    .iter()
                    .all(|one| one.actor == crate::support::EMAIL)
            );
        }
    }
}

#[tokio::test]
async fn values_of_versions_are_recorded_as_a_reading_before_they_are_given_out() {
    let (shop, dev) = shop_with(&["one", "two"]).await;
    let before = shop.recorded().await.len();
    listed(&shop, &shop.ada, &dev, false).await;
    assert_eq!(shop.recorded().await.len(), before);
    listed(&shop, &shop.ada, &dev, true).await;
    assert_eq!(shop.recorded().await[before..], ["get-secret"]);
    let detail = last_detail(&shop).await;
    assert_eq!(detail["secretVersions"], json!([2, 1]));
    assert_eq!(detail["secretKey"], "KEY");
}

async fn last_detail(shop: &Shop) -> Value {
    let records = service::audit::list(&shop.service, &shop.ada, Some(shop.project), 1).await;
    serde_json::from_str(&records.unwrap()[0].detail).unwrap()
}

#[tokio::test]
async fn the_record_of_a_restoring_names_both_versions_and_no_value() {
    let (shop, dev) = shop_with(&["hunter2", "two"]).await;
    restore(&shop, &dev, 1).await;
    assert_eq!(shop.recorded().await.last().unwrap(), "update-secret");
    let detail = last_detail(&shop).await;
    let secret = json!({ "secretKey": "KEY", "secretVersion": 3, "restoredVersion": 1 });
    assert_eq!(detail["secrets"], json!([secret]));
    assert!(!detail.to_string().contains("hunter2"));
}

#[tokio::test]
async fn a_literal_value_comes_back_literal_and_a_reference_as_a_reference() {
    let (shop, dev) = shop_with(&[]).await;
    shop.write(&dev, &[("HOME", "/root")]).await;
    let literal = SecretChange {
        literal: true,
        ..change("KEY", "literally ${HOME}")
    };
    write_as_is(&shop, &dev, literal).await;
    shop.write(&dev, &[("KEY", "at ${HOME}")]).await;
    let shown = async |version| {
        let view = View {
            reveal: true,
            expand: true,
            ..View::default()
        };
        let name = key("KEY");
        let seen = secrets::get(&shop.service, &shop.ada, &dev, &name, version, view).await;
        seen.unwrap().value.unwrap().reveal().to_owned()
    };
    assert_eq!(shown(Some(1)).await, "literally ${HOME}");
    restore(&shop, &dev, 1).await;
    assert_eq!(shown(None).await, "literally ${HOME}");
    assert_eq!(shown(Some(2)).await, "at /root");
    restore(&shop, &dev, 2).await;
    assert_eq!(shown(None).await, "at /root");
}

#[tokio::test]
async fn the_content_type_belongs_to_the_value_and_all_else_stays() {
    let (shop, dev) = shop_with(&[]).await;
    let json = SecretChange {
        content_type: Some(Some("application/json".to_owned())),
        ..change("OLD", "{}")
    };
    write_as_is(&shop, &dev, json).await;
    let changed = SecretChange {
        new_key: Some(key("KEY")),
        content_type: Some(None),
        kind: Some(SecretKind::Config),
        comment: Some("plain text by now".to_owned()),
        ..change("OLD", "on")
    };
    write_as_is(&shop, &dev, changed).await;
    let history = listed(&shop, &shop.ada, &dev, false).await;
    let names: Vec<_> = history
        .versions
        .iter()
        .map(|one| one.key.as_str())
        .collect();
    assert_eq!(names, ["KEY", "OLD"]);

    let restored = restore(&shop, &dev, 1).await;
    assert_eq!(restored.content_type.as_deref(), Some("application/json"));
    assert_eq!(
        (restored.key.as_str(), restored.kind),
        ("KEY", SecretKind::Config)
    );
    assert_eq!(restored.comment, "plain text by now");
}

#[tokio::test]
async fn the_current_version_and_one_that_never_was_are_refused() {
    let (shop, dev) = shop_with(&["one", "two"]).await;
    let current = restore_as(&shop, &shop.ada, &dev, 2).await;
    assert!(matches!(current, Err(Error::Refused(why)) if why.contains("current version")));
    for version in [0, -1, 3] {
        let missing = restore_as(&shop, &shop.ada, &dev, version).await;
        let wanted = format!("KEY v{version}");
        assert!(
            matches!(&missing, Err(Error::NotFound { what: What::Version, name }) if *name == wanted),
            "{missing:?}"
        );
    }
    assert_eq!(
        listed(&shop, &shop.ada, &dev, false).await.secret.version,
        2
    );
}

#[tokio::test]
async fn a_secret_that_moved_on_is_not_restored_unseen() {
    let (shop, dev) = shop_with(&["one", "two", "three"]).await;
    let id = listed(&shop, &shop.ada, &dev, false).await.secret.id;
    let restore = async |expected| {
        secrets::restore(&shop.service, &shop.ada, Which::Id(id), 1, Some(expected)).await
    };
    assert!(matches!(restore(2).await, Err(Error::Stale)));
    assert_eq!(restore(3).await.unwrap().version, 4);
}

#[tokio::test]
async fn who_may_not_read_the_value_sees_who_changed_it_and_when() {
    let (shop, dev) = shop_with(&["one"]).await;
    let knows = json!([{ "subject": "secrets", "action": "describeSecret" }]);
    let robot = shop.robot_that_may(knows).await;
    let before = shop.recorded().await.len();
    assert_eq!(values(&shop, &robot, &dev).await, [(1, None)]);
    assert_eq!(shop.recorded().await.len(), before, "nothing was given out");
    let history = listed(&shop, &robot, &dev, false).await;
    assert!(!history.may_read && !history.may_restore);
}

#[tokio::test]
async fn who_may_not_know_of_a_secret_finds_no_versions_and_restores_none() {
    let (shop, dev) = shop_with(&["one", "two"]).await;
    let id = listed(&shop, &shop.ada, &dev, false).await.secret.id;
    let elsewhere = json!([{ "subject": "secrets", "action": ["describeSecret", "edit"],
        "conditions": { "secretName": "OTHER" } }]);
    let robot = shop.robot_that_may(elsewhere).await;
    let stranger = shop.somebody(None).await;
    let attempt = async |caller| {
        let listed = secrets::versions(&shop.service, caller, Which::Id(id), ALL, false).await;
        let restored = secrets::restore(&shop.service, caller, Which::Id(id), 1, None).await;
        (listed.unwrap_err(), restored.unwrap_err())
    };
    let denied = |error: &Error| matches!(error, Error::Denied(Action::DescribeSecrets));
    let (listed, restored) = attempt(&robot).await;
    assert!(denied(&listed) && denied(&restored), "{listed} {restored}");
    let missing = |error: &Error| {
        matches!(
            error,
            Error::NotFound {
                what: What::Secret,
                ..
            }
        )
    };
    let (listed, restored) = attempt(&stranger).await;
    assert!(
        missing(&listed) && missing(&restored),
        "{listed} {restored}"
    );
    assert_eq!(shop.kept(&dev, "KEY").await, "two");
}

#[tokio::test]
async fn restoring_needs_the_right_to_write() {
    let (shop, dev) = shop_with(&["one", "two"]).await;
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let history = listed(&shop, &viewer, &dev, false).await;
    assert!(history.may_read && !history.may_restore);
    let denied = restore_as(&shop, &viewer, &dev, 1).await;
    assert!(matches!(denied, Err(Error::Denied(Action::EditSecrets))));
    assert_eq!(shop.kept(&dev, "KEY").await, "two");
}

#[tokio::test]
async fn an_old_reference_is_not_restored_by_who_may_not_read_its_target() {
    let (shop, dev) = shop_with(&["${prod.PASSWORD}", "two"]).await;
    shop.write(&shop.root("prod"), &[("PASSWORD", "hidden")])
        .await;
    let in_dev = json!([{ "subject": "secrets",
        "action": ["describeSecret", "readValue", "edit"],
        "conditions": { "environment": "dev" } }]);
    let robot = shop.robot_that_may(in_dev).await;
    let denied = restore_as(&shop, &robot, &dev, 1).await;
    assert!(
        matches!(&denied, Err(Error::DeniedThere { place, .. }) if place.starts_with("prod /: ")),
        "{denied:?}"
    );
    assert_eq!(shop.kept(&dev, "KEY").await, "two");
    restore(&shop, &dev, 1).await;
}

#[tokio::test]
async fn restoring_makes_the_syncs_due_that_a_change_reaches_and_they_are_known_before() {
    let (shop, dev) = shop_with(&["${prod.HOST}", "two"]).await;
    let stranger = shop.somebody(Some(ProjectRole::NoAccess)).await;
    let connection = idle_connection(&shop).await;
    let here = idle_sync(&shop, &dev, connection).await;
    let far = shop.folder_at("staging", "/app").await;
    shop.write(&far, &[("URL", "${dev.KEY}")]).await;
    let there = idle_sync(&shop, &far, connection).await;
    let unrelated = idle_sync(&shop, &shop.root("prod"), connection).await;
    let reached = syncs::reached_from(&shop.service, &shop.ada, &dev).await;
    let reached = reached.unwrap();
    let named = |sync| slug(&format!("sync-{sync}"));
    assert_eq!(reached.len(), 2);
    assert!(reached.contains(&named(here)) && reached.contains(&named(there)));
    let none = syncs::reached_from(&shop.service, &stranger, &dev).await;
    assert!(none.unwrap().is_empty());

    restore(&shop, &dev, 1).await;
    for sync in [here, there] {
        assert_eq!(due(&shop, sync).await, Some(after_the_debounce(&shop)));
    }
    assert_eq!(due(&shop, unrelated).await, None);
    let prod = shop.root("prod");
    let reached = syncs::reached_from(&shop.service, &shop.ada, &prod).await;
    assert_eq!(reached.unwrap().len(), 3, "the old reference is back");
}
