use model::SecretValue;
use proptest::prelude::*;
use seal::{DataKey, Digest, Place, SealError, Sealed, SystemEntropy};
use uuid::Uuid;

use crate::{entropy, home};

fn refused(place: &Place) -> SealError {
    SealError::Refused {
        what: place.to_string(),
    }
}

#[test]
fn a_sealed_value_opens_at_its_place() {
    let key = DataKey::generate(&entropy(0));
    let value = SecretValue::new("pässword".to_owned()).unwrap();
    let sealed = key.seal_value(&home(), &value);
    assert_eq!(key.open_value(&home(), &sealed).unwrap(), value);
}

#[test]
fn a_value_moved_to_another_place_does_not_open() {
    let key = DataKey::generate(&entropy(0));
    let sealed = key.seal(&home(), b"here");
    let elsewhere = [
        Place {
            table: "secret_version",
            ..home()
        },
        Place {
            row: Uuid::from_u128(8),
            ..home()
        },
        Place {
            column: "comment",
            ..home()
        },
        Place {
            version: 4,
            ..home()
        },
        // Nor where table and column together spell the same text.
        Place {
            table: "secret_versionsv",
            column: "alue",
            ..home()
        },
    ];
    for place in elsewhere {
        assert_eq!(key.open(&place, &sealed).unwrap_err(), refused(&place));
    }
}

#[test]
fn a_value_does_not_open_under_another_key() {
    let sealed = DataKey::generate(&entropy(0)).seal(&home(), b"mine");
    let other = DataKey::generate(&entropy(1));
    assert_eq!(other.open(&home(), &sealed).unwrap_err(), refused(&home()));
}

#[test]
fn no_flipped_bit_goes_unnoticed() {
    let key = DataKey::generate(&entropy(0));
    let bytes = key.seal(&home(), b"sixteen bytes ok").into_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        assert!(
            key.open(&home(), &Sealed::from_bytes(altered)).is_err(),
            "bit {bit}"
        );
    }
}

#[test]
fn a_cut_value_does_not_open() {
    let key = DataKey::generate(&entropy(0));
    let bytes = key.seal(&home(), b"whole").into_bytes();
    for length in 0..bytes.len() {
        let cut = Sealed::from_bytes(bytes[..length].to_vec());
        assert_eq!(key.open(&home(), &cut).unwrap_err(), refused(&home()));
    }
}

#[test]
fn a_format_of_a_later_version_is_named() {
    let key = DataKey::generate(&entropy(0));
    let error = key
        .open(&home(), &Sealed::from_bytes(vec![9; 40]))
        .unwrap_err();
    assert!(error.to_string().contains("format 9"), "{error}");
}

#[test]
fn bytes_that_are_no_text_are_not_taken_for_a_value() {
    let key = DataKey::generate(&entropy(0));
    let sealed = key.seal(&home(), &[0xff, 0xfe]);
    let error = key.open_value(&home(), &sealed).unwrap_err();
    assert!(matches!(error, SealError::Unexpected { .. }));
}

#[test]
fn sealing_twice_gives_different_bytes() {
    let key = DataKey::generate(&SystemEntropy);
    assert_ne!(key.seal(&home(), b"same"), key.seal(&home(), b"same"));
}

#[test]
fn a_digest_depends_on_context_parts_and_their_borders() {
    let key = DataKey::generate(&entropy(0));
    let key = key.digests();
    let digest = key.digest("content", &[b"ab", b"c"]);
    assert_eq!(key.digest("content", &[b"ab", b"c"]), digest);
    assert_eq!(Digest::from_bytes(*digest.as_bytes()), digest);
    let other_key = DataKey::generate(&entropy(1));
    for other in [
        key.digest("contents", &[b"ab", b"c"]),
        key.digest("content", &[b"a", b"bc"]),
        key.digest("content", &[b"abc"]),
        key.digest("content", &[b"ab", b"c", b""]),
        other_key.digests().digest("content", &[b"ab", b"c"]),
    ] {
        assert_ne!(other, digest);
    }
}

#[test]
fn a_new_sealing_half_keeps_the_digests() {
    let old = DataKey::generate(&entropy(0));
    let new = old.with_new_sealing(&entropy(200));
    assert_eq!(
        new.digests().digest("content", &[b"x"]),
        old.digests().digest("content", &[b"x"])
    );
    let sealed = old.seal(&home(), b"x");
    assert_eq!(new.open(&home(), &sealed).unwrap_err(), refused(&home()));
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_to_the_same_bytes(
        plain in proptest::collection::vec(any::<u8>(), 0..2_000),
        row: u128,
        version: i64,
    ) {
        let key = DataKey::generate(&SystemEntropy);
        let place = Place { row: Uuid::from_u128(row), version, ..home() };
        let sealed = Sealed::from_bytes(key.seal(&place, &plain).into_bytes());
        let opened = key.open(&place, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
    }
}
