//! Media types of requests: what the content is, and which kinds of answer are acceptable.
//!
//! A server decides while it answers whether a call is served as one JSON object or as an event stream, so a client has
//! to take both, as the specification demands of it. [`Acceptable::both`] is therefore asked before a request is read:
//! a head without `Accept` takes everything (RFC 9110, 12.5.1), wildcards count, and a quality of zero excludes.
//! Parameters of a range other than `q` are not looked at, because the types served here have none.

use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use crate::field::{Field, trim};

/// Media type of a single JSON-RPC message.
pub const APPLICATION_JSON: &str = "application/json";

/// Media type of an event stream.
pub const TEXT_EVENT_STREAM: &str = "text/event-stream";

/// How nearly every client spells that it takes both kinds of answer.
const USUAL_ACCEPT: [&[u8]; 4] = [
    b"application/json, text/event-stream",
    b"text/event-stream, application/json",
    b"application/json,text/event-stream",
    b"*/*",
];

/// Weight that a client gives to a kind of answer, in thousandths: 0 excludes it, 1000 is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quality(u16);

impl Quality {
    /// The kind of answer is not acceptable.
    pub const NONE: Quality = Quality(0);
    /// The weight of a range that names none.
    pub const FULL: Quality = Quality(1000);

    /// The weight in thousandths, 0 to 1000.
    pub const fn thousandths(self) -> u16 {
        self.0
    }

    /// Reads `0`, `0.5`, `1.000`: at most three digits behind the point, at most 1.
    fn parse(text: &[u8]) -> Option<Self> {
        let (&whole, fraction) = text.split_first()?;
        let digits = match fraction {
            [] => fraction,
            [b'.', digits @ ..] if digits.len() <= 3 => digits,
            _ => return None,
        };
        let mut thousandths = match whole {
            b'0' => 0,
            b'1' => 1000,
            _ => return None,
        };
        for (place, digit) in [100, 10, 1].into_iter().zip(digits) {
            thousandths += place * u16::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        (thousandths <= 1000).then_some(Quality(thousandths))
    }
}

/// How much a client likes the two kinds of answer.
///
/// # Examples
///
/// ```
/// use http::{HeaderMap, HeaderValue, header::ACCEPT};
/// use mcp_transport_http::media::Acceptable;
///
/// let mut headers = HeaderMap::new();
/// assert!(Acceptable::of(&headers).both());
///
/// headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream;q=0.5"));
/// assert_eq!(Acceptable::of(&headers).event_stream().thousandths(), 500);
///
/// headers.insert(ACCEPT, HeaderValue::from_static("*/*, text/event-stream;q=0"));
/// assert!(!Acceptable::of(&headers).both());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptable {
    json: Quality,
    event_stream: Quality,
}

impl Acceptable {
    const ALL: Acceptable = Acceptable { json: Quality::FULL, event_stream: Quality::FULL };

    /// Reads all `Accept` fields of a head; elements that do not parse admit nothing.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut fields = headers.get_all(ACCEPT).iter().map(HeaderValue::as_bytes);
        match (fields.next(), fields.next()) {
            (None, _) => Self::ALL,
            // Why: reading ranges costs as much as all the rest of the head.
            (Some(field), None) if USUAL_ACCEPT.contains(&field) => Self::ALL,
            (first, second) => Self::read(first.into_iter().chain(second).chain(fields)),
        }
    }

    fn read<'h>(fields: impl Iterator<Item = &'h [u8]>) -> Self {
        let (mut json, mut event_stream) = (Best::default(), Best::default());
        for range in fields.flat_map(|field| Split::at(b',', field)).filter_map(Range::parse) {
            json.consider(&range, APPLICATION_JSON);
            event_stream.consider(&range, TEXT_EVENT_STREAM);
        }
        Acceptable { json: json.quality, event_stream: event_stream.quality }
    }

    /// Weight of `application/json`.
    pub fn json(&self) -> Quality {
        self.json
    }

    /// Weight of `text/event-stream`.
    pub fn event_stream(&self) -> Quality {
        self.event_stream
    }

    /// Says whether either kind of answer will do.
    pub fn both(&self) -> bool {
        self.json > Quality::NONE && self.event_stream > Quality::NONE
    }
}

/// The most specific range seen so far for one media type; among equals the one with the greatest weight.
#[derive(Default)]
struct Best {
    specificity: u8,
    quality: Quality,
}

impl Best {
    fn consider(&mut self, range: &Range<'_>, media_type: &str) {
        let specificity = range.specificity(media_type);
        if specificity > 0 && (specificity, range.quality) > (self.specificity, self.quality) {
            *self = Best { specificity, quality: range.quality };
        }
    }
}

/// One element of `Accept`.
struct Range<'h> {
    kind: &'h [u8],
    subtype: &'h [u8],
    quality: Quality,
}

impl<'h> Range<'h> {
    fn parse(element: &'h [u8]) -> Option<Self> {
        let mut parts = Split::at(b';', element);
        let (kind, subtype) = kind_and_subtype(parts.next()?)?;
        let mut quality = Quality::FULL;
        for parameter in parts.filter(|part| !part.is_empty()) {
            let (name, value) = name_and_value(parameter)?;
            if name.eq_ignore_ascii_case(b"q") {
                quality = Quality::parse(value)?;
                // What follows the weight are extensions of `Accept`, not parameters of the range.
                break;
            }
        }
        Some(Range { kind, subtype, quality })
    }

    /// 0: does not cover the media type; 1: `*/*`; 2: `type/*`; 3: the type itself.
    fn specificity(&self, media_type: &str) -> u8 {
        let Some((kind, subtype)) = kind_and_subtype(media_type.as_bytes()) else { return 0 };
        match (self.kind, self.subtype) {
            (b"*", b"*") => 1,
            (own, b"*") if own.eq_ignore_ascii_case(kind) => 2,
            (own, own_sub) if own.eq_ignore_ascii_case(kind) && own_sub.eq_ignore_ascii_case(subtype) => 3,
            _ => 0,
        }
    }
}

/// Says whether the content is declared to be JSON in UTF-8: `application/json`, without parameters but `charset=utf-8`.
pub fn content_is_json(headers: &HeaderMap) -> bool {
    let Field::One(value) = Field::of(headers, &CONTENT_TYPE) else { return false };
    if value == APPLICATION_JSON.as_bytes() {
        return true;
    }
    let mut parts = Split::at(b';', value);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case(APPLICATION_JSON.as_bytes()));
    is_json
        && parts.filter(|part| !part.is_empty()).all(|parameter| {
            name_and_value(parameter).is_some_and(|(name, value)| {
                name.eq_ignore_ascii_case(b"charset") && unquoted(value).eq_ignore_ascii_case(b"utf-8")
            })
        })
}

/// Says whether the content comes as it is, neither compressed nor otherwise coded.
pub(crate) fn content_is_plain(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().all(|value| trim(value.as_bytes()).eq_ignore_ascii_case(b"identity"))
}

fn kind_and_subtype(essence: &[u8]) -> Option<(&[u8], &[u8])> {
    let slash = essence.iter().position(|byte| *byte == b'/')?;
    let (kind, subtype) = (&essence[..slash], &essence[slash + 1..]);
    (is_token(kind) && is_token(subtype)).then_some((kind, subtype))
}

fn name_and_value(parameter: &[u8]) -> Option<(&[u8], &[u8])> {
    let equals = parameter.iter().position(|byte| *byte == b'=')?;
    let (name, value) = (&parameter[..equals], &parameter[equals + 1..]);
    (is_token(name) && (is_token(value) || unquoted(value).len() < value.len())).then_some((name, value))
}

/// Strips the quotes of a quoted string; escapes inside stay, for no value compared here has any.
fn unquoted(value: &[u8]) -> &[u8] {
    match value {
        [b'"', inner @ .., b'"'] => inner,
        _ => value,
    }
}

fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| is_token_byte(*byte))
}

/// Says whether a byte may stand in a token of RFC 9110.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The parts of a value between separators that stand outside quoted strings, white space around them stripped.
struct Split<'h> {
    rest: Option<&'h [u8]>,
    separator: u8,
}

impl<'h> Split<'h> {
    fn at(separator: u8, value: &'h [u8]) -> Self {
        Split { rest: Some(value), separator }
    }
}

impl<'h> Iterator for Split<'h> {
    type Item = &'h [u8];

    fn next(&mut self) -> Option<&'h [u8]> {
        let rest = self.rest?;
        let (mut quoted, mut escaped) = (false, false);
        let end = rest.iter().position(|byte| {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                other => return *other == self.separator && !quoted,
            }
            false
        });
        self.rest = end.map(|end| &rest[end + 1..]);
        Some(trim(&rest[..end.unwrap_or(rest.len())]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accept(values: &[&str]) -> (u16, u16) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(ACCEPT, HeaderValue::from_str(value).unwrap());
        }
        let acceptable = Acceptable::of(&headers);
        (acceptable.json().thousandths(), acceptable.event_stream().thousandths())
    }

    #[test]
    fn accept_is_read_with_weights_and_wildcards() {
        let table: &[(&[&str], (u16, u16))] = &[
            (&[], (1000, 1000)),
            (&["application/json, text/event-stream"], (1000, 1000)),
            (&["application/json", "text/event-stream"], (1000, 1000)),
            (&["APPLICATION/JSON,Text/Event-Stream"], (1000, 1000)),
            (&["*/*"], (1000, 1000)),
            (&["application/*;q=0.25, text/*; q=0.001"], (250, 1)),
            (&["application/json"], (1000, 0)),
            (&["text/event-stream"], (0, 1000)),
            (&["application/json;q=0, text/event-stream"], (0, 1000)),
            (&["*/*, text/event-stream;q=0"], (1000, 0)),
            (&["text/event-stream;q=0, */*"], (1000, 0)),
            (&["text/*;q=0, text/event-stream;q=0.5, */*;q=0.1"], (100, 500)),
            (&["application/json;charset=utf-8, text/event-stream"], (1000, 1000)),
            (&["application/json;q=0.5;ext=\"a,b\", text/event-stream;x=\"q=0,;\";q=1.000"], (500, 1000)),
            (&["application/json; q = 0.5, text/event-stream"], (0, 1000)),
            (&["application/json;q=1.001, text/event-stream;q=2"], (0, 0)),
            (&["application/json;q=.5, text/event-stream;q=0.1234"], (0, 0)),
            (&["application/json;q=, text/event-stream;q=-1"], (0, 0)),
            (&["*/json, text"], (0, 0)),
            (&["application/xml, text/html"], (0, 0)),
            (&[""], (0, 0)),
            (&[",,application/json,,text/event-stream,"], (1000, 1000)),
            (&["x/y;a=\"unclosed, application/json, text/event-stream"], (0, 0)),
        ];
        for (values, expected) in table {
            assert_eq!(accept(values), *expected, "{values:?}");
        }
    }

    #[test]
    fn usual_fields_are_read_as_they_would_be_without_knowing_them() {
        for field in USUAL_ACCEPT {
            assert_eq!(Acceptable::read([field].into_iter()), Acceptable::ALL, "{}", field.escape_ascii());
        }
    }

    #[test]
    fn only_json_in_utf_8_is_content() {
        let table = [
            (Some("application/json"), true),
            (Some("Application/JSON"), true),
            (Some("application/json; charset=utf-8"), true),
            (Some("application/json;charset=\"UTF-8\""), true),
            (Some("application/json;"), true),
            (Some("application/json; charset=latin1"), false),
            (Some("application/json; profile=x"), false),
            (Some("application/json; charset"), false),
            (Some("application/json-rpc"), false),
            (Some("application/json, application/json"), false),
            (Some("text/plain"), false),
            (Some(""), false),
            (None, false),
        ];
        for (value, expected) in table {
            let mut headers = HeaderMap::new();
            headers.extend(value.map(|value| (CONTENT_TYPE, HeaderValue::from_static(value))));
            assert_eq!(content_is_json(&headers), expected, "{value:?}");
        }
        let mut twice = HeaderMap::new();
        twice.append(CONTENT_TYPE, HeaderValue::from_static(APPLICATION_JSON));
        twice.append(CONTENT_TYPE, HeaderValue::from_static(APPLICATION_JSON));
        assert!(!content_is_json(&twice));
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                let mut headers = HeaderMap::new();
                headers.insert(ACCEPT, value.clone());
                headers.insert(CONTENT_TYPE, value);
                let acceptable = Acceptable::of(&headers);
                prop_assert!(acceptable.json() <= Quality::FULL && acceptable.event_stream() <= Quality::FULL);
                content_is_json(&headers);
            }
        }

        #[test]
        fn likely_bytes_are_judged_without_panic(text in "(application|text|\\*|/|json|event-stream|;|,|q=|0|1|\\.|\"|\\\\| ){0,30}") {
            let acceptable = accept(&[&text]);
            prop_assert!(acceptable.0 <= 1000 && acceptable.1 <= 1000);
        }

        #[test]
        fn a_weight_reads_as_written(thousandths in 0u16..=1000) {
            let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
            prop_assert_eq!(Quality::parse(text.as_bytes()), Some(Quality(thousandths)));
        }
    }
}
