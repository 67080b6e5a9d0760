//! Looks at connections: what is wrong is found, and what is mended goes on by itself.

use azure_emulator::{App, AppSecret, Fault, FaultRule, Kind, Rights, RoleAssignment};
use model::Cause;
use model::connection::{Health, Occasion};
use model::sync::{RunOutcome, SyncState};
use service::connections::{self, Connection, PastCheck, look};

use crate::scene::{Scene, values};

const NO_DELETE: Rights = Rights {
    delete: false,
    ..Rights::OWNER
};

impl Scene {
    /// Looks at the connection now, whenever it is due.
    pub(crate) async fn look(&self) -> Connection {
        self.look_is_due().await;
        let looked = look::look_due_once(&self.shop.service).await.unwrap();
        assert_eq!(looked, 1);
        self.connection().await
    }

    async fn look_is_due(&self) {
        let tx = self.shop.store().write().await.unwrap();
        let at_once = std::time::Duration::ZERO;
        store::connections::look_after(&tx, self.connection, at_once, 0)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn connection(&self) -> Connection {
        let (service, ada) = (&self.shop.service, &self.shop.ada);
        connections::get(service, ada, self.connection)
            .await
            .unwrap()
    }

    async fn history(&self) -> Vec<PastCheck> {
        let (service, ada) = (&self.shop.service, &self.shop.ada);
        connections::checks(service, ada, self.connection, 100)
            .await
            .unwrap()
    }

    /// Gives the application exactly these rights on the store.
    pub(crate) fn grant(&self, rights: Rights) {
        let client = self.azure.demo.service.client_id;
        let principal = self
            .control()
            .directory(|directory| directory.app(client).unwrap().service_principal);
        self.control().assign(RoleAssignment {
            store: self.azure.demo.store.to_owned(),
            principal,
            rights,
        });
    }

    /// Replaces the application's secret at Microsoft.
    pub(crate) fn replace_secret(&self, text: &str) {
        let client = self.azure.demo.service.client_id;
        let app = self
            .control()
            .directory(|directory| directory.app(client).unwrap().clone());
        self.control().add_app(App {
            secrets: vec![AppSecret {
                value: text.to_owned(),
                expires: None,
            }],
            ..app
        });
    }
}

/// A sync whose first run found no right at all.
async fn without_rights() -> (Scene, model::id::SyncId) {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    scene.grant(Rights::NONE);
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Failed);
    (scene, sync)
}

#[tokio::test]
async fn a_look_signs_in_anew_tries_the_rights_and_leaves_nothing_behind() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    let asked = scene.azure.token_requests();
    scene.shop.later(60);
    let seen = scene.look().await;
    assert_eq!((seen.health, seen.diagnosis), (Health::Healthy, None));
    assert_eq!(scene.azure.token_requests(), asked + 1);
    assert!(scene.control().writes().is_empty());
    let history = scene.history().await;
    assert_eq!(history[0].occasion, Occasion::Look);
    assert_eq!(history[0].store, Some(scene.azure.store()));
    let rights = history[0].rights.unwrap();
    assert!(rights.read && rights.write && rights.delete);
}

#[tokio::test]
async fn of_two_replicas_one_looks() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    scene.look_is_due().await;
    let (one, other) = (scene.shop.service.clone(), scene.shop.service.clone());
    let looked = tokio::join!(look::look_due_once(&one), look::look_due_once(&other));
    assert_eq!(looked.0.unwrap() + looked.1.unwrap(), 1);
    let looks = scene.history().await.into_iter();
    assert_eq!(
        looks
            .filter(|check| check.occasion == Occasion::Look)
            .count(),
        1
    );
}

#[tokio::test]
async fn nothing_is_looked_at_before_it_is_time() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    let looked = look::look_due_once(&scene.shop.service).await.unwrap();
    assert_eq!(looked, 0);
}

#[tokio::test]
async fn a_role_that_was_just_granted_is_waited_for() {
    let (scene, _) = without_rights().await;
    let seen = scene.connection().await;
    assert_eq!(seen.health, Health::MissingPermission);
    let diagnosis = seen.diagnosis.unwrap();
    assert_eq!(diagnosis.cause, Cause::RoleNotYetActive);
    assert_eq!(diagnosis.argument("until"), Some("09:15 UTC"));
    let until = seen.waiting_until.unwrap();

    scene.shop.later(5 * 60);
    let seen = scene.look().await;
    assert_eq!(seen.diagnosis.unwrap().cause, Cause::RoleNotYetActive);
    assert_eq!(seen.waiting_until, Some(until), "the wait is not longer");

    scene.shop.later(10 * 60);
    let seen = scene.look().await;
    let diagnosis = seen.diagnosis.unwrap();
    assert_eq!(diagnosis.cause, Cause::MissingPermission);
    assert!(diagnosis.command.is_some());
    assert_eq!(seen.waiting_until, None);
}

#[tokio::test]
async fn a_granted_role_heals_the_connection_and_its_sync_without_a_click() {
    let (scene, sync) = without_rights().await;
    scene.grant(Rights::OWNER);
    let seen = scene.look().await;
    assert_eq!(seen.health, Health::Healthy);
    assert_eq!(seen.waiting_until, None);
    scene.run_due().await;
    assert_eq!(scene.state(sync).await.state, SyncState::Succeeded);
    assert_eq!(scene.values(), values(&[("A", "1")]));
}

#[tokio::test]
async fn a_right_that_was_taken_away_is_not_waited_for() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    scene.look().await;
    scene.grant(NO_DELETE);
    let seen = scene.look().await;
    let diagnosis = seen.diagnosis.unwrap();
    assert_eq!(diagnosis.cause, Cause::MissingPermission);
    assert_eq!(diagnosis.argument("missing"), Some("Delete"));
    assert_eq!(seen.waiting_until, None);
}

#[tokio::test]
async fn a_run_that_deletes_nothing_does_not_hide_that_delete_is_refused() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    scene.look().await;
    scene.grant(NO_DELETE);
    scene.look().await;
    scene.write(&[("B", "2")]).await;
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    let seen = scene.connection().await;
    assert_eq!(seen.health, Health::MissingPermission);
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let sign_in = connections::check(service, ada, scene.connection, None).await;
    assert_eq!(sign_in.unwrap().diagnosis, None);
    assert_eq!(
        scene.connection().await.health,
        Health::MissingPermission,
        "nor does a sign-in"
    );
}

#[tokio::test]
async fn a_look_pauses_the_syncs_of_a_sign_in_that_is_refused_and_lets_them_go_on() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    scene.replace_secret("another-secret");
    let seen = scene.look().await;
    assert_eq!(seen.health, Health::ReconnectNeeded);
    assert_eq!(seen.diagnosis.unwrap().cause, Cause::WrongSecret);
    assert_eq!(scene.state(sync).await.state, SyncState::Paused);

    scene.replace_secret(scene.azure.demo.service.client_secret);
    assert_eq!(scene.look().await.health, Health::Healthy);
    scene.run_due().await;
    assert_eq!(scene.state(sync).await.state, SyncState::Succeeded);
}

#[tokio::test]
async fn what_time_heals_is_looked_at_again_soon() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    scene
        .control()
        .add_fault(FaultRule::new(Fault::Unavailable).on(Kind::Token));
    assert_eq!(scene.look().await.health, Health::Unreachable);
    let first = until_look(&scene).await;
    assert!((50..=60).contains(&first), "{first}");
    scene.control().clear_faults();
    assert_eq!(scene.look().await.health, Health::Healthy);
    let next = until_look(&scene).await;
    assert!((86_000..=86_400).contains(&next), "{next}");
}

/// In how many seconds the next look is due.
async fn until_look(scene: &Scene) -> u64 {
    let store = scene.shop.store();
    let now = store.now().await.unwrap();
    let tx = store.read().await.unwrap();
    let next = store::connections::next_look(&tx).await.unwrap().unwrap();
    next.since(now).as_secs()
}

#[tokio::test]
async fn a_store_that_wants_to_be_left_alone_is() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    let tx = scene.shop.store().write().await.unwrap();
    let host = scene.azure.store().replace("http://", "");
    let store = store::stores::by_host(&tx, &host).await.unwrap().unwrap();
    let until = scene.shop.store().now().await.unwrap() + std::time::Duration::from_mins(5);
    store::stores::block(&tx, store.id, until).await.unwrap();
    tx.commit().await.unwrap();
    let seen = scene.look().await;
    assert_eq!(seen.health, Health::Throttled);
    assert_eq!(seen.diagnosis.unwrap().cause, Cause::StoreThrottled);
    assert!(scene.requests().is_empty(), "{:?}", scene.requests());
}
