//! Claims of stores: who may write, until when, and what happens to the one before.

use std::collections::BTreeMap;
use std::time::Duration;

use model::id::{RunId, StoreId};
use model::sync::{RunTrigger, SyncState, Tier};
use store::stores::{self, Claim};
use store::syncs::{self, PausedBy};
use store::{Store, StoreError, ledger};

use crate::harness::{Database, World, at};

on_both!(
    eight_claimers_take_each_store_once,
    a_store_is_known_by_its_host_once,
    the_store_that_waited_longest_is_claimed_first,
    a_leased_excluded_or_idle_store_is_passed_over,
    a_store_that_wants_to_be_left_alone_is_passed_over,
    a_lease_that_ended_is_taken_over_and_the_old_holder_is_refused,
    a_held_lease_is_renewed_and_a_released_one_is_free_at_once,
    a_sync_left_running_is_due_again_by_the_next_claim,
    two_claims_never_have_the_same_number,
);

const LEASE: Duration = Duration::from_mins(1);

async fn eight_claimers_take_each_store_once(db: Database) {
    const STORES: usize = 24;
    let world = World::new(&db).await;
    for number in 1..STORES {
        let store = db.destination(&format!("store-{number}.azconfig.io")).await;
        db.sync(&world, &format!("sync-{number}"), store).await;
    }
    let pools = [db.store.clone(), db.replica().await];

    let mut claimers = tokio::task::JoinSet::new();
    for number in 0..8 {
        let store = pools[number % 2].clone();
        let owner = db.replica_id();
        claimers.spawn(async move {
            let mut claimed = Vec::new();
            loop {
                let tx = store.write().await.unwrap();
                let claim = stores::claim_due(&tx, owner, LEASE, &[]).await.unwrap();
                tx.commit().await.unwrap();
                match claim {
                    Some(claim) => claimed.push((claim.store.id, claim.epoch)),
                    None => return claimed,
                }
            }
        });
    }
    let claimed: Vec<_> = claimers.join_all().await.into_iter().flatten().collect();

    // A claimer that finds the only row left locked by another goes away with none, so a few may be
    // left over; none may be taken twice.
    let once: BTreeMap<_, _> = claimed.iter().copied().collect();
    assert_eq!(once.len(), claimed.len());
    let mut left = 0;
    while db.claim(db.replica_id(), 60).await.is_some() {
        left += 1;
    }
    assert_eq!(claimed.len() + left, STORES);
}

#[tokio::test]
async fn a_lease_on_a_sqlite_file_ends_with_the_process_that_held_it() {
    let mut db = Database::sqlite().await;
    let world = World::new(&db).await;
    let store = db.destination("contoso.azconfig.io").await;
    db.sync(&world, "sync", store).await;
    let before = db.claim(db.replica_id(), 60).await.unwrap();
    assert_eq!(db.claim(db.replica_id(), 60).await, None);

    db.store.close().await.unwrap();
    db.store = Store::open(&db.location).await.unwrap();
    let after = db.claim(db.replica_id(), 60).await.unwrap();
    assert_ne!(after.epoch, before.epoch);
}

async fn a_store_is_known_by_its_host_once(db: Database) {
    let first = db.destination("contoso.azconfig.io").await;
    let tx = db.write().await;
    let again = StoreId::from_uuid(db.id());
    let known = stores::ensure(&tx, again, "contoso.azconfig.io", Tier::Free)
        .await
        .unwrap();
    assert_eq!((known.id, known.tier), (first, Tier::Standard));
    assert!(stores::set_tier(&tx, first, Tier::Premium).await.unwrap());
    let known = stores::get(&tx, first).await.unwrap().unwrap();
    assert_eq!(known.tier, Tier::Premium);
    assert!(
        stores::by_host(&tx, "other.azconfig.io")
            .await
            .unwrap()
            .is_none()
    );
}

async fn the_store_that_waited_longest_is_claimed_first(db: Database) {
    let world = World::new(&db).await;
    let other = db.destination("other.azconfig.io").await;
    let mut earlier = db.new_sync(&world, "earlier", other);
    earlier.due = Some((at(-100), RunTrigger::Change));
    let tx = db.write().await;
    syncs::insert(&tx, &earlier).await.unwrap();
    tx.commit().await.unwrap();

    let first = db.claim(db.replica_id(), 60).await.unwrap();
    let second = db.claim(db.replica_id(), 60).await.unwrap();
    assert_eq!((first.store.id, second.store.id), (other, world.store));
}

async fn a_leased_excluded_or_idle_store_is_passed_over(db: Database) {
    let world = World::new(&db).await;
    let owner = db.replica_id();

    let tx = db.write().await;
    let excluded = stores::claim_due(&tx, owner, LEASE, &[world.store]).await;
    assert_eq!(excluded.unwrap(), None);
    let by = Some(PausedBy::Person);
    syncs::set_paused(&tx, world.sync, by, None, at(1))
        .await
        .unwrap();
    assert_eq!(
        stores::claim_due(&tx, owner, LEASE, &[]).await.unwrap(),
        None
    );
    syncs::set_paused(&tx, world.sync, None, None, at(2))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    assert!(db.claim(owner, 60).await.is_some());
    assert_eq!(db.claim(db.replica_id(), 60).await, None);
}

async fn a_store_that_wants_to_be_left_alone_is_passed_over(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    let later = db.store.now().await.unwrap() + LEASE;
    stores::block(&tx, world.store, later).await.unwrap();
    stores::block(&tx, world.store, at(0)).await.unwrap();
    let claimed = stores::claim_due(&tx, db.replica_id(), LEASE, &[]).await;
    assert_eq!(
        claimed.unwrap(),
        None,
        "a shorter block does not undo a longer one"
    );
}

async fn a_lease_that_ended_is_taken_over_and_the_old_holder_is_refused(db: Database) {
    let world = World::new(&db).await;
    let (old, new) = (db.replica_id(), db.replica_id());
    let lost = db.claim(old, 0).await.unwrap();

    let tx = db.write().await;
    let renewed = stores::renew(&tx, world.store, old, lost.epoch, LEASE).await;
    assert_eq!(renewed.unwrap(), None, "a lease that ended is not renewed");
    drop(tx);

    let held = db.claim(new, 60).await.unwrap();
    assert_eq!(held.store.lease_owner, Some(new));
    assert!(lost.epoch < held.epoch);

    let tx = db.write().await;
    let refused = ledger::forget(&tx, world.sync, lost.epoch, &[]).await;
    assert!(matches!(refused, Err(StoreError::Stale { .. })));
    let refused = syncs::start_run(&tx, world.sync, lost.epoch, RunId::from_uuid(db.id())).await;
    assert!(matches!(refused, Err(StoreError::Stale { .. })));
    assert!(
        !stores::release(&tx, world.store, old, lost.epoch)
            .await
            .unwrap()
    );
    ledger::forget(&tx, world.sync, held.epoch, &[])
        .await
        .unwrap();
}

async fn a_held_lease_is_renewed_and_a_released_one_is_free_at_once(db: Database) {
    let world = World::new(&db).await;
    let owner = db.replica_id();
    let Claim { store, epoch } = db.claim(owner, 60).await.unwrap();

    let tx = db.write().await;
    let end = stores::renew(&tx, world.store, owner, epoch, 2 * LEASE).await;
    assert!(end.unwrap().unwrap() > store.lease_until);
    tx.commit().await.unwrap();
    assert_eq!(db.claim(db.replica_id(), 60).await, None);

    let tx = db.write().await;
    assert!(
        stores::release(&tx, world.store, owner, epoch)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert!(db.claim(db.replica_id(), 60).await.is_some());
}

async fn a_sync_left_running_is_due_again_by_the_next_claim(db: Database) {
    let world = World::new(&db).await;
    let dying = db.claim(db.replica_id(), 0).await.unwrap();
    let tx = db.write().await;
    let run = RunId::from_uuid(db.id());
    assert!(
        syncs::start_run(&tx, world.sync, dying.epoch, run)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let tx = db.read().await;
    let running = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!((running.state, running.due_at), (SyncState::Running, None));
    drop(tx);

    db.claim(db.replica_id(), 60).await.unwrap();

    let now = db.store.now().await.unwrap();
    let tx = db.read().await;
    let due = syncs::due_of_store(&tx, world.store, now).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].trigger, RunTrigger::Takeover);
    assert_eq!(due[0].last_run_id, Some(run));
}

async fn two_claims_never_have_the_same_number(db: Database) {
    let world = World::new(&db).await;
    let other = db.destination("other.azconfig.io").await;
    db.sync(&world, "second", other).await;
    let first = db.claim(db.replica_id(), 60).await.unwrap();
    let second = db.claim(db.replica_id(), 60).await.unwrap();
    assert_ne!(first.store.id, second.store.id);
    assert_ne!(first.epoch, second.epoch);
}
