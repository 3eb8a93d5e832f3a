//! What `serde_json` makes of a text, with the rules of JSON-RPC and the scanner's limits added on top.
//!
//! Slow and recursive, and sharing nothing with the scanner: a reference, not an implementation.

use std::collections::HashSet;
use std::fmt;

use mcp_types::jsonrpc::{MessageKind, ScanLimits};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// What the scanner has to say of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict<'a> {
    /// Not UTF-8 or not JSON.
    ParseError,
    /// JSON, but not one message within the limits.
    InvalidRequest { id: Option<&'a str> },
    /// One message.
    Message(Parts<'a>),
    /// Nested deeper than the reference can follow: certainly no message, perhaps no JSON.
    Refused,
}

/// A message as the reference reads it; values are the text of their JSON.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    pub(crate) kind: MessageKind,
    pub(crate) id: Option<&'a str>,
    pub(crate) method: Option<String>,
    pub(crate) params: Option<&'a str>,
    pub(crate) members: Members<'a>,
    pub(crate) meta: Option<&'a str>,
    pub(crate) meta_members: Members<'a>,
    pub(crate) result: Option<&'a str>,
    pub(crate) error: Option<&'a str>,
}

pub(crate) type Members<'a> = Vec<(String, &'a str)>;

/// Levels that the reference follows before it gives up.
const MAX_LEVELS: usize = 200;

/// Judges `body`.
pub(crate) fn judge<'a>(body: &'a [u8], limits: &ScanLimits) -> Verdict<'a> {
    let Ok(text) = std::str::from_utf8(body) else { return Verdict::ParseError };
    let Ok(raw) = serde_json::from_str::<&'a RawValue>(text) else { return Verdict::ParseError };
    let mut walk = Walk { limits, over_limits: false };
    match walk.value(raw.get(), 0) {
        Ok(()) => {}
        Err(Stop::Syntax) => return Verdict::ParseError,
        Err(Stop::TooDeep) => return Verdict::Refused,
    }
    let Some(members) = object(raw.get()) else { return Verdict::InvalidRequest { id: None } };
    let ids: Vec<_> = members.iter().filter(|(name, _)| name == "id").map(|(_, value)| *value).collect();
    let id = match ids[..] {
        [id] if is_id(id) => Some(id),
        _ => None,
    };
    let message = if walk.over_limits { None } else { parts(&members, id, ids.len()) };
    message.map_or(Verdict::InvalidRequest { id }, Verdict::Message)
}

/// Whether `text` is JSON, strings and all; `None` where it is nested too deep to say.
pub(crate) fn is_json(text: &str) -> Option<bool> {
    let limits = ScanLimits::default();
    let Ok(raw) = serde_json::from_str::<&RawValue>(text) else { return Some(false) };
    match (Walk { limits: &limits, over_limits: false }).value(raw.get(), 0) {
        Ok(()) => Some(true),
        Err(Stop::Syntax) => Some(false),
        Err(Stop::TooDeep) => None,
    }
}

enum Stop {
    Syntax,
    TooDeep,
}

struct Walk<'l> {
    limits: &'l ScanLimits,
    over_limits: bool,
}

impl Walk<'_> {
    /// Looks at every value within; `serde_json` leaves the escapes of strings in raw values unchecked.
    fn value(&mut self, text: &str, around: usize) -> Result<(), Stop> {
        if around > MAX_LEVELS {
            return Err(Stop::TooDeep);
        }
        match text.as_bytes().first() {
            Some(b'{') => {
                let members = object(text).ok_or(Stop::Syntax)?;
                let names: HashSet<_> = members.iter().map(|(name, _)| name).collect();
                self.over_limits |= around + 1 > self.limits.depth
                    || members.len() > self.limits.members_per_object
                    || names.len() < members.len();
                members.iter().try_for_each(|(_, value)| self.value(value, around + 1))
            }
            Some(b'[') => {
                self.over_limits |= around + 1 > self.limits.depth;
                array(text).ok_or(Stop::Syntax)?.iter().try_for_each(|value| self.value(value, around + 1))
            }
            Some(b'"') => serde_json::from_str::<String>(text).map(drop).map_err(|_| Stop::Syntax),
            _ => Ok(()),
        }
    }
}

/// The message that these members make, if they make one.
fn parts<'a>(members: &Members<'a>, id: Option<&'a str>, ids: usize) -> Option<Parts<'a>> {
    let member = |wanted: &str| members.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value);
    let (method, result, error) = (member("method"), member("result"), member("error"));
    if string(member("jsonrpc")?)? != "2.0" {
        return None;
    }
    let params = member("params");
    let is_object = |value: Option<&str>| value.is_none_or(|value| value.starts_with('{'));
    let kind = match (method, result, error) {
        (Some(_), None, None) if ids == 0 => MessageKind::Notification,
        (Some(_), None, None) if id.is_some() => MessageKind::Request,
        (None, Some(_), None) if id.is_some() => MessageKind::Response,
        (None, None, Some(_)) if id.is_some() || ids == 0 || member("id") == Some("null") => MessageKind::Response,
        _ => return None,
    };
    let method = match method {
        Some(method) => Some(string(method)?),
        None => None,
    };
    // A notification of MCP with an id is neither.
    let known = method.as_deref().and_then(mcp_types::Method::from_name);
    if kind == MessageKind::Request && known.is_some_and(mcp_types::Method::is_notification) {
        return None;
    }
    let params = params.filter(|_| kind != MessageKind::Response);
    if !is_object(params) || !is_object(result) || !is_object(error) {
        return None;
    }
    let members = params.and_then(object).unwrap_or_default();
    let meta = members.iter().find(|(name, _)| name == "_meta").map(|(_, value)| *value);
    let meta_members = meta.and_then(object).unwrap_or_default();
    Some(Parts { kind, id, method, params, members, meta, meta_members, result, error })
}

fn is_id(text: &str) -> bool {
    let integer = || text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
    (text.starts_with('"') || integer()) && text.len() <= mcp_types::limits::MAX_ID_BYTES
}

fn string(text: &str) -> Option<String> {
    serde_json::from_str(text).ok()
}

fn object(text: &str) -> Option<Members<'_>> {
    struct Object;
    impl<'a> Visitor<'a> for Object {
        type Value = Members<'a>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Members<'a>, A::Error> {
            let mut members = Vec::new();
            while let Some((name, value)) = map.next_entry::<String, &'a RawValue>()? {
                members.push((name, value.get()));
            }
            Ok(members)
        }
    }
    serde_json::Deserializer::from_str(text).deserialize_map(Object).ok()
}

fn array(text: &str) -> Option<Vec<&str>> {
    struct Array;
    impl<'a> Visitor<'a> for Array {
        type Value = Vec<&'a str>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array")
        }
        fn visit_seq<A: SeqAccess<'a>>(self, mut sequence: A) -> Result<Vec<&'a str>, A::Error> {
            let mut elements = Vec::new();
            while let Some(value) = sequence.next_element::<&'a RawValue>()? {
                elements.push(value.get());
            }
            Ok(elements)
        }
    }
    serde_json::Deserializer::from_str(text).deserialize_seq(Array).ok()
}
