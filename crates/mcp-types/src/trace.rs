//! Distributed tracing: the W3C trace context that `_meta` may carry.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::json::Raw;
use crate::limits::{MAX_BAGGAGE_BYTES, MAX_BAGGAGE_ENTRIES, MAX_TRACEPARENT_BYTES, MAX_TRACESTATE_ENTRIES};
use crate::meta;

/// The trace context of one message, every part of it well-formed.
///
/// # Specification
///
/// [`_meta`](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta),
/// [W3C Trace Context](https://www.w3.org/TR/trace-context/), [W3C Baggage](https://www.w3.org/TR/baggage/)
///
/// # Examples
///
/// ```
/// use mcp_types::TraceContext;
/// use mcp_types::jsonrpc::{ScanLimits, scan};
///
/// let body = br#"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{
///     "traceparent":"00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
///     "baggage":"not baggage"
/// }}}"#;
/// let message = scan(body, &ScanLimits::default())?;
/// let context = TraceContext::read(|key| message.params().meta(key));
/// let parent = context.traceparent.expect("a well-formed traceparent");
/// assert_eq!(parent.trace_id(), "0af7651916cd43dd8448eb211c80319c");
/// assert!(parent.is_sampled());
/// assert_eq!(context.baggage, None);
/// # Ok::<(), mcp_types::jsonrpc::ScanError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TraceContext {
    /// Where in which trace the message was sent.
    pub traceparent: Option<TraceParent>,
    /// What tracing vendors add; never there without `traceparent`.
    pub tracestate: Option<TraceState>,
    /// What the application carries along.
    pub baggage: Option<Baggage>,
}

impl TraceContext {
    /// Reads the trace context from the members of a `_meta` object, of which `member` finds one by its key.
    ///
    /// What is malformed is left out, as W3C asks of receivers: a broken trace must not break the call.
    pub fn read<'a>(member: impl Fn(&str) -> Option<Raw<'a>>) -> Self {
        Self::parse(|key| member(key).and_then(|value| value.as_str()))
    }

    /// Reads the trace context from texts that have the names of the `_meta` keys, as HTTP fields do.
    ///
    /// What is malformed is left out here as well.
    pub fn parse<'a>(text: impl Fn(&str) -> Option<Cow<'a, str>>) -> Self {
        let traceparent = text(meta::TRACEPARENT).and_then(|text| TraceParent::parse(&text).ok());
        TraceContext {
            // spec: META-021 A `tracestate` says nothing without the `traceparent` it belongs to.
            tracestate: match traceparent {
                Some(_) => text(meta::TRACESTATE).and_then(|text| TraceState::parse(&text).ok()),
                None => None,
            },
            traceparent,
            baggage: text(meta::BAGGAGE).and_then(|text| Baggage::parse(&text).ok()),
        }
    }

    /// The parts that are there, with their `_meta` keys.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let traceparent = self.traceparent.as_ref().map(|part| (meta::TRACEPARENT, part.as_str()));
        let tracestate = self.tracestate.as_ref().map(|part| (meta::TRACESTATE, part.as_str()));
        let baggage = self.baggage.as_ref().map(|part| (meta::BAGGAGE, part.as_str()));
        [traceparent, tracestate, baggage].into_iter().flatten()
    }
}

/// The part of a trace context that is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TraceContextError {
    /// `traceparent` breaks the grammar of W3C Trace Context.
    TraceParent,
    /// `tracestate` breaks the grammar of W3C Trace Context.
    TraceState,
    /// `baggage` breaks the grammar of W3C Baggage.
    Baggage,
}

impl fmt::Display for TraceContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TraceContextError::TraceParent => "malformed traceparent",
            TraceContextError::TraceState => "malformed tracestate",
            TraceContextError::Baggage => "malformed baggage",
        })
    }
}

impl std::error::Error for TraceContextError {}

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks a text and keeps it as it is.
            ///
            /// # Errors
            ///
            #[doc = concat!("[`TraceContextError::", stringify!($name), "`] where the text breaks the grammar or a limit.")]
            pub fn parse(text: &str) -> Result<Self, TraceContextError> {
                if $check(text) { Ok($name(text.into())) } else { Err(TraceContextError::$name) }
            }

            /// The text as it was received.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// Writes the text as it was received.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

checked_text! {
    /// A well-formed `traceparent`: version, trace, position in the trace, flags.
    TraceParent, is_traceparent
}
checked_text! {
    /// A well-formed `tracestate`: one entry per vendor, the last to write first.
    TraceState, is_tracestate
}
checked_text! {
    /// A well-formed `baggage`: entries with optional properties.
    Baggage, is_baggage
}

impl TraceParent {
    /// The trace: 32 hexadecimal digits in lower case, not all zero.
    pub fn trace_id(&self) -> &str {
        &self.0[TRACE_ID]
    }

    /// The position in the trace: 16 hexadecimal digits in lower case, not all zero.
    pub fn parent_id(&self) -> &str {
        &self.0[PARENT_ID]
    }

    /// Whether the sender may have recorded its part.
    pub fn is_sampled(&self) -> bool {
        u8::from_str_radix(&self.0[FLAGS], 16).is_ok_and(|flags| flags & 1 == 1)
    }
}

const VERSION: Range<usize> = 0..2;
const TRACE_ID: Range<usize> = 3..35;
const PARENT_ID: Range<usize> = 36..52;
const FLAGS: Range<usize> = 53..55;

// spec: META-021 `traceparent` has the form that W3C Trace Context gives it.
fn is_traceparent(text: &str) -> bool {
    let part = |range: Range<usize>| text.get(range).filter(|part| part.bytes().all(is_lower_hex));
    let dashes = [VERSION.end, TRACE_ID.end, PARENT_ID.end].iter().all(|at| text.as_bytes().get(*at) == Some(&b'-'));
    let (Some(version), Some(trace), Some(parent), Some(_)) =
        (part(VERSION), part(TRACE_ID), part(PARENT_ID), part(FLAGS))
    else {
        return false;
    };
    // Why: later versions may add parts behind the four that are known now.
    let end = match (version, text.as_bytes().get(FLAGS.end)) {
        ("ff", _) => false,
        (_, None) => true,
        (version, Some(next)) => version != "00" && *next == b'-' && text.len() <= MAX_TRACEPARENT_BYTES,
    };
    let zero = |id: &str| id.bytes().all(|byte| byte == b'0');
    dashes && end && !zero(trace) && !zero(parent)
}

// spec: META-021 `tracestate` has the form that W3C Trace Context gives it; no vendor stands twice.
fn is_tracestate(text: &str) -> bool {
    let mut keys = Vec::new();
    for entry in text.split(',').map(|entry| entry.trim_matches(is_ows)) {
        if entry.is_empty() {
            continue;
        }
        let Some((key, value)) = entry.split_once('=') else { return false };
        if keys.len() == MAX_TRACESTATE_ENTRIES || keys.contains(&key) {
            return false;
        }
        if !is_vendor_key(key) || !is_vendor_value(value) {
            return false;
        }
        keys.push(key);
    }
    !keys.is_empty()
}

fn is_vendor_key(key: &str) -> bool {
    let made_of = |part: &str, longest: usize, first: fn(u8) -> bool| {
        let inner = |byte| is_lower_alphanumeric(byte) || matches!(byte, b'_' | b'-' | b'*' | b'/');
        part.len() <= longest && part.bytes().next().is_some_and(first) && part.bytes().all(inner)
    };
    let is_lower: fn(u8) -> bool = |byte| byte.is_ascii_lowercase();
    match key.split_once('@') {
        None => made_of(key, 256, is_lower),
        Some((tenant, system)) => made_of(tenant, 241, is_lower_alphanumeric) && made_of(system, 14, is_lower),
    }
}

fn is_vendor_value(value: &str) -> bool {
    let inner = |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b',' | b'=');
    (1..=256).contains(&value.len()) && !value.ends_with(' ') && value.bytes().all(inner)
}

// spec: META-021 `baggage` has the form that W3C Baggage gives it.
fn is_baggage(text: &str) -> bool {
    let is_entry = |entry: &str| {
        let mut parts = entry.split(';').map(|part| part.trim_matches(is_ows));
        parts.next().is_some_and(|first| first.contains('=') && is_property(first)) && parts.all(is_property)
    };
    text.len() <= MAX_BAGGAGE_BYTES && text.split(',').count() <= MAX_BAGGAGE_ENTRIES && text.split(',').all(is_entry)
}

/// Whether the text is a token, or a token and a value parted by an equals sign.
fn is_property(text: &str) -> bool {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (key.trim_end_matches(is_ows), value.trim_start_matches(is_ows)),
        None => (text, ""),
    };
    let in_value = |byte| matches!(byte, b'!'..=b'~') && !matches!(byte, b'"' | b',' | b';' | b'\\');
    !key.is_empty() && key.bytes().all(is_token_byte) && value.bytes().all(in_value)
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn is_lower_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// The optional white space of HTTP.
fn is_ows(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

/// A byte of an HTTP token.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";

    #[test]
    fn traceparent_follows_its_grammar() {
        // spec: META-021
        for text in [
            PARENT,
            "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-00",
            "cc-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
            "cc-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01-what-comes-later",
        ] {
            assert!(TraceParent::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "00",
            "ff-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
            "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01-more",
            "cc-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01.more",
            "00-0AF7651916CD43DD8448EB211C80319C-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-0g",
            "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-0",
            "00_0af7651916cd43dd8448eb211c80319c_00f067aa0ba902b7_01",
            " 00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
        ] {
            assert_eq!(TraceParent::parse(text), Err(TraceContextError::TraceParent), "{text}");
        }
        let endless = format!("cc{}-{}", &PARENT[2..], "x".repeat(MAX_TRACEPARENT_BYTES));
        assert!(TraceParent::parse(&endless).is_err());
    }

    #[test]
    fn traceparent_tells_its_parts() {
        let parent = TraceParent::parse(PARENT).expect("well-formed");
        assert_eq!(parent.trace_id(), "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(parent.parent_id(), "00f067aa0ba902b7");
        assert!(parent.is_sampled());
        assert!(!TraceParent::parse(&PARENT.replace("-01", "-02")).expect("well-formed").is_sampled());
    }

    #[test]
    fn tracestate_follows_its_grammar() {
        // spec: META-021
        let entries = |count: usize| (0..count).map(|number| format!("v{number}=1")).collect::<Vec<_>>().join(",");
        for text in [
            "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
            "a=1 ,\tb=2,,",
            "1tenant@vendor=x",
            "a_-*/9=~ !",
            entries(32).as_str(),
            format!("{}={}", "k".repeat(256), "v".repeat(256)).as_str(),
        ] {
            assert!(TraceState::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            ",",
            "a",
            "a=",
            "=1",
            "A=1",
            "1=1",
            "a=1,a=2",
            "a=1=2",
            "a=é",
            "a b=1",
            "t@=1",
            "@v=1",
            "t@v@w=1",
            "t@1v=1",
            "t@averylongsystem=1",
            entries(33).as_str(),
            format!("{}=1", "k".repeat(257)).as_str(),
            format!("k={}", "v".repeat(257)).as_str(),
        ] {
            assert_eq!(TraceState::parse(text), Err(TraceContextError::TraceState), "{text}");
        }
    }

    #[test]
    fn baggage_follows_its_grammar() {
        // spec: META-021
        let entries = |count: usize| vec!["a=1"; count].join(",");
        for text in [
            "key1=value1,key2=value2",
            "key1 = value1 ; property1 ; property2 = 1 , key2=",
            "userId=Am%C3%A9lie,a==b",
            entries(180).as_str(),
            format!("a={}", "v".repeat(8190)).as_str(),
        ] {
            assert!(Baggage::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "a",
            "=1",
            "a=1,",
            "a=1;",
            "a=1;=2",
            "a b=1",
            "a=b c",
            "a=\"b\"",
            "a=\\",
            "a=é",
            "ä=1",
            "a(b)=1",
            entries(181).as_str(),
            format!("a={}", "v".repeat(8191)).as_str(),
        ] {
            assert_eq!(Baggage::parse(text), Err(TraceContextError::Baggage), "{text}");
        }
    }

    #[test]
    fn malformed_parts_are_left_out() {
        // spec: META-021
        let read = |parent: &str, state: &str, baggage: &str| {
            let values = [(meta::TRACEPARENT, parent), (meta::TRACESTATE, state), (meta::BAGGAGE, baggage)];
            let context = TraceContext::read(|key| {
                let (_, value) = values.iter().find(|(name, _)| *name == key)?;
                Raw::parse(value).ok()
            });
            context.members().map(|(key, _)| key).collect::<Vec<_>>()
        };
        let parent = format!("\"{PARENT}\"");
        assert_eq!(read(&parent, r#""a=1""#, r#""b=2""#), [meta::TRACEPARENT, meta::TRACESTATE, meta::BAGGAGE]);
        assert_eq!(read(&parent, r#""A=1""#, r#""b=2""#), [meta::TRACEPARENT, meta::BAGGAGE]);
        assert_eq!(read("\"00\"", r#""a=1""#, r#""b=2""#), [meta::BAGGAGE], "no state without a parent");
        assert_eq!(read("7", r#""a=1""#, "{}"), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_panic(text in any::<String>(), near in "[0-9a-f=,;@ -]{0,80}") {
            for text in [text, near] {
                prop_assert!(TraceParent::parse(&text).map_or(true, |parent| parent.trace_id().len() == 32));
                prop_assert!(TraceState::parse(&text).map_or(true, |state| state.as_str() == text));
                prop_assert!(Baggage::parse(&text).map_or(true, |baggage| baggage.as_str() == text));
            }
        }
    }
}
