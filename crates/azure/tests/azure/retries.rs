//! What is tried again, how often, and who waits for whom.

use std::sync::Arc;
use std::time::Duration;

use azure::TransportFault;
use azure::appconfig::{Counters, Credential, Error, Precondition};
use tokio::net::TcpListener;

use crate::script::{Script, client_of, dev, item, key, label, lane, new_value, page, reply};

const QUOTA: &str = r#"{"type":"https://azconfig.io/errors/too-many-requests",
    "title":"Resource utilization has surpassed the assigned quota","policy":"Total Requests",
    "status":429}"#;

#[tokio::test]
async fn a_throttled_request_is_repeated_when_the_store_says_so() {
    let server = Script::of([
        reply(429).header("retry-after-ms", "3").body(QUOTA),
        reply(429).body(QUOTA),
        reply(200).body(&item("a", "1", "e1")),
    ])
    .await;
    let client = server.client();
    client
        .put(
            &key("a"),
            &label("dev"),
            &new_value("1"),
            &Precondition::Absent,
        )
        .await
        .unwrap();
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_wait_beyond_the_ceiling_ends_the_request_and_blocks_the_lane() {
    let server = Script::of([reply(429).header("retry-after-ms", "3600000").body(QUOTA)]).await;
    let lane = Arc::new(lane().longest_wait(Duration::from_secs(5)));
    let client = server.client_with(Credential::Anonymous, Arc::clone(&lane));
    let first = client.get(&key("a"), &label("dev")).await;
    let hour = Duration::from_hours(1);
    assert!(
        matches!(first, Err(Error::Throttled { retry_after, storage_full: false })
            if retry_after == hour)
    );
    let second = client.get(&key("b"), &label("dev")).await;
    assert!(matches!(second, Err(Error::Throttled { .. })));
    assert_eq!(
        lane.counters(),
        Counters {
            requests: 1,
            throttled: 1
        }
    );
}

#[tokio::test]
async fn a_full_store_is_not_asked_again() {
    let full = QUOTA.replace("Total Requests", "Storage");
    let server = Script::of([reply(429).header("retry-after-ms", "1").body(&full)]).await;
    let client = server.client();
    let put = client
        .put(
            &key("a"),
            &label("dev"),
            &new_value("1"),
            &Precondition::Absent,
        )
        .await;
    assert!(matches!(
        put,
        Err(Error::Throttled {
            storage_full: true,
            ..
        })
    ));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_failing_store_is_asked_four_times() {
    for status in [408, 500, 502, 503, 504] {
        let server = Script::of((0..9).map(|_| reply(status))).await;
        let error = server
            .client()
            .get(&key("a"), &label("dev"))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Unavailable { status: last } if last == status));
        assert_eq!(server.seen().len(), 4, "HTTP {status}");
    }
}

#[tokio::test]
async fn what_cannot_succeed_is_asked_once() {
    for status in [302, 307, 400, 403, 404, 405, 413, 418, 501] {
        let server = Script::of((0..9).map(|_| reply(status))).await;
        assert!(
            server.client().list_page(&dev(), None, None).await.is_err(),
            "HTTP {status}"
        );
        assert_eq!(server.seen().len(), 1, "HTTP {status}");
    }
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let elsewhere = Script::of([]).await;
    for status in [301, 302, 303, 307, 308] {
        let server = Script::of([reply(status).header("location", &elsewhere.url())]).await;
        let look = server.client().list_page(&dev(), None, None).await;
        assert!(matches!(look, Err(Error::Redirected { status: said }) if said == status));
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn a_page_cut_short_is_read_again() {
    let whole = page(&[item("a", "1", "e1")], "p1", None);
    let half = reply(200).body(&whole[..whole.len() / 2]);
    let server = Script::of([half, reply(200).body(&whole)]).await;
    server.client().list_page(&dev(), None, None).await.unwrap();
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_store_that_nobody_answers_for_is_certain_not_to_have_written() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = client_of(&url, Credential::Anonymous, lane());
    let put = client
        .put(
            &key("a"),
            &label("dev"),
            &new_value("1"),
            &Precondition::Absent,
        )
        .await;
    let Err(Error::Transport {
        uncertain: false,
        error,
    }) = put
    else {
        panic!("{put:?}")
    };
    assert_eq!(error.fault, TransportFault::Connect);
    assert!(error.detail.contains("refused"), "{error}");
}

#[tokio::test]
async fn a_tls_failure_is_told_at_once_with_its_cause() {
    let server = Script::of([]).await;
    let url = server.url().replace("http:", "https:");
    let lane = Arc::new(lane());
    let client = client_of(&url, Credential::Anonymous, Arc::clone(&lane));
    let error = client.get(&key("a"), &label("dev")).await.unwrap_err();
    let Error::Transport {
        uncertain: false,
        error,
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(error.fault, TransportFault::Tls);
    assert!(error.detail.contains("InvalidContentType"), "{error}");
    assert_eq!(lane.counters().requests, 1);
}

#[tokio::test]
async fn names_below_localhost_are_loopback_whatever_a_resolver_says() {
    let server = Script::of([reply(404)]).await;
    let url = server.url().replace("127.0.0.1", "team.azconfig.localhost");
    let client = client_of(&url, Credential::Anonymous, lane());
    assert!(
        client
            .get(&key("a"), &label("dev"))
            .await
            .unwrap()
            .is_none()
    );
}
