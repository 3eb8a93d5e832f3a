//! JSON values are kept as they were received, and pass through serde whoever the reader is.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;

/// Text with a number that no float keeps, a number with zeros at its end, and an escape.
const EXACT: &str = r#"{"z":123456789012345678901234567890,"a":1.0e5,"s":"\u0041"}"#;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Holder {
    before: u8,
    json: Json,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Tagged {
    Call { arguments: Json, object: JsonObject },
    Other { list: JsonArray },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(u64),
    Json(Json),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flattened {
    id: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Json>,
}

#[test]
fn text_stays_as_it_was_received() {
    let text = format!(r#"{{"before":1,"json":{EXACT}}}"#);
    for holder in [
        serde_json::from_str::<Holder>(&text),
        serde_json::from_slice(text.as_bytes()),
        serde_json::from_reader(text.as_bytes()),
    ] {
        let holder = holder.expect("the text is right");
        assert_eq!(holder.json.text(), EXACT);
        assert_eq!(serde_json::to_string(&holder).expect("serializes"), text);
    }
    assert_eq!(Json::parse(&format!("\r\n {EXACT} \t")).expect("JSON").text(), EXACT);
}

#[test]
fn trees_are_taken_and_made() {
    let tree = json!({"before": 1, "json": {"a": [1, 2.5, null, "x", true]}});
    let holder: Holder = serde_json::from_value(tree.clone()).expect("the tree is right");
    assert_eq!(holder, Holder::deserialize(&tree).expect("the tree is right"));
    assert_eq!(holder.json, Json::from(json!({"a": [1, 2.5, null, "x", true]})));
    assert_eq!(serde_json::to_value(&holder).expect("serializes"), tree);
    assert_eq!(Json::from(&tree).to_value(), tree);
}

#[test]
fn derived_types_of_users_can_hold_it() {
    let text = r#"{"kind":"call","arguments":[1,{"b":2.5}],"object":{"c":null}}"#;
    let call: Tagged = serde_json::from_str(text).expect("the text is right");
    let (arguments, object) = (json!([1, {"b": 2.5}]).into(), JsonObject::parse(r#"{"c":null}"#).expect("an object"));
    assert_eq!(call, Tagged::Call { arguments, object });
    assert_eq!(serde_json::to_string(&call).expect("serializes"), text);
    assert!(serde_json::from_str::<Tagged>(r#"{"kind":"other","list":{}}"#).is_err());

    assert_eq!(serde_json::from_str::<Untagged>("5").expect("a number"), Untagged::Number(5));
    let untagged: Untagged = serde_json::from_str("[-5,\"x\",false,null]").expect("any value");
    assert_eq!(untagged, Untagged::Json(json!([-5, "x", false, null]).into()));

    let text = r#"{"id":1,"b":{"c":[2]},"d":0.5}"#;
    let flattened: Flattened = serde_json::from_str(text).expect("the text is right");
    assert_eq!(flattened.rest["b"], json!({"c": [2]}).into());
    assert_eq!(serde_json::to_string(&flattened).expect("serializes"), text);
}

#[test]
fn every_scalar_comes_through_a_buffer() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "t")]
    enum Buffered {
        A { v: Json },
    }
    for scalar in ["null", "true", "-1", "18446744073709551615", "0.25", "\"a\\n\"", "[]", "{}", "[[{}]]"] {
        let buffered: Buffered = serde_json::from_str(&format!(r#"{{"v":{scalar},"t":"A"}}"#)).expect(scalar);
        assert_eq!(buffered, Buffered::A { v: Json::parse(scalar).expect(scalar) });
    }
}

#[test]
fn other_deserializers_hand_over_a_tree() {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, MapDeserializer, SeqDeserializer, UnitDeserializer};
    type Read = Result<Json, Error>;
    fn read<'de>(deserializer: impl serde::Deserializer<'de, Error = Error>) -> Read {
        Deserialize::deserialize(deserializer)
    }
    let map = MapDeserializer::new([("a", 1_u8), ("b", 2)].into_iter());
    assert_eq!(read(map), Read::Ok(json!({"a": 1, "b": 2}).into()));
    assert_eq!(read(MapDeserializer::new([(); 0].map(|()| ("", 0_u8)).into_iter())), Read::Ok(json!({}).into()));
    assert_eq!(read(SeqDeserializer::new(["x", "y"].into_iter())), Read::Ok(json!(["x", "y"]).into()));
    assert_eq!(read(UnitDeserializer::new()), Read::Ok(Json::null()));
    assert_eq!(read("x\"".into_deserializer()), Read::Ok("x\"".into()));
    assert_eq!(read(true.into_deserializer()), Read::Ok(true.into()));
    assert_eq!(read(0.5_f64.into_deserializer()), Read::Ok(json!(0.5).into()));
    assert_eq!(read((-3_i64).into_deserializer()), Read::Ok((-3).into()));
}

#[test]
fn what_serde_json_lets_pass_is_checked_again() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in [deep.as_str(), r#""\ud800""#] {
        let error = serde_json::from_str::<Json>(text).expect_err("our own bounds hold");
        assert!(!error.to_string().is_empty());
    }
    assert!(Json::of(&BTreeMap::from([("a", f64::NAN)])).is_ok_and(|json| json == json!({"a": null}).into()));
    assert!(Json::of(&BTreeMap::from([((1, 2), "key that is no string")])).is_err());
}

#[test]
fn a_value_stands_on_one_line() {
    let pretty = "{\n  \"a\" : [1.50,\r\n \"b\\n  c\" ] }";
    let json = Json::parse(pretty).expect("JSON");
    assert_eq!(json.text(), r#"{"a":[1.50,"b\n  c"]}"#);
    assert_eq!(json, Json::parse(pretty).expect("JSON"));
    assert_eq!(JsonObject::parse(pretty).expect("an object").text(), json.text());
    let raw = serde_json::value::RawValue::from_string(pretty.to_owned()).expect("JSON");
    assert_eq!(Json::of(&raw).expect("serializes").text(), json.text());
    assert_eq!(Json::parse("{ \"a\": 1 }").expect("JSON").text(), "{ \"a\": 1 }", "without a break nothing is changed");
}

#[test]
fn members_and_elements_are_borrowed() {
    let raw = Raw::parse(r#" {"a" : 1, "b\"":[ 2 ,{"c":[]}], "a": "last"} "#).expect("JSON");
    let members: Vec<_> =
        raw.members().expect("an object").map(|(name, value)| (name.into_owned(), value.text())).collect();
    assert_eq!(members, [("a".into(), "1"), ("b\"".into(), r#"[ 2 ,{"c":[]}]"#), ("a".to_owned(), "\"last\"")]);
    assert_eq!(raw.get("a").map(Raw::text), Some("\"last\""), "as serde_json counts");
    assert_eq!(raw.deserialize::<Value>().expect("JSON")["a"], "last");
    let list = raw.get("b\"").expect("the member is there");
    assert_eq!(list.elements().expect("an array").map(Raw::text).collect::<Vec<_>>(), ["2", r#"{"c":[]}"#]);
    assert!(list.members().is_none() && raw.elements().is_none() && list.get("a").is_none() && list.as_str().is_none());
    assert_eq!(Raw::parse("[]").expect("JSON").elements().expect("an array").count(), 0);
    assert_eq!(Raw::parse("{ }").expect("JSON").members().expect("an object").count(), 0);
    assert_eq!(raw.decode::<u64>().map_err(|error| error.to_string()), Err("expected integer, received object".into()));
    for text in ["", " ", "[", "1 2", "nul", "{}}"] {
        assert!(Raw::parse(text).is_err(), "{text}");
    }
}

#[test]
fn objects_and_arrays_are_made_and_refused() {
    let object: JsonObject = [("b", Json::from(1)), ("a\n", "x".into()), ("b", true.into())].into_iter().collect();
    assert_eq!(object.text(), r#"{"a\n":"x","b":true}"#);
    assert_eq!(object.iter().map(|(name, _)| name.into_owned()).collect::<Vec<_>>(), ["a\n", "b"]);
    assert_eq!(JsonObject::from(object.to_map()), object);
    let array: JsonArray = [Json::null(), 5_u32.into()].into_iter().collect();
    assert_eq!(array.text(), "[null,5]");
    assert!(JsonObject::default().is_empty() && JsonArray::default().is_empty() && !array.is_empty());
    let error = JsonArray::try_from(object.into_json()).expect_err("an object is no array");
    assert_eq!(error.to_string(), "expected array, received object");
    assert!(JsonObject::try_from(json!([])).is_err() && serde_json::from_str::<JsonObject>("[]").is_err());
}

#[test]
fn numbers_beyond_floats_are_kept_as_text() {
    let json = Json::parse("[1e999,-1e999,1]").expect("JSON");
    assert_eq!(serde_json::to_string(&json).expect("serializes"), "[1e999,-1e999,1]");
    assert_ne!(json, Json::parse("[1e998,-1e999,1]").expect("JSON"));
    assert_eq!(json.to_value()[2], 1);
}

#[test]
fn a_deep_value_is_compared_and_turned_into_a_tree() {
    let levels = crate::limits::MAX_VALUE_DEPTH;
    let nested = |inside: &str| format!("{}{inside}{}", "[".repeat(levels), "]".repeat(levels));
    let (left, right) = (Json::parse(&nested("1")).expect("JSON"), Json::parse(&nested("1.0")).expect("JSON"));
    assert_eq!(left, right);
    assert_ne!(left, Json::parse(&nested("2")).expect("JSON"));
    assert_eq!(Json::from(left.to_value()), left);
}

/// Any tree whose numbers `serde_json` writes in one way only.
pub(crate) fn values() -> impl Strategy<Value = Value> {
    let scalars = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|number| Value::from(f64::from(number) + 0.5)),
        any::<String>().prop_map(Value::from),
    ];
    scalars.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Writes a tree with white space, escapes and spellings of numbers as `choices` say, members last to first.
fn spelled(value: &Value, choices: &mut impl Iterator<Item = u8>, text: &mut String) {
    let mut space =
        |text: &mut String| text.push_str(["", " ", "\n", "\t \r"][usize::from(choices.next().unwrap_or(0)) % 4]);
    space(text);
    match value {
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                spelled(element, choices, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (name, member)) in members.iter().rev().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                spelled(&Value::from(name.as_str()), choices, text);
                text.push(':');
                spelled(member, choices, text);
            }
            text.push('}');
        }
        Value::String(string) => {
            text.push('"');
            for character in string.chars() {
                let must = character < ' ' || matches!(character, '"' | '\\');
                if must || choices.next().unwrap_or(0).is_multiple_of(3) {
                    let mut units = [0; 2];
                    character.encode_utf16(&mut units).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
                } else {
                    text.push(character);
                }
            }
            text.push('"');
        }
        Value::Number(number) if choices.next().unwrap_or(0).is_multiple_of(2) => {
            // Why: `serde_json` makes an exact float only of digits that fit 53 bits together, the zero after the point included.
            let short = number.as_i64().is_some_and(|integer| integer.unsigned_abs() < 1 << 49);
            let point = if short { ".0" } else { "" };
            text.push_str(&format!("{number}{point}"));
        }
        other => text.push_str(&other.to_string()),
    }
    text.push_str([" ", ""][usize::from(choices.next().unwrap_or(0)) % 2]);
}

proptest! {
    #[test]
    fn a_value_is_the_same_however_it_is_spelled(value in values(), choices in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut text = String::new();
        spelled(&value, &mut choices.into_iter().cycle().take(100_000), &mut text);
        let json = Json::parse(&text).expect("the text was made by the rules");
        prop_assert_eq!(&json, &Json::from(&value), "{}", text);
        prop_assert_eq!(&Json::from(json.to_value()), &json);
        prop_assert_eq!(&serde_json::from_str::<Json>(&text).expect("as parsed"), &json);
        let copy = Json::of(&json).expect("serializes");
        prop_assert_eq!(copy.text(), json.text());
        prop_assert!(!json.text().contains(['\n', '\r']));
    }

    #[test]
    fn equality_is_that_of_the_trees(left in values(), right in values(), same in any::<bool>()) {
        let right = if same { left.clone() } else { right };
        prop_assert_eq!(Json::from(&left) == Json::from(&right), left == right);
        prop_assert_eq!(Json::from(&left).to_value(), left);
    }

    #[test]
    fn arbitrary_text_is_read_as_serde_json_reads_it(text in "[\\[\\]{}:,\" a0-9.eE+\\-\\\\u\n]{0,24}|.*") {
        match (Json::parse(&text), serde_json::from_str::<Value>(&text)) {
            (Ok(json), Ok(value)) => {
                prop_assert_eq!(&json, &Json::from(&value));
                prop_assert_eq!(json.to_value(), value);
            }
            (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("number out of range"), "{}", error),
            (Err(error), Ok(_)) => prop_assert!(false, "{}: {}", text, error),
            (Err(_), Err(_)) => {}
        }
    }
}
