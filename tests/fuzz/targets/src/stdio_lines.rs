//! Lines, and the messages in them.

use bytes::Bytes;
use mcp_transport_stdio::{
    Admitted, Eras, LineDecoder, LineFault, Rejection, Served, Speaker, admit, encode, parse_failure,
};
use mcp_types::jsonrpc::{Message, MessageKind, ScanLimits, scan};
use mcp_types::{ProtocolVersion, RequestId};

/// Lines of this many bytes reach the bound with short inputs.
const SMALL_LIMIT: usize = 24;

type Lines = Vec<Result<Bytes, LineFault>>;

/// Any bytes are lines or faults, the same ones however they are cut into chunks; any line is admitted, or refused with
/// an answer that is a line itself.
///
/// The first byte of the input says where it is cut, the rest is the stream.
pub fn stdio_lines(input: &[u8]) -> usize {
    let Some((cut, stream)) = input.split_first() else { return 0 };
    for limit in [SMALL_LIMIT, usize::MAX] {
        let whole = decode(limit, [stream]);
        assert_eq!(whole, reference(limit, stream), "limit {limit}");
        assert_eq!(whole, decode(limit, stream.chunks(usize::from(*cut).max(1))), "limit {limit}");
    }
    let mut eras = Eras::default();
    let mut taken = 0;
    for line in decode(usize::MAX, [stream]) {
        taken += match line {
            Ok(line) => usize::from(judge(&line, &mut eras)),
            Err(fault) => {
                assert_answer(&Rejection::from(fault), None);
                0
            }
        };
    }
    taken
}

fn decode<'a>(limit: usize, chunks: impl IntoIterator<Item = &'a [u8]>) -> Lines {
    let mut decoder = LineDecoder::new(limit);
    let mut lines = Lines::new();
    for chunk in chunks {
        let mut chunk = Bytes::copy_from_slice(chunk);
        while let Some(line) = decoder.poll_line(&mut chunk) {
            lines.push(line);
        }
        assert!(chunk.is_empty() && decoder.buffered() <= limit);
    }
    lines.extend(decoder.handle_eof().map(Err));
    lines
}

/// The same by splitting the whole stream, which takes as much memory as it has bytes.
fn reference(limit: usize, stream: &[u8]) -> Lines {
    let mut parts: Vec<&[u8]> = stream.split(|byte| *byte == b'\n').collect();
    let last = parts.pop();
    let content = |part: &[u8]| {
        let line = part.strip_suffix(b"\r").unwrap_or(part);
        let is_blank = line.iter().all(|byte| b" \t\r".contains(byte));
        (!is_blank).then(|| Bytes::copy_from_slice(line))
    };
    let mut lines: Lines = parts
        .into_iter()
        .filter_map(
            |part| if part.len() > limit { Some(Err(LineFault::TooLong { limit })) } else { content(part).map(Ok) },
        )
        .collect();
    match last {
        Some(part) if part.len() > limit => lines.push(Err(LineFault::TooLong { limit })),
        Some(part) => lines.extend(content(part).map(|line| Err(LineFault::Incomplete { received: line.len() }))),
        None => {}
    }
    lines
}

struct Everything;

impl Served for Everything {
    fn versions(&self) -> &[ProtocolVersion] {
        &[ProtocolVersion::V2026_07_28]
    }

    fn serves(&self, method: &str) -> bool {
        !matches!(method, "initialize" | "ping")
    }
}

fn judge(line: &Bytes, eras: &mut Eras) -> bool {
    let message = match scan(line, &ScanLimits::default()) {
        Ok(message) => message,
        Err(error) => {
            let rejection = parse_failure(&error);
            assert!(rejection.is_answered());
            assert_answer(&rejection, error.id());
            return false;
        }
    };
    assert_written(line, &message);
    eras.classify(&message);
    match admit(&message, &Everything) {
        Ok(Admitted::Request { id, method, meta, .. }) => {
            assert_eq!((message.kind(), Some(id)), (MessageKind::Request, message.id()));
            assert!(Everything.serves(method) && meta.protocol_version == ProtocolVersion::V2026_07_28);
            true
        }
        Ok(Admitted::Cancelled(_) | Admitted::Notification { .. }) => {
            assert_eq!(message.kind(), MessageKind::Notification);
            true
        }
        Err(rejection) => {
            // Whoever asks is answered, and nobody else is.
            assert_eq!(rejection.is_answered(), message.kind() == MessageKind::Request, "{rejection}");
            assert_answer(&rejection, message.id());
            false
        }
    }
}

/// What was read as a line can be written as one, by whoever may write it, and is read as the same message.
fn assert_written(line: &Bytes, message: &Message<'_>) {
    let speakers = [(Speaker::Client, MessageKind::Response), (Speaker::Server, MessageKind::Request)];
    for (speaker, forbidden) in speakers {
        let written = encode(speaker, line.to_vec());
        assert_eq!(written.is_err(), message.kind() == forbidden, "{written:?}");
    }
    let written = encode(Speaker::Legacy, line.to_vec()).expect("it was scanned");
    let lines = decode(usize::MAX, [&*written]);
    let [Ok(read)] = &lines[..] else { panic!("{lines:?}") };
    let again = scan(read, &ScanLimits::default()).expect("it was scanned before");
    assert_eq!((again.kind(), again.id(), again.method()), (message.kind(), message.id(), message.method()));
}

fn assert_answer(rejection: &Rejection, id: Option<&RequestId>) {
    assert!((4..=12).contains(&rejection.row()), "{rejection}");
    let Some(answer) = rejection.answer(id) else {
        assert!(!rejection.is_answered());
        return;
    };
    let lines = decode(usize::MAX, [&*answer]);
    let [Ok(line)] = &lines[..] else { panic!("{lines:?}") };
    let message = scan(line, &ScanLimits::default()).expect("an answer is a message");
    assert_eq!((message.kind(), message.id()), (MessageKind::Response, id));
    let error: serde_json::Value = serde_json::from_str(message.error().expect("an error").text()).expect("JSON");
    assert_eq!(error["code"], rejection.code().value());
    // Excerpts are cut before they are escaped, so a byte of the peer's may become four of ours.
    assert!((1..=1200).contains(&error["message"].as_str().expect("a message").len()));
}
