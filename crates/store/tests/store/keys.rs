//! Data keys.

use model::id::{DataKeyId, ProjectId};
use store::keys::{self, DataKey};

use crate::harness::{Database, at};

on_both!(
    keys_are_found_by_whose_values_they_seal,
    a_new_root_key_wraps_a_data_key_again,
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
    assert_eq!(ids(&keys::of_organization(&tx).await.unwrap()), [own]);
    let found = keys::of_project(&tx, project).await.unwrap();
    assert_eq!(ids(&found), [of_project, newer]);
    assert_eq!(
        ids(&keys::all(&tx).await.unwrap()),
        [own, of_project, newer]
    );
}

async fn a_new_root_key_wraps_a_data_key_again(db: Database) {
    let id = data_key(&db, None).await;
    let tx = db.write().await;
    assert!(keys::rewrap(&tx, id, b"wrapped again").await.unwrap());
    let kept = &keys::of_organization(&tx).await.unwrap()[0];
    assert_eq!(kept.wrapped, b"wrapped again");
    let unknown = DataKeyId::from_uuid(db.id());
    assert!(!keys::rewrap(&tx, unknown, b"").await.unwrap());
}
