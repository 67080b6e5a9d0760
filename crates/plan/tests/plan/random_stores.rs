//! Stores, ledgers and wishes at random, and what holds of every plan.

use std::collections::BTreeMap;

use model::sync::Drift;
use plan::{
    Action, Content, Deletion, DestinationKey, Etag, Foreign, Intent, LedgerEntry, Left, Observed,
    Origin, Policy, SkipReason, Step, Verdict, WantedValue, Why,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::scene::{Scene, digest, key, secret, tags};

/// Everything there is to say of one key.
#[derive(Debug, Clone)]
struct Lot {
    wanted: Option<Wish>,
    there: Option<(Content, bool)>,
    row: Option<Row>,
    owned: bool,
}

#[derive(Debug, Clone)]
enum Wish {
    Value(WantedValue),
    Unresolved,
}

#[derive(Debug, Clone)]
struct Row {
    origin: Origin,
    left: Option<(Content, u32)>,
    intent: Option<(Option<Content>, bool)>,
}

fn contents() -> impl Strategy<Value = Content> {
    let types = select(vec![None, Some("text/plain"), Some("application/json")]);
    (select(vec!["", "a", "b"]), types, any::<bool>()).prop_map(|(value, kind, tagged)| Content {
        value: secret(value),
        content_type: kind.map(str::to_owned),
        tags: if tagged {
            tags(&[("t", "1")])
        } else {
            BTreeMap::new()
        },
    })
}

fn wishes() -> impl Strategy<Value = Wish> {
    let value = (contents(), any::<bool>(), any::<bool>()).prop_map(|(content, typed, tagged)| {
        Wish::Value(WantedValue {
            value: content.value,
            content_type: content.content_type.filter(|_| typed),
            tags: tagged.then_some(content.tags),
        })
    });
    prop_oneof![5 => value, 1 => Just(Wish::Unresolved)]
}

fn rows() -> impl Strategy<Value = Row> {
    let origins = select(vec![Origin::Created, Origin::Overwrote, Origin::Adopted]);
    let left = prop::option::weighted(0.8, (contents(), 1..3_u32));
    let intent = prop::option::weighted(0.3, (prop::option::of(contents()), any::<bool>()));
    (origins, left, intent).prop_map(|(origin, left, intent)| Row {
        origin,
        left,
        intent,
    })
}

fn lots() -> impl Strategy<Value = Lot> {
    (
        prop::option::weighted(0.7, wishes()),
        prop::option::weighted(0.7, (contents(), prop::bool::weighted(0.2))),
        prop::option::weighted(0.6, rows()),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(wanted, there, row, owned)| Lot {
            wanted,
            there,
            row,
            owned,
        })
}

fn policies() -> impl Strategy<Value = Policy> {
    (
        select(vec![Foreign::Skip, Foreign::Overwrite]),
        select(Drift::ALL),
        select(vec![Deletion::OursOnly, Deletion::Never]),
    )
        .prop_map(|(foreign, drift, deletion)| Policy {
            foreign,
            drift,
            deletion,
        })
}

/// What is there has etag 1, so a row that left etag 1 left just that.
fn scenes() -> impl Strategy<Value = Scene> {
    (prop::collection::vec(lots(), 0..12), policies()).prop_map(|(lots, policy)| {
        let mut scene = Scene::new();
        scene.policy = policy;
        for (number, lot) in lots.into_iter().enumerate() {
            let name = format!("k{number:02}");
            let there = lot.there.as_ref().map(|(content, _)| content.clone());
            if let Some((content, locked)) = lot.there {
                let etag = Etag::new("1");
                scene.observed.insert(
                    key(&name),
                    Observed {
                        content,
                        etag,
                        locked,
                    },
                );
            }
            if let Some(row) = lot.row {
                scene.ledger.insert(key(&name), entry(row, there.as_ref()));
            }
            if lot.owned {
                scene = scene.owned_by(&name, "the other");
            }
            match lot.wanted {
                Some(Wish::Value(value)) => scene = scene.wants_exactly(&name, value),
                Some(Wish::Unresolved) => scene = scene.wants_unresolved(&name, "LOST"),
                None => {}
            }
        }
        scene
    })
}

fn entry(row: Row, there: Option<&Content>) -> LedgerEntry {
    let left = |(content, etag): (Content, u32)| {
        let content = there.filter(|_| etag == 1).unwrap_or(&content);
        Left {
            etag: Etag::new(etag.to_string()),
            digest: content.digest(&digest),
        }
    };
    let intent = |(content, may_still_arrive): (Option<Content>, bool)| Intent {
        content: content.map(|content| content.digest(&digest)),
        may_still_arrive,
    };
    LedgerEntry {
        origin: row.origin,
        left: row.left.map(left),
        intent: row.intent.map(intent),
    }
}

fn later(mut scene: Scene) -> Scene {
    for row in scene.ledger.values_mut() {
        row.intent = row.intent.map(|intent| Intent {
            may_still_arrive: false,
            ..intent
        });
    }
    scene
}

/// Whether content is as wanted, where what is not wanted in particular stays as it was.
fn is_as_wanted(wanted: &WantedValue, now: &Content, before: Option<&Content>) -> bool {
    let before_type = before.map_or("", |before| before.content_type());
    let before_tags = before.map(|before| before.tags.clone()).unwrap_or_default();
    now.value == wanted.value
        && now.content_type() == wanted.content_type.as_deref().unwrap_or(before_type)
        && now.tags == *wanted.tags.as_ref().unwrap_or(&before_tags)
}

/// Whether the ledger says that what is there was written by this sync.
fn was_written_by_us(scene: &Scene, key: &DestinationKey) -> bool {
    let Some(row) = scene.ledger.get(key) else {
        return false;
    };
    let intended = row.intent.and_then(|intent| intent.content);
    let there = scene.observed[key].content.digest(&digest);
    row.origin != Origin::Adopted && (row.left.is_some() || intended == Some(there))
}

fn steps(scene: &Scene) -> Vec<Step> {
    scene.plan().steps().to_vec()
}

proptest! {
    #[test]
    fn every_request_is_for_a_key_of_this_sync_and_for_what_was_seen(scene in scenes()) {
        for Step { key, action, .. } in steps(&scene) {
            let there = scene.observed.get(&key);
            let wanted = scene.values.contains_key(&key);
            prop_assert!(wanted || scene.ledger.contains_key(&key) || !action.is_work());
            if !action.is_request() {
                continue;
            }
            prop_assert!(!scene.owners.contains_key(&key));
            prop_assert!(there.is_none_or(|there| !there.locked));
            let seen = there.map(|there| &there.etag);
            match &action {
                Action::Create(_) => prop_assert!(wanted && seen.is_none()),
                Action::Update { if_match, .. } => prop_assert!(wanted && seen == Some(if_match)),
                Action::Delete { if_match, .. } => {
                    prop_assert!(!wanted && seen == Some(if_match));
                    prop_assert!(was_written_by_us(&scene, &key));
                    prop_assert_eq!(scene.policy.deletion, Deletion::OursOnly);
                }
                other => prop_assert!(false, "{:?} is no request", other),
            }
        }
    }

    #[test]
    fn limits_stop_what_is_outside_them_and_nothing_else(scene in scenes()) {
        let limited = scene.clone().limited_to("k00").limited_to("k02");
        let is_within = |key: &DestinationKey| key.is_within(&limited.prefixes);
        let unlimited = steps(&scene);
        for step in steps(&limited) {
            if is_within(&step.key) {
                prop_assert!(unlimited.contains(&step), "{:?}", step);
            } else {
                let touches = !matches!(step.action, Action::Forget | Action::Leave | Action::Skip);
                prop_assert!(!touches, "{:?}", step);
            }
        }
    }

    #[test]
    fn applying_a_plan_gives_what_is_wanted_and_touches_nothing_else(scene in scenes()) {
        let mut after = scene.clone();
        after.apply();
        for Step { key, action, why } in steps(&scene) {
            let before = scene.observed.get(&key).map(|there| &there.content);
            let now = after.observed.get(&key).map(|there| &there.content);
            match (scene.values.get(&key), &why) {
                (Some(wanted), Why::Skipped(_)) => {
                    prop_assert!(before.is_none_or(|before| !is_as_wanted(wanted, before, Some(before)))
                        || scene.owners.contains_key(&key));
                }
                (Some(wanted), _) => prop_assert!(is_as_wanted(wanted, now.unwrap(), before)),
                (None, Why::GoneHere | Why::Drifted) => prop_assert!(now.is_none()),
                (None, _) => {}
            }
            if !action.is_request() {
                prop_assert_eq!(scene.observed.get(&key), after.observed.get(&key));
            }
        }
        let looked_at = |key: &DestinationKey| steps(&scene).iter().any(|step| step.key == *key);
        for (key, there) in &scene.observed {
            prop_assert!(looked_at(key) || after.observed.get(key) == Some(there));
        }
    }

    #[test]
    fn planning_again_gives_no_work(scene in scenes()) {
        let mut after = scene;
        after.apply();
        after.confirmed = None;
        prop_assert_eq!(after.plan().verdict(), Verdict::Nothing, "{:?}", after.plan());
        prop_assert_eq!(later(after).plan().requests(), 0);
    }

    #[test]
    fn a_plan_is_the_same_every_time_and_deletes_last(scene in scenes()) {
        let plan = scene.plan();
        prop_assert_eq!(&scene.plan(), &plan);
        let first_delete = plan.steps().iter().position(|step| step.action.code() == "delete");
        let rest = &plan.steps()[first_delete.unwrap_or(plan.steps().len())..];
        prop_assert!(rest.iter().all(|step| step.action.code() == "delete"));
    }

    #[test]
    fn a_held_plan_gives_no_step_away_and_its_confirmation_changes_none(scene in scenes()) {
        let plan = scene.plan();
        if let Verdict::Held(reason) = plan.verdict() {
            prop_assert_eq!(plan.clone().into_steps().unwrap_err(), reason);
        }
        let confirmed = Scene { confirmed: Some(plan.fingerprint()), ..scene };
        prop_assert_eq!(confirmed.plan().into_steps().unwrap(), plan.steps());
    }

    /// The process dies after the intents are written; each request had its effect or not.
    #[test]
    fn a_crash_at_any_moment_is_taken_up(
        scene in scenes(),
        effects in prop::collection::vec(any::<bool>(), 12),
    ) {
        let mut cut = scene.clone();
        for (step, arrives) in steps(&scene).iter().zip(effects) {
            cut.begin(step);
            if arrives {
                cut.send(step);
            }
        }
        let is_new = |step: &Step| !steps(&scene).contains(step);
        for step in steps(&cut).iter().filter(|step| is_new(step)) {
            let first = steps(&scene).into_iter().find(|first| first.key == step.key).unwrap();
            prop_assert!(!step.is_drift() || first.is_drift(), "{step:?} after {first:?}");
            prop_assert_ne!(step.skipped(), Some(&SkipReason::Foreign));
        }
        let mut straight = scene;
        straight.apply();
        cut.apply();
        let contents = |scene: &Scene| {
            let content = |(key, there): (&DestinationKey, &Observed)| {
                (key.clone(), there.content.clone())
            };
            scene.observed.iter().map(content).collect::<Vec<_>>()
        };
        prop_assert_eq!(contents(&cut), contents(&straight));
        let mut cut = later(cut);
        cut.apply();
        prop_assert_eq!(cut.plan().verdict(), Verdict::Nothing, "{:?}", cut.plan());
    }
}
