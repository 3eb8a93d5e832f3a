//! One JSON-RPC message, borrowed from the bytes it came in.

use std::borrow::Cow;
use std::fmt;

use super::error::{ScanError, ScanErrorKind};
use super::scan::{Found, Member, Span};
use crate::id::{RequestId, RequestIdError};
use crate::json::{JsonKind, Raw};
use crate::method::Method;

/// One JSON-RPC message whose structure is known to be right and whose content is not decoded yet.
///
/// Made by [`scan`](super::scan).
pub struct Message<'a> {
    text: &'a str,
    kind: MessageKind,
    id: Option<RequestId>,
    method: Cow<'a, str>,
    found: Found,
}

/// The three kinds of JSON-RPC message; JSON-RPC 2.0 is finished, so there will be no fourth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// A method and an id: an answer is expected.
    Request,
    /// A method without an id: no answer may be given.
    Notification,
    /// A result or an error.
    Response,
}

impl<'a> Message<'a> {
    /// What the message is.
    pub fn kind(&self) -> MessageKind {
        self.kind
    }

    /// The id: always there on a request, never on a notification, on an error response where the peer knew it.
    pub fn id(&self) -> Option<&RequestId> {
        self.id.as_ref()
    }

    /// The method of a request or notification; empty on a response.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The parameters of a request or notification, which may be absent.
    pub fn params(&self) -> Params<'_, 'a> {
        Params { message: self }
    }

    /// The result of a response that succeeded: an object.
    pub fn result(&self) -> Option<Raw<'a>> {
        self.raw(self.found.result)
    }

    /// The error of a response that failed: an object.
    pub fn error(&self) -> Option<Raw<'a>> {
        self.raw(self.found.error)
    }

    /// The whole message as it was received.
    pub fn text(&self) -> &'a str {
        self.text
    }

    fn raw(&self, span: Option<Span>) -> Option<Raw<'a>> {
        span.map(|span| span.raw(self.text))
    }
}

/// Shows what kind of message it is, and nothing that it carries.
impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("kind", &self.kind).field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

/// A look at the `params` of a message: where each member stands, nothing decoded.
#[derive(Debug, Clone, Copy)]
pub struct Params<'m, 'a> {
    message: &'m Message<'a>,
}

impl<'m, 'a> Params<'m, 'a> {
    /// The whole object, or `None` where the message has no `params`.
    pub fn raw(self) -> Option<Raw<'a>> {
        self.message.raw(self.message.found.params)
    }

    /// The value of the member called `name`.
    pub fn get(self, name: &str) -> Option<Raw<'a>> {
        self.find(self.message.found.params_members.as_slice(), name)
    }

    /// The members in the order they were written, names unescaped.
    pub fn iter(self) -> impl Iterator<Item = (Cow<'a, str>, Raw<'a>)> + use<'m, 'a> {
        let text = self.message.text;
        let members = self.message.found.params_members.as_slice();
        members.iter().map(move |member| (member.key.name(text), member.value.raw(text)))
    }

    // spec: META-001 Nothing is assumed about what stands under a key, reserved or not: it is handed out as it came.
    /// The value of the member called `key` of `_meta`; `None` also where `_meta` is not an object.
    pub fn meta(self, key: &str) -> Option<Raw<'a>> {
        self.find(self.message.found.meta_members.as_slice(), key)
    }

    /// The whole `_meta`, of whatever kind it is.
    pub fn meta_raw(self) -> Option<Raw<'a>> {
        self.message.raw(self.message.found.meta)
    }

    fn find(self, members: &[Member], name: &str) -> Option<Raw<'a>> {
        let text = self.message.text;
        members.iter().find(|member| member.key.is(text, name)).map(|member| member.value.raw(text))
    }
}

/// Judges what was found in `text`, which is JSON.
pub(super) fn assemble<'a>(
    text: &'a str,
    found: Found,
    fault: Option<ScanErrorKind>,
) -> Result<Message<'a>, ScanError> {
    let id = found.read_id(text);
    let verdict = match fault {
        Some(fault) => Err(fault),
        None => found.judge(text, id.as_ref()),
    };
    match (verdict, id) {
        (Ok((kind, method)), id) => Ok(Message { text, kind, id: id.and_then(Result::ok), method, found }),
        // spec: JSON-013 An error repeats the id wherever it could be read.
        (Err(fault), id) => Err(ScanError::new(fault, id.and_then(Result::ok))),
    }
}

impl Found {
    /// The id, where one was found that can be believed.
    pub(super) fn id(&self, text: &str) -> Option<RequestId> {
        self.read_id(text).and_then(Result::ok)
    }

    fn read_id(&self, text: &str) -> Option<Result<RequestId, RequestIdError>> {
        let span = self.id.filter(|_| !self.id_repeated)?;
        Some(RequestId::from_raw(span.raw(text)))
    }

    /// Says what the message is, or which rule it breaks.
    fn judge<'a>(
        &self,
        text: &'a str,
        id: Option<&Result<RequestId, RequestIdError>>,
    ) -> Result<(MessageKind, Cow<'a, str>), ScanErrorKind> {
        // spec: JSON-002 `jsonrpc` is the string `2.0`, and nothing else.
        if self.version.is_none_or(|version| version.raw(text).as_str().as_deref() != Some("2.0")) {
            return Err(ScanErrorKind::JsonRpcVersion);
        }
        match (self.method, self.result, self.error) {
            // spec: JSON-001 Requests, notifications and responses, and nothing else.
            (Some(method), None, None) => self.judge_method(text, method, id),
            (None, Some(_), None) | (None, None, Some(_)) => self.judge_response(text, id),
            // spec: JSON-007 A successful response has a result; spec: JSON-014 a failed one an error.
            (None, None, None) => Err(ScanErrorKind::NoMethod),
            _ => Err(ScanErrorKind::Ambiguous),
        }
    }

    fn judge_method<'a>(
        &self,
        text: &'a str,
        method: Span,
        id: Option<&Result<RequestId, RequestIdError>>,
    ) -> Result<(MessageKind, Cow<'a, str>), ScanErrorKind> {
        let method = method.raw(text);
        let wrong_kind = |received| ScanErrorKind::WrongKind { member: "method", expected: JsonKind::String, received };
        let name = method.as_str().ok_or_else(|| wrong_kind(method.kind()))?;
        expect_object("params", self.params, text)?;
        match id {
            None => Ok((MessageKind::Notification, name)),
            // spec: JSON-003 A request's id is a string or an integer; spec: JSON-004 and never null.
            Some(Err(error)) => Err(ScanErrorKind::Id(*error)),
            // spec: JSON-018 A notification carries no id.
            Some(Ok(_)) if Method::from_name(&name).is_some_and(Method::is_notification) => {
                Err(ScanErrorKind::IdOnNotification)
            }
            Some(Ok(_)) => Ok((MessageKind::Request, name)),
        }
    }

    fn judge_response<'a>(
        &self,
        text: &'a str,
        id: Option<&Result<RequestId, RequestIdError>>,
    ) -> Result<(MessageKind, Cow<'a, str>), ScanErrorKind> {
        expect_object("result", self.result, text)?;
        expect_object("error", self.error, text)?;
        match id {
            Some(Ok(_)) => {}
            // Why: plain JSON-RPC writes null where an id could not be read; MCP leaves the member out.
            Some(Err(RequestIdError::WrongKind { received: JsonKind::Null })) | None if self.error.is_some() => {}
            Some(Err(error)) => return Err(ScanErrorKind::Id(*error)),
            None => return Err(ScanErrorKind::MissingId),
        }
        Ok((MessageKind::Response, Cow::Borrowed("")))
    }
}

fn expect_object(member: &'static str, value: Option<Span>, text: &str) -> Result<(), ScanErrorKind> {
    match value.map(|value| value.raw(text).kind()) {
        None | Some(JsonKind::Object) => Ok(()),
        Some(received) => Err(ScanErrorKind::WrongKind { member, expected: JsonKind::Object, received }),
    }
}
