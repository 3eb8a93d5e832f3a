//! What can be judged of a message alone, whatever transport it came over.
//!
//! Transports add what they know beside the message, and say it in their own way; the rules that they share stand here.

use std::collections::BTreeMap;
use std::fmt;

use crate::generated::{ClientCapabilities, RequestMetaObject};
use crate::json::JsonObject;
use crate::jsonrpc::{Message, MessageKind};
use crate::limits::MAX_ECHO_BYTES;
use crate::meta::{CLIENT_CAPABILITIES, CLIENT_INFO, PROTOCOL_VERSION};
use crate::method::Method;
use crate::version::{Era, ProtocolVersion};

/// The method that opens a legacy session.
const INITIALIZE: &str = "initialize";

/// What a server serves, as far as it takes to refuse the rest.
pub trait Served {
    /// The versions served, of both eras, in order of preference.
    fn versions(&self) -> &[ProtocolVersion];

    /// Says whether requests with this method are served.
    fn serves(&self, method: &str) -> bool;
}

/// Says whether a message carries any of the metadata that only modern requests carry, well formed or not.
pub fn is_modern(message: &Message<'_>) -> bool {
    [PROTOCOL_VERSION, CLIENT_CAPABILITIES, CLIENT_INFO].iter().any(|key| message.params().meta(key).is_some())
}

/// Says whether a message is the request that opens a legacy session, unless it carries modern metadata.
pub fn is_initialize(message: &Message<'_>) -> bool {
    message.kind() == MessageKind::Request && message.method() == INITIALIZE
}

/// The version that `initialize` offers.
pub fn requested_by_initialize(message: &Message<'_>) -> Option<ProtocolVersion> {
    message.params().get("protocolVersion")?.as_str().map(|version| ProtocolVersion::from(version.as_ref()))
}

/// Says whether a notification is a request whose id got lost: a method of this protocol that expects an answer.
pub fn lacks_id(message: &Message<'_>) -> bool {
    message.kind() == MessageKind::Notification
        && Method::from_name(message.method()).is_some_and(|known| !known.is_notification())
}

/// The version of the two that is served and modern.
///
/// # Errors
///
/// [`VersionFault`]: it is not served, or of the legacy era, which knows no requests with metadata.
pub fn served_version(requested: &str, served: &[ProtocolVersion]) -> Result<ProtocolVersion, Box<VersionFault>> {
    let known = served.iter().find(|version| version.as_str() == requested);
    let modern = known.filter(|version| version.era() != Some(Era::Legacy));
    // spec: VER-001 — a version that is not served is refused with those that are.
    modern.cloned().ok_or_else(|| VersionFault::new(requested, served))
}

/// What a client has to declare to use a method of an extension, unless its request does.
///
/// # Examples
///
/// ```
/// use mcp_types::admission::undeclared_extension;
/// use mcp_types::{ClientCapabilities, Method, ProtocolVersion, RequestMetaObject};
///
/// let meta = RequestMetaObject::new(ProtocolVersion::LATEST, ClientCapabilities::new());
/// let required = undeclared_extension(Method::GetTask, &meta).expect("tasks are an extension");
/// let declared = RequestMetaObject::new(ProtocolVersion::LATEST, *required);
/// assert_eq!(undeclared_extension(Method::GetTask, &declared), None);
/// assert_eq!(undeclared_extension(Method::CallTool, &meta), None);
/// ```
pub fn undeclared_extension(method: Method, meta: &RequestMetaObject) -> Option<Box<ClientCapabilities>> {
    let extension = method.extension()?;
    let declared = meta.client_capabilities.extensions.as_ref();
    if declared.is_some_and(|declared| declared.contains_key(extension)) {
        return None;
    }
    let required = BTreeMap::from([(extension.to_owned(), JsonObject::default())]);
    Some(Box::new(ClientCapabilities::new().with_extensions(required)))
}

/// Which version was asked for, and which are served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionFault {
    requested: Box<str>,
    supported: Box<[ProtocolVersion]>,
}

impl VersionFault {
    /// Puts a request for a version next to the versions served.
    pub fn new(requested: &str, served: &[ProtocolVersion]) -> Box<Self> {
        let is_legacy = |version: &&ProtocolVersion| version.era() == Some(Era::Legacy);
        let modern = served.iter().filter(|version| !is_legacy(version));
        let supported = modern.chain(served.iter().filter(is_legacy)).cloned().collect();
        Box::new(VersionFault { requested: excerpt(requested), supported })
    }

    /// What was asked for, cut to [`MAX_ECHO_BYTES`]; empty if nothing was.
    pub fn requested(&self) -> &str {
        &self.requested
    }

    /// What is served, modern versions first.
    pub fn supported(&self) -> &[ProtocolVersion] {
        &self.supported
    }
}

impl fmt::Display for VersionFault {
    // spec: VER-014 — a client that knows no newer revision shows this sentence and nothing else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this server speaks ")?;
        for (index, version) in self.supported.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{}", version.as_str())?;
        }
        match &*self.requested {
            "" => f.write_str("; the request names no version"),
            requested => write!(f, "; the request asks for `{requested}`"),
        }
    }
}

/// Copies the start of what a peer sent, escaped to printable ASCII, and marks a cut with three dots.
pub fn excerpt(bytes: impl AsRef<[u8]>) -> Box<str> {
    let bytes = bytes.as_ref();
    let kept = &bytes[..bytes.len().min(MAX_ECHO_BYTES)];
    let dots = if kept.len() < bytes.len() { "..." } else { "" };
    format!("{}{dots}", kept.escape_ascii()).into_boxed_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonrpc::{ScanLimits, scan};

    fn check<T>(body: &str, judge: impl Fn(&Message<'_>) -> T) -> T {
        judge(&scan(body.as_bytes(), &ScanLimits::default()).expect("the tests write messages"))
    }

    #[test]
    fn any_modern_member_makes_a_message_modern() {
        for (members, modern) in [
            (r#""io.modelcontextprotocol/protocolVersion":"2026-07-28""#, true),
            (r#""io.modelcontextprotocol/clientCapabilities":{}"#, true),
            (r#""io.modelcontextprotocol/clientInfo":5"#, true),
            (r#""io.modelcontextprotocol/protocolVersion":null"#, true),
            (r#""progressToken":1,"io.modelcontextprotocol/logLevel":"info""#, false),
            ("", false),
        ] {
            for method in ["initialize", "tools/list"] {
                let body =
                    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{"_meta":{{{members}}}}}}}"#);
                assert_eq!(check(&body, is_modern), modern, "{body}");
                assert_eq!(check(&body, is_initialize), method == "initialize");
            }
        }
    }

    #[test]
    fn initialize_is_a_request_and_offers_a_version() {
        let body = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}"#;
        assert_eq!(check(body, requested_by_initialize), Some(ProtocolVersion::V2025_06_18));
        assert_eq!(check(&body.replace("\"2025-06-18\"", "5"), requested_by_initialize), None);
        assert!(!check(&body.replace("\"id\":1,", ""), is_initialize), "a notification opens nothing");
    }

    #[test]
    fn only_methods_that_expect_an_answer_lack_an_id() {
        for (method, lacks) in [("tools/call", true), ("notifications/cancelled", false), ("com.example/own", false)] {
            let body = format!(r#"{{"jsonrpc":"2.0","method":"{method}"}}"#);
            assert_eq!(check(&body, lacks_id), lacks, "{method}");
        }
        assert!(!check(r#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#, lacks_id));
    }

    #[test]
    fn only_modern_versions_that_are_served_are() {
        // spec: VER-001
        let served = [ProtocolVersion::V2025_11_25, ProtocolVersion::V2026_07_28];
        assert_eq!(served_version("2026-07-28", &served), Ok(ProtocolVersion::V2026_07_28));
        for requested in ["2025-11-25", "1900-01-01", "", "2026-07-28 "] {
            let fault = served_version(requested, &served).expect_err("not served, or legacy");
            assert_eq!(fault.requested(), requested);
            assert_eq!(fault.supported(), [ProtocolVersion::V2026_07_28, ProtocolVersion::V2025_11_25]);
        }
    }

    #[test]
    fn a_fault_names_what_is_served_and_what_was_asked_for() {
        // spec: VER-014
        let served = [ProtocolVersion::V2025_11_25, ProtocolVersion::V2026_07_28];
        for (requested, end) in [("", "the request names no version"), ("x\n", r"the request asks for `x\n`")] {
            let message = VersionFault::new(requested, &served).to_string();
            assert_eq!(message, format!("this server speaks 2026-07-28, 2025-11-25; {end}"));
        }
    }

    #[test]
    fn excerpts_are_printable_and_short() {
        assert_eq!(&*excerpt("tools/list"), "tools/list");
        assert_eq!(&*excerpt(b"a\r\n\xff"), "a\\r\\n\\xff");
        let long = excerpt(vec![0u8; 1 << 20]);
        assert!(long.len() <= 4 * MAX_ECHO_BYTES + 3 && long.ends_with("..."), "{}", long.len());
    }
}
