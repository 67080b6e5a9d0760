use plan::{Deletion, Fingerprint, HeldReason, Origin, Verdict, allowed_deletes};

use crate::scene::Scene;

/// Keys of ours, of which the last so many are no longer wanted.
fn losing(ours: usize, gone: usize) -> Scene {
    (0..ours).fold(Scene::new(), |scene, number| {
        let name = format!("k{number:04}");
        let scene = scene.sees(&name, "v").left_so(&name, Origin::Created);
        if number < ours - gone {
            scene.wants(&name, "v")
        } else {
            scene
        }
    })
}

#[test]
fn a_fifth_may_go_unasked_but_two_always_and_never_more_than_fifty() {
    for (ours, allowed) in [
        (0, 2),
        (3, 2),
        (14, 2),
        (15, 3),
        (100, 20),
        (250, 50),
        (9_999, 50),
    ] {
        assert_eq!(allowed_deletes(ours), allowed, "{ours}");
    }
}

#[test]
fn a_plan_within_the_allowance_is_ready_and_one_delete_more_is_held() {
    for (ours, allowed) in [(5, 2), (20, 4), (300, 50)] {
        assert_eq!(losing(ours, allowed).plan().verdict(), Verdict::Ready);
        let deletes = allowed + 1;
        let held = losing(ours, deletes).plan();
        let reason = HeldReason::ManyDeletes {
            deletes,
            allowed,
            ours,
        };
        assert_eq!(held.verdict(), Verdict::Held(reason));
        assert_eq!(held.into_steps().unwrap_err(), reason);
    }
}

#[test]
fn a_source_that_became_empty_is_held_even_for_one_key() {
    let reason = HeldReason::SourceEmpty { ours: 1 };
    assert_eq!(losing(1, 1).plan().verdict(), Verdict::Held(reason));
    let adopted = Scene::new().sees("K", "v").left_so("K", Origin::Adopted);
    assert_eq!(adopted.plan().verdict(), Verdict::Held(reason));
}

#[test]
fn an_empty_source_that_costs_nothing_is_not_held() {
    assert_eq!(Scene::new().plan().verdict(), Verdict::Nothing);
    assert_eq!(
        Scene::new().sees("theirs", "v").plan().verdict(),
        Verdict::Nothing
    );
    let vanished = Scene::new().left("K", Origin::Created, "v");
    assert_eq!(vanished.plan().verdict(), Verdict::Ready);
    let mut keeping = losing(9, 9);
    keeping.policy.deletion = Deletion::Never;
    assert_eq!(keeping.plan().verdict(), Verdict::Nothing);
}

#[test]
fn keys_that_cannot_be_resolved_do_not_count_as_deleted() {
    let scene = (0..10).fold(Scene::new(), |scene, number| {
        let name = format!("k{number}");
        let scene = scene.wants_unresolved(&name, "LOST");
        scene.sees(&name, "v").left_so(&name, Origin::Created)
    });
    assert_eq!(scene.plan().verdict(), Verdict::Nothing);
    assert_eq!(scene.plan().summary().skip, 10);
}

#[test]
fn a_confirmation_covers_exactly_the_plan_it_names() {
    let mut scene = losing(10, 10);
    let shown = scene.plan();
    scene.confirmed = Some(shown.fingerprint());
    assert_eq!(scene.plan().verdict(), Verdict::Ready);
    assert_eq!(scene.plan().steps(), shown.steps());

    let one_more = scene
        .clone()
        .sees("k9999", "v")
        .left_so("k9999", Origin::Created);
    let one_less = scene.clone().wants("k0000", "v");
    let another_version = scene
        .sees("k0000", "v2")
        .left("k0000", Origin::Created, "v");
    for changed in [one_more, one_less, another_version] {
        assert!(matches!(changed.plan().verdict(), Verdict::Held(_)));
    }
}

#[test]
fn a_fingerprint_depends_on_every_value_and_is_read_back_from_its_text() {
    let print = |value| Scene::new().wants("K", value).plan().fingerprint();
    assert_eq!(print("a"), print("a"));
    assert_ne!(print("a"), print("b"));
    let text = print("a").to_string();
    assert_eq!(text.len(), 64);
    assert_eq!(text.parse::<Fingerprint>().unwrap(), print("a"));
    for bad in [
        "",
        "abc",
        &"g".repeat(64),
        &"é".repeat(32),
        &"+1".repeat(32),
    ] {
        assert!(bad.parse::<Fingerprint>().is_err(), "{bad}");
    }
}

#[test]
fn writes_come_first_and_deletes_last() {
    let scene = Scene::new()
        .wants("m-new", "v")
        .wants("z-changed", "new")
        .sees("z-changed", "old")
        .left_so("z-changed", Origin::Created)
        .wants("b-same", "v")
        .sees("b-same", "v")
        .left_so("b-same", Origin::Created)
        .sees("a-gone", "v")
        .left_so("a-gone", Origin::Created);
    let plan = scene.plan();
    let keys: Vec<_> = plan.steps().iter().map(|step| step.key.as_str()).collect();
    assert_eq!(keys, ["m-new", "z-changed", "b-same", "a-gone"]);
    let summary = plan.summary();
    assert_eq!((summary.create, summary.update, summary.delete), (1, 1, 1));
    assert_eq!((plan.requests(), summary.unchanged), (3, 1));
    assert!(plan.is_whole());
}
