//! Lines, the messages in them, and the requests that these begin and give up.

use bytes::Bytes;
use mcp_transport_stdio::{
    Admitted, BeginError, Eras, InFlight, LineDecoder, LineFault, Rejection, Served, Speaker, Ticket, Traffic, admit,
    encode, parse_failure,
};
use mcp_types::jsonrpc::{Message, MessageKind, ScanLimits, scan};
use mcp_types::{ProtocolVersion, RequestId};

/// Lines of so many bytes reach the bound with short inputs.
const SMALL_LIMITS: [usize; 2] = [0, 24];
/// Streams of at most so many bytes are cut in two at every place.
const CUT_EVERYWHERE: usize = 48;
/// Requests in flight, so that few are too many.
const MAX_IN_FLIGHT: usize = 3;

type Lines = Vec<Result<Bytes, LineFault>>;

/// Any bytes are lines or faults, the same ones however they are cut into chunks; any line is admitted, or refused with
/// an answer that is a line itself; and a request that was begun is ended once, by its response or its cancellation.
///
/// The first byte of the input says where it is cut and when responses come, the rest is the stream.
pub fn stdio_lines(input: &[u8]) -> usize {
    let Some((cut, stream)) = input.split_first() else { return 0 };
    for limit in SMALL_LIMITS.into_iter().chain([usize::MAX]) {
        let whole = reference(limit, stream);
        assert_eq!(decode(limit, [stream]), whole, "limit {limit}");
        assert_eq!(decode(limit, stream.chunks(usize::from(*cut).max(1))), whole, "limit {limit}");
        assert_eq!(decode(limit, stream.chunks(1)), whole, "limit {limit}, byte by byte");
        for at in (1..stream.len()).take_while(|_| stream.len() <= CUT_EVERYWHERE) {
            let (head, tail) = stream.split_at(at);
            assert_eq!(decode(limit, [head, tail]), whole, "limit {limit}, cut at {at}");
        }
    }
    let (mut eras, mut requests) = (Eras::default(), Requests::new());
    let mut taken = 0;
    for (number, line) in decode(usize::MAX, [stream]).into_iter().enumerate() {
        if cut >> (number % 8) & 1 == 1 {
            requests.respond(usize::from(*cut));
        }
        taken += match line {
            Ok(line) => usize::from(judge(&line, &mut eras, &mut requests)),
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

/// The requests in flight, beside a list of those that should be.
struct Requests {
    table: InFlight<usize>,
    /// Ids and numbers.
    expected: Vec<(RequestId, usize)>,
    /// Responses that have not come yet, some of them to requests that were cancelled.
    outstanding: Vec<(Ticket, usize)>,
    begun: usize,
}

impl Requests {
    fn new() -> Self {
        Requests { table: InFlight::new(MAX_IN_FLIGHT), expected: Vec::new(), outstanding: Vec::new(), begun: 0 }
    }

    fn begin(&mut self, id: &RequestId) {
        self.begun += 1;
        match self.table.begin(id.clone(), self.begun) {
            Ok(ticket) => {
                assert_eq!(ticket.id(), id);
                assert!(self.expected.iter().all(|(other, _)| other != id) && self.expected.len() < MAX_IN_FLIGHT);
                self.expected.push((id.clone(), self.begun));
                self.outstanding.push((ticket, self.begun));
            }
            Err(BeginError::IdInUse) => assert!(self.expected.iter().any(|(other, _)| other == id)),
            Err(error) => {
                assert_eq!((error, self.expected.len()), (BeginError::Full { limit: MAX_IN_FLIGHT }, MAX_IN_FLIGHT));
            }
        }
        self.check();
    }

    fn cancel(&mut self, id: &RequestId) {
        let at = self.expected.iter().position(|(other, _)| other == id);
        assert_eq!(self.table.cancel(id), at.map(|at| self.expected.remove(at).1));
        self.check();
    }

    /// One of the responses comes, in time or too late.
    fn respond(&mut self, choice: usize) {
        if self.outstanding.is_empty() {
            return;
        }
        let (ticket, number) = self.outstanding.remove(choice % self.outstanding.len());
        let at = self.expected.iter().position(|(_, other)| *other == number);
        assert_eq!(self.table.finish(ticket), at.map(|at| self.expected.remove(at).1));
        self.check();
    }

    fn check(&self) {
        assert_eq!((self.table.len(), self.table.is_empty()), (self.expected.len(), self.expected.is_empty()));
        for (ticket, number) in &self.outstanding {
            let is_expected = self.expected.iter().any(|(_, other)| other == number);
            assert_eq!(self.table.may_write(ticket), is_expected, "{ticket:?}");
        }
    }
}

fn judge(line: &Bytes, eras: &mut Eras, requests: &mut Requests) -> bool {
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
    let is_initialize = message.kind() == MessageKind::Request && message.method() == "initialize";
    if let Traffic::Legacy(Some(version)) = eras.classify(&message) {
        assert!(is_initialize, "{version} is offered by initialize alone");
    }
    match admit(&message, &Everything) {
        Ok(Admitted::Request { id, method, meta, .. }) => {
            assert_eq!((message.kind(), Some(id)), (MessageKind::Request, message.id()));
            assert!(Everything.serves(method) && meta.protocol_version == ProtocolVersion::V2026_07_28);
            requests.begin(id);
            assert_over_once_cancelled(id);
            true
        }
        Ok(Admitted::Cancelled(cancelled)) => {
            assert_eq!((message.kind(), message.method()), (MessageKind::Notification, "notifications/cancelled"));
            requests.cancel(&cancelled.request_id);
            true
        }
        Ok(Admitted::Notification { .. }) => {
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

/// The response to a request that was cancelled does not answer a later one with the same id.
fn assert_over_once_cancelled(id: &RequestId) {
    let mut table = InFlight::new(MAX_IN_FLIGHT);
    let first = table.begin(id.clone(), 1).expect("there is room");
    assert_eq!(table.cancel(id), Some(1));
    let second = table.begin(id.clone(), 2).expect("it is free again");
    assert!(!table.may_write(&first) && table.may_write(&second), "{id:?}");
    assert_eq!((table.finish(first), table.finish(second)), (None, Some(2)), "{id:?}");
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
