//! Projects, environments and folders.

mod environments;
mod folders;

use model::access::{Action, ProjectRole};
use service::projects::{self, NewProject, ProjectChanges};
use service::{Error, What};

use crate::support::{Shop, slug};

fn named(name: &str, short: Option<&str>) -> NewProject {
    NewProject {
        name: name.to_owned(),
        slug: short.map(slug),
        description: None,
        default_environments: false,
        delete_protection: false,
    }
}

#[tokio::test]
async fn a_project_starts_with_three_environments() {
    let shop = Shop::open().await;
    let found = projects::environments(&shop.service, &shop.ada, shop.project)
        .await
        .unwrap();
    let rows: Vec<_> = found
        .iter()
        .map(|one| (one.position, one.name.as_str(), one.slug.as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            (1, "Development", "dev"),
            (2, "Staging", "staging"),
            (3, "Production", "prod")
        ]
    );
}

#[tokio::test]
async fn projects_of_the_same_name_get_slugs_of_their_own() {
    let shop = Shop::open().await;
    let one = projects::create(&shop.service, &shop.ada, named("Billing & Tax", None))
        .await
        .unwrap();
    let other = projects::create(&shop.service, &shop.ada, named("Billing & Tax", None))
        .await
        .unwrap();
    assert!(
        one.slug.as_str().starts_with("billing-tax-"),
        "{}",
        one.slug
    );
    assert_ne!(one.slug, other.slug);
    let found = projects::by_slug(&shop.service, &shop.ada, &other.slug).await;
    assert_eq!(found.unwrap().id, other.id);
}

#[tokio::test]
async fn a_slug_belongs_to_one_project() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    projects::create(service, ada, named("Billing", Some("billing")))
        .await
        .unwrap();
    let again = projects::create(service, ada, named("Other", Some("billing"))).await;
    assert!(matches!(&again, Err(Error::Taken { what: What::Project, name }) if name == "billing"));
    let names: Vec<_> = projects::list(service, ada)
        .await
        .unwrap()
        .into_iter()
        .map(|project| project.name)
        .collect();
    assert_eq!(names, ["Billing", "Shop"]);
}

#[tokio::test]
async fn a_project_needs_a_name_and_an_admin() {
    let shop = Shop::open().await;
    let unnamed = projects::create(&shop.service, &shop.ada, named("  ", None)).await;
    assert!(matches!(unnamed, Err(Error::Invalid(invalid)) if invalid.field == "projectName"));
    let developer = shop.somebody(Some(ProjectRole::Admin)).await;
    let made = projects::create(&shop.service, &developer, named("Mine", None)).await;
    assert!(matches!(made, Err(Error::AdminsOnly)));
}

#[tokio::test]
async fn somebody_sees_the_projects_they_have_a_role_in() {
    let shop = Shop::open().await;
    shop.another_project("Secret plans").await;
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let seen = projects::list(&shop.service, &viewer).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].id, shop.project);
}

#[tokio::test]
async fn a_change_of_a_project_touches_only_what_it_names() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let before = projects::get(service, ada, shop.project).await.unwrap();
    let described = ProjectChanges {
        description: Some(Some("The web shop".to_owned())),
        delete_protection: Some(true),
        ..ProjectChanges::default()
    };
    projects::update(service, ada, shop.project, described)
        .await
        .unwrap();
    let renamed = ProjectChanges {
        name: Some("Web shop".to_owned()),
        slug: Some(slug("web-shop")),
        ..ProjectChanges::default()
    };
    let after = projects::update(service, ada, shop.project, renamed)
        .await
        .unwrap();
    assert_eq!(after.id, before.id);
    assert_eq!(after.description.as_deref(), Some("The web shop"));
    assert!(after.delete_protection);
    assert_eq!(after.environments.len(), 3);
    let found = projects::by_slug(service, ada, &slug("web-shop")).await;
    assert_eq!(found.unwrap().name, "Web shop");
    assert_eq!(shop.recorded().await.last().unwrap(), "update-project");
}

#[tokio::test]
async fn a_project_takes_no_slug_of_another_and_no_endless_texts() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    projects::create(service, ada, named("Billing", Some("billing")))
        .await
        .unwrap();
    let change = async |changes| projects::update(service, ada, shop.project, changes).await;
    let taken = ProjectChanges {
        slug: Some(slug("billing")),
        ..ProjectChanges::default()
    };
    assert!(matches!(change(taken).await, Err(Error::Taken { .. })));
    for (name, description, field) in [
        (Some(" "), None, "name"),
        (Some("a\0b"), None, "name"),
        (None, Some("x".repeat(1025)), "description"),
        (None, Some("\0".to_owned()), "description"),
    ] {
        let changes = ProjectChanges {
            name: name.map(str::to_owned),
            description: description.map(Some),
            ..ProjectChanges::default()
        };
        let refused = change(changes).await;
        assert!(
            matches!(&refused, Err(Error::Invalid(invalid)) if invalid.field == field),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_deleted_project_is_gone_with_everything_but_its_records() {
    let shop = Shop::open().await;
    shop.write(&shop.root("dev"), &[("KEY", "value")]).await;
    let (service, ada) = (&shop.service, &shop.ada);
    let gone = projects::delete(service, ada, shop.project).await.unwrap();
    assert_eq!((gone.id, gone.environments.len()), (shop.project, 3));
    let found = projects::get(service, ada, shop.project).await;
    assert!(matches!(found, Err(Error::NotFound { .. })));
    let again = projects::delete(service, ada, shop.project).await;
    assert!(matches!(again, Err(Error::NotFound { .. })));
    let recorded = shop.recorded().await;
    assert_eq!(recorded.last().unwrap(), "delete-project");
    assert!(
        recorded.contains(&"create-project".to_owned()),
        "{recorded:?}"
    );
    let tx = shop.store().read().await.unwrap();
    let keys = store::keys::of(&tx, Some(shop.project)).await.unwrap();
    assert!(keys.is_empty());
}

#[tokio::test]
async fn a_protected_project_is_deleted_only_after_its_protection_is_off() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let protect = |on| ProjectChanges {
        delete_protection: Some(on),
        ..ProjectChanges::default()
    };
    projects::update(service, ada, shop.project, protect(true))
        .await
        .unwrap();
    let refused = projects::delete(service, ada, shop.project).await;
    assert!(matches!(refused, Err(Error::Protected { name }) if name == "Shop"));
    projects::update(service, ada, shop.project, protect(false))
        .await
        .unwrap();
    projects::delete(service, ada, shop.project).await.unwrap();
}

#[tokio::test]
async fn only_a_projects_admin_changes_or_deletes_it_and_strangers_do_not_learn_of_it() {
    let shop = Shop::open().await;
    let developer = shop.somebody(Some(ProjectRole::Developer)).await;
    let stranger = shop.somebody(None).await;
    let service = &shop.service;
    let rename = || ProjectChanges {
        name: Some("Mine".to_owned()),
        ..ProjectChanges::default()
    };
    let changed = projects::update(service, &developer, shop.project, rename()).await;
    assert!(matches!(changed, Err(Error::Denied(Action::EditProject))));
    let deleted = projects::delete(service, &developer, shop.project).await;
    assert!(matches!(deleted, Err(Error::Denied(Action::DeleteProject))));
    let changed = projects::update(service, &stranger, shop.project, rename()).await;
    assert!(matches!(changed, Err(Error::NotFound { .. })));
    let deleted = projects::delete(service, &stranger, shop.project).await;
    assert!(matches!(deleted, Err(Error::NotFound { .. })));
    let admin = shop.somebody(Some(ProjectRole::Admin)).await;
    projects::delete(service, &admin, shop.project)
        .await
        .unwrap();
}
