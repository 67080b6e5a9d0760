//! A row that opens under none of the keys: it is named, and the keys that it may need are kept.

use service::keys::reseal::State;
use store::sealed::SealedColumn;

use super::house::{furnish, key_ids, name, put, rows, value, whole};
use crate::audit::instance::Instance;

on_both!(
    an_altered_row_is_named_and_keeps_the_old_key_of_its_project,
    once_it_is_restored_the_old_keys_go,
);

async fn an_altered_row_is_named_and_keeps_the_old_key_of_its_project(instance: Instance) {
    let place = furnish(&instance).await;
    let old = key_ids(&instance.store, Some(place.project)).await;
    let row = rows(&instance.store, SealedColumn::SecretVersion)
        .await
        .remove(3);
    let mut bytes = row.bytes.clone();
    bytes[20] ^= 1;
    put(&instance.store, SealedColumn::SecretVersion, &row, &bytes).await;

    let ended = whole(&instance.service, &instance.admin).await;
    assert_eq!((ended.state, ended.rows_left), (State::Idle, 1));
    assert_eq!((ended.owners, ended.owners_done), (2, 1));
    let [named] = &ended.refused[..] else {
        panic!("{:?}", ended.refused);
    };
    assert_eq!(
        (named.table.as_str(), named.column.as_str()),
        ("secret_versions", "value")
    );
    assert_eq!((named.id, named.version), (row.id, row.version));
    assert_eq!(named.project, Some(place.project));
    let kept = key_ids(&instance.store, Some(place.project)).await;
    assert_eq!((kept.len(), kept[0]), (2, old[0]));
    assert_eq!(key_ids(&instance.store, None).await.len(), 1);
    let still = rows(&instance.store, SealedColumn::SecretVersion).await;
    assert!(
        still.iter().any(|row| row.bytes == bytes),
        "it is left as it is"
    );
    let read = value(&instance.service, &instance.admin, &place, &name(9)).await;
    assert_eq!(read, "9 2");
}

async fn once_it_is_restored_the_old_keys_go(instance: Instance) {
    let place = furnish(&instance).await;
    let row = rows(&instance.store, SealedColumn::Secret).await.remove(0);
    put(&instance.store, SealedColumn::Secret, &row, b"altered").await;
    whole(&instance.service, &instance.admin).await;
    let mut altered = row.clone();
    altered.bytes = b"altered".to_vec();
    put(&instance.store, SealedColumn::Secret, &altered, &row.bytes).await;

    let ended = whole(&instance.service, &instance.admin).await;
    assert_eq!((ended.rows_left, ended.refused.len()), (0, 0));
    assert_eq!((ended.owners, ended.owners_done), (2, 2));
    assert_eq!(key_ids(&instance.store, Some(place.project)).await.len(), 1);
    let report = instance.verify(&[], true).await;
    assert!(report.is_clean(), "{:?}", report.findings);
}
