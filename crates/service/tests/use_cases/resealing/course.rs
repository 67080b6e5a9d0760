//! The course of it: who may begin, that it ends wherever it is cut short, and that nobody but the
//! keys notices.

use model::access::OrgRole;
use seal::{Place as SealPlace, SealError, Sealed};
use service::keys::reseal::{self, State, Step};
use service::{Caller, Error, keys, secrets};
use store::sealed::SealedColumn;

use super::house::{SECRETS, furnish, key_ids, name, newest_key, rows, value, whole, work, write};
use crate::audit::instance::Instance;
use crate::support::key;

on_both!(
    everything_is_under_new_keys_and_the_old_ones_are_gone,
    what_was_sealed_before_does_not_open_under_the_new_key,
    neither_versions_nor_times_nor_the_log_notice,
    beginning_while_it_goes_on_changes_nothing,
    it_is_finished_by_others_wherever_a_process_dies,
    a_new_root_key_takes_over_in_the_midst_of_it,
    only_admins_may_begin_and_look,
);

async fn everything_is_under_new_keys_and_the_old_ones_are_gone(instance: Instance) {
    let place = furnish(&instance).await;
    let (service, admin) = (&instance.service, &instance.admin);
    let owners = [None, Some(place.project)];
    let mut before = Vec::new();
    for owner in owners {
        before.push(key_ids(&instance.store, owner).await);
    }
    let never = reseal::status(service, admin).await.unwrap();
    assert_eq!((never.state, never.began_at), (State::Idle, None));

    let done = whole(service, admin).await;
    assert_eq!(
        (done.state, done.owners, done.owners_done),
        (State::Idle, 2, 2)
    );
    let sealed = 3 * SECRETS as u64;
    assert_eq!((done.rows_resealed, done.rows_left), (sealed, 0));
    assert!(done.began_at.is_some() && done.ended_at.is_some());
    for (owner, before) in owners.into_iter().zip(before) {
        let now = key_ids(&instance.store, owner).await;
        assert_eq!(now.len(), 1);
        assert_ne!(now, before);
    }
    let report = instance.verify(&[], true).await;
    assert_eq!((report.findings, report.values), (Vec::new(), Some(sealed)));
    let restarted = instance.replica().await;
    assert_eq!(value(&restarted, admin, &place, &name(7)).await, "7 2");
}

async fn what_was_sealed_before_does_not_open_under_the_new_key(instance: Instance) {
    let place = furnish(&instance).await;
    let before = rows(&instance.store, SealedColumn::Secret).await;
    whole(&instance.service, &instance.admin).await;
    let key = newest_key(&instance, Some(place.project)).await;
    let after = rows(&instance.store, SealedColumn::Secret).await;
    for (before, after) in before.into_iter().zip(after) {
        let place = SealPlace {
            table: "secrets",
            row: before.id,
            column: "value",
            version: before.version,
        };
        let old = key.open(&place, &Sealed::from_bytes(before.bytes));
        assert!(matches!(old, Err(SealError::Refused { .. })));
        assert!(key.open(&place, &Sealed::from_bytes(after.bytes)).is_ok());
    }
}

async fn neither_versions_nor_times_nor_the_log_notice(instance: Instance) {
    let place = furnish(&instance).await;
    let (service, admin) = (&instance.service, &instance.admin);
    let seen = async || {
        let view = secrets::View::default();
        let seen = secrets::get(service, admin, &place, &key("KEY_1"), None, view).await;
        let seen = seen.unwrap();
        (seen.version, seen.updated_at)
    };
    let before = seen().await;
    let tag = secrets::entity_tag(service, admin, place.project, b"answer");
    instance.clock.advance(std::time::Duration::from_mins(1));
    whole(service, admin).await;
    assert_eq!(seen().await, before);
    assert_eq!(
        secrets::entity_tag(service, admin, place.project, b"answer"),
        tag
    );
    let report = instance.verified_with_anchors().await;
    assert!(report.is_clean(), "{:?}", report.findings);
    let records = service::audit::list(service, admin, None, 1_000).await;
    let records = records.unwrap().into_iter().rev();
    let events = records.filter(|record| record.action == "reseal-data-keys");
    let stages: Vec<_> = events
        .map(|record| {
            let detail: serde_json::Value = serde_json::from_str(&record.detail).unwrap();
            (record.project, detail["stage"].as_str().unwrap().to_owned())
        })
        .collect();
    let expected = [
        (None, "begun".to_owned()),
        (None, "owner-done".to_owned()),
        (Some(place.project), "owner-done".to_owned()),
        (None, "ended".to_owned()),
    ];
    assert_eq!(stages, expected);
}

async fn beginning_while_it_goes_on_changes_nothing(instance: Instance) {
    let place = furnish(&instance).await;
    let (service, admin) = (&instance.service, &instance.admin);
    let begun = reseal::begin(service, admin).await.unwrap();
    assert_eq!(begun.state, State::Running);
    reseal::step(service).await.unwrap();
    let replica = instance.replica().await;
    let again = reseal::begin(&replica, admin).await.unwrap();
    assert_eq!(
        (again.state, again.began_at),
        (State::Running, begun.began_at)
    );
    assert_eq!(key_ids(&instance.store, Some(place.project)).await.len(), 2);
    work(service).await;
    assert_eq!(key_ids(&instance.store, Some(place.project)).await.len(), 1);
}

async fn it_is_finished_by_others_wherever_a_process_dies(mut instance: Instance) {
    let place = furnish(&instance).await;
    let admin = instance.admin.clone();
    reseal::begin(&instance.service, &admin).await.unwrap();
    let mut steps = 0;
    loop {
        instance.restart().await;
        let step = reseal::step(&instance.service).await.unwrap();
        let now = value(&instance.service, &admin, &place, &name(steps)).await;
        assert_eq!(now, format!("{steps} 2"), "after {steps} steps");
        if step == Step::Rest {
            break;
        }
        steps += 1;
    }
    assert!(steps > 10, "{steps} steps are too few to be cut short");
    assert_eq!(key_ids(&instance.store, Some(place.project)).await.len(), 1);
    let report = instance.verify(&[], true).await;
    assert!(report.is_clean(), "{:?}", report.findings);
}

async fn a_new_root_key_takes_over_in_the_midst_of_it(instance: Instance) {
    let place = furnish(&instance).await;
    let admin = &instance.admin;
    let (new, with_both) = instance.with_another_root_key().await;
    reseal::begin(&with_both, admin).await.unwrap();
    for _ in 0..3 {
        assert_eq!(reseal::step(&with_both).await.unwrap(), Step::More);
    }
    let entropy = seal::SystemEntropy;
    let clock = &*instance.clock;
    keys::rotate(&instance.store, &instance.root_key(), &new, clock, &entropy)
        .await
        .unwrap();
    // A process without the new key has what is open, and can begin nothing.
    write(
        &with_both,
        admin,
        &place,
        vec![(name(0), "anew".to_owned())],
    )
    .await;
    work(&with_both).await;
    let refused = reseal::begin(&instance.service, admin).await;
    assert!(matches!(refused, Err(Error::Internal(why)) if why.contains("replaced")));
    let status = keys::status(&instance.store, &[&new]).await.unwrap();
    assert_eq!((status.data_keys, status.refused.len()), (2, 0));
    assert_eq!(value(&with_both, admin, &place, &name(0)).await, "anew");
    assert_eq!(value(&with_both, admin, &place, &name(1)).await, "1 2");
}

async fn only_admins_may_begin_and_look(instance: Instance) {
    let member = Caller {
        org_role: OrgRole::Member,
        ..instance.admin.clone()
    };
    let begun = reseal::begin(&instance.service, &member).await;
    assert!(matches!(begun, Err(Error::AdminsOnly)));
    let seen = reseal::status(&instance.service, &member).await;
    assert!(matches!(seen, Err(Error::AdminsOnly)));
    assert_eq!(key_ids(&instance.store, None).await.len(), 1);
}
