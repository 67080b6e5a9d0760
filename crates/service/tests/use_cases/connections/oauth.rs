//! Connecting by signing in with Microsoft in a browser.

use std::time::Duration;

use model::Cause;
use model::access::ProjectRole;
use model::connection::{App, Health, Method};
use model::id::UserId;
use service::connections::{
    self, Connected, Connection, OAuthCallback, OAuthFailed, OAuthFinished, StartOAuth,
};
use service::{Caller, Error, Principal};
use url::Url;
use uuid::Uuid;

use super::{all, diagnosed, invalid};
use crate::support::{Azure, Shop, secret, slug};

pub(super) const TEN_MINUTES: u64 = 600;

pub(super) fn form(name: &str) -> StartOAuth {
    StartOAuth {
        app: App::AzureAppConfiguration,
        reconnect: None,
        name: slug(name),
        description: Some("for the shop".to_owned()),
        project: None,
        tenant: None,
        store: None,
        return_to: "/projects/shop".to_owned(),
    }
}

pub(super) fn again(made: &Connection) -> StartOAuth {
    StartOAuth {
        reconnect: Some(made.id),
        ..form(made.name.as_str())
    }
}

pub(super) async fn start(shop: &Shop, request: StartOAuth) -> Url {
    connections::start_oauth(&shop.service, &shop.ada, request)
        .await
        .unwrap()
}

/// What a browser brings back after somebody has chosen an account and decided.
pub(super) async fn visit(azure: &Azure, page: &Url, user: &str, decision: &str) -> OAuthCallback {
    let location = azure.visit(page, user, decision).await;
    let parameter = |name: &str| {
        let found = location.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned())
    };
    OAuthCallback {
        code: parameter("code").map(|code| secret(&code)),
        state: secret(&parameter("state").unwrap()),
        error: parameter("error"),
        error_description: parameter("error_description"),
        issuer: None,
    }
}

pub(super) async fn accepted(shop: &Shop, azure: &Azure, request: StartOAuth) -> OAuthCallback {
    visit(
        azure,
        &start(shop, request).await,
        azure.demo.owner,
        "accept",
    )
    .await
}

pub(super) async fn finish(
    shop: &Shop,
    caller: &Caller,
    callback: OAuthCallback,
) -> Result<OAuthFinished, OAuthFailed> {
    connections::finish_oauth(&shop.service, caller, callback).await
}

pub(super) async fn connected(shop: &Shop, azure: &Azure, request: StartOAuth) -> Connection {
    let callback = accepted(shop, azure, request).await;
    finished(finish(shop, &shop.ada, callback).await).connection
}

pub(super) fn finished(result: Result<OAuthFinished, OAuthFailed>) -> Connected {
    match result {
        Ok(OAuthFinished::Connected(connected)) => connected,
        Ok(OAuthFinished::OtherAccount(asked)) => panic!("{} or {}?", asked.was, asked.now),
        Err(failed) => panic!("{}", failed.error),
    }
}

pub(super) fn failed(result: Result<OAuthFinished, OAuthFailed>) -> OAuthFailed {
    match result {
        Err(failed) => failed,
        Ok(_) => panic!("it worked"),
    }
}

pub(super) fn copy(callback: &OAuthCallback) -> OAuthCallback {
    OAuthCallback {
        code: callback.code.clone(),
        state: callback.state.clone(),
        error: callback.error.clone(),
        error_description: callback.error_description.clone(),
        issuer: callback.issuer.clone(),
    }
}

#[tokio::test]
async fn a_person_connects_with_and_without_naming_a_tenant() {
    let (shop, azure) = Shop::open_with_azure().await;
    let tenants = [None, Some("contoso.com".to_owned()), Some(" ".to_owned())];
    for (number, tenant) in tenants.into_iter().enumerate() {
        let request = StartOAuth {
            tenant,
            store: Some(azure.store()),
            ..form(&format!("production-{number}"))
        };
        let callback = accepted(&shop, &azure, request).await;
        let finished = finished(finish(&shop, &shop.ada, callback).await);
        assert_eq!(finished.return_to, "/projects/shop");
        let made = finished.connection;
        assert_eq!((made.method, made.health), (Method::OAuth, Health::Healthy));
        assert_eq!(made.description.as_deref(), Some("for the shop"));
        assert_eq!(made.credentials["account"], azure.demo.owner);
        assert_eq!(
            made.credentials["tenantId"],
            azure.demo.tenant_id.to_string()
        );
        assert!(made.rights.is_some_and(|rights| rights.delete));
    }
}

#[tokio::test]
async fn somebody_without_rights_is_connected_and_told_which_are_missing() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = StartOAuth {
        store: Some(azure.store()),
        ..form("production")
    };
    let callback = visit(
        &azure,
        &start(&shop, request).await,
        azure.demo.outsider,
        "accept",
    )
    .await;
    let made = finished(finish(&shop, &shop.ada, callback).await).connection;
    assert_eq!(made.health, Health::MissingPermission);
    let diagnosis = made.diagnosis.unwrap();
    assert_eq!(diagnosis.argument("missing"), Some("Read, Write, Delete"));
    assert!(diagnosis.command.unwrap().contains(azure.demo.outsider));
}

#[tokio::test]
async fn cancelling_says_so_and_keeps_the_form() {
    let (shop, azure) = Shop::open_with_azure().await;
    let page = start(&shop, form("production")).await;
    let callback = visit(&azure, &page, azure.demo.owner, "cancel").await;
    let repeated = copy(&callback);
    let failure = failed(finish(&shop, &shop.ada, callback).await);
    let kept = failure.form.unwrap();
    assert_eq!(kept.name, slug("production"));
    assert_eq!(kept.return_to, "/projects/shop");
    let diagnosis = diagnosed::<()>(Err(failure.error));
    assert_eq!(diagnosis.cause, Cause::ConsentDeclined);
    assert!(all(&shop).await.is_empty());

    let spent = failed(finish(&shop, &shop.ada, repeated).await);
    assert!(spent.form.is_none());
    assert_eq!(invalid::<()>(Err(spent.error)).0, "state");
}

#[tokio::test]
async fn a_state_that_is_not_the_browsers_own_is_refused_each_time_by_its_own_reason() {
    let (shop, azure) = Shop::open_with_azure().await;
    let refused = async |caller: &Caller, callback: OAuthCallback| {
        let failure = failed(finish(&shop, caller, callback).await);
        assert!(failure.form.is_none());
        let (field, problem) = invalid::<()>(Err(failure.error));
        assert_eq!(field, "state");
        problem
    };

    let callback = accepted(&shop, &azure, form("used")).await;
    let repeated = copy(&callback);
    finished(finish(&shop, &shop.ada, callback).await);
    let again = refused(&shop.ada, repeated).await;
    assert!(again.contains("came back once already"), "{again}");

    let Principal::User { session, .. } = shop.ada.principal else {
        panic!("ada is a person");
    };
    let grace = Caller {
        principal: Principal::User {
            id: UserId::from_uuid(Uuid::from_u128(7)),
            email: "grace@shop.example".to_owned(),
            session,
        },
        ..shop.ada.clone()
    };
    let adas = accepted(&shop, &azure, form("another")).await;
    let another = refused(&grace, adas).await;
    assert!(another.contains("started by somebody else"), "{another}");

    let foreign = accepted(&shop, &azure, form("foreign")).await;
    let stolen = copy(&foreign);
    let elsewhere = refused(&shop.another_session().await, foreign).await;
    assert!(elsewhere.contains("in another browser"), "{elsewhere}");
    let spent = refused(&shop.ada, stolen).await;
    assert!(spent.contains("came back once already"), "{spent}");

    for (state, reason) in [
        ("never-given-out", "unknown here"),
        ("", "names no sign-in"),
    ] {
        let unknown = OAuthCallback {
            state: secret(state),
            ..accepted(&shop, &azure, form("unknown")).await
        };
        let problem = refused(&shop.ada, unknown).await;
        assert!(problem.contains(reason), "{problem}");
    }
    assert_eq!(all(&shop).await.len(), 1);
}

#[tokio::test]
async fn an_answer_in_the_name_of_another_authority_is_refused_before_its_code_is_sent_anywhere() {
    let (shop, azure) = Shop::open_with_azure().await;
    let tenant = azure.demo.tenant_id;
    let authority = azure.emulator.http_url();
    for issuer in [
        format!("https://login.evil.example/{tenant}/v2.0"),
        format!("{authority}/not-a-tenant/v2.0"),
        format!("{authority}/{tenant}/v2.0.evil.example"),
        format!("{authority}/00000000-0000-4000-8000-000000000000/v2.0"),
    ] {
        let request = StartOAuth {
            tenant: Some(tenant.to_string()),
            ..form("mixed-up")
        };
        let callback = OAuthCallback {
            issuer: Some(issuer.clone()),
            ..accepted(&shop, &azure, request).await
        };
        let asked = azure.token_requests();
        let failure = failed(finish(&shop, &shop.ada, callback).await);
        let diagnosis = diagnosed::<()>(Err(failure.error));
        assert_eq!(diagnosis.cause, Cause::SignInMixedUp, "{issuer}");
        assert_eq!(azure.token_requests(), asked);
    }
    let callback = OAuthCallback {
        issuer: Some(format!("{authority}/{tenant}/v2.0")),
        ..accepted(&shop, &azure, form("fine")).await
    };
    finished(finish(&shop, &shop.ada, callback).await);
}

#[tokio::test]
async fn a_sign_in_may_take_ten_minutes_and_no_longer() {
    let (shop, azure) = Shop::open_with_azure().await;
    let callback = accepted(&shop, &azure, form("slow")).await;
    shop.clock.advance(Duration::from_secs(TEN_MINUTES));
    let failure = failed(finish(&shop, &shop.ada, callback).await);
    let (field, problem) = invalid::<()>(Err(failure.error));
    assert_eq!(field, "state");
    assert!(problem.contains("longer than 10 minutes"), "{problem}");
}

#[tokio::test]
async fn signing_in_again_keeps_the_connection() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure, form("production")).await;
    let mended = connected(&shop, &azure, again(&made)).await;
    assert_eq!(mended.id, made.id);
    assert_eq!(mended.credentials_hash, made.credentials_hash);
    assert_eq!(mended.version, made.version + 1);
    assert_eq!(all(&shop).await.len(), 1);
    assert_eq!(
        shop.recorded().await.last().unwrap(),
        "update-app-connection"
    );
}

#[tokio::test]
async fn signing_in_again_asks_the_tenant_the_connection_belongs_to() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure, form("production")).await;
    let page = start(&shop, again(&made)).await;
    let tenant = azure.demo.tenant_id.to_string();
    assert!(page.path().starts_with(&format!("/{tenant}/")), "{page}");
}

#[tokio::test]
async fn an_oauth_connection_goes_on_when_its_access_token_has_expired() {
    let (shop, azure) = Shop::open_with_azure().await;
    azure
        .emulator
        .control()
        .change_settings(|settings| settings.token_lifetime_secs = 60);
    let made = connected(&shop, &azure, form("production")).await;
    shop.later(120);
    let store = azure.store();
    let report = connections::check(&shop.service, &shop.ada, made.id, Some(&store)).await;
    assert_eq!(report.unwrap().diagnosis, None);
}

#[tokio::test]
async fn a_revoked_sign_in_has_to_be_made_again_and_then_works() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure, form("production")).await;
    azure.emulator.control().revoke_refresh_tokens(None);
    let report = connections::check(&shop.service, &shop.ada, made.id, None).await;
    let diagnosis = report.unwrap().diagnosis.unwrap();
    assert_eq!(diagnosis.cause, Cause::SignInAgain);
    let ill = connections::get(&shop.service, &shop.ada, made.id)
        .await
        .unwrap();
    assert_eq!(ill.health, Health::ReconnectNeeded);
    let mended = connected(&shop, &azure, again(&made)).await;
    assert_eq!((mended.id, mended.health), (made.id, Health::Healthy));
}

#[tokio::test]
async fn a_path_elsewhere_is_no_page_to_go_back_to() {
    let (shop, _azure) = Shop::open_with_azure().await;
    for page in [
        "https://evil.example",
        "//evil.example",
        "projects",
        "/\\evil.example",
        "/\t/evil.example",
    ] {
        let request = StartOAuth {
            return_to: page.to_owned(),
            ..form("production")
        };
        let started = connections::start_oauth(&shop.service, &shop.ada, request).await;
        assert_eq!(invalid(started).0, "returnTo", "{page}");
    }
}

#[tokio::test]
async fn a_machine_cannot_sign_in_through_a_browser() {
    let (shop, _azure) = Shop::open_with_azure().await;
    let robot = shop.somebody(Some(ProjectRole::Admin)).await;
    let started = connections::start_oauth(&shop.service, &robot, form("production")).await;
    assert_eq!(invalid(started).0, "method");
}

#[tokio::test]
async fn without_its_application_oauth_is_offered_with_what_to_set() {
    let shop = Shop::open().await;
    let apps = connections::apps(&shop.service);
    let methods: Vec<_> = apps[0]
        .methods
        .iter()
        .map(|option| (option.description.method, option.unavailable.is_none()))
        .collect();
    assert_eq!(
        methods,
        [
            (Method::OAuth, false),
            (Method::ClientSecret, true),
            (Method::ClientCertificate, true),
            (Method::ConnectionString, true),
            (Method::WorkloadIdentity, false),
            (Method::ManagedIdentity, false),
        ]
    );
    let missing = apps[0].methods[0].unavailable.as_ref().unwrap();
    assert_eq!(
        missing.redirect_uri.as_deref(),
        Some("http://shop.example/organization/app-connections/azure/oauth/callback")
    );
    assert_eq!(missing.variables.len(), 2);
    let started = connections::start_oauth(&shop.service, &shop.ada, form("production")).await;
    let diagnosis = diagnosed(started);
    assert_eq!(diagnosis.cause, Cause::OAuthNotConfigured);
    assert!(matches!(
        diagnosis.argument("variables"),
        Some(text) if text.contains("INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_ID")
    ));
    let unknown = OAuthCallback {
        code: None,
        state: secret("state"),
        error: None,
        error_description: None,
        issuer: None,
    };
    let refused = failed(finish(&shop, &shop.ada, unknown).await).error;
    assert!(matches!(refused, Error::Invalid(_)));
}
