//! A sync whose secrets were sealed anew.

use service::keys::reseal::{self, Step};

use crate::scene::Scene;

#[tokio::test]
async fn sealing_anew_is_no_drift() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("B", "2")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    reseal::begin(service, ada).await.unwrap();
    while reseal::step(service).await.unwrap() == Step::More {}
    assert_eq!(reseal::status(service, ada).await.unwrap().owners_done, 2);

    let run = scene.run(sync).await;
    assert_eq!(run.counts.unchanged, 2, "{:?}", run.counts);
    assert_eq!(run.counts.updated + run.counts.created, 0);
    scene.write(&[("A", "3")]).await;
    let run = scene.run(sync).await;
    assert_eq!((run.counts.updated, run.counts.unchanged), (1, 1));
}
