//! A modern message, judged against what is served.

use mcp_types::admission::{
    Served, VersionFault, excerpt, is_initialize, is_modern, lacks_id, requested_by_initialize, served_version,
    undeclared_extension,
};
use mcp_types::jsonrpc::{Message, MessageKind};
use mcp_types::{CancelledNotificationParams, Method, ProtocolVersion, Raw, RequestId, RequestMetaObject};

use crate::rejection::Rejection;

/// A message that the server serves.
///
/// Exhaustive: a message that is none of these was refused.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "made once per message and taken apart at once; a box would cost more")]
pub enum Admitted<'a> {
    /// A request, which has to be answered unless it is cancelled.
    #[non_exhaustive]
    Request {
        /// The id to answer with.
        id: &'a RequestId,
        /// The method, which is one that the server serves.
        method: &'a str,
        /// The metadata of the request.
        meta: RequestMetaObject,
    },
    /// The client gives up a request. Whether that is in flight is for [`InFlight::cancel`](crate::InFlight::cancel) to
    /// say; if it is not, there is nothing to be done.
    Cancelled(CancelledNotificationParams),
    /// Another notification, which is answered in no way, whether or not the server has a use for it.
    #[non_exhaustive]
    Notification {
        /// The method, which need not be one that the server knows.
        method: &'a str,
    },
}

/// Judges a message of modern traffic: rows 5 to 7, 9, 10 and 12 of the order of refusals.
///
/// # Errors
///
/// In this order:
///
/// - [`Rejection::ResponseReceived`], [`Rejection::RequestWithoutId`], [`Rejection::CancellationMalformed`]: neither a
///   request nor a notification that means something; these are not answered.
/// - [`Rejection::LegacyTraffic`]: `initialize` without modern metadata.
/// - [`Rejection::MetaMissing`], [`Rejection::MetaInvalid`]: metadata that are not there or not of their types.
/// - [`Rejection::UnsupportedVersion`]: a version that is not served, or not a modern one.
/// - [`Rejection::MethodNotFound`]: a method that is not served.
/// - [`Rejection::ExtensionNotDeclared`]: a method of an extension that the request does not declare.
///
/// # Specification
///
/// [Request metadata](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio#request-metadata)
///
/// # Examples
///
/// ```
/// use mcp_transport_stdio::{Admitted, Served, admit};
/// use mcp_types::ProtocolVersion;
/// use mcp_types::jsonrpc::{ScanLimits, scan};
///
/// struct Clock;
///
/// impl Served for Clock {
///     fn versions(&self) -> &[ProtocolVersion] {
///         &[ProtocolVersion::V2026_07_28]
///     }
///     fn serves(&self, method: &str) -> bool {
///         method == "server/discover" || method == "tools/list"
///     }
/// }
///
/// let line = br#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{
///     "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}"#;
/// let message = scan(line, &ScanLimits::default())?;
/// assert!(matches!(admit(&message, &Clock), Ok(Admitted::Request { method: "tools/list", .. })));
///
/// let message = scan(br#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, &ScanLimits::default())?;
/// let rejection = admit(&message, &Clock).unwrap_err();
/// assert_eq!(rejection.to_string(), "request metadata missing: params._meta is required");
/// # Ok::<(), mcp_types::jsonrpc::ScanError>(())
/// ```
pub fn admit<'a>(message: &'a Message<'_>, served: &impl Served) -> Result<Admitted<'a>, Rejection> {
    match (message.kind(), message.id()) {
        (MessageKind::Request, Some(id)) => admit_request(message, id, served),
        (MessageKind::Notification, _) => admit_notification(message),
        // spec: STDIO-006 — nothing a client could answer was ever asked.
        (MessageKind::Response | MessageKind::Request, _) => Err(Rejection::ResponseReceived),
    }
}

fn admit_request<'a>(
    message: &'a Message<'_>,
    id: &'a RequestId,
    served: &impl Served,
) -> Result<Admitted<'a>, Rejection> {
    // spec: VER-014 — who opens a session learns which versions are served.
    if is_initialize(message) && !is_modern(message) {
        let offered = requested_by_initialize(message);
        let offered = offered.as_ref().map_or("", ProtocolVersion::as_str);
        return Err(Rejection::LegacyTraffic(VersionFault::new(offered, served.versions())));
    }
    // spec: META-009 — metadata come first: without a version in them nothing else can be judged.
    let meta = message.params().meta_raw().ok_or(Rejection::MetaMissing)?;
    let meta = meta.decode::<RequestMetaObject>().map_err(Rejection::MetaInvalid)?;
    // spec: VER-001 — a version that is not served is refused with those that are.
    served_version(meta.protocol_version.as_str(), served.versions()).map_err(Rejection::UnsupportedVersion)?;
    let method = message.method();
    // spec: VER-009 — methods of older revisions are as unknown as any other.
    if !served.serves(method) {
        return Err(Rejection::MethodNotFound { method: excerpt(method) });
    }
    if let Some(required) = Method::from_name(method).and_then(|known| undeclared_extension(known, &meta)) {
        return Err(Rejection::ExtensionNotDeclared { required });
    }
    Ok(Admitted::Request { id, method, meta })
}

fn admit_notification<'a>(message: &'a Message<'_>) -> Result<Admitted<'a>, Rejection> {
    let method = message.method();
    // A request whose id got lost must not look like it was done.
    if lacks_id(message) {
        return Err(Rejection::RequestWithoutId { method: excerpt(method) });
    }
    if Method::from_name(method) != Some(Method::Cancelled) {
        return Ok(Admitted::Notification { method });
    }
    let params = match message.params().raw() {
        Some(params) => params.decode::<CancelledNotificationParams>(),
        None => Raw::parse("{}").and_then(|none| none.decode::<CancelledNotificationParams>()),
    };
    params.map(Admitted::Cancelled).map_err(Rejection::CancellationMalformed)
}

#[cfg(test)]
mod tests;
