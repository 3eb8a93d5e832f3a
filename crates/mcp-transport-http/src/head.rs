//! The head of a request, judged before its content is read.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{HeaderMap, Method, Response};

use crate::cors::is_preflight;
use crate::field::{Field, MCP_METHOD, MCP_NAME, MCP_PREFIX, MCP_PROTOCOL_VERSION, trim};
use crate::media::{Acceptable, content_is_json, content_is_plain};
use crate::policy::HeadPolicy;
use crate::rejection::{Rejection, SourceFault};
use crate::session::SessionMethod;

/// What to do with a request whose head breaks no rule.
///
/// Exhaustive: whoever asks has to handle both.
#[derive(Debug)]
pub enum HeadVerdict<H> {
    /// Go on.
    Proceed(H),
    /// A browser asks what its page may send; this is the whole answer.
    Preflight(Response<Bytes>),
    /// A request about a legacy session, where the policy allows those: it has no content.
    Session(SessionMethod),
}

/// Judges the whole head of a request: rows 1, 2 and 4 of [`REFUSALS`](crate::REFUSALS).
///
/// A server that demands credentials judges them between [`admit_origin`] and [`Arrival::admit_content`] instead.
///
/// # Errors
///
/// - [`Rejection::MethodNotAllowed`]: neither POST nor a preflight, nor GET or DELETE where there are
///   [sessions](HeadPolicy::with_sessions).
/// - [`Rejection::HostNotAllowed`], [`Rejection::OriginNotAllowed`]: not in the policy's lists.
/// - All that [`Arrival::admit_content`] refuses.
///
/// # Examples
///
/// ```
/// use http::Request;
/// use mcp_transport_http::{HeadPolicy, HeadVerdict, admit_head};
///
/// let policy = HeadPolicy::local();
/// let request = |host: &str| {
///     let request = Request::post("/mcp").header("host", host).header("content-type", "application/json");
///     request.body(()).map(|request| request.into_parts().0)
/// };
///
/// let parts = request("localhost:3000")?;
/// let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
/// assert_eq!(head.max_body(), policy.max_body());
///
/// let rejection = admit_head(&policy, &request("evil.example")?).unwrap_err();
/// assert_eq!(rejection.status(), 403);
/// # Ok::<(), http::Error>(())
/// ```
///
/// # Specification
///
/// [Security](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#security-%26-endpoint),
/// [sending messages](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#sending-messages)
pub fn admit_head<'h>(policy: &'h HeadPolicy, parts: &'h Parts) -> Result<HeadVerdict<Head<'h>>, Rejection> {
    Ok(match admit_origin(policy, parts)? {
        HeadVerdict::Proceed(arrival) => HeadVerdict::Proceed(arrival.admit_content()?),
        HeadVerdict::Preflight(response) => HeadVerdict::Preflight(response),
        HeadVerdict::Session(method) => HeadVerdict::Session(method),
    })
}

/// Judges where a request comes from and whom it addresses: rows 1 and 2 of [`REFUSALS`](crate::REFUSALS).
///
/// # Errors
///
/// - [`Rejection::MethodNotAllowed`]: neither POST nor a preflight, nor GET or DELETE where there are
///   [sessions](HeadPolicy::with_sessions).
/// - [`Rejection::HostNotAllowed`], [`Rejection::OriginNotAllowed`]: not in the policy's lists.
pub fn admit_origin<'h>(policy: &'h HeadPolicy, parts: &'h Parts) -> Result<HeadVerdict<Arrival<'h>>, Rejection> {
    let preflight = is_preflight(parts);
    let session = session_method(policy, parts);
    // spec: HTTP-001, HTTP-076 — POST is what there is; GET and DELETE belong to legacy revisions.
    if parts.method != Method::POST && !preflight && session.is_none() {
        return Err(Rejection::MethodNotAllowed { sessions: policy.sessions });
    }
    let host = policy.hosts.admit(policy.host_source, parts);
    host.map_err(|fault| Rejection::HostNotAllowed(SourceFault::host(&fault)))?;
    // spec: HTTP-002, HTTP-003 — a foreign origin goes no further, not even to learn what it may send.
    let origin = policy.origins.admit(&parts.headers);
    origin.map_err(|fault| Rejection::OriginNotAllowed(SourceFault::origin(&fault)))?;
    Ok(match session {
        _ if preflight => HeadVerdict::Preflight(policy.cors.preflight(&parts.headers)),
        Some(method) => HeadVerdict::Session(method),
        None => HeadVerdict::Proceed(Arrival { policy, headers: &parts.headers }),
    })
}

/// What the method does to a legacy session, where there are any.
fn session_method(policy: &HeadPolicy, parts: &Parts) -> Option<SessionMethod> {
    let method = match parts.method {
        Method::GET => SessionMethod::Listen,
        Method::DELETE => SessionMethod::End,
        _ => return None,
    };
    policy.sessions.then_some(method)
}

/// A POST from an allowed origin to an allowed host; what it carries is not judged yet.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'h> {
    policy: &'h HeadPolicy,
    headers: &'h HeaderMap,
}

impl<'h> Arrival<'h> {
    /// Judges sizes and media types: row 4 of [`REFUSALS`](crate::REFUSALS).
    ///
    /// # Errors
    ///
    /// - [`Rejection::HeadTooLarge`], [`Rejection::McpFieldsTooLarge`]: more bytes of fields than the policy allows.
    /// - [`Rejection::BodyTooLarge`]: `Content-Length` announces more bytes than the policy allows.
    /// - [`Rejection::UnsupportedMediaType`], [`Rejection::UnsupportedContentCoding`]: not plain JSON in UTF-8.
    /// - [`Rejection::NotAcceptable`]: see [`media`](crate::media).
    pub fn admit_content(self) -> Result<Head<'h>, Rejection> {
        let Arrival { policy, headers } = self;
        let (all, mcp) = field_bytes(headers);
        if all > policy.max_head {
            return Err(Rejection::HeadTooLarge { limit: policy.max_head });
        }
        if mcp > policy.max_mcp_fields {
            return Err(Rejection::McpFieldsTooLarge { limit: policy.max_mcp_fields });
        }
        if announced_length(headers) > policy.max_body {
            return Err(Rejection::BodyTooLarge { limit: policy.max_body });
        }
        if !content_is_json(headers) {
            return Err(Rejection::UnsupportedMediaType);
        }
        if !content_is_plain(headers) {
            return Err(Rejection::UnsupportedContentCoding);
        }
        if !Acceptable::of(headers).both() {
            return Err(Rejection::NotAcceptable);
        }
        Ok(Head { headers, max_body: policy.max_body })
    }
}

/// A head that may have its content read, and the fields that the content must agree with.
///
/// Fields that stand twice are shown as such: they are refused when the id of the request is known.
#[derive(Debug, Clone, Copy)]
pub struct Head<'h> {
    headers: &'h HeaderMap,
    max_body: u64,
}

impl<'h> Head<'h> {
    /// All fields of the head.
    pub fn headers(&self) -> &'h HeaderMap {
        self.headers
    }

    /// `MCP-Protocol-Version`.
    pub fn version(&self) -> Field<'h> {
        Field::of(self.headers, &MCP_PROTOCOL_VERSION)
    }

    /// `Mcp-Method`.
    pub fn method(&self) -> Field<'h> {
        Field::of(self.headers, &MCP_METHOD)
    }

    /// `Mcp-Name`, as it was sent.
    pub fn name(&self) -> Field<'h> {
        Field::of(self.headers, &MCP_NAME)
    }

    /// The most content that may be read, in bytes.
    pub fn max_body(&self) -> u64 {
        self.max_body
    }

    /// A counter for content that comes in pieces.
    pub fn body_limit(&self) -> BodyLimit {
        BodyLimit::new(self.max_body)
    }

    /// What outlives the borrow: that this head was admitted.
    pub fn pass(&self) -> HeadPass {
        HeadPass { max_body: self.max_body }
    }
}

/// The memory that a head was admitted, while its content is being read.
///
/// A [`Head`] borrows the fields it was made from, and so cannot be kept next to them. A pass can, and makes the same
/// view again without judging the head twice. Only an admitted head gives one.
///
/// # Examples
///
/// ```
/// use http::Request;
/// use mcp_transport_http::field::Field;
/// use mcp_transport_http::{HeadPolicy, HeadVerdict, admit_head};
///
/// let request = Request::post("/mcp").header("host", "localhost").header("content-type", "application/json");
/// let parts = request.header("mcp-method", "tools/list").body(())?.into_parts().0;
///
/// let policy = HeadPolicy::local();
/// let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
/// let pass = head.pass();
/// let parts = Box::new(parts); // they move, the pass stays good
/// assert_eq!(pass.head(&parts.headers).method(), Field::One(b"tools/list"));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadPass {
    max_body: u64,
}

impl HeadPass {
    /// Makes the view again, of the fields of the head that was admitted.
    ///
    /// Those of another head would not have been judged at all.
    pub fn head(self, headers: &HeaderMap) -> Head<'_> {
        Head { headers, max_body: self.max_body }
    }

    /// A counter for content that comes in pieces.
    pub fn body_limit(self) -> BodyLimit {
        BodyLimit::new(self.max_body)
    }
}

/// Counts content as it comes in, so that no more than allowed is ever kept.
///
/// # Examples
///
/// ```
/// # use mcp_transport_http::BodyLimit;
/// let mut limit = BodyLimit::new(10);
/// assert!(limit.admit(b"0123456".len()).is_ok());
/// assert_eq!(limit.admit(b"789a".len()).unwrap_err().status(), 413);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyLimit {
    limit: u64,
    left: u64,
}

impl BodyLimit {
    /// Allows so many bytes.
    pub fn new(bytes: u64) -> Self {
        BodyLimit { limit: bytes, left: bytes }
    }

    /// How many bytes are still allowed.
    pub fn remaining(&self) -> u64 {
        self.left
    }

    /// Counts a piece before it is kept.
    ///
    /// # Errors
    ///
    /// [`Rejection::BodyTooLarge`] if the content is now larger than allowed; then nothing more is admitted.
    pub fn admit(&mut self, piece_bytes: usize) -> Result<(), Rejection> {
        let left = u64::try_from(piece_bytes).ok().and_then(|bytes| self.left.checked_sub(bytes));
        self.left = left.unwrap_or(0);
        left.map(drop).ok_or(Rejection::BodyTooLarge { limit: self.limit })
    }
}

/// Bytes of all fields, and of those of MCP, names and values.
fn field_bytes(headers: &HeaderMap) -> (usize, usize) {
    headers.iter().fold((0, 0), |(all, mcp), (name, value)| {
        let bytes = name.as_str().len() + value.len();
        (all + bytes, if name.as_str().starts_with(MCP_PREFIX) { mcp + bytes } else { mcp })
    })
}

/// The largest length announced; what is not a number is the HTTP layer's to refuse.
fn announced_length(headers: &HeaderMap) -> u64 {
    let lengths = headers.get_all(CONTENT_LENGTH).iter().map(|value| {
        trim(value.as_bytes()).iter().try_fold(0_u64, |length, digit| {
            let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
            Some(length.saturating_mul(10).saturating_add(digit))
        })
    });
    lengths.flatten().max().unwrap_or(0)
}

#[cfg(test)]
mod tests;
