//! The identity of the host: the operator's to allow, the organization admins' to give out.

use std::fs;

use model::Cause;
use model::access::ProjectRole;
use model::connection::{Health, Method};
use service::connections::{self, ConnectionChange, NewConnection};
use service::{Caller, Error};

use super::{all, diagnosed};
use crate::support::{Shop, secret};

const METHODS: [Method; 2] = [Method::WorkloadIdentity, Method::ManagedIdentity];

async fn create(
    shop: &Shop,
    caller: &Caller,
    request: NewConnection,
) -> Result<connections::Connection, Error> {
    connections::create(&shop.service, caller, request).await
}

#[tokio::test]
async fn where_the_operator_does_not_allow_it_nobody_uses_it() {
    let (shop, azure) = Shop::open_with_azure().await;
    for method in METHODS {
        let request = azure.by(method, "production");
        let found = diagnosed(create(&shop, &shop.ada, request).await);
        assert_eq!(found.cause, Cause::HostIdentityOff, "{method}");
        let apps = connections::apps(&shop.service);
        let option = apps[0].methods.iter();
        let option = option
            .filter(|option| option.description.method == method)
            .find_map(|option| option.unavailable.as_ref())
            .unwrap();
        assert_eq!(option.variables, ["KEYFERRY_ALLOW_HOST_IDENTITY"]);
        assert!(option.redirect_uri.is_none());
    }
    assert!(all(&shop).await.is_empty());
    assert_eq!(azure.token_requests(), 0);
}

#[tokio::test]
async fn an_admin_of_a_project_alone_does_not_give_it_out() {
    let (shop, azure) = Shop::open_on_azure().await;
    let robot = shop.somebody(Some(ProjectRole::Admin)).await;
    for method in METHODS {
        let request = NewConnection {
            project: Some(shop.project),
            ..azure.by(method, "production")
        };
        let refused = create(&shop, &robot, request).await;
        assert!(matches!(refused, Err(Error::AdminsOnly)), "{method}");
    }
    let request = NewConnection {
        project: Some(shop.project),
        ..azure.by(Method::ManagedIdentity, "production")
    };
    let made = create(&shop, &shop.ada, request).await.unwrap();
    let id = azure.demo.user_identity.to_string();
    let change = ConnectionChange {
        credentials: Some([("clientId".to_owned(), secret(&id))].into()),
        ..ConnectionChange::default()
    };
    let refused = connections::update(&shop.service, &robot, made.id, change).await;
    assert!(matches!(refused, Err(Error::AdminsOnly)));
    let used = connections::check(&shop.service, &robot, made.id, None).await;
    assert!(used.unwrap().diagnosis.is_none());
}

#[tokio::test]
async fn once_the_operator_takes_it_back_not_even_a_stored_token_is_used() {
    let (shop, azure) = Shop::open_on_azure().await;
    for method in METHODS {
        let request = azure.by(method, method.as_str());
        let made = create(&shop, &shop.ada, request).await.unwrap();
        let checked = connections::check(&shop.service, &shop.ada, made.id, None).await;
        assert!(checked.unwrap().diagnosis.is_none(), "{method}");
        let anew = shop.started_anew(azure.cloud()).await;
        let store = azure.store();
        let checked = connections::check(&anew, &shop.ada, made.id, Some(&store)).await;
        let found = checked.unwrap().diagnosis.unwrap();
        assert_eq!(found.cause, Cause::HostIdentityOff, "{method}");
        let now = connections::get(&anew, &shop.ada, made.id).await.unwrap();
        assert_eq!(now.health, Health::ReconnectNeeded, "{method}");
    }
}

#[tokio::test]
async fn the_token_of_the_hosts_issuer_is_read_anew_each_time() {
    let (shop, azure) = Shop::open_on_azure().await;
    let request = azure.by(Method::WorkloadIdentity, "production");
    let made = create(&shop, &shop.ada, request).await.unwrap();
    let check = async || {
        let report = connections::check(&shop.service, &shop.ada, made.id, None).await;
        report.unwrap().diagnosis.map(|found| found.cause)
    };
    let token = fs::read_to_string(azure.token_file()).unwrap();
    fs::remove_file(azure.token_file()).unwrap();
    assert_eq!(check().await, Some(Cause::HostIdentityMissing));
    fs::write(azure.token_file(), format!("{token}\n")).unwrap();
    assert_eq!(check().await, None);
}

#[tokio::test]
async fn an_identity_that_the_host_does_not_have_is_said_to_be_missing() {
    let (shop, azure) = Shop::open_on_azure().await;
    let mut request = azure.by(Method::ManagedIdentity, "production");
    let unknown = secret("00000000-0000-4000-8000-000000000000");
    request.credentials.insert("clientId".to_owned(), unknown);
    let found = diagnosed(create(&shop, &shop.ada, request).await);
    assert_eq!(found.cause, Cause::HostIdentityMissing);
    assert!(all(&shop).await.is_empty());
}
