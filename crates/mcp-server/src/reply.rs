//! Responses as bytes.

use bytes::Bytes;
use mcp_types::jsonrpc::{begin_meta, begin_result, end_response, write_error, write_notification};
use mcp_types::wire::{self, Wire};
use mcp_types::{
    CallToolResult, CancelledNotificationParams, ContentBlock, ErrorObject, Implementation, Json, Method, Raw,
    RequestId, ResultMetaObject,
};

use crate::failure::Failure;
use crate::limits;
use crate::tool_error::internal_error;

/// A whole response that succeeded, or what stands in its place.
pub(crate) type Reply = Result<Content, Failure>;

/// A whole response: what was written for this request, and what was prepared for all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    // Invariant: not empty.
    pub(crate) start: Vec<u8>,
    pub(crate) rest: Bytes,
    pub(crate) kind: ResultKind,
}

/// What a result says of how it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResultKind {
    Complete,
    ToolError,
    InputRequired,
}

impl Content {
    /// A response whose result is complete.
    pub(crate) fn new(start: Vec<u8>, rest: Bytes) -> Self {
        Content { start, rest, kind: ResultKind::Complete }
    }

    /// A copy of the result in it.
    pub(crate) fn result(&self) -> Option<Json> {
        let whole = [&self.start[..], &self.rest].concat();
        let response = Raw::parse(std::str::from_utf8(&whole).ok()?).ok()?;
        response.get("result").map(Json::from)
    }
}

/// A failure whose reason stays inside the server.
pub(crate) fn internal() -> Failure {
    internal_error().into()
}

/// A reply in one piece, where what carries it is no HTTP content.
pub(crate) fn message(reply: Reply, id: &RequestId) -> Bytes {
    match reply {
        Ok(Content { start, rest, .. }) if rest.is_empty() => start.into(),
        Ok(Content { mut start, rest, .. }) => {
            start.extend_from_slice(&rest);
            start.into()
        }
        Err(failure) => error_message(&failure.error_object(), Some(id)),
    }
}

/// An error as the response to a request, or to something that has no id.
pub(crate) fn error_message(error: &ErrorObject, id: Option<&RequestId>) -> Bytes {
    let mut content = Vec::new();
    write_error(&mut content, id, error.code, &error.message, error.data.as_ref().map(Json::as_raw));
    content.into()
}

/// The notification that a request is given up, or a subscription ended.
pub(crate) fn cancellation(id: &RequestId) -> Vec<u8> {
    let mut buffer = Vec::new();
    let params = Json::of(&CancelledNotificationParams::new(id.clone())).ok();
    write_notification(&mut buffer, Method::Cancelled.as_str(), params.as_ref().map(Json::as_raw));
    buffer
}

/// Who the server says it is, in every result.
pub(crate) struct Identity {
    meta: Option<ResultMetaObject>,
    /// What replaces the closing brace of a result that has no `_meta`.
    end: Box<[u8]>,
}

impl Identity {
    /// Prepares the bytes; `None` keeps the server's name to itself.
    pub(crate) fn new(info: Option<Implementation>) -> Self {
        // spec: META-017 every result says who answered, unless the server is configured not to.
        let meta = info.map(|info| ResultMetaObject::new().with_server_info(info));
        let mut end = Vec::new();
        if let Some(meta) = &meta {
            begin_meta(&mut end);
            write_json(&mut end, meta);
        }
        end.push(b'}');
        Identity { meta, end: end.into() }
    }

    /// The `_meta` of a result that says nothing else.
    pub(crate) fn meta(&self) -> Option<&ResultMetaObject> {
        self.meta.as_ref()
    }

    /// Writes the response to a request.
    pub(crate) fn respond(&self, id: &RequestId, mut result: impl Complete) -> Content {
        if let (Some(meta), Some(own)) = (result.meta_mut(), &self.meta)
            && meta.server_info.is_none()
        {
            meta.server_info.clone_from(&own.server_info);
        }
        let long = result.long_bytes();
        let escaped = long.saturating_sub(limits::MAX_COPIED_BYTES) / limits::ESCAPED_SHARE;
        let mut buffer = Vec::with_capacity(limits::REPLY_BYTES + long + escaped);
        begin_result(&mut buffer, id);
        write_json(&mut buffer, &result);
        if result.meta_mut().is_none() {
            // Invariant: a result has members (`resultType` at least), so its closing brace follows one of them.
            buffer.pop();
            buffer.extend_from_slice(&self.end);
        }
        end_response(&mut buffer);
        Content { kind: result.kind(), ..Content::new(buffer, Bytes::new()) }
    }
}

/// A result that is written for one request.
pub(crate) trait Complete: Wire {
    fn meta_mut(&mut self) -> &mut Option<ResultMetaObject>;

    /// Bytes of what makes it long, which is always text; the estimate spares the buffer its growth.
    fn long_bytes(&self) -> usize {
        0
    }

    fn kind(&self) -> ResultKind {
        ResultKind::Complete
    }
}

impl Complete for CallToolResult {
    fn meta_mut(&mut self) -> &mut Option<ResultMetaObject> {
        &mut self.meta
    }

    fn long_bytes(&self) -> usize {
        let blocks: usize = self.content.iter().map(block_bytes).sum();
        blocks + self.structured_content.as_ref().map_or(0, |json| json.text().len())
    }

    fn kind(&self) -> ResultKind {
        if self.is_error == Some(true) { ResultKind::ToolError } else { ResultKind::Complete }
    }
}

/// Bytes of the text or encoded bytes of a block.
fn block_bytes(block: &ContentBlock) -> usize {
    match block {
        ContentBlock::Text(text) => text.text.len(),
        ContentBlock::Image(image) => image.data.len(),
        ContentBlock::Audio(audio) => audio.data.len(),
        _ => 0,
    }
}

/// The end of a response to many requests: a result and what follows it.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    end: Bytes,
}

impl Prepared {
    pub(crate) fn new(result: &impl Wire) -> Self {
        let mut end = Vec::new();
        write_json(&mut end, result);
        end_response(&mut end);
        Prepared { end: end.into() }
    }

    /// Makes the response to one request.
    pub(crate) fn respond(&self, id: &RequestId) -> Content {
        let copied = self.end.len() <= limits::MAX_COPIED_BYTES;
        let mut start = Vec::with_capacity(limits::REPLY_HEAD_BYTES + if copied { self.end.len() } else { 0 });
        // spec: JSON-006 the response repeats the id as it was written.
        begin_result(&mut start, id);
        if copied {
            start.extend_from_slice(&self.end);
            return Content::new(start, Bytes::new());
        }
        Content::new(start, self.end.clone())
    }
}

/// Serializes a message of the protocol.
pub(crate) fn write_json(buffer: &mut Vec<u8>, value: &impl Wire) {
    wire::write(buffer, value).expect("the types of messages serialize");
}
