//! A modern message, judged against its head and against what is served.

use std::borrow::Cow;

use mcp_types::admission::{
    Served, VersionFault, excerpt, is_initialize, is_modern, lacks_id, requested_by_initialize, served_version,
};
use mcp_types::jsonrpc::{Message, MessageKind};
use mcp_types::meta::PROTOCOL_VERSION;
use mcp_types::{Method, ProtocolVersion, RequestId, RequestMetaObject};

use crate::field::Field;
use crate::head::Head;
use crate::rejection::{FieldFault, FieldProblem, Rejection};
use crate::sentinel;

/// A message that agrees with its head and that the server serves.
///
/// Exhaustive: a message that is neither was refused.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "made once per message and taken apart at once; a box would cost more")]
pub enum Admitted<'a> {
    /// A request, which has to be answered.
    #[non_exhaustive]
    Request {
        /// The id to answer with.
        id: &'a RequestId,
        /// The method, which is one that the server serves.
        method: &'a str,
        /// What `Mcp-Name` repeats of this method's `params`, unescaped; `None` for methods that it does not repeat.
        name: Option<Cow<'a, str>>,
        /// The metadata of the request.
        meta: RequestMetaObject,
    },
    /// A notification: answered with 202 and no content, whether or not the server has a use for it.
    #[non_exhaustive]
    Notification {
        /// The method, which need not be one that the server knows.
        method: &'a str,
        /// The version that the head names, which is served.
        version: ProtocolVersion,
    },
}

/// Judges a message of modern traffic: rows 5 to 11 of [`REFUSALS`](crate::REFUSALS).
///
/// # Errors
///
/// In this order:
///
/// - [`Rejection::PostedResponse`], [`Rejection::RequestWithoutId`]: neither a request nor a notification.
/// - [`Rejection::LegacyTraffic`]: `initialize` without modern metadata.
/// - [`Rejection::MetaMissing`], [`Rejection::MetaInvalid`]: metadata that are not there or not of their types.
/// - [`Rejection::VersionField`]: `MCP-Protocol-Version` missing, doubled or different.
/// - [`Rejection::UnsupportedVersion`]: a version that is not served, or not a modern one.
/// - [`Rejection::MethodNotFound`]: a method that is not served.
/// - [`Rejection::RoutingField`]: `Mcp-Method` or `Mcp-Name` missing, doubled, malformed or different.
///
/// Of a notification `Mcp-Method` is judged only if it is there, and the method need not be served.
///
/// # Specification
///
/// [Server validation](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation)
///
/// # Examples
///
/// ```
/// use http::Request;
/// use mcp_transport_http::{Admitted, HeadPolicy, HeadVerdict, Served, admit, admit_head};
/// use mcp_types::ProtocolVersion;
/// use mcp_types::jsonrpc::{ScanLimits, scan};
///
/// struct Calculator;
///
/// impl Served for Calculator {
///     fn versions(&self) -> &[ProtocolVersion] {
///         &[ProtocolVersion::V2026_07_28]
///     }
///     fn serves(&self, method: &str) -> bool {
///         matches!(method, "server/discover" | "tools/list" | "tools/call")
///     }
/// }
///
/// let body = br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","_meta":{
///     "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}"#;
/// let message = scan(body, &ScanLimits::default())?;
///
/// let policy = HeadPolicy::local();
/// let mut parts = Request::post("/mcp")
///     .header("host", "localhost")
///     .header("content-type", "application/json")
///     .header("mcp-protocol-version", "2026-07-28")
///     .header("mcp-method", "tools/call")
///     .header("mcp-name", "add")
///     .body(())?
///     .into_parts()
///     .0;
/// let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
/// let Ok(Admitted::Request { name, .. }) = admit(&head, &message, &Calculator) else { panic!("refused") };
/// assert_eq!(name.as_deref(), Some("add"));
///
/// parts.headers.insert("mcp-name", "drop".parse()?);
/// let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
/// let rejection = admit(&head, &message, &Calculator).unwrap_err();
/// assert_eq!(rejection.to_string(), "header mismatch: Mcp-Name differs from params.name");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn admit<'a>(head: &Head<'_>, message: &'a Message<'_>, served: &impl Served) -> Result<Admitted<'a>, Rejection> {
    match (message.kind(), message.id()) {
        (MessageKind::Request, Some(id)) => admit_request(head, message, id, served),
        (MessageKind::Notification, _) => admit_notification(head, message, served),
        // spec: HTTP-012 — nothing a client could answer was ever asked.
        (MessageKind::Response | MessageKind::Request, _) => Err(Rejection::PostedResponse),
    }
}

/// Judges whether content is what its head says, whatever is served: for gateways that read content before they forward
/// it.
///
/// What is served, and what is in the message beyond that, is left to the server, which judges all of it again.
///
/// # Errors
///
/// As [`admit`], but for [`Rejection::MethodNotFound`]. Served is each version whose servers do the same.
///
/// # Examples
///
/// ```
/// use http::Request;
/// use mcp_transport_http::{HeadPolicy, HeadVerdict, admit_agreement, admit_head};
/// use mcp_types::jsonrpc::{ScanLimits, scan};
///
/// let body = br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"drop_table","_meta":{
///     "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}"#;
/// let message = scan(body, &ScanLimits::default())?;
///
/// let policy = HeadPolicy::local();
/// let request = Request::post("/mcp").header("host", "localhost").header("content-type", "application/json");
/// let request = request.header("mcp-protocol-version", "2026-07-28").header("mcp-method", "tools/call");
/// let mut parts = request.header("mcp-name", "list_tables").body(())?.into_parts().0;
/// let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
/// assert_eq!(admit_agreement(&head, &message).unwrap_err().code().value(), -32020);
///
/// parts.headers.insert("mcp-name", "drop_table".parse()?);
/// let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
/// assert_eq!(admit_agreement(&head, &message), Ok(()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn admit_agreement(head: &Head<'_>, message: &Message<'_>) -> Result<(), Rejection> {
    admit(head, message, &AnyServer).map(drop)
}

/// A server that nothing is known of but that it compares head and content.
struct AnyServer;

impl Served for AnyServer {
    fn versions(&self) -> &[ProtocolVersion] {
        &[ProtocolVersion::V2026_07_28]
    }

    fn serves(&self, _: &str) -> bool {
        true
    }
}

fn admit_request<'a>(
    head: &Head<'_>,
    message: &'a Message<'_>,
    id: &'a RequestId,
    served: &impl Served,
) -> Result<Admitted<'a>, Rejection> {
    if is_initialize(message) && !is_modern(message) {
        return Err(Rejection::LegacyTraffic(legacy_fault(head, message, served)));
    }
    // spec: META-009, META-010 — metadata come first: without a version in them there is nothing to compare.
    let meta = message.params().meta_raw().ok_or(Rejection::MetaMissing)?;
    let meta = meta.decode::<RequestMetaObject>().map_err(Rejection::MetaInvalid)?;
    // spec: HTTP-029 — whether the two agree is asked before whether the version is served.
    version_field(head, Some(meta.protocol_version.as_str()))?;
    version_served(meta.protocol_version.as_str(), served)?;
    let method = message.method();
    // spec: HTTP-031 — methods of older revisions are as unknown as any other.
    if !served.serves(method) {
        return Err(Rejection::MethodNotFound { method: excerpt(method) });
    }
    method_field(head, method)?;
    let name = name_field(head, message)?;
    Ok(Admitted::Request { id, method, name, meta })
}

fn admit_notification<'a>(
    head: &Head<'_>,
    message: &'a Message<'_>,
    served: &impl Served,
) -> Result<Admitted<'a>, Rejection> {
    let method = message.method();
    // A request whose id got lost must not look like it was done.
    if lacks_id(message) {
        return Err(Rejection::RequestWithoutId { method: excerpt(method) });
    }
    let in_meta = match message.params().meta(PROTOCOL_VERSION) {
        Some(version) => Some(version.decode::<ProtocolVersion>().map_err(Rejection::MetaInvalid)?),
        None => None,
    };
    let version = version_field(head, in_meta.as_ref().map(ProtocolVersion::as_str))?;
    let version = version_served(version, served)?;
    if head.method() != Field::Absent {
        method_field(head, method)?;
    }
    Ok(Admitted::Notification { method, version })
}

/// Row 8. Gives back the version in which head and content agree.
fn version_field<'v>(head: &Head<'v>, in_body: Option<&'v str>) -> Result<&'v str, Rejection> {
    let fault = |problem| {
        let member = "io.modelcontextprotocol/protocolVersion of params._meta";
        Rejection::VersionField(FieldFault::new("MCP-Protocol-Version", member, problem))
    };
    match head.version() {
        // spec: HTTP-033, HTTP-037 — the field is required of every POST, notifications included.
        Field::Absent => Err(fault(FieldProblem::Missing)),
        Field::Repeated => Err(fault(FieldProblem::Repeated)),
        // spec: HTTP-029 — a version that is not the one in the content is refused.
        Field::One(sent) => match (std::str::from_utf8(sent), in_body) {
            (Ok(sent), None) => Ok(sent),
            (Ok(sent), Some(body)) if sent == body => Ok(sent),
            (_, Some(body)) => Err(fault(FieldProblem::differs_by(sent, body))),
            (Err(_), None) => Err(fault(FieldProblem::Malformed(sentinel::SentinelError::Character))),
        },
    }
}

/// Row 9.
fn version_served(requested: &str, served: &impl Served) -> Result<ProtocolVersion, Rejection> {
    // spec: HTTP-030, VER-001 — a version that is not served is refused with those that are.
    // Modern metadata that name a legacy version ask for something that does not exist: legacy versions have sessions.
    served_version(requested, served.versions()).map_err(Rejection::UnsupportedVersion)
}

/// Row 11, first half.
fn method_field(head: &Head<'_>, method: &str) -> Result<(), Rejection> {
    let fault = |problem| Err(Rejection::RoutingField(FieldFault::new("Mcp-Method", "method", problem)));
    match head.method() {
        // spec: HTTP-037 — every request names its method in the head.
        Field::Absent => fault(FieldProblem::Missing),
        Field::Repeated => fault(FieldProblem::Repeated),
        // spec: HTTP-038, HTTP-042 — the same method, letter by letter.
        Field::One(sent) if sent == method.as_bytes() => Ok(()),
        Field::One(sent) => fault(FieldProblem::differs_by(sent, method)),
    }
}

/// Row 11, second half: what `Mcp-Name` repeats of this message, if its method has such a thing.
fn name_field<'a>(head: &Head<'_>, message: &'a Message<'_>) -> Result<Option<Cow<'a, str>>, Rejection> {
    // spec: TASK-062 — tasks are named like tools, prompts and resources.
    let Some(member) = Method::from_name(message.method()).and_then(Method::mirrored_name) else {
        return Ok(None);
    };
    let fault = |problem| Rejection::RoutingField(FieldFault::new("Mcp-Name", format!("params.{member}"), problem));
    let in_body = message.params().get(member).and_then(|value| value.as_str());
    let in_body = in_body.ok_or_else(|| fault(FieldProblem::NoCounterpart))?;
    match head.name() {
        // spec: HTTP-037 — what these methods are about stands in the head too.
        Field::Absent => Err(fault(FieldProblem::Missing)),
        Field::Repeated => Err(fault(FieldProblem::Repeated)),
        Field::One(sent) => {
            // spec: HTTP-040, HTTP-062 — what stands for no text is refused.
            let value = sentinel::Value::of(sent).map_err(|error| fault(FieldProblem::Malformed(error)))?;
            // spec: HTTP-061 — the value is compared as what it stands for.
            if value.stands_for(&in_body) {
                return Ok(Some(in_body));
            }
            // spec: HTTP-038 — another name is refused.
            value.check().map_err(|error| fault(FieldProblem::Malformed(error)))?;
            Err(fault(FieldProblem::Differs))
        }
    }
}

fn legacy_fault(head: &Head<'_>, message: &Message<'_>, served: &impl Served) -> Box<VersionFault> {
    let in_head = match head.version() {
        Field::One(value) => std::str::from_utf8(value).unwrap_or_default(),
        Field::Absent | Field::Repeated => "",
    };
    let offered = requested_by_initialize(message);
    VersionFault::new(offered.as_ref().map_or(in_head, ProtocolVersion::as_str), served.versions())
}

#[cfg(test)]
mod tests;
