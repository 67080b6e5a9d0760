use std::collections::BTreeMap;

use model::sync::KeySchema;
use model::{SecretKey, SecretPath, SecretValue, Slug};
use plan::{Content, DestinationKey, ImportAction, ImportInputs, ImportSkip, Priority, import};

use crate::scene::{Scene, content, secret};

/// What comes of each key of a scene, in order; the source has one secret, `Db:Url` = `ours`.
fn imported(scene: &Scene, priority: Priority) -> Vec<ImportAction> {
    let schema = KeySchema::parse("app/{{secretKey}}").unwrap();
    let environment = Slug::parse("prod").unwrap();
    let strip =
        |key: &DestinationKey| schema.strip(key.as_str(), &environment, &SecretPath::root());
    let existing: BTreeMap<SecretKey, SecretValue> =
        [(secret_key("Db:Url"), secret("ours"))].into();
    let plan = import(&ImportInputs {
        observed: &scene.observed,
        existing: &existing,
        secret_key: &strip,
        priority,
        prefixes: &scene.prefixes,
    });
    let from: Vec<_> = plan.steps.iter().map(|step| &step.from).collect();
    assert_eq!(from, scene.observed.keys().collect::<Vec<_>>());
    plan.steps.into_iter().map(|step| step.action).collect()
}

fn secret_key(text: &str) -> SecretKey {
    SecretKey::parse(text).unwrap()
}

fn typed(value: &str, content_type: &str) -> Content {
    Content {
        content_type: Some(content_type.to_owned()),
        ..content(value)
    }
}

#[test]
fn a_key_that_is_only_there_becomes_a_secret_with_its_content_type() {
    let there = typed("{}", "application/json");
    let scene = Scene::new()
        .sees_exactly("app/Flags", there.clone())
        .sees("app/Empty", "");
    let create = |name, content| ImportAction::Create {
        key: secret_key(name),
        content,
    };
    for priority in [Priority::Source, Priority::Destination] {
        let expected = [create("Empty", content("")), create("Flags", there.clone())];
        assert_eq!(imported(&scene, priority), expected);
    }
}

#[test]
fn the_priority_decides_where_both_have_a_value() {
    let key = || secret_key("Db:Url");
    let scene = Scene::new().sees("app/Db:Url", "theirs");
    let theirs = ImportAction::Update {
        key: key(),
        content: content("theirs"),
    };
    assert_eq!(imported(&scene, Priority::Destination), [theirs]);
    let ours = ImportAction::KeepOurs { key: key() };
    assert_eq!(imported(&scene, Priority::Source), [ours]);
    let equal = Scene::new().sees("app/Db:Url", "ours");
    for priority in [Priority::Source, Priority::Destination] {
        assert_eq!(
            imported(&equal, priority),
            [ImportAction::Unchanged { key: key() }]
        );
    }
}

#[test]
fn what_is_no_plain_value_is_skipped_and_named() {
    let flag = "application/vnd.microsoft.appconfig.ff+json;charset=utf-8";
    let vault = "application/vnd.microsoft.appconfig.keyvaultref+json";
    let scene = Scene::new()
        .sees(".appconfig.featureflag/Beta", "{}")
        .sees_exactly("app/Flag", typed("{}", flag))
        .sees_exactly("app/Vault", typed("{\"uri\":\"https://v\"}", vault));
    let skips = [
        ImportSkip::FeatureFlag,
        ImportSkip::FeatureFlag,
        ImportSkip::KeyVaultReference,
    ];
    assert_eq!(
        imported(&scene, Priority::Destination),
        skips.map(ImportAction::Skip)
    );
}

#[test]
fn a_name_that_no_secret_can_have_stops_no_other() {
    let long = format!("app/{}", "x".repeat(256));
    let scene = ["app/", "app/Good", long.as_str(), "elsewhere"]
        .into_iter()
        .fold(Scene::new(), |scene, name| scene.sees(name, "v"));
    let actions = imported(&scene, Priority::Source);
    let no_name = ImportAction::Skip(ImportSkip::NoSecretKey);
    assert!(matches!(actions[1], ImportAction::Create { .. }));
    for index in [0, 2, 3] {
        assert_eq!(actions[index], no_name);
    }
}

#[test]
fn a_key_outside_the_limits_does_not_come_home() {
    let scene = Scene::new()
        .limited_to("app/shop:")
        .sees("app/other:A", "theirs")
        .sees("app/shop:A", "theirs");
    let expected = [
        ImportAction::Skip(ImportSkip::OutsideLimits),
        ImportAction::Create {
            key: secret_key("shop:A"),
            content: content("theirs"),
        },
    ];
    assert_eq!(imported(&scene, Priority::Destination), expected);
}
