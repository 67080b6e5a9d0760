//! `PATCH /api/v1/secret-syncs/{destination}/{syncId}`: a change of a sync. What the body leaves
//! out stays; the destination of a sync cannot change.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use service::syncs::{self, Sync, SyncChange};

use super::wire::{self, One};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};

pub(super) async fn handle(
    call: Call,
    Segments((_, id)): Segments<(App, SyncId)>,
    Body(body): Body,
) -> Answer<One> {
    let current = syncs::get(&call.service, &call.caller, id).await?;
    let change = parse(&current, &body)?;
    let sync = syncs::update(&call.service, &call.caller, id, change).await?;
    Ok(Json(One::of(&call, sync).await?))
}

fn parse(current: &Sync, body: &Fields) -> Result<SyncChange, ApiError> {
    refuse_another_destination(current, body)?;
    let options = match body.object("syncOptions")? {
        Some(fields) => Some((wire::options(&fields)?, fields.to_json())),
        None => None,
    };
    let source = match (body.parsed("environment")?, body.parsed("secretPath")?) {
        (None, None) => None,
        (environment, path) => Some((
            environment.unwrap_or_else(|| current.environment.clone()),
            path.unwrap_or_else(|| current.path.clone()),
        )),
    };
    Ok(SyncChange {
        name: body.parsed("name")?,
        description: body.clearable_text("description")?,
        connection: body.parsed("connectionId")?,
        source,
        options,
        auto_sync: body.flag("isAutoSyncEnabled")?,
    })
}

fn refuse_another_destination(current: &Sync, body: &Fields) -> Result<(), ApiError> {
    let Some(fields) = body.object("destinationConfig")? else {
        return Ok(());
    };
    let wanted = wire::destination(&fields)?;
    let same_store =
        wanted.endpoint.trim_end_matches('/') == current.endpoint.trim_end_matches('/');
    if same_store && wanted.label == current.label {
        return Ok(());
    }
    Err(ApiError::BadRequest(
        "a sync keeps its destination, because what it wrote there is its own: delete it, with \
         removeSecrets=true if its keys should go, and create another"
            .to_owned(),
    ))
}
