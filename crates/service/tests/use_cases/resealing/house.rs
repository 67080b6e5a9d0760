//! An instance with secrets to be sealed anew.

use model::id::{DataKeyId, ProjectId};
use seal::{DataKey, WrappedKey};
use service::keys::reseal::{self, Reseal, State, Step};
use service::projects::{self, NewProject};
use service::secrets::{self, Expect, Place, View};
use service::{Caller, Service};
use store::sealed::{self, SealedColumn, SealedRow};
use store::{Store, keys};

use crate::audit::instance::Instance;
use crate::support::{change, key, path, slug};

/// More than are sealed anew in one step.
pub(super) const SECRETS: usize = 120;

/// Makes a project with secrets, each written twice.
pub(super) async fn furnish(instance: &Instance) -> Place {
    let project = NewProject {
        name: "Shop".to_owned(),
        slug: None,
        description: None,
        default_environments: true,
        delete_protection: false,
    };
    let made = projects::create(&instance.service, &instance.admin, project).await;
    let place = Place {
        project: made.unwrap().id,
        environment: slug("dev"),
        path: path("/"),
    };
    for round in 1..=2 {
        let names = (0..SECRETS).map(|n| (name(n), format!("{n} {round}")));
        write(&instance.service, &instance.admin, &place, names.collect()).await;
    }
    place
}

pub(super) fn name(number: usize) -> String {
    format!("KEY_{number}")
}

pub(super) async fn write(
    service: &Service,
    caller: &Caller,
    place: &Place,
    values: Vec<(String, String)>,
) {
    let changes = values.iter().map(|(name, value)| change(name, value));
    secrets::set(service, caller, place, changes.collect(), Expect::Any)
        .await
        .unwrap();
}

pub(super) async fn value(service: &Service, caller: &Caller, place: &Place, name: &str) -> String {
    let view = View {
        reveal: true,
        ..View::default()
    };
    let seen = secrets::get(service, caller, place, &key(name), None, view).await;
    seen.unwrap().value.unwrap().reveal().to_owned()
}

/// Begins and does all of the work.
pub(super) async fn whole(service: &Service, admin: &Caller) -> Reseal {
    reseal::begin(service, admin).await.unwrap();
    work(service).await;
    reseal::status(service, admin).await.unwrap()
}

/// Works until nothing is left to do.
pub(super) async fn work(service: &Service) {
    while is_running(service).await {
        reseal::step(service).await.unwrap();
    }
    assert_eq!(reseal::step(service).await.unwrap(), Step::Rest);
}

async fn is_running(service: &Service) -> bool {
    let admin = Caller {
        principal: service::Principal::Platform,
        org_role: model::access::OrgRole::Admin,
        origin: service::Origin::default(),
    };
    reseal::status(service, &admin).await.unwrap().state == State::Running
}

/// The ids of an owner's data keys, oldest first.
pub(super) async fn key_ids(store: &Store, owner: Option<ProjectId>) -> Vec<DataKeyId> {
    let tx = store.read().await.unwrap();
    let keys = keys::of(&tx, owner).await.unwrap();
    keys.into_iter().map(|key| key.id).collect()
}

/// The newest data key of an owner, which only the root key opens.
pub(super) async fn newest_key(instance: &Instance, owner: Option<ProjectId>) -> DataKey {
    let tx = instance.store.read().await.unwrap();
    let row = keys::of(&tx, owner).await.unwrap().pop().unwrap();
    let wrapped = WrappedKey::from_bytes(row.wrapped);
    instance.root_key().unwrap(row.id, &wrapped).unwrap()
}

pub(super) async fn rows(store: &Store, column: SealedColumn) -> Vec<SealedRow> {
    let tx = store.read().await.unwrap();
    sealed::page(&tx, column, None, 1_000).await.unwrap()
}

pub(super) async fn put(store: &Store, column: SealedColumn, row: &SealedRow, bytes: &[u8]) {
    let tx = store.write().await.unwrap();
    assert!(sealed::replace(&tx, column, row, bytes).await.unwrap());
    tx.commit().await.unwrap();
}
