//! `POST /api/v1/admin/bootstrap`: first-run set-up by a program. Infisical asks for no proof; Keyferry
//! asks for its one-time code, as `setupToken` in the body or in the header `x-setup-token`.

use axum::http::HeaderMap;
use axum::{Json, extract};
use model::id::{IdentityId, UserId};
use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use service::access::{self, Bootstrapped, SetUp};
use utoipa::ToSchema;

use crate::State;
use crate::api::description::{self, Operation, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, ComesFrom, Fields};
use crate::api::wire::{given_out, organization::Organization};

const HEADER: &str = "x-setup-token";
const MESSAGE: &str = "Successfully bootstrapped instance";

/// What set-up made.
#[derive(Serialize, ToSchema)]
pub(super) struct BootstrappedInstance {
    message: &'static str,
    identity: BootstrapIdentity,
    organization: Organization,
    user: BootstrapUser,
}

#[derive(Serialize, ToSchema)]
struct BootstrapIdentity {
    id: IdentityId,
    name: String,
    credentials: BootstrapCredentials,
}

#[derive(Serialize, ToSchema)]
struct BootstrapCredentials {
    #[serde(serialize_with = "given_out")]
    #[schema(value_type = String)]
    token: SecretString,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BootstrapUser {
    id: UserId,
    email: String,
    first_name: &'static str,
    last_name: &'static str,
    username: String,
    super_admin: bool,
}

pub(super) fn operation() -> Operation {
    let fields = description::Fields::new()
        .required("email", text(), "The first admin's e-mail address.")
        .required(
            "password",
            text().min_length(Some(12)),
            "Their password, at least 12 characters.",
        )
        .required(
            "organization",
            text().min_length(Some(1)),
            "The organization's name.",
        )
        .optional(
            "setupToken",
            text(),
            "The one-time code from the server's log, or `KEYFERRY_SETUP_TOKEN`; also taken from the \
             header `x-setup-token`.",
        );
    let example = json!({
        "email": "ada@contoso.com",
        "password": "correct horse battery",
        "organization": "Contoso",
        "setupToken": "3f9a-1c5e-7b2d",
    });
    let reply = json!({
        "message": MESSAGE,
        "identity": {
            "id": "0198c0de-0000-7000-8000-000000000004",
            "name": "Instance Admin Identity",
            "credentials": { "token": "5f3c…" },
        },
        "organization": {
            "id": "0198c0de-0000-7000-8000-000000000002",
            "name": "Contoso",
            "slug": "contoso",
        },
        "user": {
            "id": "0198c0de-0000-7000-8000-000000000005",
            "email": "ada@contoso.com",
            "firstName": "Admin",
            "lastName": "User",
            "username": "ada@contoso.com",
            "superAdmin": true,
        },
    });
    Operation::post(handle, "Set the instance up")
        .about("Works once, on an instance that nobody has set up.")
        .open()
        .body(fields, example)
        .answers::<BootstrappedInstance>(reply)
}

async fn handle(
    extract::State(state): extract::State<State>,
    ComesFrom(origin): ComesFrom,
    headers: HeaderMap,
    Body(body): Body,
) -> Answer<BootstrappedInstance> {
    if !access::needs_set_up(&state.service).await? {
        return Err(ApiError::BadRequest(
            "this instance is set up already: sign in".to_owned(),
        ));
    }
    let request = SetUp {
        code: code(&body, &headers)?,
        organization: body.required_text("organization")?.to_owned(),
        email: body.required_text("email")?.to_owned(),
        password: body.required_text("password")?.into(),
    };
    let made = access::bootstrap(&state.service, request, origin).await?;
    Ok(Json(made.into()))
}

fn code(body: &Fields, headers: &HeaderMap) -> Result<SecretString, ApiError> {
    let header = headers.get(HEADER).and_then(|value| value.to_str().ok());
    let code = body.text("setupToken")?.or(header);
    code.map(SecretString::from).ok_or(ApiError::Unauthenticated(
        "the set-up code is missing: send it as `setupToken` or in the header `x-setup-token`; it is \
         in the server's log",
    ))
}

impl From<Bootstrapped> for BootstrappedInstance {
    fn from(made: Bootstrapped) -> Self {
        Self {
            message: MESSAGE,
            identity: BootstrapIdentity {
                id: made.identity,
                name: made.identity_name,
                credentials: BootstrapCredentials { token: made.token },
            },
            organization: made.organization.into(),
            user: BootstrapUser {
                id: made.user,
                username: made.email.clone(),
                email: made.email,
                first_name: "Admin",
                last_name: "User",
                super_admin: true,
            },
        }
    }
}
