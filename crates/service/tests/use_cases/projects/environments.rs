//! The environments of a project: their order, their names, and what follows when one goes.

use model::access::{Action, ProjectRole};
use model::id::EnvironmentId;
use service::projects::{self, Environment, EnvironmentChanges, NewEnvironment};
use service::{Error, What};

use crate::support::{Shop, path, slug};

fn new(name: &str, short: &str, position: Option<i64>) -> NewEnvironment {
    NewEnvironment {
        name: name.to_owned(),
        slug: slug(short),
        position,
    }
}

async fn add(shop: &Shop, request: NewEnvironment) -> Result<Environment, Error> {
    projects::create_environment(&shop.service, &shop.ada, shop.project, request).await
}

async fn change(
    shop: &Shop,
    id: EnvironmentId,
    changes: EnvironmentChanges,
) -> Result<Environment, Error> {
    let (service, ada) = (&shop.service, &shop.ada);
    projects::update_environment(service, ada, shop.project, id, changes).await
}

fn renamed(short: &str) -> EnvironmentChanges {
    EnvironmentChanges {
        slug: Some(slug(short)),
        ..EnvironmentChanges::default()
    }
}

async fn by_slug(shop: &Shop, short: &str) -> Environment {
    let (service, ada) = (&shop.service, &shop.ada);
    projects::environment_by_slug(service, ada, shop.project, &slug(short))
        .await
        .unwrap()
}

/// The slugs and places, in order.
async fn order(shop: &Shop) -> Vec<(String, i64)> {
    let found = projects::environments(&shop.service, &shop.ada, shop.project).await;
    let placed = found.unwrap().into_iter();
    placed
        .map(|one| (one.slug.to_string(), one.position))
        .collect()
}

fn placed(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    let owned = expected
        .iter()
        .map(|(slug, place)| ((*slug).to_owned(), *place));
    owned.collect()
}

#[tokio::test]
async fn an_environment_is_added_after_the_others_under_a_slug_of_its_own() {
    let shop = Shop::open().await;
    let test = add(&shop, new("Test", "test", None)).await.unwrap();
    assert_eq!(test.position, 4);
    let again = add(&shop, new("Test 2", "test", None)).await;
    assert!(
        matches!(&again, Err(Error::Taken { what: What::Environment, name }) if name == "test")
    );
    let unnamed = add(&shop, new("", "empty", None)).await;
    assert!(matches!(unnamed, Err(Error::Invalid(invalid)) if invalid.field == "name"));
    let nowhere = add(&shop, new("Zero", "zero", Some(0))).await;
    assert!(matches!(nowhere, Err(Error::Invalid(invalid)) if invalid.field == "position"));
}

#[tokio::test]
async fn an_environment_takes_the_place_it_asks_for() {
    let shop = Shop::open().await;
    add(&shop, new("QA", "qa", Some(2))).await.unwrap();
    let expected = [("dev", 1), ("qa", 2), ("staging", 3), ("prod", 4)];
    assert_eq!(order(&shop).await, placed(&expected));
    let qa = by_slug(&shop, "qa").await;
    let last = EnvironmentChanges {
        position: Some(4),
        ..EnvironmentChanges::default()
    };
    assert_eq!(change(&shop, qa.id, last).await.unwrap().position, 4);
    let expected = [("dev", 1), ("staging", 2), ("prod", 3), ("qa", 4)];
    assert_eq!(order(&shop).await, placed(&expected));
}

#[tokio::test]
async fn a_new_slug_is_taken_along_by_what_is_in_it() {
    let shop = Shop::open().await;
    let api = shop.folder_at("dev", "/api").await;
    shop.write(&api, &[("KEY", "value"), ("COPY", "${KEY}")])
        .await;
    let dev = by_slug(&shop, "dev").await;
    let after = change(&shop, dev.id, renamed("development")).await.unwrap();
    assert_eq!((after.id, after.slug.as_str()), (dev.id, "development"));
    let mut there = shop.root("development");
    there.path = path("/api");
    assert_eq!(shop.kept(&there, "KEY").await, "value");
    let copy = shop.expanded(&there, "COPY").await;
    assert_eq!(copy.value.unwrap().reveal(), "value");
    let recorded = shop.recorded().await;
    assert!(
        recorded.contains(&"update-environment".to_owned()),
        "{recorded:?}"
    );
}

#[tokio::test]
async fn a_slug_that_references_have_stays() {
    let shop = Shop::open().await;
    shop.write(&shop.root("dev"), &[("KEY", "value")]).await;
    let secrets = [("OTHER", "${dev.KEY}"), ("PLAIN", "no reference")];
    shop.write(&shop.root("prod"), &secrets).await;
    let dev = by_slug(&shop, "dev").await;
    let refused = change(&shop, dev.id, renamed("development")).await;
    assert!(
        matches!(&refused, Err(Error::StillUsed { what: What::Environment, name, users })
            if name == "dev" && users == "references of `OTHER` in prod:/"),
        "{refused:?}"
    );
    let named = EnvironmentChanges {
        name: Some("Local".to_owned()),
        ..renamed("dev")
    };
    assert_eq!(change(&shop, dev.id, named).await.unwrap().name, "Local");
}

#[tokio::test]
async fn an_environment_takes_no_slug_of_another() {
    let shop = Shop::open().await;
    let dev = by_slug(&shop, "dev").await;
    let refused = change(&shop, dev.id, renamed("prod")).await;
    assert!(matches!(refused, Err(Error::Taken { name, .. }) if name == "prod"));
}

#[tokio::test]
async fn a_deleted_environment_is_gone_with_its_secrets() {
    let shop = Shop::open().await;
    shop.write(&shop.root("dev"), &[("KEY", "value")]).await;
    shop.write(&shop.root("prod"), &[("COPY", "${dev.KEY}")])
        .await;
    let dev = by_slug(&shop, "dev").await;
    let (service, ada) = (&shop.service, &shop.ada);
    projects::delete_environment(service, ada, shop.project, dev.id)
        .await
        .unwrap();
    let found = projects::get_environment(service, ada, dev.id).await;
    assert!(matches!(found, Err(Error::NotFound { .. })));
    let copy = shop.expanded(&shop.root("prod"), "COPY").await;
    assert_eq!(copy.unresolved, ["${dev.KEY}"]);
    let tx = shop.store().read().await.unwrap();
    let left = store::secrets::count(&tx, shop.project).await.unwrap();
    assert_eq!(left, 1);
    drop(tx);
    add(&shop, new("Anew", "dev", None)).await.unwrap();
}

#[tokio::test]
async fn an_environment_is_found_only_in_its_own_project() {
    let shop = Shop::open().await;
    let other = shop.another_project("Billing").await;
    let dev = by_slug(&shop, "dev").await;
    let (service, ada) = (&shop.service, &shop.ada);
    let nothing = EnvironmentChanges::default();
    let changed = projects::update_environment(service, ada, other, dev.id, nothing).await;
    assert!(matches!(changed, Err(Error::NotFound { .. })));
    let deleted = projects::delete_environment(service, ada, other, dev.id).await;
    assert!(matches!(deleted, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn environments_are_the_admins_and_strangers_see_none() {
    let shop = Shop::open().await;
    let developer = shop.somebody(Some(ProjectRole::Developer)).await;
    let stranger = shop.somebody(None).await;
    let (service, project) = (&shop.service, shop.project);
    let dev = by_slug(&shop, "dev").await;
    let seen = projects::get_environment(service, &developer, dev.id).await;
    assert_eq!(seen.unwrap().id, dev.id);
    let changed =
        projects::update_environment(service, &developer, project, dev.id, renamed("d")).await;
    assert!(matches!(
        changed,
        Err(Error::Denied(Action::EditEnvironments))
    ));
    let deleted = projects::delete_environment(service, &developer, project, dev.id).await;
    assert!(matches!(
        deleted,
        Err(Error::Denied(Action::DeleteEnvironments))
    ));
    let seen = projects::get_environment(service, &stranger, dev.id).await;
    assert!(matches!(seen, Err(Error::NotFound { .. })));
    let seen = projects::environment_by_slug(service, &stranger, project, &dev.slug).await;
    assert!(matches!(seen, Err(Error::NotFound { .. })));
    let deleted = projects::delete_environment(service, &stranger, project, dev.id).await;
    assert!(matches!(deleted, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_project_that_is_not_there_has_no_environments() {
    let shop = Shop::open().await;
    let nowhere = "0193a6e0-0000-7000-8000-000000000000".parse().unwrap();
    let (service, ada) = (&shop.service, &shop.ada);
    let listed = projects::environments(service, ada, nowhere).await;
    let added = projects::create_environment(service, ada, nowhere, new("T", "t", None)).await;
    for missing in [listed.unwrap_err(), added.unwrap_err()] {
        let what = What::Project;
        assert!(
            matches!(&missing, Error::NotFound { what: found, .. } if *found == what),
            "{missing:?}"
        );
    }
}
