//! What a button does to a sync: run, pause, resume, confirm, delete.

use axum::extract;
use axum::response::Response;
use service::syncs;

use super::frame::SyncVisitor;
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::Sent;

/// `POST /projects/{project}/syncs/{name}/run`
pub(super) async fn run(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
) -> Result<Response, Failure> {
    syncs::request_run(&state.service, &visitor.visitor.caller, visitor.sync.id).await?;
    Ok(back(&visitor, Done::SyncAsked))
}

/// `POST /projects/{project}/syncs/{name}/pause`
pub(super) async fn pause(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
) -> Result<Response, Failure> {
    syncs::pause(&state.service, &visitor.visitor.caller, visitor.sync.id).await?;
    Ok(back(&visitor, Done::SyncPaused))
}

/// `POST /projects/{project}/syncs/{name}/resume`
pub(super) async fn resume(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
) -> Result<Response, Failure> {
    syncs::resume(&state.service, &visitor.visitor.caller, visitor.sync.id).await?;
    Ok(back(&visitor, Done::SyncResumed))
}

/// `POST /projects/{project}/syncs/{name}/confirm`: confirms exactly the plan that was shown.
pub(super) async fn confirm(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let caller = &visitor.visitor.caller;
    syncs::confirm(
        &state.service,
        caller,
        visitor.sync.id,
        sent.text("fingerprint"),
    )
    .await?;
    Ok(back(&visitor, Done::PlanConfirmed))
}

/// `POST /projects/{project}/syncs/{name}/delete`
pub(super) async fn delete(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let caller = &visitor.visitor.caller;
    syncs::delete(
        &state.service,
        caller,
        visitor.sync.id,
        sent.checked("remove"),
    )
    .await?;
    let list = visitor.visitor.address("syncs");
    Ok(flash::redirect(
        &list,
        Done::SyncDeleted,
        visitor.sync.name.as_str(),
    ))
}

fn back(visitor: &SyncVisitor, done: Done) -> Response {
    flash::redirect(&visitor.address(), done, visitor.sync.name.as_str())
}
