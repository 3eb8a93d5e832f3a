//! Lines out of a stream of bytes.

use std::fmt;

use bytes::{Buf, Bytes, BytesMut};

use crate::limits::{MAX_CLIENT_LINE_BYTES, MAX_SERVER_LINE_BYTES};

/// Cuts a stream of bytes into lines, whichever way it was cut into chunks.
///
/// ```text
///              line feed: a line, or nothing if it is blank
///            ┌──────┐
///            │      ▼
///   start ──▶ Reading ──── more bytes than the limit: one fault ───▶ Skipping
///                ▲                                                       │
///                └─────────────────────── line feed ─────────────────────┘
/// ```
///
/// A line ends with a line feed; a carriage return before that belongs to neither. Blank lines are skipped. What stands
/// in a line is not looked at: [`scan`](mcp_types::jsonrpc::scan) finds out whether it is UTF-8, JSON and a message.
///
/// At most the limit is kept between chunks. A line that came in one chunk shares its memory, so that whoever keeps
/// lines keeps the chunks they came in.
///
/// # Specification
///
/// [stdio](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio)
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use mcp_transport_stdio::{LineDecoder, LineFault};
///
/// let mut decoder = LineDecoder::new(8);
/// let mut chunk = Bytes::from("{\"a\":1}\r\n\n123456789");
/// assert_eq!(decoder.poll_line(&mut chunk), Some(Ok(Bytes::from("{\"a\":1}"))));
/// assert_eq!(decoder.poll_line(&mut chunk), Some(Err(LineFault::TooLong { limit: 8 })));
/// assert_eq!(decoder.poll_line(&mut chunk), None);
///
/// // The rest of the line that is too long is no line.
/// let mut chunk = Bytes::from("0\n{}\n{");
/// assert_eq!(decoder.poll_line(&mut chunk), Some(Ok(Bytes::from("{}"))));
/// assert_eq!(decoder.poll_line(&mut chunk), None);
/// assert_eq!(decoder.handle_eof(), Some(LineFault::Incomplete { received: 1 }));
/// ```
#[derive(Debug)]
pub struct LineDecoder {
    limit: usize,
    state: State,
}

/// Invariant: what is kept has no line feed and at most `limit` bytes.
enum State {
    Reading(BytesMut),
    Skipping,
}

/// Why bytes are no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineFault {
    /// There are more bytes than a line may have; the rest of the line is skipped.
    TooLong {
        /// The most bytes that a line may have, its line feed not counted.
        limit: usize,
    },
    /// The stream ended within a line.
    Incomplete {
        /// The bytes of the line that arrived.
        received: usize,
    },
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LineFault::TooLong { limit } => write!(f, "line too long: expected at most {limit} bytes"),
            LineFault::Incomplete { received } => {
                write!(f, "line incomplete: expected a line feed, received the end after {received} bytes")
            }
        }
    }
}

impl std::error::Error for LineFault {}

impl LineDecoder {
    /// Makes a decoder of lines that have at most `limit` bytes, their line feeds not counted.
    pub fn new(limit: usize) -> Self {
        LineDecoder { limit, state: State::Reading(BytesMut::new()) }
    }

    /// Makes a decoder of what clients write: at most [`MAX_CLIENT_LINE_BYTES`].
    pub fn of_client() -> Self {
        LineDecoder::new(MAX_CLIENT_LINE_BYTES)
    }

    /// Makes a decoder of what servers write: at most [`MAX_SERVER_LINE_BYTES`].
    pub fn of_server() -> Self {
        LineDecoder::new(MAX_SERVER_LINE_BYTES)
    }

    /// The next line, taken from the front of `chunk`; `None` once the chunk is empty, and then the next one is due.
    ///
    /// # Errors
    ///
    /// [`LineFault::TooLong`], once for each line, as soon as it is too long.
    pub fn poll_line(&mut self, chunk: &mut Bytes) -> Option<Result<Bytes, LineFault>> {
        while !chunk.is_empty() {
            // spec: STDIO-001 — a line feed ends a message, wherever it stands.
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let State::Reading(kept) = &mut self.state else {
                self.skip(chunk, end);
                continue;
            };
            if kept.len() + end.unwrap_or(chunk.len()) > self.limit {
                self.state = State::Skipping;
                self.skip(chunk, end);
                return Some(Err(LineFault::TooLong { limit: self.limit }));
            }
            let Some(end) = end else {
                kept.extend_from_slice(chunk);
                chunk.clear();
                return None;
            };
            let rest = chunk.split_to(end);
            chunk.advance(1);
            let line = if kept.is_empty() {
                rest
            } else {
                kept.extend_from_slice(&rest);
                std::mem::take(kept).freeze()
            };
            if let Some(line) = content(line) {
                return Some(Ok(line));
            }
        }
        None
    }

    /// Says what was broken off by the end of the stream.
    pub fn handle_eof(&mut self) -> Option<LineFault> {
        let State::Reading(kept) = std::mem::replace(&mut self.state, State::Reading(BytesMut::new())) else {
            return None;
        };
        content(kept.freeze()).map(|line| LineFault::Incomplete { received: line.len() })
    }

    /// Bytes of a line whose end has not come yet.
    pub fn buffered(&self) -> usize {
        match &self.state {
            State::Reading(kept) => kept.len(),
            State::Skipping => 0,
        }
    }

    /// Leaves out the rest of a line, which ends at `end` if it ends in this chunk.
    fn skip(&mut self, chunk: &mut Bytes, end: Option<usize>) {
        match end {
            Some(end) => {
                chunk.advance(end + 1);
                self.state = State::Reading(BytesMut::new());
            }
            None => chunk.clear(),
        }
    }
}

/// The line without the carriage return at its end; `None` if nothing but white space remains.
fn content(mut line: Bytes) -> Option<Bytes> {
    if line.ends_with(b"\r") {
        line.truncate(line.len() - 1);
    }
    let is_blank = line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
    (!is_blank).then_some(line)
}

/// Shows how much is kept, not what.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            State::Reading(kept) => write!(f, "Reading({} bytes)", kept.len()),
            State::Skipping => f.write_str("Skipping"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Lines = Vec<Result<Bytes, LineFault>>;

    /// What comes out if the chunks go in, the end included; checks what is kept on the way.
    fn lines<'a>(limit: usize, chunks: impl IntoIterator<Item = &'a [u8]>) -> Lines {
        let mut decoder = LineDecoder::new(limit);
        let mut lines = Vec::new();
        for chunk in chunks {
            let mut chunk = Bytes::copy_from_slice(chunk);
            while let Some(line) = decoder.poll_line(&mut chunk) {
                lines.push(line);
            }
            assert!(chunk.is_empty() && decoder.buffered() <= limit, "{decoder:?}");
        }
        lines.extend(decoder.handle_eof().map(Err));
        assert_eq!((decoder.handle_eof(), decoder.buffered()), (None, 0), "the end is told once");
        lines
    }

    fn line(text: &'static str) -> Result<Bytes, LineFault> {
        Ok(Bytes::from(text))
    }

    #[test]
    fn a_line_feed_ends_a_line_and_nothing_else_does() {
        // spec: STDIO-001
        let long = || Err(LineFault::TooLong { limit: 4 });
        for (text, expected) in [
            ("", vec![]),
            ("a\nb\n", vec![line("a"), line("b")]),
            ("a\r\nb\r\n", vec![line("a"), line("b")]),
            ("\n\r\n \t\r\n\r\r\na\n", vec![line("a")]),
            (" a \n", vec![line(" a ")]),
            ("a\rb\n", vec![line("a\rb")]),
            ("a\u{85}\n", vec![line("a\u{85}")]),
            ("\u{2028}\n", vec![line("\u{2028}")]),
            ("a", vec![Err(LineFault::Incomplete { received: 1 })]),
            ("a\nbc\r", vec![line("a"), Err(LineFault::Incomplete { received: 2 })]),
            ("a\n \t\r", vec![line("a")]),
            ("1234\n", vec![line("1234")]),
            ("12345\na\n", vec![long(), line("a")]),
            ("123456789", vec![long()]),
            ("12345\n12345\n", vec![long(), long()]),
            ("     \na\n", vec![long(), line("a")]),
        ] {
            assert_eq!(lines(4, [text.as_bytes()]), expected, "{text:?}");
            assert_eq!(lines(4, text.as_bytes().chunks(1)), expected, "{text:?} byte by byte");
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_told_before_it_ends() {
        let mut decoder = LineDecoder::new(1000);
        let mut told = 0;
        for _ in 0..1000 {
            let mut chunk = Bytes::from(vec![b'x'; 300]);
            told += usize::from(decoder.poll_line(&mut chunk).is_some());
            assert!(decoder.poll_line(&mut chunk).is_none() && decoder.buffered() <= 1000);
        }
        assert_eq!((told, decoder.buffered()), (1, 0));
        assert_eq!(format!("{decoder:?}"), "LineDecoder { limit: 1000, state: Skipping }");
    }

    #[test]
    fn a_line_in_one_chunk_is_not_copied() {
        let chunk = Bytes::from("{\"a\":1}\nrest");
        let line = LineDecoder::of_client().poll_line(&mut chunk.clone()).expect("a line").expect("no fault");
        assert_eq!(line.as_ptr(), chunk.as_ptr());
    }

    #[test]
    fn limits_are_those_of_the_peer() {
        for (mut decoder, limit) in
            [(LineDecoder::of_client(), MAX_CLIENT_LINE_BYTES), (LineDecoder::of_server(), MAX_SERVER_LINE_BYTES)]
        {
            let mut chunk = Bytes::from(vec![b'x'; limit + 1]);
            assert_eq!(decoder.poll_line(&mut chunk), Some(Err(LineFault::TooLong { limit })));
        }
    }

    #[test]
    fn faults_are_small_and_say_what_is_wrong() {
        assert!(size_of::<LineFault>() <= 32);
        assert_eq!(LineFault::TooLong { limit: 4 }.to_string(), "line too long: expected at most 4 bytes");
        let incomplete = LineFault::Incomplete { received: 3 }.to_string();
        assert_eq!(incomplete, "line incomplete: expected a line feed, received the end after 3 bytes");
    }

    proptest! {
        #[test]
        fn chunks_do_not_matter(
            text in "[ab{}\"\\r \\n\\n\u{e9}]{0,60}",
            cuts in proptest::collection::vec(0..60_usize, 0..8),
            limit in 0..12_usize,
        ) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(bytes.len())).chain([0, bytes.len()]).collect();
            cuts.sort_unstable();
            let chunks = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]);
            prop_assert_eq!(lines(limit, chunks), lines(limit, [bytes]));
        }

        #[test]
        fn what_was_written_in_lines_is_read_in_lines(texts in proptest::collection::vec("[^\\n\\r \\t][^\\n]{0,8}[^\\n\\r]", 0..8)) {
            let written: Vec<u8> = texts.iter().flat_map(|text| [text.as_bytes(), b"\n"].concat()).collect();
            let read: Result<Vec<_>, _> = lines(1000, [written.as_slice()]).into_iter().collect();
            prop_assert_eq!(read.unwrap(), texts.into_iter().map(Bytes::from).collect::<Vec<_>>());
        }
    }
}
