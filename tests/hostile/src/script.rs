//! What one attack does, step by step, and what came of it.

use std::io::{self, ErrorKind};

use memchr::memmem;

use crate::exchange::{Answer, Exchange};
use crate::http2;
use crate::wire::Request;

/// One step.
#[derive(Debug, Clone)]
#[allow(clippy::exhaustive_enums, reason = "a small language")]
pub enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Says that nothing more will be sent.
    Finish,
    /// Receives a response.
    Answer,
    /// Sends what is made of the last answer.
    Then(fn(&Answer) -> Request),
    /// Receives the head of an event stream and so many messages.
    Events(usize),
    /// Receives whatever comes until the server closes the connection, which it has to do.
    End,
    /// The same over HTTP/2, where the server says why it closes.
    GoAway,
    /// Leaves in the middle of everything.
    Leave,
}

/// What one attack does.
#[derive(Debug, Clone)]
pub struct Script {
    steps: Vec<Step>,
    /// Whether it begins on a connection of its own and leaves it behind.
    alone: bool,
}

impl Script {
    /// The same client without malice: a request that is answered, as large as what the attack sends as long as that is
    /// allowed, and on a connection of its own where the attack would have one.
    pub fn ordinary(&self) -> Script {
        let sent =
            self.steps.iter().map(|step| if let Step::Send(bytes) = step { bytes.len() } else { 0 }).sum::<usize>();
        // A member that the tool does not know: nobody looks at it, and it costs no more than to be read.
        let padding = sent.saturating_sub(ORDINARY_BYTES).min(MAX_PADDING);
        let request = Request::call("add", &format!(r#"{{"a":20,"b":22,"x":"{}"}}"#, "x".repeat(padding)));
        Script { steps: vec![Step::Send(request.bytes()), Step::Answer], alone: self.alone }
    }
}

/// Bytes of a small request.
const ORDINARY_BYTES: usize = 600;
/// Bytes that can be added to it without making it too large.
const MAX_PADDING: usize = 4 * 1024 * 1024 - ORDINARY_BYTES;

/// Asks, and waits for the answer; another attack may follow on the same connection.
pub fn ask(request: &Request) -> Script {
    Script { steps: vec![Step::Send(request.bytes()), Step::Answer], alone: false }
}

/// Does these steps on a connection of its own.
pub fn alone(steps: impl Into<Vec<Step>>) -> Script {
    Script { steps: steps.into(), alone: true }
}

/// Sends bytes that the server must not like so much that it closes the connection.
pub fn offend(bytes: impl Into<Vec<u8>>) -> Script {
    alone([Step::Send(bytes.into()), Step::End])
}

/// Sends bytes and leaves.
pub fn leave_after(bytes: impl Into<Vec<u8>>) -> Script {
    alone([Step::Send(bytes.into()), Step::Leave])
}

/// Asks, reads so many messages of the stream that comes back, and leaves.
pub fn overhear(request: &Request, messages: usize) -> Script {
    alone([Step::Send(request.bytes()), Step::Events(messages), Step::Leave])
}

/// A client that keeps its connection as long as the server does.
#[derive(Debug)]
pub struct Client {
    port: u16,
    exchange: Option<Exchange>,
}

impl Client {
    /// A client of the server at `port`.
    pub fn new(port: u16) -> Self {
        Client { port, exchange: None }
    }

    /// Does what a script says; tells in a few words what came of it, step by step.
    ///
    /// # Errors
    ///
    /// No connection could be opened.
    pub fn play(&mut self, script: &Script) -> io::Result<String> {
        let mut exchange = match self.exchange.take().filter(|_| !script.alone) {
            Some(exchange) => exchange,
            None => Exchange::open(self.port)?,
        };
        let (mut label, mut keep) = run(&mut exchange, script);
        if exchange.is_used() && label == CLOSED && !script.alone {
            // Why: the server may close a connection between two requests, as any may, and then the second was not seen.
            exchange = Exchange::open(self.port)?;
            (label, keep) = run(&mut exchange, script);
        }
        self.exchange = Some(exchange).filter(|_| keep && !script.alone);
        Ok(label)
    }

    /// Asks something that has to be answered with a message.
    ///
    /// # Errors
    ///
    /// There is no connection or no answer.
    pub fn ask(&mut self, request: &Request) -> io::Result<Answer> {
        let mut exchange = self.exchange.take().map_or_else(|| Exchange::open(self.port), Ok)?;
        exchange.send(&request.bytes())?;
        let answer = exchange.answer()?.ok_or(ErrorKind::UnexpectedEof)?;
        self.exchange = Some(exchange).filter(|_| !answer.closes());
        Ok(answer)
    }
}

const CLOSED: &str = "closed";

/// What came of each step, and whether the connection can be used again.
fn run(exchange: &mut Exchange, script: &Script) -> (String, bool) {
    let (mut labels, mut last, mut closes) = (Vec::new(), Answer::default(), false);
    for step in &script.steps {
        match take(exchange, step, &mut last) {
            Ok(label) => labels.extend(label),
            Err(error) => {
                labels.push(describe(&error));
                return (labels.join(", "), false);
            }
        }
        closes = matches!(step, Step::Answer | Step::Events(_)) && last.closes();
    }
    if closes && let Err(error) = exchange.closed() {
        labels.push(format!("not closed: {}", describe(&error)));
    }
    let answered = labels.iter().all(|label| label != CLOSED);
    (labels.join(", "), answered && !closes)
}

/// What came of one step; what it was answered with is left in `last`.
fn take(exchange: &mut Exchange, step: &Step, last: &mut Answer) -> io::Result<Option<String>> {
    let mut told = |answer: Option<Answer>| match answer {
        Some(answer) => {
            *last = answer;
            last.label()
        }
        None => CLOSED.to_owned(),
    };
    Ok(Some(match step {
        Step::Send(bytes) => return exchange.send(bytes).map(|()| None),
        Step::Then(follow) => return exchange.send(&follow(last).bytes()).map(|()| None),
        Step::Finish => {
            exchange.finish();
            return Ok(None);
        }
        Step::Answer => told(exchange.answer()?),
        Step::Events(messages) => told(exchange.events(*messages)?),
        Step::End => {
            let label = told(exchange.answer()?);
            exchange.closed()?;
            label
        }
        Step::GoAway => http2::farewell(&exchange.rest()?),
        Step::Leave => "left".to_owned(),
    }))
}

fn describe(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => "nothing for too long".to_owned(),
        kind if crate::exchange::is_gone(error) => format!("broken off: {kind:?}"),
        _ => {
            let text = error.to_string();
            let end = memmem::find(text.as_bytes(), b"\r\n").unwrap_or(text.len());
            text[..end].to_owned()
        }
    }
}
