//! What roles that name keys, folders and tags let somebody see and write.

use std::sync::Arc;

use model::access::{Action, Grants, Held, Rules};
use serde_json::{Value, json};

use super::list::read;
use super::permits::Permits;
use super::writer::Writer;
use super::{Expect, Filter, Listing, Place, Secret, SecretChange, View};
use crate::fixture::{Shop, change, key, slug};
use crate::projects::find_folder;
use crate::tags::{self, NewTag, Tag};
use crate::{Error, imports};

const EVERYTHING: View = View {
    reveal: true,
    expand: true,
    recursive: true,
    imports: true,
};

fn role(rules: &Value) -> Permits {
    let rules = Rules::parse(rules).unwrap();
    Grants::Of(vec![Held::Custom(Arc::new(rules))]).into()
}

async fn seen(shop: &Shop, place: &Place, rules: &Value, view: View) -> Result<Listing, Error> {
    let tx = shop.store().read().await.unwrap();
    let all = Filter::default();
    read(&shop.service, &tx, role(rules), place, view, &all).await
}

fn shown(secrets: &[Secret]) -> Vec<(&str, Option<&str>)> {
    secrets
        .iter()
        .map(|secret| {
            let value = secret.value.as_ref().map(model::SecretValue::reveal);
            (secret.key.as_str(), value)
        })
        .collect()
}

async fn write(
    shop: &Shop,
    rules: &Value,
    change: SecretChange,
    expect: Expect,
) -> Result<Option<Secret>, Error> {
    let place = shop.root("dev");
    let tx = shop.store().write().await.unwrap();
    let folder = find_folder(&tx, &place).await.unwrap().id;
    let writer = Writer::new(&shop.service, &shop.ada, role(rules), &tx, &place, folder).await?;
    let written = writer.write(change, expect).await;
    drop(writer);
    if written.is_ok() {
        tx.commit().await.unwrap();
    }
    written
}

async fn tag(shop: &Shop, name: &str) -> Tag {
    let tag = NewTag {
        slug: slug(name),
        name: None,
        color: String::new(),
    };
    tags::create(&shop.service, &shop.ada, shop.project, tag)
        .await
        .unwrap()
}

fn denied<T>(result: &Result<T, Error>, action: Action) -> bool {
    matches!(result, Err(Error::Denied(denied)) if *denied == action)
}

#[tokio::test]
async fn a_list_leaves_out_what_one_may_not_know_of_and_hides_what_one_may_not_read() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let values = [("OPEN", "1"), ("MASKED", "2"), ("UNKNOWN", "3")];
    shop.write(&dev, &values).await;
    let rules = json!([
        { "subject": "secrets", "action": "describeSecret",
          "conditions": { "secretName": { "$ne": "UNKNOWN" } } },
        { "subject": "secrets", "action": "readValue",
          "conditions": { "secretName": "OPEN" } },
    ]);
    let found = seen(&shop, &dev, &rules, EVERYTHING).await.unwrap();
    assert_eq!(
        shown(&found.secrets),
        [("MASKED", None), ("OPEN", Some("1"))]
    );
    let nothing = json!([{ "subject": "secrets", "action": "describeSecret",
        "conditions": { "environment": "prod" } }]);
    let refused = seen(&shop, &dev, &nothing, EVERYTHING).await;
    assert!(denied(&refused, Action::DescribeSecrets));
}

#[tokio::test]
async fn a_recursive_list_shows_the_folders_one_may_see_and_no_others() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    for (folder, name) in [("/app", "A"), ("/app/db", "B"), ("/ops", "C")] {
        let place = shop.folder_at("dev", folder).await;
        shop.write(&place, &[(name, "1")]).await;
    }
    let rules = json!([{ "subject": "secrets", "action": ["describeSecret", "readValue"],
        "conditions": { "secretPath": { "$glob": "/app/**" } } }]);
    let found = seen(&shop, &dev, &rules, EVERYTHING).await.unwrap();
    assert_eq!(shown(&found.secrets), [("A", Some("1")), ("B", Some("1"))]);
}

#[tokio::test]
async fn a_value_is_not_expanded_for_who_may_not_read_what_it_refers_to() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&shop.root("prod"), &[("PASSWORD", "hunter2")])
        .await;
    shop.write(&dev, &[("URL", "db:${prod.PASSWORD}")]).await;
    let rules = json!([{ "subject": "secrets", "action": ["describeSecret", "readValue"],
        "conditions": { "environment": "dev" } }]);
    let refused = seen(&shop, &dev, &rules, EVERYTHING).await;
    assert!(denied(&refused, Action::ReadSecrets));
    let typed = View {
        expand: false,
        ..EVERYTHING
    };
    let found = seen(&shop, &dev, &rules, typed).await.unwrap();
    assert_eq!(
        shown(&found.secrets),
        [("URL", Some("db:${prod.PASSWORD}"))]
    );
}

#[tokio::test]
async fn imports_show_only_what_one_may_see_where_it_lies() {
    let shop = Shop::open().await;
    let (dev, prod) = (shop.root("dev"), shop.root("prod"));
    shop.write(&prod, &[("OPEN", "1"), ("MASKED", "2")]).await;
    imports::create(&shop.service, &shop.ada, &dev, &prod)
        .await
        .unwrap();
    let only_dev = json!([{ "subject": "secrets", "action": ["describeSecret", "readValue"],
        "conditions": { "environment": "dev" } }]);
    let found = seen(&shop, &dev, &only_dev, EVERYTHING).await.unwrap();
    assert!(found.imports.is_empty());
    let both = json!([
        { "subject": "secrets", "action": "describeSecret" },
        { "subject": "secrets", "action": "readValue", "conditions": { "secretName": "OPEN" } },
    ]);
    let found = seen(&shop, &dev, &both, EVERYTHING).await.unwrap();
    assert_eq!(
        shown(&found.imports[0].secrets),
        [("MASKED", None), ("OPEN", Some("1"))]
    );
}

#[tokio::test]
async fn a_right_by_tag_is_one_to_the_secrets_that_have_it() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let (mine, theirs) = (tag(&shop, "mine").await, tag(&shop, "theirs").await);
    let tagged = |name: &str, tag: &Tag| SecretChange {
        tags: Some(vec![tag.id]),
        ..change(name, "1")
    };
    let all = json!([{ "subject": "secrets", "action": ["create", "edit"] }]);
    for new in [tagged("A", &mine), tagged("B", &theirs), change("C", "1")] {
        write(&shop, &all, new, Expect::New).await.unwrap();
    }
    let rules = json!([{ "subject": "secrets",
        "action": ["describeSecret", "readValue", "create", "edit"],
        "conditions": { "secretTags": { "$in": ["mine"] } } }]);
    let found = seen(&shop, &dev, &rules, EVERYTHING).await.unwrap();
    assert_eq!(shown(&found.secrets), [("A", Some("1"))]);

    let changed = write(&shop, &rules, change("A", "2"), Expect::Existing).await;
    assert_eq!(changed.unwrap().unwrap().version, 2);
    let others = write(&shop, &rules, change("B", "2"), Expect::Existing).await;
    assert!(denied(&others, Action::EditSecrets));
    let taken_in = write(&shop, &rules, tagged("B", &mine), Expect::Existing).await;
    assert!(denied(&taken_in, Action::EditSecrets));
    let given_away = write(&shop, &rules, tagged("A", &theirs), Expect::Existing).await;
    assert!(denied(&given_away, Action::EditSecrets));
    let untagged = write(&shop, &rules, change("D", "1"), Expect::New).await;
    assert!(denied(&untagged, Action::CreateSecrets));
    let made = write(&shop, &rules, tagged("D", &mine), Expect::New).await;
    assert_eq!(made.unwrap().unwrap().tags, [mine]);
}

#[tokio::test]
async fn a_rename_needs_the_right_to_both_names() {
    let shop = Shop::open().await;
    shop.write(&shop.root("dev"), &[("APP_A", "1"), ("OPS_A", "1")])
        .await;
    let rules = json!([{ "subject": "secrets", "action": "edit",
        "conditions": { "secretName": { "$glob": "APP_*" } } }]);
    let rename = |from: &str, to: &str| SecretChange {
        new_key: Some(key(to)),
        ..SecretChange::nothing(key(from))
    };
    for (from, to) in [("APP_A", "OPS_B"), ("OPS_A", "APP_B"), ("OPS_Z", "APP_B")] {
        let refused = write(&shop, &rules, rename(from, to), Expect::Existing).await;
        assert!(denied(&refused, Action::EditSecrets), "{from} to {to}");
    }
    let renamed = write(&shop, &rules, rename("APP_A", "APP_B"), Expect::Existing).await;
    assert_eq!(renamed.unwrap().unwrap().key, key("APP_B"));
}

#[tokio::test]
async fn a_write_gives_back_the_value_it_was_sent_only_to_who_may_read_it() {
    let shop = Shop::open().await;
    let blind = json!([{ "subject": "secrets", "action": "create" }]);
    let made = write(&shop, &blind, change("A", "1"), Expect::New).await;
    assert!(made.unwrap().unwrap().value.is_none());
    let seeing = json!([{ "subject": "secrets", "action": ["create", "edit", "readValue"] }]);
    let made = write(&shop, &seeing, change("B", "2"), Expect::New).await;
    assert_eq!(shown(&[made.unwrap().unwrap()]), [("B", Some("2"))]);
    let nothing = SecretChange::nothing(key("B"));
    let same = write(&shop, &seeing, nothing, Expect::Existing).await;
    assert!(same.unwrap().unwrap().value.is_none());
}
