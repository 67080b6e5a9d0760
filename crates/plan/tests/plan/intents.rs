use plan::{Action, Foreign, Origin, Step, plan_key};

use crate::scene::{Scene, key};

/// Begins the one step and loses its answer; the request has its effect or not.
fn cut_off(mut scene: Scene, arrives: bool) -> (Scene, Step) {
    let step = scene.only_step();
    scene.begin(&step);
    if arrives {
        scene.send(&step);
    }
    (scene, step)
}

/// Enough time has passed that no request is under way any more.
fn later(mut scene: Scene) -> Scene {
    for row in scene.ledger.values_mut() {
        if let Some(intent) = &mut row.intent {
            intent.may_still_arrive = false;
        }
    }
    scene
}

fn no_longer_wanted(scene: Scene) -> Scene {
    Scene {
        desired: Scene::new().desired,
        ..scene
    }
}

fn now_wanted(scene: Scene, value: &str) -> Scene {
    no_longer_wanted(scene).wants("K", value)
}

#[test]
fn a_create_whose_answer_was_lost_is_recognised_as_ours() {
    let (mut scene, _) = cut_off(Scene::new().wants("K", "v"), true);
    assert_eq!(scene.outcome(), "settle recognised");
    scene.apply();
    assert_eq!(scene.ledger[&key("K")].origin, Origin::Created);
    assert_eq!(scene.outcome(), "unchanged same");
}

#[test]
fn a_create_that_did_not_arrive_is_made_again() {
    let (scene, _) = cut_off(Scene::new().wants("K", "v"), false);
    assert_eq!(scene.outcome(), "create new-here");
}

#[test]
fn an_update_whose_answer_was_lost_is_no_drift() {
    let ours = Scene::new().sees("K", "old").left_so("K", Origin::Created);
    let (scene, _) = cut_off(ours.wants("K", "new"), true);
    assert_eq!(scene.outcome(), "settle recognised");
    let scene = now_wanted(scene, "newer still");
    assert_eq!(scene.outcome(), "update value-changed");
}

#[test]
fn two_cuts_in_a_row_lose_nothing() {
    let (scene, _) = cut_off(Scene::new().wants("K", "first"), true);
    let (scene, _) = cut_off(now_wanted(scene, "second"), false);
    assert_eq!(scene.outcome(), "update value-changed");
    let (scene, _) = cut_off(no_longer_wanted(scene), false);
    assert_eq!(scene.outcome(), "delete gone-here");
}

#[test]
fn a_foreign_key_becomes_ours_only_when_our_write_has_arrived() {
    let scene = Scene::new().wants("K", "ours").sees("K", "theirs");
    let (mut arrived, _) = cut_off(scene.clone(), true);
    let (mut lost, _) = cut_off(scene, false);
    for scene in [&mut arrived, &mut lost] {
        scene.policy.foreign = Foreign::Skip;
    }
    assert_eq!(arrived.outcome(), "settle recognised");
    assert_eq!(lost.outcome(), "skip foreign");
    let gone = later(no_longer_wanted(lost));
    assert_eq!(gone.outcome(), "forget never-arrived");
}

#[test]
fn a_delete_whose_answer_was_lost_is_no_drift() {
    let ours = Scene::new().sees("K", "v").left_so("K", Origin::Created);
    let (scene, _) = cut_off(ours, true);
    assert_eq!(scene.outcome(), "forget gone-on-both-sides");
    assert_eq!(now_wanted(scene, "v").outcome(), "create new-here");
}

#[test]
fn a_row_is_kept_while_its_write_may_still_arrive() {
    let (scene, step) = cut_off(Scene::new().wants("K", "v"), false);
    let mut waiting = no_longer_wanted(scene);
    assert_eq!(waiting.outcome(), "leave may-still-arrive");
    assert_eq!(
        later(waiting.clone()).outcome(),
        "forget gone-on-both-sides"
    );
    waiting.send(&step);
    assert_eq!(waiting.outcome(), "delete gone-here");
}

#[test]
fn a_write_that_arrives_after_a_look_is_still_recognised() {
    let ours = Scene::new().sees("K", "old").left_so("K", Origin::Created);
    let (scene, step) = cut_off(ours.wants("K", "new"), false);
    let mut reverted = now_wanted(scene, "old");
    assert_eq!(reverted.outcome(), "unchanged same");
    assert_eq!(later(reverted.clone()).outcome(), "settle recognised");
    reverted.apply();
    reverted.send(&step);
    assert_eq!(reverted.outcome(), "update value-changed");
}

#[test]
fn a_key_that_changed_under_a_write_is_planned_again_alone() {
    let scene = Scene::new()
        .wants("K", "ours")
        .sees("K", "theirs")
        .left("K", Origin::Created, "old")
        .wants("other", "v");
    let step = plan_key(&scene.inputs(), &key("K")).unwrap();
    assert!(step.is_drift());
    match step.action {
        Action::Update { if_match, .. } => assert_eq!(if_match.as_str(), "1"),
        other => panic!("{other:?}"),
    }
    assert_eq!(plan_key(&scene.inputs(), &key("unknown")), None);
}

#[test]
fn a_row_for_a_key_of_another_sync_is_dropped_and_the_key_left_alone() {
    let scene = Scene::new()
        .sees("K", "v")
        .left_so("K", Origin::Created)
        .owned_by("K", "the other");
    assert_eq!(scene.outcome(), "forget other-syncs-now");
}
