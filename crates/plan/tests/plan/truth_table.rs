use std::fmt::Write as _;

use model::sync::Drift;
use plan::{Deletion, Foreign, Intent, Origin, Policy};

use crate::scene::{Scene, key};

/// Each line answers every case that its columns name; `-` names all. The standing of an absent
/// key: *as left* when the sync deleted it itself, *changed* when somebody else did.
const TABLE: &str = "
wanted     | there         | locked | standing          | foreign   | drift     | deletion | origin            | limits  | step
---------- | ------------- | ------ | ----------------- | --------- | --------- | -------- | ----------------- | ------- | ----
wanted     | absent        | -      | not ours,as left  | -         | -         | -        | -                 | within  | create new-here
wanted     | absent        | -      | changed           | -         | -         | -        | -                 | within  | create vanished
wanted     | equal         | -      | not ours          | -         | -         | -        | -                 | within  | adopt already-equal
wanted     | equal         | -      | as left           | -         | -         | -        | -                 | within  | unchanged same
wanted     | equal         | -      | changed           | -         | -         | -        | -                 | within  | settle recognised
wanted     | differs       | no     | as left           | -         | -         | -        | -                 | within  | update value-changed
wanted     | differs       | no     | changed           | -         | overwrite | -        | -                 | within  | update drifted
wanted     | differs       | -      | changed           | -         | keep      | -        | -                 | within  | skip drift-kept
wanted     | differs       | no     | not ours          | overwrite | -         | -        | -                 | within  | update foreign-overwritten
wanted     | differs       | -      | not ours          | skip      | -         | -        | -                 | within  | skip foreign
wanted     | differs       | yes    | as left           | -         | -         | -        | -                 | within  | skip locked
wanted     | differs       | yes    | changed           | -         | overwrite | -        | -                 | within  | skip locked
wanted     | differs       | yes    | not ours          | overwrite | -         | -        | -                 | within  | skip locked
wanted     | -             | -      | another's         | -         | -         | -        | -                 | within  | skip other-sync
unresolved | -             | -      | -                 | -         | -         | -        | -                 | within  | skip unresolved
gone       | -             | -      | not ours          | -         | -         | -        | -                 | -       | no step
gone       | -             | -      | another's         | -         | -         | -        | -                 | -       | no step
gone       | absent        | -      | as left,changed   | -         | -         | -        | -                 | -       | forget gone-on-both-sides
gone       | equal,differs | no     | as left           | -         | -         | ours     | created,overwrote | within  | delete gone-here
gone       | equal,differs | no     | changed           | -         | overwrite | ours     | created,overwrote | within  | delete drifted
gone       | equal,differs | -      | changed           | -         | keep      | ours     | created,overwrote | -       | skip drift-kept
gone       | equal,differs | yes    | as left           | -         | -         | ours     | created,overwrote | within  | skip locked
gone       | equal,differs | yes    | changed           | -         | overwrite | ours     | created,overwrote | within  | skip locked
gone       | equal,differs | -      | as left,changed   | -         | -         | never    | created,overwrote | -       | leave deletion-off
gone       | equal,differs | -      | as left,changed   | -         | -         | -        | adopted           | -       | forget adopted-stays
wanted     | -             | -      | -                 | -         | -         | -        | -                 | outside | skip outside-limits
unresolved | -             | -      | -                 | -         | -         | -        | -                 | outside | skip outside-limits
gone       | equal,differs | -      | as left           | -         | -         | ours     | created,overwrote | outside | skip outside-limits
gone       | equal,differs | -      | changed           | -         | overwrite | ours     | created,overwrote | outside | skip outside-limits
";

const COLUMNS: [&[&str]; 9] = [
    &["wanted", "unresolved", "gone"],
    &["absent", "equal", "differs"],
    &["no", "yes"],
    &["not ours", "as left", "changed", "another's"],
    &["overwrite", "skip"],
    &["overwrite", "keep"],
    &["ours", "never"],
    &["created", "overwrote", "adopted"],
    &["within", "outside"],
];

type Case = [&'static str; 9];

#[test]
fn every_case_has_one_row_and_the_planner_follows_it() {
    let mut wrong = String::new();
    for case in cases() {
        let expected = expected(&case);
        let planned = planned(&case);
        if planned != expected {
            writeln!(wrong, "{}: {planned}, not {expected}", case.join(" | ")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Vec<&'static str>> = vec![Vec::new()];
    for choices in COLUMNS {
        let with_each = |case: &Vec<&'static str>| {
            let extended = |choice: &&'static str| [case.as_slice(), &[*choice]].concat();
            choices.iter().map(extended).collect::<Vec<_>>()
        };
        cases = cases.iter().flat_map(with_each).collect();
    }
    cases
        .iter()
        .map(|case| case.as_slice().try_into().unwrap())
        .collect()
}

fn expected(case: &Case) -> &'static str {
    let mut steps = TABLE.trim().lines().skip(2).filter_map(|line| {
        let (columns, step) = line.rsplit_once('|').unwrap();
        let names = |(column, value): (&str, &&str)| {
            let mut choices = column.trim().split(',');
            column.trim() == "-" || choices.any(|choice| choice == *value)
        };
        columns.split('|').zip(case).all(names).then(|| step.trim())
    });
    let step = steps.next();
    let second = steps.next();
    assert_eq!(
        second, None,
        "a second row answers {case:?}, after {step:?}"
    );
    step.unwrap_or_else(|| panic!("no row answers {case:?}"))
}

fn planned(case: &Case) -> String {
    let [
        wanted,
        there,
        locked,
        standing,
        foreign,
        drift,
        deletion,
        origin,
        limits,
    ] = *case;
    let mut scene = Scene::new();
    scene.policy = Policy {
        foreign: if foreign == "skip" {
            Foreign::Skip
        } else {
            Foreign::Overwrite
        },
        drift: drift.parse::<Drift>().unwrap(),
        deletion: if deletion == "never" {
            Deletion::Never
        } else {
            Deletion::OursOnly
        },
    };
    if limits == "outside" {
        scene = scene.limited_to("shop:");
    }
    let origin = match origin {
        "created" => Origin::Created,
        "overwrote" => Origin::Overwrote,
        _ => Origin::Adopted,
    };
    scene = match wanted {
        "wanted" => scene.wants("K", "home"),
        "unresolved" => scene.wants_unresolved("K", "NOWHERE"),
        _ => scene,
    };
    scene = match there {
        "equal" => scene.sees("K", "home"),
        "differs" => scene.sees("K", "there"),
        _ => scene,
    };
    if locked == "yes" && there != "absent" {
        scene = scene.locked("K");
    }
    scene = match (standing, there) {
        ("as left", "absent") => deleted_by_us(scene, origin),
        ("as left", _) => scene.left_so("K", origin),
        ("changed", _) => scene.left("K", origin, "before"),
        ("another's", _) => scene.owned_by("K", "the other"),
        _ => scene,
    };
    if scene.plan().steps().is_empty() {
        "no step".to_owned()
    } else {
        scene.outcome()
    }
}

fn deleted_by_us(scene: Scene, origin: Origin) -> Scene {
    let mut scene = scene.left("K", origin, "before");
    let row = scene.ledger.get_mut(&key("K")).unwrap();
    row.intent = Some(Intent {
        content: None,
        may_still_arrive: false,
    });
    scene
}
