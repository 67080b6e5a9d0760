//! What is recorded, and who may read it.

use model::access::ProjectRole;
use service::Error;

use crate::support::{EMAIL, Shop, slug};

#[tokio::test]
async fn records_are_numbered_without_gaps() {
    let shop = Shop::open().await;
    shop.write(&shop.root("dev"), &[("KEY", "value")]).await;
    let dev = service::projects::NewEnvironment {
        name: "Development".to_owned(),
        slug: slug("dev"),
        position: None,
    };
    let (service, ada) = (&shop.service, &shop.ada);
    let refused = service::projects::create_environment(service, ada, shop.project, dev);
    assert!(matches!(refused.await, Err(Error::Taken { .. })));
    shop.kept(&shop.root("dev"), "KEY").await;

    let tx = shop.store().read().await.unwrap();
    let chains = store::audit::chains(&tx).await.unwrap();
    assert_eq!(chains.len(), 1);
    let records = store::audit::of_chain(&tx, chains[0].end.chain, 0, 1_000)
        .await
        .unwrap();
    let numbers: Vec<_> = records.iter().map(|record| record.seq).collect();
    let expected: Vec<_> = (1..=chains[0].end.seq).collect();
    assert_eq!(numbers, expected);
    assert_eq!(records.last().unwrap().mac, chains[0].end.head);
    assert_eq!(
        shop.recorded().await,
        [
            "bootstrap-instance",
            "create-project",
            "update-secret",
            "get-secret"
        ]
    );
}

#[tokio::test]
async fn the_log_names_who_acted() {
    let shop = Shop::open().await;
    shop.somebody(Some(ProjectRole::Viewer)).await;
    let records = service::audit::list(&shop.service, &shop.ada, None, 100)
        .await
        .unwrap();
    let actors: Vec<_> = records
        .iter()
        .map(|record| (record.action.as_str(), record.actor.as_str()))
        .collect();
    assert_eq!(
        actors,
        [
            ("update-project-membership", EMAIL),
            ("login-identity-universal-auth", "robot"),
            ("create-identity", EMAIL),
            ("create-project", EMAIL),
            ("bootstrap-instance", EMAIL),
        ]
    );
}

#[tokio::test]
async fn a_project_admin_reads_the_projects_log_and_not_the_organizations() {
    let shop = Shop::open().await;
    let admin = shop.somebody(Some(ProjectRole::Admin)).await;
    let own = service::audit::list(&shop.service, &admin, Some(shop.project), 100).await;
    assert!(
        own.unwrap()
            .iter()
            .all(|record| record.project == Some(shop.project))
    );
    let all = service::audit::list(&shop.service, &admin, None, 100).await;
    assert!(matches!(all, Err(Error::AdminsOnly)));
}
