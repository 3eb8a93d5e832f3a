//! Event streams as MCP uses them: one message an event, comments in between, nothing to resume.
//!
//! ```
//! use mcp_transport_http::sse;
//!
//! let mut stream = Vec::new();
//! sse::write_event(&mut stream, br#"{"jsonrpc":"2.0","method":"notifications/progress"}"#);
//! stream.extend_from_slice(sse::KEEP_ALIVE);
//! assert_eq!(stream, b"data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n:\n\n");
//! assert_eq!(sse::response(()).headers()["content-type"], "text/event-stream");
//! ```
//!
//! # Specification
//!
//! [Sending messages](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#sending-messages),
//! [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html)

use std::time::Duration;

use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Response};

use crate::media::TEXT_EVENT_STREAM;

/// A comment: it keeps proxies from taking a silent stream for a dead one, and clients ignore it.
// spec: HTTP-021 keep-alives are comments, which are no events.
pub const KEEP_ALIVE: &[u8] = b":\n\n";

/// `X-Accel-Buffering`: with the value `no`, nginx and its relatives pass each event on as it comes.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

const DATA: &[u8] = b"data: ";
const END: &[u8] = b"\n\n";

/// Bytes that [`write_event`] adds to a message.
pub const EVENT_OVERHEAD_BYTES: usize = DATA.len() + END.len();

/// Writes an event of a legacy revision: with an id after which the stream can be taken up again.
///
/// Without a message the event has empty data and says no more than its id. Line breaks and NUL in `id` become spaces.
pub fn write_event_with_id(buffer: &mut Vec<u8>, id: &str, message: &[u8]) {
    buffer.extend_from_slice(b"id: ");
    // Invariant: an id is one line, and no reader passes it over, as it does where there is a NUL.
    buffer.extend(id.bytes().map(|byte| if matches!(byte, b'\n' | b'\r' | b'\0') { b' ' } else { byte }));
    buffer.push(b'\n');
    write_event(buffer, message);
}

/// Writes how long a client of a legacy revision waits before it takes the stream up again; cut to whole milliseconds.
pub fn write_retry(buffer: &mut Vec<u8>, after: Duration) {
    buffer.extend_from_slice(format!("retry: {}\n\n", after.as_millis()).as_bytes());
}

/// Writes one JSON-RPC message as an event of one `data` line.
///
/// Line breaks between the tokens of the JSON become spaces; within strings JSON has none.
pub fn write_event(buffer: &mut Vec<u8>, message: &[u8]) {
    buffer.reserve(message.len() + EVENT_OVERHEAD_BYTES);
    buffer.extend_from_slice(DATA);
    let start = buffer.len();
    buffer.extend_from_slice(message);
    // Invariant: a message is one event, so nothing in it may look like the end of a line.
    for byte in &mut buffer[start..] {
        if matches!(*byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    // spec: HTTP-022 events have no id, because no stream is resumed.
    buffer.extend_from_slice(END);
}

/// Makes the response that an event stream is the content of.
pub fn response<B>(content: B) -> Response<B> {
    let mut response = Response::new(content);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(TEXT_EVENT_STREAM));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // spec: HTTP-020 proxies that would gather events before they pass them on are told not to.
    headers.insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: HTTP-022
    #[test]
    fn event_is_one_line_without_id() {
        let mut stream = Vec::new();
        write_event(&mut stream, b"{\r\n  \"a\": \"b\\nc\"\n}");
        assert_eq!(stream, b"data: {    \"a\": \"b\\nc\" }\n\n");
    }

    #[test]
    fn events_of_legacy_streams_have_ids_and_may_be_empty() {
        let mut stream = Vec::new();
        write_event_with_id(&mut stream, "a-0", b"");
        write_event_with_id(&mut stream, "a-1", b"{}");
        write_retry(&mut stream, Duration::from_micros(500_900));
        assert_eq!(stream, b"id: a-0\ndata: \n\nid: a-1\ndata: {}\n\nretry: 500\n\n");
    }

    #[test]
    fn ids_are_one_line_that_no_reader_passes_over() {
        let mut stream = Vec::new();
        write_event_with_id(&mut stream, "a\r\ndata: b\n\nc\0", b"{}");
        assert_eq!(stream, b"id: a  data: b  c \ndata: {}\n\n");
    }

    // spec: HTTP-020
    #[test]
    fn response_passes_proxies_unbuffered() {
        let response = response(());
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        assert_eq!(response.headers()["cache-control"], "no-cache");
    }

    // spec: HTTP-021
    #[test]
    fn keep_alive_is_a_comment() {
        assert!(KEEP_ALIVE.starts_with(b":") && KEEP_ALIVE.ends_with(b"\n\n"));
    }
}
