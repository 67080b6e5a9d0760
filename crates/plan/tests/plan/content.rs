use model::sync::{Drift, InitialSyncBehavior, SyncOptions};
use plan::{
    Action, Content, Deletion, Foreign, MAX_KEY_VALUE_BYTES, NameProblem, Origin, Policy,
    SkipReason, Wanted, WantedValue, Why, Write, reclaim,
};

use crate::scene::{Scene, content, digest, key, secret, tags};

const KEY_VAULT: &str = "application/vnd.microsoft.appconfig.keyvaultref+json;charset=utf-8";
const FLAG: &str = "Application/vnd.microsoft.appconfig.ff+json; charset=utf-8";

fn typed(value: &str, content_type: &str) -> Content {
    Content {
        content_type: Some(content_type.to_owned()),
        ..content(value)
    }
}

fn wanting(value: &str, content_type: &str) -> WantedValue {
    WantedValue {
        content_type: Some(content_type.to_owned()),
        ..WantedValue::plain(secret(value))
    }
}

fn written(scene: &Scene) -> Write {
    match scene.only_step().action {
        Action::Create(write) | Action::Update { write, .. } => write,
        other => panic!("{other:?}"),
    }
}

fn reason(scene: &Scene) -> SkipReason {
    match scene.only_step().why {
        Why::Skipped(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn content_type_and_tags_that_the_source_leaves_open_are_kept() {
    let there = Content {
        tags: tags(&[("team", "checkout")]),
        ..typed("old", "application/json")
    };
    let scene = Scene::new()
        .wants("K", "new")
        .sees_exactly("K", there.clone())
        .left_so("K", Origin::Created);
    let expected = Content {
        value: secret("new"),
        ..there
    };
    assert_eq!(written(&scene).content, expected);
    assert_eq!(written(&scene).digest, expected.digest(&digest));
}

#[test]
fn content_type_and_tags_that_the_source_sets_are_written() {
    let wanted = WantedValue {
        tags: Some(tags(&[("a", "1")])),
        ..wanting("same", "text/plain")
    };
    let other_type = Scene::new()
        .wants_exactly("K", wanted.clone())
        .sees("K", "same")
        .left_so("K", Origin::Created);
    assert_eq!(other_type.outcome(), "update content-type-changed");
    assert_eq!(written(&other_type).content.tags, tags(&[("a", "1")]));
    let other_tags = other_type
        .sees_exactly("K", typed("same", "text/plain"))
        .left_so("K", Origin::Created);
    assert_eq!(other_tags.outcome(), "update tags-changed");
    assert_eq!(written(&other_tags).content.content_type(), "text/plain");
}

#[test]
fn no_content_type_and_the_empty_one_are_the_same() {
    let scene = Scene::new()
        .wants_exactly("K", wanting("v", ""))
        .sees("K", "v")
        .left_so("K", Origin::Created);
    assert_eq!(scene.outcome(), "unchanged same");
    assert_eq!(typed("v", "").digest(&digest), content("v").digest(&digest));
    let cleared = scene
        .sees_exactly("K", typed("v", "text/plain"))
        .left_so("K", Origin::Created);
    assert_eq!(written(&cleared).content.content_type, None);
}

#[test]
fn tags_that_somebody_adds_to_an_equal_key_are_no_drift() {
    let tagged = Content {
        tags: tags(&[("theirs", "yes")]),
        ..content("v")
    };
    let mut scene = Scene::new()
        .wants("K", "v")
        .left("K", Origin::Created, "v")
        .sees_exactly("K", tagged);
    assert_eq!(scene.outcome(), "settle recognised");
    scene.apply();
    assert_eq!(scene.outcome(), "unchanged same");
}

#[test]
fn a_key_that_was_only_locked_and_unlocked_has_not_changed() {
    let scene = Scene::new()
        .wants("K", "new")
        .left("K", Origin::Created, "old")
        .sees("K", "old");
    assert_eq!(scene.outcome(), "update value-changed");
}

#[test]
fn a_foreign_key_that_is_overwritten_is_deleted_when_it_goes_but_an_adopted_one_stays() {
    let mut overwritten = Scene::new().wants("K", "ours").sees("K", "theirs");
    overwritten.apply();
    assert_eq!(overwritten.ledger[&key("K")].origin, Origin::Overwrote);

    let mut adopted = Scene::new().wants("K", "same").sees("K", "same");
    adopted.apply();
    let mut changed = adopted.clone();
    changed.desired = Scene::new().wants("K", "newer").desired;
    changed.apply();
    assert_eq!(changed.ledger[&key("K")].origin, Origin::Adopted);
    for scene in [adopted, changed] {
        let gone = Scene {
            desired: Scene::new().desired,
            ..scene
        };
        assert_eq!(gone.outcome(), "forget adopted-stays");
    }
}

#[test]
fn a_key_may_take_ten_kilobytes_with_everything() {
    let wanted = |length: usize| WantedValue {
        tags: Some(tags(&[("tag", "value")])),
        ..wanting(&"x".repeat(length), "text/plain")
    };
    let rest = "K".len() + "prod".len() + "tag".len() + "value".len() + "text/plain".len();
    let mut fits = Scene::new().wants_exactly("K", wanted(MAX_KEY_VALUE_BYTES - rest));
    fits.label = "prod";
    assert_eq!(fits.outcome(), "create new-here");
    let mut over = Scene::new().wants_exactly("K", wanted(MAX_KEY_VALUE_BYTES - rest + 1));
    over.label = "prod";
    let bytes = MAX_KEY_VALUE_BYTES + 1;
    assert_eq!(reason(&over), SkipReason::TooLarge { bytes });
}

#[test]
fn tags_that_are_kept_count_towards_the_size() {
    let there = Content {
        tags: tags(&[("note", &"n".repeat(300))]),
        ..content("old")
    };
    let scene = Scene::new()
        .wants("K", &"x".repeat(10_000))
        .sees_exactly("K", there)
        .left_so("K", Origin::Created);
    assert_eq!(scene.outcome(), "skip too-large");
}

#[test]
fn names_that_the_destination_refuses_are_skipped() {
    for (name, problem) in [
        ("", NameProblem::Empty),
        (".", NameProblem::Dots),
        ("..", NameProblem::Dots),
        ("100%", NameProblem::Percent),
        ("a\tb", NameProblem::ControlCharacter),
    ] {
        let scene = Scene::new().wants(name, "v");
        assert_eq!(reason(&scene), SkipReason::ImpossibleName(problem));
    }
    for name in ["A?B", "A#B", "A,B", "A*B", "a/b", "a b", "...", "ключ"] {
        assert_eq!(Scene::new().wants(name, "v").outcome(), "create new-here");
    }
}

#[test]
fn two_secrets_that_want_one_key_are_both_named_and_nothing_is_deleted() {
    let mut scene = Scene::new().sees("K", "zero").left_so("K", Origin::Created);
    let sources = vec!["/K".to_owned(), "/shop/K".to_owned()];
    for source in &sources {
        let wanted = Wanted::Value(WantedValue::plain(secret(source)));
        scene.desired.add(key("K"), source, wanted);
    }
    assert_eq!(reason(&scene), SkipReason::NameCollision { sources });
    assert!(!scene.plan().is_whole());
}

#[test]
fn feature_flags_are_never_touched() {
    let flag_name = ".appconfig.featureflag/Beta";
    let by_name = Scene::new().wants(flag_name, "{}");
    let by_type = Scene::new().wants_exactly("K", wanting("{}", FLAG));
    let there = Scene::new().sees_exactly("K", typed("{}", FLAG));
    let turned = there.clone().wants("K", "v").left_so("K", Origin::Created);
    for scene in [by_name, by_type, turned] {
        assert_eq!(reason(&scene), SkipReason::FeatureFlag);
    }
    let gone = there.left_so("K", Origin::Created);
    assert_eq!(gone.outcome(), "forget feature-flag-now");
}

#[test]
fn a_key_vault_reference_gives_way_only_to_a_stated_content_type() {
    let there = Scene::new().sees_exactly("K", typed("{\"uri\":\"https://v\"}", KEY_VAULT));
    let vague = there.clone().wants("K", "plain");
    assert_eq!(reason(&vague), SkipReason::KeyVaultReference);
    let equal = there.clone().wants("K", "{\"uri\":\"https://v\"}");
    assert_eq!(equal.outcome(), "adopt already-equal");
    let stated = there.wants_exactly("K", wanting("plain", "text/plain"));
    assert_eq!(stated.outcome(), "update foreign-overwritten");
}

#[test]
fn an_unresolved_reference_and_another_owner_are_named() {
    let unresolved = Scene::new().wants_unresolved("K", "prod.db.URL");
    let reference = "prod.db.URL".to_owned();
    assert_eq!(reason(&unresolved), SkipReason::Unresolved { reference });
    let others = Scene::new().wants("K", "v").owned_by("K", "storefront");
    let owner = "storefront".to_owned();
    assert_eq!(reason(&others), SkipReason::OtherSync { owner });
}

#[test]
fn a_new_sync_reclaims_the_released_keys_that_are_as_they_were_left() {
    let scene = Scene::new()
        .sees("as-left", "v")
        .left_so("as-left", Origin::Created)
        .sees("changed", "theirs")
        .left("changed", Origin::Created, "ours")
        .left("gone", Origin::Created, "ours");
    let again = reclaim(&scene.ledger, &scene.observed, &digest);
    assert_eq!(again.keys().collect::<Vec<_>>(), [&key("as-left")]);
}

#[test]
fn the_options_of_a_sync_say_what_it_may_do() {
    let policy = |initial, keep_deleted| {
        Policy::from(&SyncOptions {
            initial,
            keep_deleted,
            drift: Drift::Keep,
            ..SyncOptions::default()
        })
    };
    let careful = policy(InitialSyncBehavior::ImportPrioritizeSource, true);
    assert_eq!(careful.foreign, Foreign::Skip);
    assert_eq!(careful.deletion, Deletion::Never);
    assert_eq!(careful.drift, Drift::Keep);
    let bold = policy(InitialSyncBehavior::OverwriteDestination, false);
    assert_eq!(bold.foreign, Foreign::Overwrite);
    assert_eq!(bold.deletion, Deletion::OursOnly);
}
