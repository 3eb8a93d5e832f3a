//! What a handle opens as, and for whom.

use std::time::{SystemTime, UNIX_EPOCH};

use mcp_store::PrincipalKey;
use proptest::prelude::*;
use schemars::SchemaGenerator;
use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::ToolError;
use crate::seal::{KeyRing, Sealer};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Basket {
    items: Vec<String>,
}

impl HandleState for Basket {
    const KIND: &'static str = "basket";
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Wardrobe {
    items: Vec<String>,
}

impl HandleState for Wardrobe {
    const KIND: &'static str = "wardrobe";
    const LIFETIME: Duration = Duration::MAX;
}

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_785_240_000)
}

fn sealer() -> Sealer {
    Sealer::new(&KeyRing::generate().expect("randomness"))
}

fn context(sealer: &Sealer) -> SealContext<'_> {
    SealContext { sealer, principal: PrincipalKey::of("https://login.example", "ann"), now: now() }
}

fn basket() -> Basket {
    Basket { items: vec!["apple".to_owned()] }
}

/// A handle as a client would pass it back.
fn passed_back<T: HandleState>(text: &str) -> Handle<T> {
    serde_json::from_value(json!(text)).expect("any string is a handle")
}

// spec: STATE-005
#[test]
fn a_handle_that_comes_back_opens_as_what_was_minted() {
    let sealer = sealer();
    let handle = Handle::mint_in(&basket(), &context(&sealer)).expect("a small basket");
    let text = serde_json::to_value(&handle).expect("a string");
    let back: Handle<Basket> = serde_json::from_value(text).expect("a string");
    assert_eq!(back.as_str(), handle.as_str());
    assert_eq!(back.open_in(&context(&sealer)), Ok(basket()));
    assert_eq!(back.open_in(&context(&sealer)), Ok(basket()), "it opens as often as it is passed back");
}

// spec: STATE-005
#[test]
fn whatever_does_not_open_reads_alike() {
    let sealer = sealer();
    let cx = context(&sealer);
    let mint = |cx: &SealContext<'_>| Handle::mint_in(&basket(), cx).expect("a small basket").as_str().to_owned();
    let mine = mint(&cx);
    let refused = |text: &str| {
        let error = passed_back::<Basket>(text).open_in(&cx).expect_err("the table holds what does not open");
        assert_eq!((format!("{error:?}"), error.kind()), ("UnknownHandle { kind: \"basket\" }".to_owned(), "basket"));
        assert_eq!(ToolError::from(error).to_string(), "unknown or expired basket handle");
    };
    refused("");
    refused("basket_1");
    refused(&format!("{mine}-TAMPERED"));
    refused(&mine[1..]);
    refused(&mint(&SealContext { principal: PrincipalKey::ANONYMOUS, ..context(&sealer) }));
    refused(&mint(&SealContext { now: now() - Basket::LIFETIME, ..context(&sealer) }));
    refused(&mint(&context(&self::sealer())));
    refused(Handle::mint_in(&Wardrobe { items: Vec::new() }, &cx).expect("a small wardrobe").as_str());
    assert!(passed_back::<Basket>(&mine).open_in(&cx).is_ok());
}

// spec: STATE-005
#[test]
fn what_is_no_string_is_no_handle() {
    for value in [json!(null), json!(1), json!({ "items": [] }), json!(["handle"])] {
        assert!(serde_json::from_value::<Handle<Basket>>(value.clone()).is_err(), "{value}");
    }
}

#[test]
fn state_that_an_older_version_wrote_and_this_one_cannot_read_has_expired() {
    #[derive(Debug, Serialize, Deserialize)]
    struct Older(u32);

    impl HandleState for Older {
        const KIND: &'static str = Basket::KIND;
    }

    let sealer = sealer();
    let older = Handle::mint_in(&Older(1), &context(&sealer)).expect("a small number");
    let error = passed_back::<Basket>(older.as_str()).open_in(&context(&sealer)).expect_err("a number is no basket");
    assert_eq!(error.to_string(), "unknown or expired basket handle");
}

#[test]
fn a_kind_sets_how_long_its_handles_are_good() {
    let sealer = sealer();
    let second = Duration::from_secs(1);
    let basket = Handle::mint_in(&basket(), &context(&sealer)).expect("a small basket");
    let wardrobe = Handle::mint_in(&Wardrobe { items: Vec::new() }, &context(&sealer)).expect("a small wardrobe");
    let at = |now| SealContext { now, ..context(&sealer) };
    assert!(basket.open_in(&at(now() + DEFAULT_HANDLE_LIFETIME - second)).is_ok());
    assert!(basket.open_in(&at(now() + DEFAULT_HANDLE_LIFETIME)).is_err());
    assert!(wardrobe.open_in(&at(now() + MAX_HANDLE_LIFETIME - second)).is_ok());
    assert!(wardrobe.open_in(&at(now() + MAX_HANDLE_LIFETIME)).is_err());
}

#[test]
fn state_too_large_to_seal_is_told_with_its_length() {
    let sealer = sealer();
    let overhead = serde_json::to_vec(&Basket { items: vec![String::new()] }).expect("JSON").len();
    let full = Basket { items: vec!["x".repeat(MAX_SEALED_BYTES - overhead)] };
    assert_eq!(Handle::mint_in(&full, &context(&sealer)).expect("it fits").open_in(&context(&sealer)), Ok(full));
    let large = Basket { items: vec!["x".repeat(MAX_SEALED_BYTES - overhead + 1)] };
    let error = Handle::mint_in(&large, &context(&sealer)).expect_err("one byte too many");
    let expected = "the basket is too large for a handle: expected at most 49099 bytes, received 49100";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn state_that_is_no_json_is_told() {
    #[derive(Debug, Serialize, Deserialize)]
    struct Map(std::collections::BTreeMap<Vec<u8>, u8>);

    impl HandleState for Map {
        const KIND: &'static str = "map";
    }

    let map = Map([(vec![1], 1)].into());
    let error = Handle::mint_in(&map, &context(&sealer())).expect_err("a list cannot name a member");
    assert_eq!(error.to_string(), "the state behind a handle cannot be written as JSON");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn debug_shows_no_token() {
    let handle = Handle::mint_in(&basket(), &context(&sealer())).expect("a small basket");
    let text = format!("{handle:?}");
    assert!(text.starts_with("Handle(basket, ") && !text.contains(&handle.as_str()[..8]), "{text}");
}

#[test]
fn a_schema_says_what_to_pass_back() {
    let schema = SchemaGenerator::default().into_root_schema_for::<Handle<Basket>>();
    assert_eq!(schema.get("type"), Some(&json!("string")));
    let expected = json!("A basket handle that an earlier result gave; pass it back unchanged");
    assert_eq!(schema.get("description"), Some(&expected));
}

#[test]
fn errors_are_small() {
    assert!(size_of::<MintError>() <= 32);
    assert!(size_of::<UnknownHandle>() <= 32);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_state_comes_back(items: Vec<String>) {
        let sealer = sealer();
        let basket = Basket { items };
        let handle = Handle::mint_in(&basket, &context(&sealer)).expect("a small basket");
        prop_assert_eq!(handle.open_in(&context(&sealer)), Ok(basket));
    }
}
