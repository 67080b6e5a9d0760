//! Folders: where they lie, what moves with them, and what goes with them.

use model::access::{Action, ProjectRole};
use model::secret::FolderName;
use service::projects::{self, Contents, Folder, FolderChanges, NewFolder, Which};
use service::secrets::Place;
use service::{Error, What};

use crate::support::{Shop, path, slug};

fn folder(name: &str) -> FolderName {
    FolderName::parse(name).unwrap()
}

fn which(name: &str) -> Which {
    Which::Named(folder(name))
}

fn renamed(name: &str) -> FolderChanges {
    FolderChanges {
        name: Some(folder(name)),
        description: None,
    }
}

async fn rename(shop: &Shop, place: &Place, from: &str, to: &str) -> Result<Folder, Error> {
    let (service, ada) = (&shop.service, &shop.ada);
    projects::update_folder(service, ada, place, &which(from), renamed(to)).await
}

async fn delete(shop: &Shop, name: &str, contents: Contents) -> Result<Folder, Error> {
    let (service, ada, root) = (&shop.service, &shop.ada, shop.root("dev"));
    projects::delete_folder(service, ada, &root, &which(name), contents).await
}

async fn paths(shop: &Shop, recursive: bool) -> Vec<String> {
    let (service, ada, root) = (&shop.service, &shop.ada, shop.root("dev"));
    let found = projects::folders(service, ada, &root, recursive).await;
    let paths = found.unwrap().into_iter().map(|one| one.path.to_string());
    paths.collect()
}

#[tokio::test]
async fn folders_lie_in_folders() {
    let shop = Shop::open().await;
    let place = shop.folder_at("dev", "/services/api").await;
    shop.folder_at("dev", "/other").await;
    assert_eq!(paths(&shop, false).await, ["/other", "/services"]);
    assert_eq!(
        paths(&shop, true).await,
        ["/other", "/services", "/services/api"]
    );
    let services = shop.folder_at("dev", "/services").await;
    let again = projects::create_folder(&shop.service, &shop.ada, &services, &folder("api")).await;
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
async fn the_folders_around_a_new_one_are_made_too() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let mut deep = shop.root("dev");
    deep.path = path("/a/b");
    let request = NewFolder {
        name: folder("c"),
        description: Some("Deep".to_owned()),
    };
    let made = projects::create_folder(service, ada, &deep, request)
        .await
        .unwrap();
    assert_eq!(made.path.as_str(), "/a/b/c");
    assert_eq!(made.description.as_deref(), Some("Deep"));
    assert_eq!(paths(&shop, true).await, ["/a", "/a/b", "/a/b/c"]);
    let around = projects::get_folder(service, ada, made.parent.unwrap())
        .await
        .unwrap();
    assert_eq!((around.path.as_str(), around.description), ("/a/b", None));
    let elsewhere = shop.root("qa");
    let made = projects::create_folder(service, ada, &elsewhere, &folder("api")).await;
    assert!(
        matches!(&made, Err(Error::NotFound { what: What::Environment, name }) if name == "qa")
    );
}

#[tokio::test]
async fn a_path_has_an_end() {
    let shop = Shop::open().await;
    let mut deep = shop.root("dev");
    let name = folder(&"x".repeat(64));
    deep.path = path(&format!("/{name}").repeat(15));
    let made = projects::create_folder(&shop.service, &shop.ada, &deep, &name).await;
    assert!(
        matches!(&made, Err(Error::Invalid(invalid)) if invalid.field == "name"),
        "{made:?}"
    );
}

#[tokio::test]
async fn a_renamed_folder_takes_its_contents_along() {
    let shop = Shop::open().await;
    let api = shop.folder_at("dev", "/services/api").await;
    shop.write(&api, &[("KEY", "value"), ("COPY", "${KEY}")])
        .await;
    let before = shop.expanded(&api, "KEY").await;
    let root = shop.root("dev");
    let after = rename(&shop, &root, "services", "apps").await.unwrap();
    assert_eq!((after.path.as_str(), after.version), ("/apps", 2));
    assert_eq!(paths(&shop, true).await, ["/apps", "/apps/api"]);
    let moved = Place {
        path: path("/apps/api"),
        ..root.clone()
    };
    assert_eq!(shop.expanded(&moved, "KEY").await.id, before.id);
    let copy = shop.expanded(&moved, "COPY").await;
    assert_eq!(copy.value.unwrap().reveal(), "value");
    shop.folder_at("dev", "/taken").await;
    let refused = rename(&shop, &root, "apps", "taken").await;
    assert!(matches!(refused, Err(Error::Taken { name, .. }) if name == "/taken"));
}

#[tokio::test]
async fn a_path_that_references_have_stays() {
    let shop = Shop::open().await;
    let api = shop.folder_at("dev", "/services/api").await;
    shop.write(&api, &[("KEY", "value")]).await;
    shop.write(&shop.root("prod"), &[("COPY", "${dev:/services/api:KEY}")])
        .await;
    let root = shop.root("dev");
    let refused = rename(&shop, &root, "services", "apps").await;
    assert!(
        matches!(&refused, Err(Error::StillUsed { what: What::Folder, name, users })
            if name == "/services" && users == "references of `COPY` in prod:/"),
        "{refused:?}"
    );
    assert_eq!(paths(&shop, false).await, ["/services"]);
}

#[tokio::test]
async fn a_description_is_changed_without_the_name() {
    let shop = Shop::open().await;
    shop.folder_at("dev", "/api").await;
    let (service, ada, root) = (&shop.service, &shop.ada, shop.root("dev"));
    let changes = FolderChanges {
        name: Some(folder("api")),
        description: Some(Some(String::new())),
    };
    let after = projects::update_folder(service, ada, &root, &which("api"), changes).await;
    let after = after.unwrap();
    assert_eq!(after.path.as_str(), "/api");
    assert_eq!(after.description.as_deref(), Some(""));
}

#[tokio::test]
async fn a_folder_is_deleted_empty_or_with_what_is_in_it_as_asked() {
    let shop = Shop::open().await;
    let full = shop.folder_at("dev", "/full").await;
    shop.write(&full, &[("KEY", "value")]).await;
    shop.folder_at("dev", "/outer/inner").await;
    shop.folder_at("dev", "/empty").await;
    for name in ["full", "outer"] {
        let refused = delete(&shop, name, Contents::Refuse).await;
        assert!(matches!(refused, Err(Error::NotEmpty { .. })), "{name}");
    }
    delete(&shop, "empty", Contents::Refuse).await.unwrap();
    delete(&shop, "full", Contents::Delete).await.unwrap();
    delete(&shop, "outer", Contents::Delete).await.unwrap();
    assert!(paths(&shop, true).await.is_empty());
    let again = delete(&shop, "outer", Contents::Delete).await;
    assert!(matches!(again, Err(Error::NotFound { name, .. }) if name == "/outer"));
}

#[tokio::test]
async fn the_root_folder_stays_and_is_found_by_its_id() {
    let shop = Shop::open().await;
    shop.folder_at("dev", "/api").await;
    let (service, ada, root) = (&shop.service, &shop.ada, shop.root("dev"));
    let api = projects::folders(service, ada, &root, false).await.unwrap();
    let id = api[0].parent.unwrap();
    let found = projects::get_folder(service, ada, id).await.unwrap();
    assert_eq!((found.path.as_str(), found.parent), ("/", None));
    assert_eq!(found.environment_slug, slug("dev"));
    let (this, contents) = (Which::Id(id), Contents::Delete);
    let deleted = projects::delete_folder(service, ada, &root, &this, contents).await;
    assert!(matches!(deleted, Err(Error::Invalid(_))));
    let elsewhere = shop.root("prod");
    let this = Which::Id(api[0].id);
    let deleted = projects::delete_folder(service, ada, &elsewhere, &this, contents).await;
    assert!(matches!(deleted, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_viewer_changes_no_folder_and_a_stranger_learns_of_none() {
    let shop = Shop::open().await;
    shop.folder_at("dev", "/api").await;
    let (service, root) = (&shop.service, shop.root("dev"));
    let api = projects::folders(service, &shop.ada, &root, false)
        .await
        .unwrap();
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let stranger = shop.somebody(None).await;
    for caller in [&viewer, &stranger] {
        let (this, mine) = (which("api"), renamed("mine"));
        let changed = projects::update_folder(service, caller, &root, &this, mine).await;
        assert!(matches!(changed, Err(Error::Denied(Action::EditFolders))));
        let contents = Contents::Delete;
        let deleted = projects::delete_folder(service, caller, &root, &this, contents).await;
        assert!(matches!(deleted, Err(Error::Denied(Action::DeleteFolders))));
        let absent = which("absent");
        let deleted = projects::delete_folder(service, caller, &root, &absent, contents).await;
        assert!(matches!(deleted, Err(Error::Denied(Action::DeleteFolders))));
    }
    let seen = projects::get_folder(service, &viewer, api[0].id).await;
    assert_eq!(seen.unwrap().path.as_str(), "/api");
    let seen = projects::get_folder(service, &stranger, api[0].id).await;
    assert!(matches!(seen, Err(Error::NotFound { .. })));
}
