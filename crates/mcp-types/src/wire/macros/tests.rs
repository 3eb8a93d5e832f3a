//! Types that the macros define, one of each kind: what they read, refuse and write.

// Why: the macros define public items, which nobody outside of a test can reach, and more than the tests use.
#![allow(unreachable_pub, dead_code)]

use proptest::prelude::*;
use serde_json::json;

use crate::json::{Json, JsonObject};
use crate::wire::{self, AtMost, DecodeErrorKind, Nullable, UnitInterval, Wire};
use crate::{wire_enum, wire_map, wire_open, wire_raw, wire_raw_object, wire_string, wire_struct, wire_union};

wire_enum! {
    /// A closed set.
    pub enum Role {
        /// One.
        Assistant = "assistant",
        /// Two.
        User = "user",
    }
}

wire_open! {
    /// An open set.
    pub struct ResultType {
        /// Known.
        COMPLETE = "complete",
        /// Known too.
        INPUT_REQUIRED = "input_required",
    }
}

wire_string! {
    /// Any string.
    pub struct Cursor;
}

wire_struct! {
    /// All optional.
    pub struct Annotations {
        optional {
            /// A list.
            audience / with_audience: Vec<Role> = "audience",
            /// A weight.
            priority / with_priority: UnitInterval = "priority",
        }
    }
}

wire_struct! {
    /// Tagged.
    pub struct Text {
        tags { "type" = "text" }
        required {
            /// The text.
            text: String = "text",
        }
        optional {
            /// Hints.
            annotations / with_annotations: Annotations = "annotations",
            /// Named as the macro names its own variables.
            name / with_name: Nullable<String> = "name",
        }
    }
}

wire_struct! {
    /// Tagged with an integer.
    pub struct Mismatch {
        tags { "code" = -32020, "jsonrpc" = "2.0" }
    }
}

wire_union! {
    /// A union with all kinds of conditions.
    pub enum Block {
        /// By a constant.
        Text(Text) if [is "type" = "text"],
        /// By another.
        Mismatch(Box<Mismatch>) if [is "code" = -32020],
        /// By a member of a member.
        Deep(JsonObject) if [is "type" = "array", has "items" / "anyOf"],
        /// By alternatives, and the same payload.
        Number(JsonObject) if [is "type" = "integer" | "number"] without From,
        /// By presence.
        Role(WithRole) if [has "role"],
        /// By type.
        Many(Vec<Role>) if [array],
        /// A whole number.
        Whole(i64) if [integer],
        /// Another number.
        Fraction(f64) if [number],
    }
    unknown: keep
}

wire_struct! {
    /// Recognized by presence.
    pub struct WithRole {
        required {
            /// Who.
            role: Role = "role",
        }
    }
}

wire_struct! {
    /// A type that holds itself.
    pub struct Tree {
        optional {
            /// One below.
            child / with_child: Box<Tree> = "child",
        }
    }
}

wire_union! {
    /// A union that refuses what it does not know, unless it is a string.
    pub enum Closed {
        /// A flag.
        Flag(bool) if [boolean],
        /// Everything else.
        Other(Cursor) if [],
    }
    unknown: refuse
}

wire_map! {
    /// Entries.
    pub struct Blocks(Block);
}

wire_raw! {
    /// Decoded later.
    pub struct Response;
}

wire_raw_object! {
    /// A schema.
    pub struct Schema {
        tags { "type" = "object" }
        optional { "$schema": String }
    }
}

wire_raw_object! {
    /// An object with a member that must be there.
    pub struct Strict {
        required { "x": u64 }
    }
}

wire_struct! {
    /// Everything at once.
    pub struct Page {
        required {
            /// A list.
            blocks: Vec<Block> = "blocks",
        }
        defaulted {
            /// With a default.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
            /// With another.
            ttl_ms / with_ttl_ms: u64 = "ttlMs" or 0,
        }
        optional {
            /// A string.
            next_cursor / with_next_cursor: Cursor = "nextCursor",
            /// A map.
            named / with_named: Blocks = "named",
            /// A schema.
            schema / with_schema: Schema = "schema",
            /// A short list.
            values / with_values: AtMost<String, 2> = "values",
            /// A float.
            progress / with_progress: f64 = "progress",
            /// Any value.
            data / with_data: Json = "data",
        }
    }
}

fn written(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("wire types serialize")
}

/// Checks that text decodes, strictly and leniently, to a value that writes the same text.
fn survives<T: Wire + PartialEq + std::fmt::Debug>(text: &str) -> T {
    let value: T = wire::decode(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let (lenient, defects) = wire::decode_lenient::<T>(text).expect("what is strictly right is leniently right");
    assert_eq!(lenient, value, "{text}");
    assert_eq!(defects, [], "{text}");
    assert_eq!(Json::of(&value).expect("serializes"), Json::parse(text).expect("is JSON"), "{text}");
    value
}

/// Checks the message with which the strict decoder refuses text, and that serde carries it.
fn refused<T: Wire + std::fmt::Debug>(text: &str, message: &str) {
    let error = wire::decode::<T>(text).expect_err(text);
    assert_eq!(error.to_string(), message, "{text}");
}

#[test]
fn structs_survive_a_round_trip() {
    let page: Page = survives(
        r#"{"blocks":[{"type":"text","text":"hi","annotations":{"audience":["user"],"priority":1}},["user","assistant"],5],
            "resultType":"complete","ttlMs":60000,"nextCursor":"","named":{"a":2.5},"schema":{"type":"object","x":[1.0]},
            "values":["a","b"],"progress":3,"data":null,"vendor":{"deep":[1e400]}}"#,
    );
    assert_eq!(page.ttl_ms, 60_000);
    assert_eq!(page.next_cursor, Some(Cursor::from("")));
    assert_eq!(page.extra.get("vendor").map(|value| value.text()), Some(r#"{"deep":[1e400]}"#));
    assert!(matches!(page.blocks[..], [Block::Text(_), Block::Many(_), Block::Whole(5)]));
}

#[test]
fn members_are_written_in_order_of_their_sections() {
    let mut page = Page::new(vec![Block::from(Text::new("a"))]).with_progress(1.0).with_next_cursor("c");
    page.extra.insert("z", 1);
    page.extra.insert("ttlMs", "shadowed");
    assert_eq!(
        written(&page),
        r#"{"blocks":[{"type":"text","text":"a"}],"resultType":"complete","ttlMs":0,"nextCursor":"c","progress":1,"z":1}"#
    );
    assert_eq!(written(&Mismatch::default()), r#"{"code":-32020,"jsonrpc":"2.0"}"#);
    assert_eq!(written(&Annotations::default()), "{}");
}

#[test]
fn builders_set_one_field() {
    let text = Text::new("a")
        .with_annotations(Annotations::new().with_audience([Role::User]).with_priority(UnitInterval::ONE))
        .with_name(None);
    assert_eq!(
        written(&text),
        r#"{"type":"text","text":"a","annotations":{"audience":["user"],"priority":1},"name":null}"#
    );
    let page = Page::new([]).with_result_type("custom").with_ttl_ms(5_u64);
    assert_eq!(written(&page), r#"{"blocks":[],"resultType":"custom","ttlMs":5}"#);
}

#[test]
fn strict_decoding_names_the_place_and_the_fault() {
    refused::<Text>("{}", "/type: required member is missing");
    refused::<Text>(r#"{"type":"text"}"#, "/text: required member is missing");
    refused::<Text>(r#"{"type":"image","text":""}"#, r#"/type: expected "text""#);
    refused::<Text>(r#"{"type":5,"text":""}"#, "/type: expected string, received number");
    refused::<Text>(r#"{"type":"text","text":null}"#, "/text: expected string, received null");
    refused::<Text>(r#"{"type":"text","text":"","text":""}"#, "/text: member stands twice");
    refused::<Text>(r#"{"type":"text","te\u0078t":"","text":""}"#, "/text: member stands twice");
    refused::<Text>(r#"{"type":"text","type":"text","text":""}"#, "/type: member stands twice");
    refused::<Text>(r#"{"type":"text","text":"","z":1,"y":2,"z":1}"#, "/z: member stands twice");
    refused::<Text>(r#"{"type":"text","text":"","annotations":null}"#, "/annotations: expected object, received null");
    refused::<Text>("[]", "expected object, received array");
    refused::<Text>(r#"{"type":"text","text":"a"} 1"#, "not JSON at byte 27: expected the end of the text");
    refused::<Text>(
        r#"{"type":"text","text":"a""#,
        "not JSON at byte 25: expected a comma or the end of the array or object",
    );
    refused::<Text>(r#"{"type":"text","x":[1,]}"#, "/x/1: not JSON at byte 22: expected a value");
    refused::<Mismatch>(r#"{"code":-32021,"jsonrpc":"2.0"}"#, r#"/code: expected "-32020""#);
    refused::<Mismatch>(r#"{"code":"-32020","jsonrpc":"2.0"}"#, "/code: expected integer, received string");
    refused::<Page>(r#"{"blocks":[],"resultType":"complete"}"#, "/ttlMs: required member is missing");
    refused::<Page>(
        r#"{"blocks":[],"resultType":"a","ttlMs":-1}"#,
        "/ttlMs: expected an integer of 64 bits that is not negative",
    );
    refused::<Page>(r#"{"blocks":[],"resultType":"a","ttlMs":0,"values":["","",""]}"#, "/values: more than 2 elements");
    refused::<Page>(
        r#"{"blocks":[{"type":"text","text":"","annotations":{"audience":["user","nobody"]}}]}"#,
        r#"/blocks/0/annotations/audience/1: expected one of ["assistant", "user"]"#,
    );
    refused::<Block>(r#"{"type":"video"}"#, "fits no variant of Block");
    refused::<Blocks>(r#"{"a":1,"a":2}"#, "/a: member stands twice");
    refused::<Closed>("5", "expected string, received number");
    refused::<Schema>(r#"{"type":"array"}"#, r#"/type: expected "object""#);
    refused::<Schema>(r#"{"type":"object","$schema":5}"#, "/$schema: expected string, received number");
    refused::<Schema>(r#"{"type":"object","$schema":"","$schema":""}"#, "/$schema: member stands twice");
    refused::<Schema>("{}", "/type: required member is missing");
    refused::<Strict>("{}", "/x: required member is missing");
}

#[test]
fn serde_carries_the_message() {
    let message = "/annotations/priority: expected a number from 0 to 1";
    let text = r#"{"type":"text","text":"","annotations":{"priority":1.5}}"#;
    let errors = [
        serde_json::from_str::<Text>(text).expect_err("out of range"),
        serde_json::from_slice::<Text>(text.as_bytes()).expect_err("out of range"),
        serde_json::from_reader::<_, Text>(text.as_bytes()).expect_err("out of range"),
        serde_json::from_value::<Text>(serde_json::from_str(text).expect("JSON")).expect_err("out of range"),
    ];
    for error in errors {
        assert!(error.to_string().starts_with(message), "{error}");
    }
}

#[test]
fn unions_are_decided_by_the_first_row_that_holds() {
    for (text, expected) in [
        (r#"{"text":"","type":"text"}"#, "Text"),
        (r#"{"jsonrpc":"2.0","code":-32020}"#, "Mismatch"),
        (r#"{"type":"array","items":{"anyOf":[]}}"#, "Deep"),
        (r#"{"items":{"enum":[],"anyOf":1},"type":"array","role":"user"}"#, "Deep"),
        (r#"{"type":"array","items":{},"role":"user"}"#, "Role"),
        (r#"{"type":"array","items":[],"role":"user"}"#, "Role"),
        (r#"{"type":"integer"}"#, "Number"),
        (r#"{"role":"user","type":"number"}"#, "Number"),
        (r#"{"role":"user","t\u0079pe":"num\u0062er"}"#, "Number"),
        (r#"{"role":"user","inner":{"type":"text"}}"#, "Role"),
        ("[]", "Many"),
        ("5.0", "Whole"),
        ("5.5", "Fraction"),
        ("1e400", "Fraction"),
    ] {
        let kind = match wire::decode::<Block>(text) {
            Ok(block) => format!("{block:?}").split_once('(').map(|(variant, _)| variant.to_owned()),
            Err(error)
                if *error.kind()
                    == (DecodeErrorKind::OutOfRange { expected: "a number that a 64-bit float can hold" }) =>
            {
                Some("Fraction".to_owned())
            }
            Err(error) => panic!("{text}: {error}"),
        };
        assert_eq!(kind.as_deref(), Some(expected), "{text}");
    }
    for text in ["\"text\"", "null", "true", "{}", r#"{"type":"array"}"#, r#"{"type":["text"]}"#, r#"{"code":"x"}"#] {
        refused::<Block>(text, "fits no variant of Block");
    }
    assert_eq!(survives::<Closed>("true"), Closed::Flag(true));
    assert_eq!(survives::<Closed>("\"a\""), Closed::from(Cursor::from("a")));
}

#[test]
fn an_unknown_variant_is_kept_and_reported() {
    let text = r#"{"blocks":[{"type":"video","uri":"x","fps":25.0},5],"resultType":"complete","ttlMs":1}"#;
    let (page, defects) = wire::decode_lenient::<Page>(text).expect("the rest is usable");
    assert_eq!(page.blocks[0], Block::Unknown(json!({"fps": 25, "type": "video", "uri": "x"}).into()));
    assert_eq!(written(&page), text, "the unknown block is written as it came");
    let [defect] = &defects[..] else { panic!("{defects:?}") };
    assert_eq!((defect.path(), defect.to_string().as_str()), ("/blocks/0", "/blocks/0: fits no variant of Block"));
}

#[test]
fn what_can_be_given_up_is_given_up_and_reported() {
    let text = r#"{
        "blocks": [{"type":"text","text":"a","annotations":{"audience":["user","nobody"],"priority":2}}, {"type":"text"}, "x"],
        "ttlMs": "soon",
        "nextCursor": null,
        "named": {"good": 1, "bad": false, "worse": {"type":"text","text":[[]]}},
        "schema": {"type":"object","$schema":{},"properties":{}},
        "values": ["a", 5, "b"],
        "data": [[]]
    }"#;
    let (page, defects) = wire::decode_lenient::<Page>(text).expect("the rest is usable");
    let reported: Vec<String> =
        defects.iter().map(|defect| format!("{} <- {}", defect.path(), defect.error())).collect();
    expect_test::expect![[r#"
        /blocks/0/annotations/audience/1 <- /blocks/0/annotations/audience/1: expected one of ["assistant", "user"]
        /blocks/0/annotations/priority <- /blocks/0/annotations/priority: expected a number from 0 to 1
        /blocks/1 <- /blocks/1/text: required member is missing
        /blocks/2 <- /blocks/2: fits no variant of Block
        /ttlMs <- /ttlMs: expected integer, received string
        /nextCursor <- /nextCursor: expected string, received null
        /named/bad <- /named/bad: fits no variant of Block
        /named/worse <- /named/worse/text: expected string, received array
        /schema/$schema <- /schema/$schema: expected string, received object
        /values/1 <- /values/1: expected string, received number
        /values <- /values: more than 2 elements
        /resultType <- /resultType: required member is missing"#]]
    .assert_eq(&reported.join("\n"));
    expect_test::expect![[r#"{"blocks":[{"type":"text","text":"a","annotations":{"audience":["user"]}},"x"],"resultType":"complete","ttlMs":0,"named":{"bad":false,"good":1},"schema":{"type":"object","$schema":{},"properties":{}},"values":["a"],"data":[[]]}"#]]
    .assert_eq(&written(&page));
}

#[test]
fn what_is_given_up_takes_its_own_defects_along() {
    let text = r#"[{"type":"text","annotations":{"priority":2},"name":5}]"#;
    let (blocks, defects) = wire::decode_lenient::<Vec<Block>>(text).expect("a list");
    assert!(blocks.is_empty());
    let reported: Vec<String> = defects.iter().map(ToString::to_string).collect();
    assert_eq!(reported, ["/0/text: required member is missing"]);
}

#[test]
fn giving_up_leaves_nothing_open() {
    let broken = format!("[{}{{\"role\":\"user\"}}]", r#"{"role":5},"#.repeat(2 * crate::limits::MAX_VALUE_DEPTH));
    let (roles, _) = wire::decode_lenient::<Vec<WithRole>>(&broken).expect("the last one is right");
    assert_eq!(roles, [WithRole::new(Role::User)]);
}

#[test]
fn a_type_that_holds_itself_is_bounded_in_depth() {
    let nested = |levels: usize| format!("{}{{}}{}", "{\"child\":".repeat(levels - 1), "}".repeat(levels - 1));
    let levels = crate::limits::MAX_VALUE_DEPTH;
    assert!(wire::decode::<Tree>(&nested(levels)).is_ok());
    for text in [nested(levels + 1), nested(1_000_000)] {
        for error in [wire::decode::<Tree>(&text).err(), wire::decode_lenient::<Tree>(&text).err()] {
            assert_eq!(error.map(|error| error.kind().clone()), Some(DecodeErrorKind::TooDeep));
        }
    }
}

#[test]
fn a_doubled_discriminator_decides_once() {
    refused::<Block>(r#"{"type":"string","type":"integer"}"#, "fits no variant of Block");
}

#[test]
fn what_cannot_be_given_up_is_refused_leniently_too() {
    for (text, message) in [
        (r#"{"ttlMs":1}"#, "/blocks: required member is missing"),
        (r#"{"blocks":{}}"#, "/blocks: expected array, received object"),
        (r#"{"blocks":[],"ttlMs":1,"ttlMs":1}"#, "/ttlMs: member stands twice"),
        (r#"{"blocks":[],"ttlMs":"#, "/ttlMs: not JSON at byte 21: expected a value"),
        (r#"{"blocks":[],"nextCursor":{"a":tru}}"#, "/nextCursor/a: not JSON at byte 31: expected a value"),
        (r#"{"blocks":[],"named":{"a":1,"a":2}} x"#, "not JSON at byte 36: expected the end of the text"),
        ("5", "expected object, received number"),
    ] {
        let error = wire::decode_lenient::<Page>(text).expect_err(text);
        assert_eq!(error.to_string(), message, "{text}");
    }
}

#[test]
fn sets_of_strings_know_their_values() {
    assert_eq!(Role::ALL, [Role::Assistant, Role::User]);
    assert_eq!("user".parse(), Ok(Role::User));
    assert_eq!(
        "USER".parse::<Role>().map_err(|error| error.to_string()),
        Err("expected one of [\"assistant\", \"user\"]".into())
    );
    assert_eq!(format!("{:>6}|{}", Role::User, ResultType::COMPLETE), "  user|complete");
    assert_eq!(ResultType::from("complete".to_owned()), ResultType::COMPLETE);
    assert!(ResultType::INPUT_REQUIRED.is_known() && !ResultType::from("later").is_known());
    assert_eq!(survives::<ResultType>("\"later\""), "later");
    assert_eq!(survives::<ResultType>("\"compl\\u0065te\""), *"complete");
    assert_eq!(survives::<Cursor>("\"\"").into_string(), "");
}

#[test]
fn maps_are_made_read_and_taken_apart() {
    let mut blocks: Blocks = [("b", Block::Whole(1)), ("a", Block::Fraction(0.5))].into_iter().collect();
    blocks.insert("c".into(), Text::new("x").into());
    assert_eq!(written(&blocks), r#"{"a":0.5,"b":1,"c":{"type":"text","text":"x"}}"#);
    assert_eq!(survives::<Blocks>(&written(&blocks)), blocks);
    assert_eq!((&blocks).into_iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(blocks.into_inner().len(), 3);
}

#[test]
fn raw_values_are_decoded_later() {
    let response: Response = survives(r#"{"type":"text","text":"a"}"#);
    assert_eq!(response.decode::<Text>(), Ok(Text::new("a")));
    assert_eq!(response.decode::<Annotations>().map(|value| value.extra.len()), Ok(2));
    assert_eq!(response.decode::<Mismatch>().map_err(|error| error.path().to_owned()), Err("/code".to_owned()));
    assert_eq!(Response::of(&Text::new("a")).expect("serializes"), response);
    assert_eq!(Response::from(Json::from(1)).into_json(), Json::from(1));
}

#[test]
fn kept_objects_are_checked_and_written_as_they_came() {
    let text = r#"{ "properties" : {"n":{"minimum":1.50}}, "type":"object", "$schema":"s" }"#;
    let schema: Schema = survives(text);
    assert_eq!(written(&schema), text);
    assert_eq!(schema.get("$schema").map(|value| value.text()), Some("\"s\""));
    assert_eq!(Schema::try_from(json!({"type": "object"})), Ok(Schema::default()));
    assert_eq!(written(&Schema::new()), r#"{"type":"object"}"#);
    assert!(Schema::try_from(json!({"type": "array"})).is_err());
    assert!(Schema::try_from(JsonObject::default()).is_err());
    assert!(Strict::try_from(json!({"x": 5})).is_ok() && Strict::try_from(json!({"x": "5"})).is_err());
}

fn texts() -> impl Strategy<Value = Text> {
    let weights = prop::option::of((0.0..=1.0).prop_map(|weight| UnitInterval::new(weight).expect("in range")));
    let annotations =
        (prop::collection::vec(prop::sample::select(Role::ALL), 0..3), weights).prop_map(|(roles, priority)| {
            let annotations = Annotations::new().with_audience(roles);
            Annotations { priority, ..annotations }
        });
    let names = prop::option::of(prop::option::of(any::<String>()).prop_map(Nullable::from));
    (any::<String>(), prop::option::of(annotations), names, prop::collection::btree_map(".*", any::<i64>(), 0..3))
        .prop_map(|(text, annotations, name, extra)| {
            let named = ["type", "text", "annotations", "name"];
            let extra = extra.into_iter().filter(|(name, _)| !named.contains(&name.as_str())).collect();
            Text { annotations, name, extra, ..Text::new(text) }
        })
}

fn blocks() -> impl Strategy<Value = Block> {
    prop_oneof![
        texts().prop_map(Block::Text),
        Just(Block::from(Box::new(Mismatch::new()))),
        prop::sample::select(Role::ALL).prop_map(|role| Block::Role(WithRole::new(role))),
        prop::collection::vec(prop::sample::select(Role::ALL), 0..4).prop_map(Block::Many),
        any::<i64>().prop_map(Block::Whole),
        (-1e6..1e6).prop_filter("a fraction", |number: &f64| number.fract() != 0.0).prop_map(Block::Fraction),
    ]
}

fn pages() -> impl Strategy<Value = Page> {
    let defaulted = (any::<String>().prop_map(ResultType::from), any::<u64>());
    let optional = (
        prop::option::of(any::<String>().prop_map(Cursor::from)),
        prop::option::of(prop::collection::btree_map(any::<String>(), blocks(), 0..3).prop_map(Blocks::from)),
        prop::option::of(Just(Schema::new())),
        prop::option::of(prop::num::f64::NORMAL | prop::num::f64::ZERO),
        prop::option::of(crate::json::tests::values().prop_map(Json::from)),
    );
    (prop::collection::vec(blocks(), 0..4), defaulted, optional).prop_map(
        |(blocks, (result_type, ttl_ms), optional)| {
            let (next_cursor, named, schema, progress, data) = optional;
            Page { result_type, ttl_ms, next_cursor, named, schema, progress, data, ..Page::new(blocks) }
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(page in pages()) {
        let text = written(&page);
        prop_assert_eq!(wire::decode::<Page>(&text), Ok(page.clone()));
        prop_assert_eq!(wire::decode_lenient::<Page>(&text), Ok((page.clone(), Vec::new())));
        let value = serde_json::to_value(&page).expect("wire types serialize");
        prop_assert_eq!(&serde_json::from_str::<Page>(&text).expect("as strict decoding"), &page);
        prop_assert_eq!(&serde_json::from_value::<Page>(value).expect("as strict decoding"), &page);
    }

    #[test]
    fn a_broken_text_is_an_error_and_never_a_panic(page in pages(), cut in any::<prop::sample::Index>(), junk in ".{0,3}") {
        let text = written(&page);
        let at = cut.index(text.len());
        let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let broken = format!("{}{junk}{}", &text[..at], text[at..].chars().skip(1).collect::<String>());
        if let Ok(page) = wire::decode::<Page>(&broken) {
            prop_assert_eq!(wire::decode::<Page>(&written(&page)), Ok(page));
        }
        match wire::decode_lenient::<Page>(&broken) {
            Ok((page, _)) => prop_assert!(wire::decode_lenient::<Page>(&written(&page)).is_ok()),
            Err(_) => prop_assert!(wire::decode::<Page>(&broken).is_err(), "lenient refuses nothing that strict takes"),
        }
        prop_assert!(wire::decode::<Page>(&text[..at]).is_err());
    }
}
