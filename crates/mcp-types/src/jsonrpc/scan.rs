//! One pass over the bytes of a message.

use super::error::{ScanError, ScanErrorKind};
use super::keys::{Key, OpenKeys};
use super::message::{Message, assemble};
use crate::inline::InlineList;
use crate::json::{JsonKind, Raw};
use crate::lex::{Lexer, SyntaxError};
use crate::limits;

/// What [`scan`] takes at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScanLimits {
    /// Arrays and objects open at once, the message itself included.
    ///
    /// Default: [`limits::MAX_DEPTH`].
    pub depth: usize,
    /// Members of one object, at every depth.
    ///
    /// Default: [`limits::MAX_MEMBERS_PER_OBJECT`].
    pub members_per_object: usize,
}

impl Default for ScanLimits {
    fn default() -> Self {
        ScanLimits { depth: limits::MAX_DEPTH, members_per_object: limits::MAX_MEMBERS_PER_OBJECT }
    }
}

impl ScanLimits {
    /// Sets how many arrays and objects may be open at once.
    #[must_use]
    pub fn with_depth(self, depth: usize) -> Self {
        ScanLimits { depth, ..self }
    }

    /// Sets how many members one object may have.
    #[must_use]
    pub fn with_members_per_object(self, members_per_object: usize) -> Self {
        ScanLimits { members_per_object, ..self }
    }
}

/// Reads one JSON-RPC message.
///
/// The whole text is read even where something is refused early, so that an `id` which stands later is still found
/// and so that [`ErrorCode::PARSE_ERROR`](crate::ErrorCode::PARSE_ERROR) means that the bytes are not JSON, nothing else.
///
/// # Errors
///
/// [`ScanError`], whose kind names the first rule that the bytes break: not UTF-8, not JSON, over a limit, a member name
/// that stands twice in one object at any depth, or not exactly one request, notification or response.
///
/// # Specification
///
/// [Messages](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#messages)
pub fn scan<'a>(body: &'a [u8], limits: &ScanLimits) -> Result<Message<'a>, ScanError> {
    if body.len() > limits::MAX_MESSAGE_BYTES {
        return Err(ScanError::new(ScanErrorKind::TooLong { limit: limits::MAX_MESSAGE_BYTES }, None));
    }
    // spec: JSON-019 A message is encoded in UTF-8; one check up front lets everything after it slice safely.
    let text = std::str::from_utf8(body).map_err(|error| not_utf8(body, error.valid_up_to(), limits))?;
    let mut scanner = Scanner::new(text, limits);
    match scanner.run() {
        Ok(()) => assemble(text, scanner.found, scanner.fault),
        // spec: ERR-001 Bytes that are not JSON are a parse error.
        Err(error) => Err(ScanError::new(ScanErrorKind::syntax(error), scanner.found.id(text))),
    }
}

/// The error of bytes that stop being UTF-8 at `offset`; an id before that place was readable.
fn not_utf8(body: &[u8], offset: usize, limits: &ScanLimits) -> ScanError {
    let text = std::str::from_utf8(&body[..offset]).unwrap_or_default();
    let mut scanner = Scanner::new(text, limits);
    // The outcome does not matter: the text is cut off, so it cannot be good.
    let _ = scanner.run();
    ScanError::new(ScanErrorKind::NotUtf8 { offset }, scanner.found.id(text))
}

/// A stretch of the text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) fn raw(self, text: &str) -> Raw<'_> {
        Raw::new_unchecked_by_lexer(&text[self.start as usize..self.end as usize])
    }
}

/// A member of one of the objects whose members are noted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Member {
    pub(super) key: Key,
    pub(super) value: Span,
}

/// What was noted on the way: the members of the message, of its `params`, and of the `_meta` in there.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) version: Option<Span>,
    pub(super) id: Option<Span>,
    /// Whether `id` stands more than once, so that no id can be believed.
    pub(super) id_repeated: bool,
    pub(super) method: Option<Span>,
    pub(super) params: Option<Span>,
    pub(super) result: Option<Span>,
    pub(super) error: Option<Span>,
    pub(super) meta: Option<Span>,
    pub(super) params_members: InlineList<Member, 6>,
    pub(super) meta_members: InlineList<Member, 8>,
}

impl Found {
    fn new() -> Self {
        let filler = Member::default();
        Found {
            version: None,
            id: None,
            id_repeated: false,
            method: None,
            params: None,
            result: None,
            error: None,
            meta: None,
            params_members: InlineList::new(filler),
            meta_members: InlineList::new(filler),
        }
    }

    /// Notes a member of the message itself.
    fn note(&mut self, name: &str, value: Span) {
        match name {
            "jsonrpc" => self.version = Some(value),
            "id" => self.id_repeated |= self.id.replace(value).is_some(),
            "method" => self.method = Some(value),
            "params" => self.params = Some(value),
            "result" => self.result = Some(value),
            "error" => self.error = Some(value),
            _ => {}
        }
    }
}

/// The objects whose members are noted, by how many of them are open.
const MESSAGE: usize = 1;
const PARAMS: usize = 2;
const META: usize = 3;

struct Scanner<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    limits: ScanLimits,
    nesting: Nesting,
    keys: OpenKeys,
    /// How many of message, `params` and `_meta` are open.
    noted: usize,
    /// The member being read in each of them.
    pending: [Member; META + 1],
    found: Found,
    /// The first rule broken by what is well-formed so far. From then on only the grammar and the id matter.
    fault: Option<ScanErrorKind>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, limits: &ScanLimits) -> Self {
        Scanner {
            text,
            lexer: Lexer::new(text),
            limits: *limits,
            nesting: Nesting::default(),
            keys: OpenKeys::new(),
            noted: 0,
            pending: [Member::default(); META + 1],
            found: Found::new(),
            fault: None,
        }
    }

    /// Reads the whole text as one JSON value.
    fn run(&mut self) -> Result<(), SyntaxError> {
        self.fault = match self.lexer.peek() {
            Some(b'{') | None => None,
            // spec: JSON-002 A message is one object; batches are no part of MCP.
            Some(b'[') => Some(ScanErrorKind::Batch),
            Some(first) => JsonKind::of_first_byte(first).map(|received| ScanErrorKind::NotAnObject { received }),
        };
        loop {
            match self.lexer.peek() {
                Some(b'{') => {
                    self.open_object();
                    if !self.lexer.eat(b'}') {
                        self.key()?;
                        continue;
                    }
                    self.close_object();
                }
                Some(b'[') => {
                    self.open(false);
                    if !self.lexer.eat(b']') {
                        continue;
                    }
                    self.nesting.pop();
                }
                _ => self.lexer.scalar()?,
            }
            if self.after_value()? {
                return Ok(());
            }
        }
    }

    /// Reads on after a value to the start of the next; says whether there is none because the text has ended.
    fn after_value(&mut self) -> Result<bool, SyntaxError> {
        loop {
            if self.nesting.depth == self.noted {
                if self.noted == 0 {
                    return self.end().map(|()| true);
                }
                self.note();
            }
            let in_object = self.nesting.in_object();
            match (self.lexer.peek(), in_object) {
                (Some(b','), true) => {
                    self.lexer.bump();
                    return self.key().map(|()| false);
                }
                (Some(b','), false) => {
                    self.lexer.bump();
                    return Ok(false);
                }
                (Some(b'}'), true) => {
                    self.lexer.bump();
                    self.close_object();
                }
                (Some(b']'), false) => {
                    self.lexer.bump();
                    self.nesting.pop();
                }
                (_, true) => return Err(self.lexer.error("a comma or the end of the object")),
                (_, false) => return Err(self.lexer.error("a comma or the end of the array")),
            }
        }
    }

    fn end(&mut self) -> Result<(), SyntaxError> {
        if self.lexer.peek().is_some() { Err(self.lexer.error("the end of the text")) } else { Ok(()) }
    }

    /// Takes an opening bracket.
    fn open(&mut self, object: bool) {
        self.lexer.bump();
        self.nesting.push(object);
        if self.nesting.depth > self.limits.depth {
            self.refuse(ScanErrorKind::TooDeep { limit: self.limits.depth });
        }
    }

    fn open_object(&mut self) {
        self.open(true);
        if self.fault.is_none() {
            self.keys.open();
        }
        if self.nesting.depth == self.noted + 1 {
            let key = self.pending[self.noted].key;
            let noted = match self.noted {
                0 => true,
                MESSAGE => key.is(self.text, "params"),
                PARAMS => key.is(self.text, "_meta"),
                _ => false,
            };
            self.noted += usize::from(noted);
        }
    }

    fn close_object(&mut self) {
        if self.nesting.depth == self.noted {
            self.noted -= 1;
        }
        self.nesting.pop();
        if self.fault.is_none() {
            // spec: JSON-002 A name that stands twice gives a message two readings; the spelling does not matter.
            if let Some(key) = self.keys.close(self.text) {
                self.refuse(ScanErrorKind::DuplicateMember { offset: key.offset() });
            }
        }
    }

    /// Takes a member name and its colon, and white space up to the value.
    fn key(&mut self) -> Result<(), SyntaxError> {
        self.lexer.expect(b'"', "a string")?;
        let start = self.lexer.offset();
        let escaped = self.lexer.skip_string()?;
        let key = Key::new(start, self.lexer.offset() - 1, escaped);
        self.lexer.expect(b':', "a colon")?;
        if self.fault.is_none() {
            if self.keys.count() == self.limits.members_per_object {
                self.refuse(ScanErrorKind::TooManyMembers { limit: self.limits.members_per_object });
            } else {
                self.keys.push(key);
            }
        }
        if self.nesting.depth == self.noted {
            self.lexer.peek();
            let start = self.lexer.offset() as u32;
            self.pending[self.noted] = Member { key, value: Span { start, end: start } };
        }
        Ok(())
    }

    /// Notes the member of an object that matters, whose value has just ended.
    fn note(&mut self) {
        let mut member = self.pending[self.noted];
        member.value.end = self.lexer.offset() as u32;
        if self.noted == MESSAGE {
            self.found.note(&member.key.name(self.text), member.value);
        } else if self.fault.is_some() {
            // Nothing else is asked for, and nothing more may grow.
        } else if self.noted == META {
            self.found.meta_members.push(member);
        } else {
            if member.key.is(self.text, "_meta") {
                self.found.meta = Some(member.value);
            }
            self.found.params_members.push(member);
        }
    }

    fn refuse(&mut self, fault: ScanErrorKind) {
        self.fault.get_or_insert(fault);
    }
}

/// Which of the open brackets are objects: one bit each, the innermost lowest.
#[derive(Debug, Default)]
struct Nesting {
    depth: usize,
    innermost: u64,
    /// Bits of the brackets around the 64 innermost; a message within the usual limit needs none.
    outer: Vec<u64>,
}

impl Nesting {
    const WORD: usize = u64::BITS as usize;

    fn push(&mut self, object: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(Self::WORD) {
            self.outer.push(self.innermost);
        }
        self.innermost = self.innermost << 1 | u64::from(object);
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth -= 1;
        self.innermost >>= 1;
        if self.depth > 0 && self.depth.is_multiple_of(Self::WORD) {
            self.innermost = self.outer.pop().unwrap_or_default();
        }
    }

    fn in_object(&self) -> bool {
        self.depth > 0 && self.innermost & 1 == 1
    }
}
