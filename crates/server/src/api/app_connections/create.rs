//! `POST /api/v1/app-connections/{app}`: a new connection, once its sign-in has worked. `store` is
//! additive: a store to try the three rights on.

use axum::Json;
use model::connection::{App, Method};
use serde_json::json;
use service::connections::{self, NewConnection};

use super::sent;
use super::wire::{self, One};
use crate::api::description::{self, Operation, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};
use crate::api::wire::{description, words};

pub(super) fn operation() -> Operation {
    let methods = Method::ALL
        .iter()
        .filter(|method| **method != Method::OAuth);
    let methods: Vec<_> = methods.collect();
    let fields = sent::named_fields()
        .and(
            description::Fields::new()
                .required("method", words(&methods), "How it signs in.")
                .required(
                    "credentials",
                    sent::credential_fields(),
                    "What the method needs.",
                ),
        )
        .and(sent::project_field())
        .and(description::Fields::new().optional(
            "store",
            text(),
            "A store to try the three rights on. What is missing is in `health`.",
        ))
        .and(sent::limit_fields());
    let example = json!({
        "name": "contoso-prod",
        "description": "The production store",
        "method": "client-secret",
        "credentials": {
            "tenantId": "33333333-3333-4333-8333-333333333333",
            "clientId": "44444444-4444-4444-8444-444444444444",
            "clientSecret": "the-secret-that-entra-showed-once",
        },
    });
    Operation::post(handle, "Create a connection")
        .about(
            "The credentials have to sign in. A sign-in by browser starts at `oauth/start` instead.",
        )
        .body(fields, example)
        .answers::<One>(wire::example_of_one())
}

async fn handle(call: Call, Segments(app): Segments<App>, Body(body): Body) -> Answer<One> {
    let request = parse(app, &body)?;
    let connection = connections::create(&call.service, &call.caller, request)
        .await
        .map_err(wire::in_store_field)?;
    Ok(Json(One::of(&call, connection).await?))
}

fn parse(app: App, body: &Fields) -> Result<NewConnection, ApiError> {
    sent::refuse_what_is_not_offered(body)?;
    let method: Method = body.required("method")?;
    if method == Method::OAuth {
        return Err(ApiError::BadRequest(format!(
            "a `code` from elsewhere cannot be redeemed, because nothing binds it to you: start \
             with POST /api/v1/app-connections/{app}/oauth/start and open the `url` it returns"
        )));
    }
    Ok(NewConnection {
        name: body.required("name")?,
        description: description(body)?,
        project: body.parsed("projectId")?,
        app,
        method,
        credentials: sent::credentials(&body.required_object("credentials")?)?,
        store: body.text("store")?.map(str::to_owned),
        limits: sent::limits(body)?.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str) -> Result<NewConnection, ApiError> {
        parse(
            App::AzureAppConfiguration,
            &Fields::from_json(text.as_bytes()).unwrap(),
        )
    }

    #[test]
    fn what_terraform_sends_is_understood() {
        let request = request(
            r#"{"App":"azure-app-configuration","name":"az","method":"client-secret",
                "credentials":{"tenantId":"t","clientId":"c","clientSecret":"s"},"projectId":""}"#,
        )
        .unwrap();
        assert_eq!(request.credentials.len(), 3);
        assert!(request.project.is_none());
    }

    #[test]
    fn what_is_not_offered_is_refused_and_not_forgotten() {
        let secret = r#""name":"az","method":"client-secret","credentials":{"clientSecret":"s"}"#;
        for field in [
            r#""gatewayId":"0198c0de-0000-7000-8000-000000000000""#,
            r#""isPlatformManagedCredentials":true"#,
            r#""isAutoRotationEnabled":true"#,
        ] {
            let error = request(&format!("{{{secret},{field}}}")).err().unwrap();
            assert!(matches!(error, ApiError::Field(_)), "{field}");
        }
        let absent = r#""gatewayId":null,"isAutoRotationEnabled":false"#;
        assert!(request(&format!("{{{secret},{absent}}}")).is_ok());
    }

    #[test]
    fn a_bare_code_is_refused_and_told_where_to_start() {
        let error = request(r#"{"name":"az","method":"oauth","credentials":{"code":"x"}}"#)
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains("`code`") && error.contains("/oauth/start"),
            "{error}"
        );
    }

    #[test]
    fn a_method_that_is_not_known_is_named_with_those_that_are() {
        let error = request(r#"{"name":"az","method":"password"}"#)
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.starts_with("method: ") && error.contains("client-secret"),
            "{error}"
        );
    }
}
