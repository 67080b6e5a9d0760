//! Builds the addresses of requests.
//!
//! Parameters are lower case and sorted, as Microsoft's clients send them for the sake of caches.
//! Every byte outside `A-Za-z0-9-._~` is percent-encoded, so a key travels as one path segment
//! whatever it holds.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use url::Url;

use super::error::Error;
use super::filter::{Filter, PageLink};
use super::key::{KeyName, Label};
use crate::endpoint::StoreEndpoint;

const API_VERSION: &str = "2026-04-01";
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, ENCODED)
}

/// One key-value.
pub(super) fn item(endpoint: &StoreEndpoint, key: &KeyName, label: &Label) -> Url {
    let path = format!("/kv/{}", encode(key.as_str()));
    address(endpoint, &path, &[("label", label.as_str())])
}

/// The first page of a listing.
pub(super) fn list(endpoint: &StoreEndpoint, filter: &Filter) -> Url {
    let (key, label) = (filter.key_pattern(), filter.label_pattern());
    address(
        endpoint,
        "/kv",
        &[("key", key.as_deref()), ("label", Some(&label))],
    )
}

/// `parameters` must be sorted and come after `api-version`.
fn address(endpoint: &StoreEndpoint, path: &str, parameters: &[(&str, Option<&str>)]) -> Url {
    let mut query = format!("api-version={API_VERSION}");
    for (name, value) in parameters {
        if let Some(value) = value {
            query.extend(["&", *name, "="].into_iter().chain(encode(value)));
        }
    }
    let mut url = endpoint.base().clone();
    url.set_path(path);
    url.set_query(Some(&query));
    url
}

/// A further page, which must be on the same store: a token goes with the request.
pub(super) fn page(endpoint: &StoreEndpoint, link: &PageLink) -> Result<Url, Error> {
    let base = endpoint.base();
    let url = base.join(link.as_str()).map_err(|_| Error::ForeignLink)?;
    let own =
        url.origin() == base.origin() && url.username().is_empty() && url.password().is_none();
    own.then_some(url).ok_or(Error::ForeignLink)
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;
    use crate::cloud::Cloud;

    fn endpoint() -> StoreEndpoint {
        StoreEndpoint::parse("https://contoso.azconfig.io", &Cloud::public(), &[]).unwrap()
    }

    fn path_of(key: &str) -> String {
        item(&endpoint(), &KeyName::parse(key).unwrap(), &Label::none())
            .path()
            .to_owned()
    }

    #[test]
    fn keys_are_encoded_down_to_the_unreserved_characters() {
        for (key, path) in [
            ("App:One", "/kv/App%3AOne"),
            ("a/b", "/kv/a%2Fb"),
            (
                ".appconfig.featureflag/Beta",
                "/kv/.appconfig.featureflag%2FBeta",
            ),
            ("a b", "/kv/a%20b"),
            ("a+b", "/kv/a%2Bb"),
            ("a?b#c", "/kv/a%3Fb%23c"),
            ("ü", "/kv/%C3%BC"),
            ("../..", "/kv/..%2F.."),
            ("a\\b", "/kv/a%5Cb"),
            ("-._~", "/kv/-._~"),
        ] {
            assert_eq!(path_of(key), path);
        }
    }

    #[test]
    fn a_label_is_left_out_of_an_item_when_there_is_none() {
        let key = KeyName::parse("k").unwrap();
        let bare = item(&endpoint(), &key, &Label::none());
        assert_eq!(bare.query(), Some("api-version=2026-04-01"));
        let labelled = item(&endpoint(), &key, &Label::parse("a&b=c").unwrap());
        assert_eq!(
            labelled.query(),
            Some("api-version=2026-04-01&label=a%26b%3Dc")
        );
    }

    #[test]
    fn a_listing_names_its_label_even_when_there_is_none() {
        let unlabelled = list(
            &endpoint(),
            &Filter::label(Label::none()).key_prefix("app/"),
        );
        assert_eq!(
            unlabelled.query(),
            Some("api-version=2026-04-01&key=app%2F%2A&label=%00")
        );
        let escaped = list(&endpoint(), &Filter::label(Label::parse("a,b").unwrap()));
        assert_eq!(
            escaped.query(),
            Some("api-version=2026-04-01&label=a%5C%2Cb")
        );
    }

    #[test]
    fn a_next_link_is_followed_as_given_and_only_at_home() {
        let at = |link: &str| page(&endpoint(), &PageLink::from_stored(link));
        let home = at("/kv?key=multi_*&api-version=1.0&after=bXVs%3D").unwrap();
        assert_eq!(
            home.as_str(),
            "https://contoso.azconfig.io/kv?key=multi_*&api-version=1.0&after=bXVs%3D"
        );
        assert!(at("https://contoso.azconfig.io/kv?after=x").is_ok());
        for foreign in [
            "https://evil.example/kv",
            "//evil.example/kv",
            "http://contoso.azconfig.io/kv",
            "https://contoso.azconfig.io:8443/kv",
            "https://contoso.azconfig.io.evil.example/kv",
            "https://user:pw@contoso.azconfig.io/kv",
            "\\\\evil.example\\kv",
            "file:///etc/passwd",
            "data:,x",
        ] {
            assert!(matches!(at(foreign), Err(Error::ForeignLink)), "{foreign}");
        }
    }

    proptest! {
        #[test]
        fn any_key_comes_back_from_its_address_and_stays_one_segment(key in "\\PC{1,60}") {
            let Ok(name) = KeyName::parse(&key) else { return Ok(()) };
            let url = item(&endpoint(), &name, &Label::none());
            prop_assert_eq!(url.path_segments().unwrap().count(), 2);
            let segment = url.path_segments().unwrap().nth(1).unwrap();
            let travels = |b: u8| b.is_ascii_alphanumeric() || b"-._~%".contains(&b);
            prop_assert!(segment.bytes().all(travels));
            prop_assert_eq!(percent_decode_str(segment).decode_utf8().unwrap(), key);
            prop_assert_eq!(url.host_str(), Some("contoso.azconfig.io"));
        }

        #[test]
        fn any_label_comes_back_from_its_address(label in "\\PC{1,60}") {
            let key = KeyName::parse("k").unwrap();
            let url = item(&endpoint(), &key, &Label::parse(&label).unwrap());
            let pairs: Vec<_> = url.query_pairs().collect();
            prop_assert_eq!(pairs.len(), 2);
            prop_assert_eq!(pairs[1].1.as_ref(), label);
        }
    }
}
