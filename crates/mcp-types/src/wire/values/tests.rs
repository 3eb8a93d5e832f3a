//! What the decoder takes and refuses, type by type, strictly and leniently.

use std::fmt::Debug;

use super::*;
use crate::limits::{MAX_DECODED_ELEMENTS, MAX_DEFECTS, MAX_VALUE_DEPTH};
use crate::wire::{decode, decode_lenient};

/// Checks what text decodes to, or with which message it is refused.
#[track_caller]
fn check<T: Wire + PartialEq + Debug>(text: &str, expected: Result<T, &str>) {
    let decoded = decode::<T>(text).map_err(|error| error.to_string());
    assert_eq!(decoded, expected.map_err(str::to_owned), "{text}");
}

#[track_caller]
fn check_written(value: &impl Wire, expected: &str) {
    assert_eq!(Json::of(&Encoded(value)).expect("serializes").text(), expected);
}

#[test]
fn integers_are_taken_in_every_spelling() {
    check("60000.0", Ok(60_000_u64));
    check("6E+4", Ok(60_000_i64));
    check("-0", Ok(0_u64));
    check("-0.0", Ok(0_i64));
    check("18446744073709551615", Ok(u64::MAX));
    check("-9223372036854775808", Ok(i64::MIN));
    check::<u64>("18446744073709551616", Err("expected an integer of 64 bits that is not negative"));
    check::<u64>("-1", Err("expected an integer of 64 bits that is not negative"));
    check::<i64>("9223372036854775808", Err("expected an integer of 64 bits"));
    check::<i64>("1e99999999999", Err("expected an integer of 64 bits"));
    check::<i64>("1.5", Err("expected integer, received number"));
    check::<i64>("\"1\"", Err("expected integer, received string"));
    check::<i64>("01", Err("not JSON at byte 1: expected the end of the text"));
    check::<i64>("", Err("not JSON at byte 0: expected a value"));
}

#[test]
fn floats_are_written_as_integers_where_they_are() {
    for (number, expected) in [
        (1.0, "1"),
        (-3.0, "-3"),
        (0.5, "0.5"),
        (9_007_199_254_740_992.0, "9007199254740992"),
        (0.0, "0"),
        (-0.0, "-0.0"),
    ] {
        check_written(&number, expected);
        assert_eq!(decode::<f64>(expected).map(f64::to_bits), Ok(number.to_bits()));
    }
    for number in [1e300, f64::MAX, f64::MIN_POSITIVE, 1.0e17] {
        let text = Json::of(&Encoded(&number)).expect("serializes").text().to_owned();
        assert_eq!(decode(&text), Ok(number));
    }
    assert!(Json::of(&Encoded(&f64::NAN)).is_err() && Json::of(&Encoded(&vec![f64::INFINITY])).is_err());
    check::<f64>("1e400", Err("expected a number that a 64-bit float can hold"));
    check_written(&vec![Box::new(1.0)], "[1]");
    check_written(&BTreeMap::from([("a".to_owned(), 2.0)]), r#"{"a":2}"#);
    check_written(&Nullable::Value(3.0), "3");
}

#[test]
fn scalars_are_of_their_type() {
    check("\"a\\u0062\"", Ok("ab".to_owned()));
    check("true", Ok(true));
    check::<bool>("null", Err("expected boolean, received null"));
    check::<bool>("tru", Err("not JSON at byte 0: expected a value"));
    check::<String>("true", Err("expected string, received boolean"));
    check::<String>("\"a", Err("not JSON at byte 2: expected the closing quote of a string"));
    check::<JsonObject>("[]", Err("expected object, received array"));
    check::<JsonArray>("{}", Err("expected array, received object"));
    check(" [1, 2] ", Ok(JsonArray::parse("[1,2]").expect("an array")));
}

#[test]
fn null_and_a_value_differ() {
    check("null", Ok(Nullable::<u64>::Null));
    check("1", Ok(Nullable::from(1_u64)));
    check::<Nullable<u64>>("\"\"", Err("expected integer, received string"));
    check_written(&Nullable::<u64>::default(), "null");
    assert_eq!(Nullable::<u64>::from(None).as_option(), None);
    assert_eq!(Nullable::<u64>::from(Some(1)).as_option(), Some(&1));
    assert_eq!(serde_json::from_str::<Vec<Nullable<u64>>>("[null,1]").expect("right").len(), 2);
}

#[test]
fn weights_lie_between_zero_and_one() {
    check("0", Ok(UnitInterval::ZERO));
    check("1.0", Ok(UnitInterval::ONE));
    for text in ["-0.1", "1.0000001", "2"] {
        check::<UnitInterval>(text, Err("expected a number from 0 to 1"));
    }
    check_written(&UnitInterval::ONE, "1");
    let error = UnitInterval::try_from(2.0).expect_err("beyond the range");
    assert_eq!(error.to_string(), "expected a number from 0 to 1, received 2");
}

#[test]
fn short_lists_are_short() {
    type Short = AtMost<u64, 2>;
    check("[1,2]", Short::try_from(vec![1, 2]).map_err(|_| ""));
    check::<Short>("[1,2,3]", Err("more than 2 elements"));
    let error = Short::try_from(vec![1, 2, 3]).expect_err("too long");
    assert_eq!(error.to_string(), "expected at most 2 elements, received 3");
    let (list, defects) = decode_lenient::<Short>("[1,2,3,4]").expect("cut");
    assert_eq!((list.into_vec(), defects.len()), (vec![1, 2], 1));
    assert_eq!(serde_json::from_str::<Short>("[1]").expect("right").iter().sum::<u64>(), 1);
    check_written(&Short::default(), "[]");
}

#[test]
fn a_doubled_entry_is_refused_even_where_it_was_given_up() {
    type Entries = BTreeMap<String, u64>;
    check::<Entries>(r#"{"a":1,"\u0061":2}"#, Err("/a: member stands twice"));
    let error = decode_lenient::<Entries>(r#"{"a":"x","a":2}"#).expect_err("doubled");
    assert_eq!(error.to_string(), "/a: member stands twice");
}

#[test]
fn depth_is_bounded_for_typed_and_kept_values_together() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    type Three = Vec<Vec<Vec<Json>>>;
    assert!(decode::<Three>(&nested(MAX_VALUE_DEPTH)).is_ok());
    for text in [nested(MAX_VALUE_DEPTH + 1), nested(1_000_000)] {
        let error = decode::<Three>(&text).expect_err("too deep");
        assert_eq!(*error.kind(), DecodeErrorKind::TooDeep);
        assert!(error.path().starts_with("/0/0/0/"));
        assert_eq!(decode_lenient::<Three>(&text).map_err(|error| error.kind().clone()), Err(DecodeErrorKind::TooDeep));
    }
}

#[test]
fn elements_are_bounded_over_all_lists() {
    let list = |length: usize| format!("[{}]", ["[]"; 1].repeat(length).join(","));
    assert!(decode::<Vec<Vec<u64>>>(&list(MAX_DECODED_ELEMENTS)).is_ok());
    let error = decode::<Vec<Vec<u64>>>(&list(MAX_DECODED_ELEMENTS + 1)).expect_err("too many");
    assert_eq!(*error.kind(), DecodeErrorKind::TooLarge);
    let nested = format!("[{0},{0}]", list(MAX_DECODED_ELEMENTS / 2));
    assert_eq!(
        decode_lenient::<Vec<Vec<Vec<u64>>>>(&nested).map_err(|error| error.kind().clone()),
        Err(DecodeErrorKind::TooLarge)
    );
}

#[test]
fn defects_are_bounded_and_the_first_ones_are_kept() {
    let text = format!("[{}]", vec!["true"; 200_000].join(","));
    let (list, defects) = decode_lenient::<Vec<u64>>(&text).expect("nothing is left, and that is a list");
    assert!(list.is_empty());
    assert_eq!(defects.len(), MAX_DEFECTS);
    assert_eq!(defects[MAX_DEFECTS - 1].path(), format!("/{}", MAX_DEFECTS - 1));
}
