use model::sync::Drift;
use plan::{Origin, Plan, Removal, Verdict, remove};

use crate::scene::{Scene, digest};

fn removal(scene: &Scene, drift: Drift) -> Plan {
    remove(&Removal {
        observed: &scene.observed,
        ledger: &scene.ledger,
        owners: &scene.owners,
        drift,
        prefixes: &scene.prefixes,
        digest: &digest,
    })
}

fn steps(plan: &Plan) -> Vec<String> {
    let line =
        |step: &plan::Step| format!("{} {} {}", step.key, step.action.code(), step.why.code());
    plan.steps().iter().map(line).collect()
}

#[test]
fn a_removal_deletes_what_the_sync_wrote_and_nothing_else_unasked() {
    let scene = Scene::new()
        .sees("adopted", "v")
        .left_so("adopted", Origin::Adopted)
        .sees("changed", "theirs")
        .left("changed", Origin::Created, "ours")
        .sees("made", "v")
        .left_so("made", Origin::Created)
        .sees("replaced", "v")
        .left_so("replaced", Origin::Overwrote)
        .sees("theirs", "v")
        .left("vanished", Origin::Created, "v");
    let overwriting = removal(&scene, Drift::Overwrite);
    assert_eq!(overwriting.verdict(), Verdict::Ready);
    assert_eq!(
        steps(&overwriting),
        [
            "adopted forget adopted-stays",
            "vanished forget gone-on-both-sides",
            "changed delete drifted",
            "made delete gone-here",
            "replaced delete gone-here",
        ]
    );
    let keeping = removal(&scene, Drift::Keep);
    assert!(steps(&keeping).contains(&"changed skip drift-kept".to_owned()));
}

#[test]
fn a_removal_of_nothing_has_nothing_to_do() {
    let scene = Scene::new().sees("theirs", "v");
    assert_eq!(
        removal(&scene, Drift::Overwrite).verdict(),
        Verdict::Nothing
    );
}

#[test]
fn a_removal_stays_within_the_limits() {
    let scene = Scene::new()
        .limited_to("shop:")
        .sees("other:A", "v")
        .left_so("other:A", Origin::Created)
        .sees("shop:A", "v")
        .left_so("shop:A", Origin::Created);
    let expected = ["other:A skip outside-limits", "shop:A delete gone-here"];
    assert_eq!(steps(&removal(&scene, Drift::Overwrite)), expected);
}
