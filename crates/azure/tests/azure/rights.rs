//! What a sign-in may do, found out without leaving anything behind.

use azure::appconfig::{Challenge, Error, Network, Right, Rights};

use crate::script::{Reply, Script, reply};

async fn probe(replies: impl IntoIterator<Item = Reply>) -> (Result<Rights, Error>, Script) {
    let server = Script::of(replies).await;
    let rights = server.client().probe_rights("6f1c/..").await;
    (rights, server)
}

#[tokio::test]
async fn an_owner_has_all_three_rights_and_nothing_is_written() {
    let (rights, server) = probe([reply(404), reply(412), reply(412)]).await;
    let rights = rights.unwrap();
    assert_eq!((rights.read, rights.write, rights.delete), {
        (Right::Allowed, Right::Allowed, Right::Allowed)
    });
    let path = "/kv/.rights-check%2F6f1c";
    assert_eq!(
        server.story(),
        [
            format!("GET {path}"),
            format!("PUT {path}"),
            format!("DELETE {path}")
        ]
    );
    for write in &server.seen()[1..] {
        assert!(write.header("if-match").is_some_and(|tag| tag != "*"));
    }
}

#[tokio::test]
async fn a_reader_lacks_writing_and_deleting() {
    let (rights, _) = probe([reply(404), reply(403), reply(403)]).await;
    let rights = rights.unwrap();
    assert_eq!(rights.read, Right::Allowed);
    assert_eq!(rights.write, Right::Refused);
    assert_eq!(rights.delete, Right::Refused);
    assert_eq!(rights.unrecognised, None);
}

#[tokio::test]
async fn deleting_may_be_the_only_right_that_is_missing() {
    let (rights, _) = probe([reply(404), reply(412), reply(403)]).await;
    let rights = rights.unwrap();
    assert_eq!(rights.write, Right::Allowed);
    assert_eq!(rights.delete, Right::Refused);
}

#[tokio::test]
async fn a_delete_of_nothing_counts_as_allowed() {
    let (rights, _) = probe([reply(404), reply(412), reply(204)]).await;
    assert_eq!(rights.unwrap().delete, Right::Allowed);
}

#[tokio::test]
async fn a_sign_in_that_is_not_recognised_is_told_in_the_store_s_words() {
    let challenge =
        "HMAC-SHA256, Bearer error=\"invalid_token\", error_description=\"Wrong issuer\"";
    let refusals = (0..6).map(|_| reply(401).header("www-authenticate", challenge));
    let (rights, _) = probe(refusals).await;
    let rights = rights.unwrap();
    assert_eq!(rights.read, Right::Refused);
    let refusal = rights.unrecognised.unwrap();
    assert_eq!(refusal.reason.as_deref(), Some("Wrong issuer"));
    assert_eq!(refusal.challenge, Challenge::OtherTenant);
}

#[tokio::test]
async fn what_is_neither_allowed_nor_refused_is_an_error() {
    let (rights, _) = probe([reply(404), reply(400)]).await;
    assert!(matches!(rights, Err(Error::InvalidRequest(_))));
}

#[tokio::test]
async fn a_store_that_refuses_a_stranger_too_is_closed_to_this_network() {
    for (status, found) in [
        (403, Network::Closed),
        (401, Network::Open),
        (404, Network::Open),
    ] {
        let server = Script::of([reply(status)]).await;
        let network = server.client().probe_network("6f1c").await;
        assert_eq!(network.unwrap(), found, "{status}");
        let seen = server.seen();
        assert_eq!(seen.len(), 1, "{status}");
        assert_eq!(seen[0].header("authorization"), None);
    }
}
