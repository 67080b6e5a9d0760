//! Who is asking, and what they may do.

mod bearer;
mod date;
mod hmac;

use time::{format_description::BorrowedFormatItem, macros::format_description};

pub(super) use self::date::parse as parse_date;
use super::{problem::Refusal, route::Route, store::Store};
use crate::{Rights, Settings, call::Call, world::World};

/// The date of HTTP headers.
pub(super) const RFC_1123: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);

/// A caller that proved who it is.
#[derive(Debug)]
pub(super) struct Caller {
    /// A name for the log: never a credential.
    pub(super) name: String,
    pub(super) rights: Rights,
}

impl Caller {
    pub(super) fn may(&self, route: &Route) -> bool {
        match route {
            Route::List | Route::Get(_) | Route::Keys | Route::Labels | Route::Revisions => {
                self.rights.read
            }
            Route::Put(_) | Route::Lock(_) | Route::Unlock(_) => self.rights.write,
            Route::Delete(_) => self.rights.delete,
        }
    }
}

/// Checks the credentials of a request.
pub(super) fn authenticate(
    world: &World,
    call: &Call,
    store: &Store,
    settings: &Settings,
) -> Result<Caller, Refusal> {
    let header = call.header("authorization").unwrap_or_default();
    let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
    if scheme.eq_ignore_ascii_case("HMAC-SHA256") {
        return hmac::authenticate(world.clock.now(), call, store, rest);
    }
    if scheme.eq_ignore_ascii_case("Bearer") && (call.secure || settings.bearer_over_http) {
        return bearer::authenticate(world, call, store, rest.trim());
    }
    match store.options().anonymous {
        Some(rights) if header.is_empty() => Ok(Caller {
            name: "anonymous".to_owned(),
            rights,
        }),
        _ => Err(Refusal::Unauthenticated("HMAC-SHA256, Bearer".to_owned())),
    }
}
