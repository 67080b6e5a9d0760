//! Data keys.

use model::id::{DataKeyId, ProjectId};
use store::keys::{self, DataKey};
use store::settings;

use crate::harness::{Database, at};

on_both!(
    keys_are_found_by_whose_values_they_seal,
    the_newest_key_is_the_one_that_was_made_last_whatever_its_id,
    deleted_keys_are_gone_and_no_others,
    whoever_waits_for_the_users_of_keys_sees_what_they_did,
    a_new_root_key_wraps_a_data_key_again,
    a_setting_is_replaced_only_by_whoever_knows_what_it_is,
    whoever_replaces_a_setting_sees_what_its_last_holder_made,
);

async fn data_key(db: &Database, project_id: Option<ProjectId>) -> DataKeyId {
    let key = DataKey {
        id: DataKeyId::from_uuid(db.id()),
        project_id,
        wrapped: vec![0, 1, 255],
        created_at: at(0),
    };
    let tx = db.write().await;
    keys::insert(&tx, &key).await.unwrap();
    tx.commit().await.unwrap();
    key.id
}

fn ids(keys: &[DataKey]) -> Vec<DataKeyId> {
    keys.iter().map(|key| key.id).collect()
}

async fn keys_are_found_by_whose_values_they_seal(db: Database) {
    let project = db.project("contoso").await;
    let own = data_key(&db, None).await;
    let of_project = data_key(&db, Some(project)).await;
    let newer = data_key(&db, Some(project)).await;
    let tx = db.read().await;
    assert_eq!(ids(&keys::of(&tx, None).await.unwrap()), [own]);
    let found = keys::of(&tx, Some(project)).await.unwrap();
    assert_eq!(ids(&found), [of_project, newer]);
    assert_eq!(
        ids(&keys::all(&tx).await.unwrap()),
        [own, of_project, newer]
    );
}

async fn the_newest_key_is_the_one_that_was_made_last_whatever_its_id(db: Database) {
    let (first, second) = (DataKeyId::from_uuid(db.id()), DataKeyId::from_uuid(db.id()));
    let tx = db.write().await;
    for (id, second_made) in [(first, 1), (second, 0)] {
        let key = DataKey {
            id,
            project_id: None,
            wrapped: vec![1],
            created_at: at(second_made),
        };
        keys::insert(&tx, &key).await.unwrap();
    }
    let found = keys::of(&tx, None).await.unwrap();
    assert_eq!(ids(&found), [second, first]);
    assert_eq!(ids(&keys::all(&tx).await.unwrap()), [second, first]);
}

async fn deleted_keys_are_gone_and_no_others(db: Database) {
    let older = data_key(&db, None).await;
    let newer = data_key(&db, None).await;
    let tx = db.write().await;
    assert_eq!(keys::delete(&tx, &[older]).await.unwrap(), 1);
    assert_eq!(ids(&keys::of(&tx, None).await.unwrap()), [newer]);
    assert_eq!(keys::delete(&tx, &[older]).await.unwrap(), 0);
}

async fn whoever_waits_for_the_users_of_keys_sees_what_they_did(db: Database) {
    let project = db.project("contoso").await;
    let using = db.write().await;
    keys::of(&using, Some(project)).await.unwrap();
    let id = DataKeyId::from_uuid(db.id());
    let waiting = async {
        let tx = db.write().await;
        keys::wait_for_users(&tx).await.unwrap();
        ids(&keys::all(&tx).await.unwrap())
    };
    let ending = async {
        // Long enough for the other to be done, if it did not wait.
        for _ in 0..50 {
            assert_eq!(keys::all(&db.read().await).await.unwrap().len(), 0);
        }
        let key = DataKey {
            id,
            project_id: None,
            wrapped: vec![1],
            created_at: at(0),
        };
        keys::insert(&using, &key).await.unwrap();
        using.commit().await.unwrap();
    };
    let (seen, ()) = tokio::join!(waiting, ending);
    assert_eq!(seen, [id]);
}

async fn a_new_root_key_wraps_a_data_key_again(db: Database) {
    let id = data_key(&db, None).await;
    let tx = db.write().await;
    assert!(keys::rewrap(&tx, id, b"wrapped again").await.unwrap());
    let kept = &keys::of(&tx, None).await.unwrap()[0];
    assert_eq!(kept.wrapped, b"wrapped again");
    let unknown = DataKeyId::from_uuid(db.id());
    assert!(!keys::rewrap(&tx, unknown, b"").await.unwrap());
}

async fn a_setting_is_replaced_only_by_whoever_knows_what_it_is(db: Database) {
    let tx = db.write().await;
    assert!(!settings::replace(&tx, "check", "old", "new").await.unwrap());
    settings::put(&tx, "check", "old").await.unwrap();
    assert!(
        !settings::replace(&tx, "check", "other", "new")
            .await
            .unwrap()
    );
    assert!(settings::replace(&tx, "check", "old", "new").await.unwrap());
    let kept = settings::get(&tx, "check").await.unwrap();
    assert_eq!(kept.as_deref(), Some("new"));
}

async fn whoever_replaces_a_setting_sees_what_its_last_holder_made(db: Database) {
    let tx = db.write().await;
    settings::put(&tx, "check", "old").await.unwrap();
    tx.commit().await.unwrap();
    let id = DataKeyId::from_uuid(db.id());
    let holding = db.write().await;
    assert!(
        settings::replace(&holding, "check", "old", "old")
            .await
            .unwrap()
    );
    let replacing = async {
        let tx = db.write().await;
        assert!(settings::replace(&tx, "check", "old", "new").await.unwrap());
        ids(&keys::all(&tx).await.unwrap())
    };
    let making = async {
        let key = DataKey {
            id,
            project_id: None,
            wrapped: vec![1],
            created_at: at(0),
        };
        keys::insert(&holding, &key).await.unwrap();
        holding.commit().await.unwrap();
    };
    let (seen, ()) = tokio::join!(replacing, making);
    assert_eq!(seen, [id]);
}
