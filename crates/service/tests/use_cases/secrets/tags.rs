//! Tags, and what else is written on a secret.

use model::access::{Action, ProjectRole};
use service::secrets::{self, Expect, Filter, MetadataTest, SecretChange, View};
use service::tags::{self, NewTag, Tag, TagChange};
use service::{Error, What};

use crate::support::{Shop, change, key, slug};

async fn tag(shop: &Shop, name: &str) -> Tag {
    let tag = NewTag {
        slug: slug(name),
        name: Some(format!("The {name}")),
        color: "#ff0000".to_owned(),
    };
    tags::create(&shop.service, &shop.ada, shop.project, tag)
        .await
        .unwrap()
}

async fn set(shop: &Shop, change: SecretChange) -> Result<secrets::Secret, Error> {
    let dev = shop.root("dev");
    let written = secrets::set(&shop.service, &shop.ada, &dev, vec![change], Expect::Any).await?;
    Ok(written.into_iter().next().unwrap())
}

#[tokio::test]
async fn a_tag_lives_and_is_found_by_id_and_short_name() {
    let shop = Shop::open().await;
    let (service, ada, project) = (&shop.service, &shop.ada, shop.project);
    let red = tag(&shop, "red").await;
    assert_eq!(red.name, "The red");
    let found = tags::by_slug(service, ada, project, &slug("red")).await;
    assert_eq!(found.unwrap(), red);
    let change = TagChange {
        slug: Some(slug("crimson")),
        ..TagChange::default()
    };
    let changed = tags::update(service, ada, project, red.id, change)
        .await
        .unwrap();
    assert_eq!(
        (changed.slug.as_str(), changed.name.as_str()),
        ("crimson", "The red")
    );
    tags::delete(service, ada, project, red.id).await.unwrap();
    let gone = tags::get(service, ada, project, red.id).await;
    assert!(matches!(
        gone,
        Err(Error::NotFound {
            what: What::Tag,
            ..
        })
    ));
    let recorded = shop.recorded().await;
    for action in [
        "create-secret-tag",
        "update-secret-tag",
        "delete-secret-tag",
    ] {
        assert!(recorded.iter().any(|known| known == action), "{action}");
    }
}

#[tokio::test]
async fn tags_are_the_projects_own_and_need_their_rights() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let red = tag(&shop, "red").await;
    let other = shop.another_project("Other").await;
    let foreign = tags::get(service, ada, other, red.id).await;
    assert!(matches!(
        foreign,
        Err(Error::NotFound {
            what: What::Tag,
            ..
        })
    ));
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    assert_eq!(
        tags::list(service, &viewer, shop.project).await.unwrap(),
        std::slice::from_ref(&red)
    );
    let refused = tags::delete(service, &viewer, shop.project, red.id).await;
    assert!(matches!(refused, Err(Error::Denied(Action::DeleteTags))));
    let again = NewTag {
        slug: slug("red"),
        name: None,
        color: String::new(),
    };
    let taken = tags::create(service, ada, shop.project, again).await;
    assert!(matches!(
        taken,
        Err(Error::Taken {
            what: What::Tag,
            ..
        })
    ));
}

#[tokio::test]
async fn what_a_change_leaves_out_stays_on_the_secret_and_what_it_empties_goes() {
    let shop = Shop::open().await;
    let red = tag(&shop, "red").await;
    let first = SecretChange {
        comment: Some(" kept as it is ".to_owned()),
        metadata: Some(vec![("owner".to_owned(), "ada".to_owned())]),
        tags: Some(vec![red.id, red.id]),
        reminder_note: Some(Some("rotate".to_owned())),
        reminder_days: Some(Some(30)),
        skip_multiline: Some(true),
        ..change("KEY", " 1 \n")
    };
    let made = set(&shop, first).await.unwrap();
    assert_eq!(made.tags, [red]);
    let same = set(&shop, SecretChange::nothing(key("KEY"))).await.unwrap();
    assert_eq!((same.id, same.version), (made.id, 2));
    assert_eq!((&same.tags, &same.metadata), (&made.tags, &made.metadata));
    assert_eq!(same.comment, " kept as it is ");
    assert_eq!(
        (
            same.reminder_note.as_deref(),
            same.reminder_days,
            same.skip_multiline
        ),
        (Some("rotate"), Some(30), true)
    );
    assert_eq!(shop.kept(&shop.root("dev"), "KEY").await, " 1 \n");
    let emptied = SecretChange {
        metadata: Some(Vec::new()),
        tags: Some(Vec::new()),
        reminder_note: Some(None),
        reminder_days: Some(None),
        ..SecretChange::nothing(key("KEY"))
    };
    let bare = set(&shop, emptied).await.unwrap();
    assert!(bare.tags.is_empty() && bare.metadata.is_empty());
    assert!(bare.reminder_note.is_none() && bare.reminder_days.is_none());
}

#[tokio::test]
async fn what_is_too_long_or_unknown_is_refused() {
    let shop = Shop::open().await;
    let new = || change("KEY", "1");
    let long = SecretChange {
        comment: Some("x".repeat(secrets::MAX_COMMENT + 1)),
        ..new()
    };
    let noted = SecretChange {
        reminder_note: Some(Some("x".repeat(secrets::MAX_REMINDER_NOTE + 1))),
        ..new()
    };
    let rare = SecretChange {
        reminder_days: Some(Some(secrets::MAX_REMINDER_DAYS + 1)),
        ..new()
    };
    for (change, field) in [
        (long, "secretComment"),
        (noted, "secretReminderNote"),
        (rare, "secretReminderRepeatDays"),
    ] {
        let refused = set(&shop, change).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Invalid(invalid) if invalid.field == field),
            "{refused}"
        );
    }
    let red = tag(&shop, "red").await;
    tags::delete(&shop.service, &shop.ada, shop.project, red.id)
        .await
        .unwrap();
    let lost = SecretChange {
        tags: Some(vec![red.id]),
        ..new()
    };
    let refused = set(&shop, lost).await;
    assert!(matches!(
        refused,
        Err(Error::NotFound {
            what: What::Tag,
            ..
        })
    ));
}

#[tokio::test]
async fn a_filter_takes_any_of_its_tags_and_all_of_its_metadata() {
    let shop = Shop::open().await;
    let (red, blue) = (tag(&shop, "red").await, tag(&shop, "blue").await);
    let entry = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    for (name, tags, metadata) in [
        (
            "A",
            vec![red.id],
            vec![entry("owner", "ada"), entry("team", "shop")],
        ),
        ("B", vec![blue.id], vec![entry("owner", "ada")]),
        (
            "C",
            vec![],
            vec![entry("owner", "grace"), entry("team", "shop")],
        ),
    ] {
        let new = SecretChange {
            tags: Some(tags),
            metadata: Some(metadata),
            ..change(name, "1")
        };
        set(&shop, new).await.unwrap();
    }
    let found = async |tags: &[&str], metadata: &[(&str, &str)]| {
        let filter = Filter {
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            metadata: metadata
                .iter()
                .map(|(key, value)| MetadataTest {
                    key: Some((*key).to_owned()),
                    value: Some((*value).to_owned()),
                })
                .collect(),
        };
        let (service, ada, dev) = (&shop.service, &shop.ada, shop.root("dev"));
        let listing = secrets::search(service, ada, &dev, View::default(), &filter).await;
        let keys = listing.unwrap().secrets.into_iter();
        keys.map(|secret| secret.key.to_string())
            .collect::<String>()
    };
    assert_eq!(found(&[], &[]).await, "ABC");
    assert_eq!(found(&["red", "blue", "none"], &[]).await, "AB");
    assert_eq!(found(&[], &[("team", "shop")]).await, "AC");
    assert_eq!(found(&[], &[("team", "shop"), ("owner", "ada")]).await, "A");
    assert_eq!(found(&["blue"], &[("team", "shop")]).await, "");
}
