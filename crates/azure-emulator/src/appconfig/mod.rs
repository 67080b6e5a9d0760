//! The data plane of Azure App Configuration: from a request to its answer.

mod api_version;
mod auth;
mod conditions;
mod filter;
mod item;
mod operations;
mod paging;
mod problem;
mod query;
mod route;
mod select;
mod store;

pub use self::{
    conditions::Precondition,
    item::ItemSeed,
    store::{AccessKey, StoreConfig, StoreOptions, Tier, UnknownTier},
};
pub(crate) use self::{
    item::KeyValue,
    problem::{locked as locked_problem, throttled as throttled_problem},
    route::Route,
    store::Store,
};

use axum::http::{HeaderName, StatusCode, header};

use self::{api_version::ApiVersion, auth::Caller, problem::Refusal, query::Query};
use crate::{
    Settings,
    call::{Call, Reply, empty, set},
    world::World,
};

/// What an operation works with.
struct Request<'a> {
    call: &'a Call,
    route: &'a Route,
    query: Query,
    version: ApiVersion,
    store: &'a Store,
    caller: &'a Caller,
    settings: &'a Settings,
    world: &'a World,
}

/// Answers one request. The order is the service's: who are you, how much did you ask, may
/// you do this, is the question well formed, do the conditions hold, is the key locked.
pub(crate) fn answer(world: &World, call: &Call) -> Reply {
    let Some(store) = world.store_at(call.host()) else {
        return empty(StatusCode::NOT_FOUND);
    };
    let mut reply = respond(world, call, &store).unwrap_or_else(Refusal::into_reply);
    set(&mut reply, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if let Ok(now) = world.clock.now().format(auth::RFC_1123) {
        set(&mut reply, HeaderName::from_static("x-ms-date"), &now);
    }
    if !matches!(
        reply.status(),
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED
    ) {
        set(
            &mut reply,
            HeaderName::from_static("sync-token"),
            &store.sync_token(),
        );
    }
    reply
}

fn respond(world: &World, call: &Call, store: &Store) -> Result<Reply, Refusal> {
    let settings = world.settings();
    let route = Route::parse(&call.method, call.uri.path())?;
    if !store.options().public_network {
        return Err(Refusal::Forbidden);
    }
    let caller = auth::authenticate(world, call, store, &settings)?;
    store.throttle(route.is_write(), world.clock.now())?;
    if !caller.may(&route) {
        return Err(Refusal::Forbidden);
    }
    let query = Query::parse(call.uri.query().unwrap_or_default())?;
    let version = ApiVersion::of(&query)?;
    let request = Request {
        call,
        route: &route,
        query,
        version,
        store,
        caller: &caller,
        settings: &settings,
        world,
    };
    operations::run(&request)
}
