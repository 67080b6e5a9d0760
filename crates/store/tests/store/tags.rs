//! Tags: words on secrets.

use model::Slug;
use model::id::TagId;
use store::tags::{self, Tag, TagChanges};
use store::{Constraint, StoreError, secrets};

use crate::harness::{Database, World, at, slug};

on_both!(
    a_tag_is_found_by_id_and_short_name,
    a_short_name_is_taken_once_in_a_project,
    a_tag_changes_where_it_is_told_to,
    the_tags_of_a_folders_secrets_come_at_once,
    a_deleted_tag_leaves_its_secrets,
);

fn tag(db: &Database, world: &World, short: &str) -> Tag {
    Tag {
        id: TagId::from_uuid(db.id()),
        project_id: world.project,
        slug: slug(short),
        name: format!("The {short}"),
        color: String::new(),
        created_at: at(0),
        updated_at: at(0),
    }
}

async fn add(db: &Database, world: &World, short: &str) -> TagId {
    let tag = tag(db, world, short);
    let tx = db.write().await;
    tags::insert(&tx, &tag).await.unwrap();
    tx.commit().await.unwrap();
    tag.id
}

fn slugs(tags: &[Tag]) -> Vec<&str> {
    tags.iter().map(|tag| tag.slug.as_str()).collect()
}

async fn a_tag_is_found_by_id_and_short_name(db: Database) {
    let world = World::new(&db).await;
    let id = add(&db, &world, "red").await;
    add(&db, &world, "blue").await;
    let tx = db.read().await;
    let by_id = tags::get(&tx, id).await.unwrap().unwrap();
    let by_slug = tags::by_slug(&tx, world.project, &slug("red"))
        .await
        .unwrap();
    assert_eq!(by_slug.as_ref(), Some(&by_id));
    assert_eq!(by_id.name, "The red");
    let all = tags::list(&tx, world.project).await.unwrap();
    assert_eq!(slugs(&all), ["blue", "red"]);
}

async fn a_short_name_is_taken_once_in_a_project(db: Database) {
    let world = World::new(&db).await;
    add(&db, &world, "red").await;
    let tx = db.write().await;
    let refused = tags::insert(&tx, &tag(&db, &world, "red")).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::TagSlug))
    ));
}

async fn a_tag_changes_where_it_is_told_to(db: Database) {
    let world = World::new(&db).await;
    let id = add(&db, &world, "red").await;
    let tx = db.write().await;
    let changes = TagChanges {
        slug: Some(Slug::parse("crimson").unwrap()),
        color: Some("#ff0000".to_owned()),
        name: None,
    };
    assert!(tags::update(&tx, id, &changes, at(5)).await.unwrap());
    let found = tags::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(found.slug.as_str(), "crimson");
    assert_eq!(
        (found.name.as_str(), found.color.as_str()),
        ("The red", "#ff0000")
    );
    assert_eq!((found.created_at, found.updated_at), (at(0), at(5)));
    let nobody = TagId::from_uuid(db.id());
    assert!(!tags::update(&tx, nobody, &changes, at(5)).await.unwrap());
}

async fn the_tags_of_a_folders_secrets_come_at_once(db: Database) {
    let world = World::new(&db).await;
    let (red, blue) = (
        add(&db, &world, "red").await,
        add(&db, &world, "blue").await,
    );
    let app = db.folder(world.environment, "/app").await;
    let here = db.secret(world.folder, "HERE").await;
    let bare = db.secret(world.folder, "BARE").await;
    let there = db.secret(app, "THERE").await;
    let tx = db.write().await;
    tags::set_of_secret(&tx, here, &[red, blue, red])
        .await
        .unwrap();
    tags::set_of_secret(&tx, there, &[red]).await.unwrap();
    let found = tags::of_folders(&tx, &[world.folder]).await.unwrap();
    assert_eq!(slugs(&found[&here]), ["blue", "red"]);
    assert!(!found.contains_key(&bare) && !found.contains_key(&there));
    let found = tags::of_folders(&tx, &[world.folder, app]).await.unwrap();
    assert_eq!(slugs(&found[&there]), ["red"]);
    assert!(tags::of_folders(&tx, &[]).await.unwrap().is_empty());

    tags::set_of_secret(&tx, here, &[]).await.unwrap();
    assert!(tags::of_secret(&tx, here).await.unwrap().is_empty());
}

async fn a_deleted_tag_leaves_its_secrets(db: Database) {
    let world = World::new(&db).await;
    let red = add(&db, &world, "red").await;
    let secret = db.secret(world.folder, "KEY").await;
    let tx = db.write().await;
    tags::set_of_secret(&tx, secret, &[red]).await.unwrap();
    assert!(tags::delete(&tx, red).await.unwrap());
    assert!(!tags::delete(&tx, red).await.unwrap());
    assert!(tags::of_secret(&tx, secret).await.unwrap().is_empty());
    assert!(secrets::get(&tx, secret).await.unwrap().is_some());
}
