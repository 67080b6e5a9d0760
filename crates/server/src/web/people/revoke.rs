//! Taking a link back.

use axum::extract::{self, Path};
use axum::response::Response;
use model::id::InviteId;
use service::{Error, What, access};

use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::visitor::Visitor;

/// `POST /people/invites/{id}/revoke`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: InviteId = id.parse().map_err(|_| Error::not_found(What::Invite, id))?;
    let email = access::revoke_invite(&state.service, &visitor.caller, id).await?;
    Ok(flash::redirect("/people", Done::LinkTakenBack, &email))
}
