//! People and machines.

use std::time::Duration;

use model::access::{Action, OrgRole, ProjectRole};
use secrecy::ExposeSecret;
use service::access::{self, Member, NewIdentity, SetUp};
use service::connections::{self, Scope};
use service::secrets::{self, Expect, View};
use service::{Caller, Error, Origin, What, projects};

use crate::support::{
    EMAIL, PASSWORD, SETUP_CODE, Shop, browser, change, secret, set_up_request, slug,
};

const HOUR: u64 = 3_600;

async fn robot(shop: &Shop) -> NewIdentity {
    access::create_identity(&shop.service, &shop.ada, "robot", OrgRole::Member)
        .await
        .unwrap()
}

async fn token_of(shop: &Shop, robot: &NewIdentity) -> access::TokenGrant {
    let client_id = robot.client_id.to_string();
    access::universal_auth(
        &shop.service,
        &client_id,
        &robot.client_secret,
        &Origin::default(),
    )
    .await
    .unwrap()
}

fn refusal<T>(result: Result<T, Error>) -> String {
    match result {
        Err(error @ Error::Unauthenticated(_)) => error.to_string(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was allowed"),
    }
}

#[tokio::test]
async fn an_instance_is_set_up_once() {
    let shop = Shop::open().await;
    assert!(!access::needs_set_up(&shop.service).await.unwrap());
    let again = access::set_up(&shop.service, set_up_request(), &browser()).await;
    assert_eq!(refusal(again), "this instance is set up already: sign in");
}

#[tokio::test]
async fn setting_up_needs_the_code() {
    let shop = Shop::open().await;
    for code in ["", "one-time-cod", "ONE-TIME-CODE"] {
        let request = SetUp {
            code: secret(code),
            ..set_up_request()
        };
        let refused = refusal(access::set_up(&shop.service, request, &browser()).await);
        assert!(refused.contains("the set-up code is wrong"), "{refused}");
    }
    assert_eq!(SETUP_CODE, set_up_request().code.expose_secret());
}

#[tokio::test]
async fn setting_up_names_the_field_that_cannot_be_used() {
    let shop = Shop::open().await;
    let requests = [
        (
            "organization",
            SetUp {
                organization: "  ".to_owned(),
                ..set_up_request()
            },
        ),
        (
            "email",
            SetUp {
                email: "ada".to_owned(),
                ..set_up_request()
            },
        ),
        (
            "password",
            SetUp {
                password: secret("elevenchars"),
                ..set_up_request()
            },
        ),
    ];
    for (field, request) in requests {
        match access::set_up(&shop.service, request, &browser()).await {
            Err(Error::Invalid(invalid)) => assert_eq!(invalid.field, field),
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("{field} was taken"),
        }
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let wrong = access::sign_in(
        service,
        EMAIL,
        &secret("correct horse batterie"),
        &browser(),
    )
    .await;
    let unknown = access::sign_in(service, "eve@shop.example", &secret(PASSWORD), &browser()).await;
    assert_eq!(refusal(wrong), refusal(unknown));
}

#[tokio::test]
async fn an_address_is_known_in_any_spelling_of_its_letters() {
    let shop = Shop::open().await;
    let signed_in = access::sign_in(
        &shop.service,
        " Ada@Shop.Example ",
        &secret(PASSWORD),
        &browser(),
    )
    .await;
    let caller = access::session(&shop.service, &signed_in.unwrap().token).await;
    assert_eq!(caller.unwrap().display_name(), EMAIL);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let shop = Shop::open().await;
    let signed_in = access::sign_in(&shop.service, EMAIL, &secret(PASSWORD), &browser())
        .await
        .unwrap();
    shop.later(12 * HOUR - 1);
    assert!(
        access::session(&shop.service, &signed_in.token)
            .await
            .is_ok()
    );
    shop.later(1);
    refusal(access::session(&shop.service, &signed_in.token).await);
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let here = access::sign_in(service, EMAIL, &secret(PASSWORD), &browser())
        .await
        .unwrap();
    let there = access::sign_in(service, EMAIL, &secret(PASSWORD), &browser())
        .await
        .unwrap();
    let caller = access::session(service, &here.token).await.unwrap();
    access::sign_out(service, &caller).await.unwrap();
    refusal(access::session(service, &here.token).await);
    assert!(access::session(service, &there.token).await.is_ok());
}

#[tokio::test]
async fn a_machine_signs_in_with_its_client_secret() {
    let shop = Shop::open().await;
    let robot = robot(&shop).await;
    let grant = token_of(&shop, &robot).await;
    let caller = access::bearer(&shop.service, &grant.token, &Origin::default())
        .await
        .unwrap();
    assert_eq!(caller.display_name(), "robot");
    assert_eq!(caller.org_role, OrgRole::Member);
}

#[tokio::test]
async fn a_machine_with_anything_wrong_gets_one_answer() {
    let shop = Shop::open().await;
    let robot = robot(&shop).await;
    let other = access::create_identity(&shop.service, &shop.ada, "other", OrgRole::Member)
        .await
        .unwrap();
    let own = robot.client_id.to_string();
    let attempts = [
        (own.as_str(), "wrong"),
        (own.as_str(), other.client_secret.expose_secret()),
        ("not-a-uuid", robot.client_secret.expose_secret()),
        (
            "00000000-0000-0000-0000-000000000000",
            robot.client_secret.expose_secret(),
        ),
    ];
    for (client_id, client_secret) in attempts {
        let refused = access::universal_auth(
            &shop.service,
            client_id,
            &secret(client_secret),
            &Origin::default(),
        )
        .await;
        assert_eq!(refusal(refused), "Invalid credentials");
    }
}

#[tokio::test]
async fn a_session_is_no_bearer_token_and_the_other_way_round() {
    let shop = Shop::open().await;
    let session = access::sign_in(&shop.service, EMAIL, &secret(PASSWORD), &browser())
        .await
        .unwrap();
    let grant = token_of(&shop, &robot(&shop).await).await;
    refusal(access::bearer(&shop.service, &session.token, &Origin::default()).await);
    refusal(access::session(&shop.service, &grant.token).await);
}

#[tokio::test]
async fn a_token_is_renewed_up_to_its_longest_life_and_not_beyond() {
    let shop = Shop::open().await;
    let grant = token_of(&shop, &robot(&shop).await).await;
    let day = 24 * HOUR;
    assert_eq!(grant.max_ttl, Duration::from_secs(30 * day));
    shop.later(29 * day);
    let renewed = access::renew(&shop.service, &grant.token, &Origin::default())
        .await
        .unwrap();
    assert_eq!(renewed.expires_in, Duration::from_secs(day));
    shop.later(day);
    refusal(access::bearer(&shop.service, &grant.token, &Origin::default()).await);
    refusal(access::renew(&shop.service, &grant.token, &Origin::default()).await);
}

#[tokio::test]
async fn a_revoked_token_is_refused_and_the_next_one_works() {
    let shop = Shop::open().await;
    let robot = robot(&shop).await;
    let grant = token_of(&shop, &robot).await;
    access::revoke(&shop.service, &grant.token, &Origin::default())
        .await
        .unwrap();
    refusal(access::bearer(&shop.service, &grant.token, &Origin::default()).await);
    refusal(access::revoke(&shop.service, &grant.token, &Origin::default()).await);
    let next = token_of(&shop, &robot).await;
    assert!(
        access::bearer(&shop.service, &next.token, &Origin::default())
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn only_an_admin_makes_machine_identities() {
    let shop = Shop::open().await;
    let developer = shop.somebody(Some(ProjectRole::Admin)).await;
    let made = access::create_identity(&shop.service, &developer, "helper", OrgRole::Member).await;
    assert!(matches!(made, Err(Error::AdminsOnly)));
    let unnamed = access::create_identity(&shop.service, &shop.ada, " ", OrgRole::Member).await;
    assert!(matches!(unnamed, Err(Error::Invalid(invalid)) if invalid.field == "name"));
}

#[tokio::test]
async fn a_role_is_given_only_to_somebody_who_exists_in_a_project_that_exists() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let robot = robot(&shop).await;
    let member = Member::Identity(robot.id);
    let nobody = Member::Identity(model::id::IdentityId::from_uuid(robot.client_id));
    let nowhere = model::id::ProjectId::from_uuid(robot.client_id);
    let role = ProjectRole::Viewer;
    let missing = |result: Result<(), Error>| match result {
        Err(Error::NotFound { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    let given = access::set_member(service, ada, shop.project, nobody, role).await;
    assert_eq!(missing(given), What::Identity);
    let given = access::set_member(service, ada, nowhere, member, role).await;
    assert_eq!(missing(given), What::Project);
}

async fn may_write(shop: &Shop, caller: &Caller) -> Result<(), Error> {
    let changes = vec![change("KEY", "value")];
    let place = shop.root("dev");
    let written = secrets::set(&shop.service, caller, &place, changes, Expect::Any).await;
    written.map(drop)
}

#[tokio::test]
async fn a_viewer_reads_and_does_not_write() {
    let shop = Shop::open().await;
    shop.write(&shop.root("dev"), &[("KEY", "value")]).await;
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let view = View {
        reveal: true,
        ..View::default()
    };
    let read = secrets::list(&shop.service, &viewer, &shop.root("dev"), view).await;
    assert_eq!(read.unwrap().len(), 1);
    let written = may_write(&shop, &viewer).await;
    assert!(matches!(written, Err(Error::Denied(Action::EditSecrets))));
    let test = projects::NewEnvironment {
        name: "Test".to_owned(),
        slug: slug("test"),
        position: None,
    };
    let grown = projects::create_environment(&shop.service, &viewer, shop.project, test);
    assert!(matches!(
        grown.await,
        Err(Error::Denied(Action::CreateEnvironments))
    ));
}

#[tokio::test]
async fn a_developer_writes_secrets_and_makes_no_connections() {
    let (shop, azure) = Shop::open_with_azure().await;
    let developer = shop.somebody(Some(ProjectRole::Developer)).await;
    may_write(&shop, &developer).await.unwrap();
    let mut request = azure.by_client_secret("production");
    request.project = Some(shop.project);
    let made = connections::create(&shop.service, &developer, request).await;
    assert!(matches!(
        made,
        Err(Error::Denied(Action::CreateConnections))
    ));
    assert_eq!(azure.token_requests(), 0);
}

#[tokio::test]
async fn without_access_a_project_is_not_there() {
    let shop = Shop::open().await;
    for role in [None, Some(ProjectRole::NoAccess)] {
        let stranger = shop.somebody(role).await;
        let (service, project) = (&shop.service, shop.project);
        let listed = projects::list(service, &stranger).await.unwrap();
        assert!(listed.is_empty());
        let found = projects::get(service, &stranger, project).await;
        assert!(matches!(
            found,
            Err(Error::NotFound {
                what: What::Project,
                ..
            })
        ));
        let place = shop.root("dev");
        let secrets = secrets::list(service, &stranger, &place, View::default()).await;
        assert!(matches!(
            secrets,
            Err(Error::Denied(Action::DescribeSecrets))
        ));
        let connections = connections::list(service, &stranger, Scope::Project(project)).await;
        assert!(matches!(
            connections,
            Err(Error::Denied(Action::ReadConnections))
        ));
        let records = service::audit::list(service, &stranger, Some(project), 10).await;
        assert!(matches!(records, Err(Error::Denied(Action::ReadAudit))));
    }
}
