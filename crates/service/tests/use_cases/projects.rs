//! Projects, environments and folders.

use model::access::ProjectRole;
use model::secret::FolderName;
use service::projects::{self, NewProject};
use service::{Error, What};

use crate::support::{Shop, path, slug};

fn named(name: &str, short: Option<&str>) -> NewProject {
    NewProject {
        name: name.to_owned(),
        slug: short.map(slug),
        description: None,
        default_environments: false,
    }
}

fn folder(name: &str) -> FolderName {
    FolderName::parse(name).unwrap()
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
async fn an_environment_is_added_after_the_others_under_a_slug_of_its_own() {
    let shop = Shop::open().await;
    let add = |name, short| {
        projects::create_environment(&shop.service, &shop.ada, shop.project, name, slug(short))
    };
    let test = add("Test", "test").await.unwrap();
    assert_eq!(test.position, 4);
    let again = add("Test 2", "test").await;
    assert!(
        matches!(&again, Err(Error::Taken { what: What::Environment, name }) if name == "test")
    );
    let unnamed = add("", "empty").await;
    assert!(matches!(unnamed, Err(Error::Invalid(invalid)) if invalid.field == "name"));
}

#[tokio::test]
async fn a_project_that_is_not_there_has_no_environments() {
    let shop = Shop::open().await;
    let nowhere = unknown_project();
    let listed = projects::environments(&shop.service, &shop.ada, nowhere).await;
    let added =
        projects::create_environment(&shop.service, &shop.ada, nowhere, "Test", slug("test"));
    let missing = |error: Error| {
        matches!(
            error,
            Error::NotFound {
                what: What::Project,
                ..
            }
        )
    };
    assert!(missing(listed.unwrap_err()));
    assert!(missing(added.await.unwrap_err()));
}

fn unknown_project() -> model::id::ProjectId {
    let text = "0193a6e0-0000-7000-8000-000000000000";
    text.parse().unwrap()
}

#[tokio::test]
async fn folders_lie_in_folders() {
    let shop = Shop::open().await;
    let place = shop.folder_at("dev", "/services/api").await;
    shop.folder_at("dev", "/other").await;
    let (service, ada) = (&shop.service, &shop.ada);
    let paths = async |at, recursive| {
        let mut at = shop.root(at);
        at.path = path("/");
        let found = projects::folders(service, ada, &at, recursive)
            .await
            .unwrap();
        let paths = found.into_iter().map(|folder| folder.path.to_string());
        paths.collect::<Vec<_>>()
    };
    assert_eq!(paths("dev", false).await, ["/other", "/services"]);
    assert_eq!(
        paths("dev", true).await,
        ["/other", "/services", "/services/api"]
    );
    assert!(paths("prod", true).await.is_empty());

    let services = shop.folder_at("dev", "/services").await;
    let again = projects::create_folder(service, ada, &services, &folder("api")).await;
    assert!(matches!(
        again,
        Err(Error::Taken {
            what: What::Folder,
            ..
        })
    ));
    assert_eq!(place.path.as_str(), "/services/api");
}

#[tokio::test]
async fn a_folder_needs_its_parent_and_environment() {
    let shop = Shop::open().await;
    let mut nowhere = shop.root("dev");
    nowhere.path = path("/missing");
    let made = projects::create_folder(&shop.service, &shop.ada, &nowhere, &folder("api")).await;
    assert!(
        matches!(&made, Err(Error::NotFound { what: What::Folder, name }) if name == "/missing")
    );
    let elsewhere = shop.root("qa");
    let made = projects::create_folder(&shop.service, &shop.ada, &elsewhere, &folder("api")).await;
    assert!(
        matches!(&made, Err(Error::NotFound { what: What::Environment, name }) if name == "qa")
    );
}
