//! From a connection to an answer and back: faults, latency and the record of both.

mod connection;
mod listener;

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    response::Response,
};
use tokio::time::{Instant, sleep_until};

pub(crate) use self::{
    connection::{Connection, Line},
    listener::Doorstep,
};
use crate::{
    appconfig,
    call::{Call, Reply, empty},
    entra,
    faults::{self, Fault, Passing},
    managed_identity,
    traffic::{Kind, RequestRecord},
    world::World,
};

/// More than any request needs; App Configuration's own limit is far below.
const MAX_BODY: usize = 1024 * 1024;

/// One of the two faces.
#[derive(Clone)]
pub(crate) struct Face {
    pub(crate) world: Arc<World>,
    pub(crate) secure: bool,
}

/// Answers a request. The work goes on when the client hangs up, as in the real service.
pub(crate) async fn carry(
    State(face): State<Face>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
) -> Response {
    let arrived = Instant::now();
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return empty(StatusCode::PAYLOAD_TOO_LARGE).map(Body::from);
    };
    let call = Call {
        method: parts.method,
        uri: parts.uri,
        headers: parts.headers,
        body,
        secure: face.secure,
    };
    let kind = Kind::of(&call);
    let awaited = face.world.traffic.awaited(kind);
    let under_way = face.world.traffic.under_way(kind);
    let work = tokio::spawn(async move {
        let reply = exchange(&face.world, &call, kind, arrived).await;
        drop(under_way);
        reply
    });
    let reply = work.await.ok().flatten();
    awaited.answered();
    let Some(reply) = reply else {
        line.cut();
        return Response::default();
    };
    reply.map(Body::from)
}

/// `None` cuts the connection. Half of the latency passes before the effect, half behind it.
async fn exchange(world: &World, call: &Call, kind: Kind, arrived: Instant) -> Option<Reply> {
    let data_plane = appconfig::Route::owns(call.uri.path());
    let store = data_plane.then(|| world.store_name_at(call.host()));
    let passing = Passing {
        kind,
        method: call.method.as_str(),
        path: call.uri.path(),
        store: store.as_deref(),
    };
    let sentence = world.faults.with(|faults| faults.judge(&passing));
    let latency =
        world.settings().latency() + std::time::Duration::from_millis(sentence.latency_ms);
    if !latency.is_zero() {
        sleep_until(arrived + latency / 2).await;
    }
    let reply = match (sentence.before, sentence.after) {
        (Some(fault), _) => faults::answer(world, call, kind, fault),
        (None, after) => {
            let reply = if data_plane {
                appconfig::answer(world, call)
            } else if kind == Kind::ManagedIdentity {
                managed_identity::answer(world, call)
            } else {
                entra::answer(world, call)
            };
            match after {
                None => Some(reply),
                Some(Fault::TruncatedBody) => Some(faults::truncate(reply)),
                Some(fault) => faults::answer(world, call, kind, fault),
            }
        }
    };
    let after = latency + std::time::Duration::from_millis(sentence.after_latency_ms);
    if !after.is_zero() {
        sleep_until(arrived + after).await;
    }
    let status = reply.as_ref().map(|reply| reply.status().as_u16());
    world
        .traffic
        .finished(record(world, call, kind, store, status, sentence.rules));
    reply
}

fn record(
    world: &World,
    call: &Call,
    kind: Kind,
    store: Option<String>,
    status: Option<u16>,
    faults: Vec<u64>,
) -> RequestRecord {
    let header = |name: &str| call.header(name).map(str::to_owned);
    RequestRecord {
        seq: 0,
        at: world.clock.now(),
        kind,
        target: if store.is_some() {
            call.target()
        } else {
            call.uri.path()
        }
        .to_owned(),
        store,
        secure: call.secure,
        method: call.method.to_string(),
        scheme: header("authorization")
            .map(|value| value.split(' ').next().unwrap_or_default().to_owned()),
        if_match: header("if-match"),
        if_none_match: header("if-none-match"),
        sync_token: header("sync-token"),
        body_bytes: call.body.len(),
        status,
        faults,
    }
}
