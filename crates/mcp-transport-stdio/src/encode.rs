//! Messages into lines.

use std::fmt;

use bytes::Bytes;
use mcp_types::jsonrpc::{MessageKind, ScanError, ScanLimits, scan};

use crate::limits::MAX_WRITTEN_DEPTH;

/// Who writes a line, which decides what kind of message it may be.
///
/// Exhaustive: there are two sides, and one rule for both where a legacy session was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// A client: requests and notifications.
    Client,
    /// A server: responses and notifications.
    Server,
    /// Either side of a legacy session, in which both ask and answer.
    Legacy,
}

/// Why bytes are not written as a line: misuse by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The bytes are not one JSON-RPC message.
    NotOneMessage(ScanError),
    /// A server would write a request.
    Request,
    /// A client would write a response.
    Response,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EncodeError::NotOneMessage(_) => f.write_str("not one JSON-RPC message"),
            EncodeError::Request => f.write_str("a server writes no requests"),
            EncodeError::Response => f.write_str("a client writes no responses"),
        }
    }
}

impl std::error::Error for EncodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            EncodeError::NotOneMessage(error) => Some(error),
            EncodeError::Request | EncodeError::Response => None,
        }
    }
}

/// Makes the line of a message, its line feed included.
///
/// The message is checked as a peer will check it, so that nothing else gets into the stream, whoever made the bytes.
/// Line breaks between its values, as raw JSON of others has them, become spaces: in strings JSON allows none.
///
/// # Errors
///
/// - [`EncodeError::NotOneMessage`]: not UTF-8, not JSON, not one message, a name twice in an object, or deeper than
///   [`MAX_WRITTEN_DEPTH`].
/// - [`EncodeError::Request`] and [`EncodeError::Response`]: a message that `speaker` does not send.
///
/// # Specification
///
/// [stdio](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio)
///
/// # Examples
///
/// ```
/// use mcp_transport_stdio::{EncodeError, Speaker, encode};
///
/// let response = b"{\"jsonrpc\":\"2.0\",\"id\":1,\n\"result\":{}}";
/// let line = encode(Speaker::Server, response.to_vec())?;
/// assert_eq!(line, "{\"jsonrpc\":\"2.0\",\"id\":1, \"result\":{}}\n");
///
/// let request = br#"{"jsonrpc":"2.0","id":1,"method":"roots/list"}"#;
/// assert_eq!(encode(Speaker::Server, request.to_vec()), Err(EncodeError::Request));
/// # Ok::<(), EncodeError>(())
/// ```
pub fn encode(speaker: Speaker, mut message: Vec<u8>) -> Result<Bytes, EncodeError> {
    // spec: STDIO-004, STDIO-005 — what is no message is not written.
    check(speaker, &message)?;
    // spec: STDIO-001 — a message has no line break; what was checked is JSON, in which they stand between values only.
    message.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    message.push(b'\n');
    Ok(message.into())
}

fn check(speaker: Speaker, message: &[u8]) -> Result<(), EncodeError> {
    let limits = ScanLimits::default().with_depth(MAX_WRITTEN_DEPTH).with_members_per_object(usize::MAX);
    let message = scan(message, &limits).map_err(EncodeError::NotOneMessage)?;
    match (speaker, message.kind()) {
        // spec: STDIO-008 — a server asks in results, never by requests.
        (Speaker::Server, MessageKind::Request) => Err(EncodeError::Request),
        // spec: STDIO-006 — a client has been asked nothing.
        (Speaker::Client, MessageKind::Response) => Err(EncodeError::Response),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::line::LineDecoder;

    const REQUEST: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    const NOTIFICATION: &str = r#"{"jsonrpc":"2.0","method":"notifications/progress"}"#;
    const RESULT: &str = r#"{"jsonrpc":"2.0","id":1,"result":{}}"#;
    const ERROR: &str = r#"{"jsonrpc":"2.0","error":{"code":1,"message":""}}"#;

    fn written(speaker: Speaker, message: &str) -> Result<Bytes, EncodeError> {
        encode(speaker, message.as_bytes().to_vec())
    }

    #[test]
    fn each_side_writes_its_kinds_of_message() {
        // spec: STDIO-006 spec: STDIO-008
        for (message, client, server) in [
            (REQUEST, Ok(()), Err(EncodeError::Request)),
            (NOTIFICATION, Ok(()), Ok(())),
            (RESULT, Err(EncodeError::Response), Ok(())),
            (ERROR, Err(EncodeError::Response), Ok(())),
        ] {
            for (speaker, expected) in [(Speaker::Client, client), (Speaker::Server, server), (Speaker::Legacy, Ok(()))]
            {
                assert_eq!(written(speaker, message).map(drop), expected, "{speaker:?} {message}");
            }
        }
    }

    #[test]
    fn what_is_no_message_is_not_written() {
        // spec: STDIO-004 spec: STDIO-005
        for message in
            ["", "\n", "starting up", "{}", "[]", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":1,\"a\":2}}"]
        {
            for speaker in [Speaker::Client, Speaker::Server, Speaker::Legacy] {
                let error = written(speaker, message).unwrap_err();
                assert!(matches!(error, EncodeError::NotOneMessage(_)), "{message}: {error:?}");
            }
        }
        assert!(encode(Speaker::Server, b"{\"jsonrpc\":\"2.0\",\"id\":\"\xff\",\"result\":{}}".to_vec()).is_err());
        let two = format!("{RESULT}\n{RESULT}");
        assert!(written(Speaker::Server, &two).is_err(), "two messages are two lines");
    }

    #[test]
    fn line_breaks_between_values_become_spaces() {
        // spec: STDIO-001
        let pretty = "\n{\r\n  \"jsonrpc\": \"2.0\",\n  \"id\": 1,\n  \"result\": {\"text\": \"a\\nb\u{2028}\"}\r}\n";
        let line = written(Speaker::Server, pretty).unwrap();
        let expected = " {    \"jsonrpc\": \"2.0\",   \"id\": 1,   \"result\": {\"text\": \"a\\nb\u{2028}\"} } \n";
        assert_eq!(str::from_utf8(&line), Ok(expected));
    }

    #[test]
    fn what_a_tool_may_return_is_written() {
        let members: Vec<_> = (0..5000).map(|number| format!("\"m{number}\":0")).collect();
        let deep = format!("{}0{}", "[".repeat(127), "]".repeat(127));
        let message =
            format!(r#"{{"jsonrpc":"2.0","id":1,"result":{{"wide":{{{}}},"deep":{deep}}}}}"#, members.join(","));
        assert!(written(Speaker::Server, &message).is_ok());
        let deeper = message.replace(&deep, &format!("{}{deep}{}", "[".repeat(10), "]".repeat(10)));
        assert!(written(Speaker::Server, &deeper).is_err());
    }

    #[test]
    fn errors_are_small() {
        assert!(size_of::<EncodeError>() <= 32);
    }

    proptest! {
        #[test]
        fn a_line_is_read_as_the_message_that_was_written(text in any::<String>(), space in "[ \\t\\r\\n]{0,4}") {
            let quoted = mcp_types::Json::from(text.as_str());
            let message = format!(r#"{space}{{"jsonrpc":"2.0",{space}"id":1,"result":{{"text":{space}{}}}}}{space}"#, quoted.as_raw().text());
            let mut line = written(Speaker::Server, &message).unwrap();
            let read = LineDecoder::of_server().poll_line(&mut line).unwrap().unwrap();
            prop_assert!(line.is_empty(), "more than one line");
            let message = scan(&read, &ScanLimits::default()).unwrap();
            let result = mcp_types::Json::parse(message.result().unwrap().text()).unwrap();
            prop_assert_eq!(&result.to_value()["text"], &text);
        }
    }
}
