//! The decoder of wire types, strict and lenient.

use std::fmt::Debug;

use mcp_types::wire::{self, Wire};
use mcp_types::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ContentBlock, CreateMessageRequestParams,
    DiscoverResult, ElicitRequestFormParams, ErrorObject, InputRequests, Json, ListToolsResult, RequestMetaObject,
    Tool, limits,
};
use serde::de::DeserializeOwned;

use crate::reference::is_json;

/// Texts of at most so many bytes are tried without each of their signs as well.
const SHORT: usize = 64;

/// Any text is refused or taken, and what is taken is written as what was read.
///
/// One input is shown to every type: what is good for one is a near miss for the others.
pub fn decoder(input: &[u8]) -> usize {
    let Ok(text) = std::str::from_utf8(input) else { return 0 };
    let json = is_json(text);
    if json == Some(true) && text.len() <= SHORT {
        for (at, sign) in text.match_indices([',', ':', '"', '[', ']', '{', '}']) {
            let without = [&text[..at], &text[at + sign.len()..]].concat();
            judged(&without, is_json(&without));
        }
    }
    judged(text, json)
}

/// For how many types the text is good.
fn judged(text: &str, json: Option<bool>) -> usize {
    [
        check::<Json>(text, json),
        check::<RequestMetaObject>(text, json),
        check::<ClientCapabilities>(text, json),
        check::<CallToolRequestParams>(text, json),
        check::<CallToolResult>(text, json),
        check::<ContentBlock>(text, json),
        check::<Tool>(text, json),
        check::<ListToolsResult>(text, json),
        check::<DiscoverResult>(text, json),
        check::<ErrorObject>(text, json),
        check::<ElicitRequestFormParams>(text, json),
        check::<CreateMessageRequestParams>(text, json),
        check::<InputRequests>(text, json),
    ]
    .into_iter()
    .filter(|taken| *taken)
    .count()
}

fn check<T: Wire + DeserializeOwned + PartialEq + Debug>(text: &str, json: Option<bool>) -> bool {
    let strict = wire::decode::<T>(text);
    let lenient = wire::decode_lenient::<T>(text);
    if let Err(error) = &strict {
        assert!(error.path().is_empty() || error.path().starts_with('/'), "{error}");
        assert!(!error.to_string().is_empty());
    }
    if json == Some(false) {
        assert!(strict.is_err() && lenient.is_err(), "not JSON, but read as {strict:?} and {lenient:?}");
    }
    match (&strict, &lenient) {
        // What is strictly right is right for the lenient, too.
        (Ok(value), Ok((same, defects))) => {
            assert_eq!((value, defects.len()), (same, 0));
            round_trip(value, text);
        }
        (Ok(value), Err(error)) => panic!("strictly {value:?}, but leniently {error}"),
        (Err(error), Ok((value, defects))) => {
            assert!(!defects.is_empty(), "{error} went unreported in {value:?}");
            assert!(defects.len() <= limits::MAX_DEFECTS);
            // What was kept can be written and read again, and then nothing more is lost.
            let written = serde_json::to_string(value).expect("wire types can be written");
            let (again, _) = wire::decode_lenient::<T>(&written).unwrap_or_else(|error| panic!("{error} in {written}"));
            assert_eq!(&again, value, "{written}");
        }
        (Err(_), Err(_)) => {}
    }
    // serde is another door to the same room.
    assert_eq!(serde_json::from_str::<T>(text).is_ok(), strict.is_ok(), "{text}: {strict:?}");
    strict.is_ok()
}

fn round_trip<T: Wire + DeserializeOwned + PartialEq + Debug>(value: &T, text: &str) {
    let written = serde_json::to_string(value).expect("wire types can be written");
    let again = wire::decode::<T>(&written).unwrap_or_else(|error| panic!("{error} in {written}"));
    assert_eq!(&again, value, "{written}");
    let (before, after) = (Json::parse(text).expect("decoded"), Json::parse(&written).expect("written"));
    assert_eq!(before, after, "members survive");
    let through_serde: T = serde_json::from_str(text).expect("decoded above");
    assert_eq!(&through_serde, value);
}
