//! The keys of `_meta` objects: their grammar, and those that MCP reserves.
//!
//! # Specification
//!
//! [`_meta`](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta)

use std::fmt;

/// The protocol version of a request: a string.
pub const PROTOCOL_VERSION: &str = "io.modelcontextprotocol/protocolVersion";
/// Name and version of the client: an [`Implementation`](https://modelcontextprotocol.io/specification/2026-07-28/schema#implementation).
pub const CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";
/// What the client can do for this request: a `ClientCapabilities` object.
pub const CLIENT_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
/// The least severe log message the client wants for this request: a `LoggingLevel`.
pub const LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";
/// Name and version of the server, on a result: an `Implementation`.
pub const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";
/// The id of the request that opened the subscription a notification belongs to.
pub const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";
/// Asks for progress notifications: a string or an integer.
pub const PROGRESS_TOKEN: &str = "progressToken";
/// The position in a distributed trace: see [`TraceParent`](crate::TraceParent).
pub const TRACEPARENT: &str = "traceparent";
/// What vendors add to a distributed trace: see [`TraceState`](crate::TraceState).
pub const TRACESTATE: &str = "tracestate";
/// What an application carries along a distributed trace: see [`Baggage`](crate::Baggage).
pub const BAGGAGE: &str = "baggage";

/// The reserved keys that have no prefix, as an exception to the rule.
const BARE: [&str; 4] = [PROGRESS_TOKEN, TRACEPARENT, TRACESTATE, BAGGAGE];

/// A well-formed key of a `_meta` object: an optional prefix and a name, parted by a slash.
///
/// Keys received from a peer need not be well-formed; this is for keys that one's own program makes up.
///
/// # Examples
///
/// ```
/// use mcp_types::MetaKey;
///
/// let key = MetaKey::parse("com.example/build")?;
/// assert_eq!((key.prefix(), key.name()), (Some("com.example"), "build"));
/// assert!(!key.is_reserved());
///
/// assert!(MetaKey::parse("dev.mcp/build")?.is_reserved());
/// assert!(MetaKey::parse("com.-example/build").is_err());
/// # Ok::<(), mcp_types::MetaKeyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MetaKey<'a> {
    text: &'a str,
    prefix: Option<&'a str>,
    name: &'a str,
}

/// The identifier of an extension: a [`MetaKey`] that has a prefix.
///
/// # Specification
///
/// [Extension negotiation](https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning#extension-negotiation)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExtensionId<'a>(MetaKey<'a>);

/// The rule that a text breaks, so that it is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetaKeyError {
    /// A label of the prefix does not start with a letter, end with a letter or digit, or has another character than
    /// letters, digits and hyphens.
    Label,
    /// The name does not begin and end with a letter or digit, or has another character than letters, digits, hyphens,
    /// underscores and dots.
    Name,
    /// The identifier of an extension has no prefix.
    NoPrefix,
}

impl<'a> MetaKey<'a> {
    /// Reads a key. Letters and digits are those of ASCII; the name may be empty.
    ///
    /// # Errors
    ///
    /// [`MetaKeyError::Label`] and [`MetaKeyError::Name`], for the part that is malformed.
    pub fn parse(text: &'a str) -> Result<Self, MetaKeyError> {
        // spec: META-002 A prefix is labels parted by dots, and a slash.
        let (prefix, name) = match text.split_once('/') {
            Some((prefix, name)) => (Some(prefix), name),
            // spec: META-022 A key without a prefix is a key; among them are the bare ones that MCP reserves.
            None => (None, text),
        };
        if !prefix.is_none_or(|prefix| prefix.split('.').all(is_label)) {
            return Err(MetaKeyError::Label);
        }
        if !is_name(name) {
            return Err(MetaKeyError::Name);
        }
        Ok(MetaKey { text, prefix, name })
    }

    /// The whole key.
    pub fn as_str(self) -> &'a str {
        self.text
    }

    /// What stands before the slash.
    pub fn prefix(self) -> Option<&'a str> {
        self.prefix
    }

    /// What stands after the slash, or the whole key where there is none.
    pub fn name(self) -> &'a str {
        self.name
    }

    /// Whether the key belongs to MCP, so that nobody else may define it: its prefix is reserved, or it is one of
    /// `progressToken`, `traceparent`, `tracestate` and `baggage`.
    pub fn is_reserved(self) -> bool {
        match self.prefix {
            // spec: META-005 A prefix whose second label is `modelcontextprotocol` or `mcp` is reserved.
            Some(prefix) => matches!(prefix.split('.').nth(1), Some("modelcontextprotocol" | "mcp")),
            None => BARE.contains(&self.name),
        }
    }
}

impl<'a> ExtensionId<'a> {
    /// Reads the identifier of an extension.
    ///
    /// # Errors
    ///
    /// [`MetaKeyError`], also for a well-formed key without a prefix.
    pub fn parse(text: &'a str) -> Result<Self, MetaKeyError> {
        let key = MetaKey::parse(text)?;
        // spec: VER-004 An extension identifier is a `_meta` key with a prefix.
        if key.prefix.is_none() { Err(MetaKeyError::NoPrefix) } else { Ok(ExtensionId(key)) }
    }

    /// The identifier as the key that it is.
    pub fn key(self) -> MetaKey<'a> {
        self.0
    }

    /// The whole identifier.
    pub fn as_str(self) -> &'a str {
        self.0.text
    }
}

/// Writes the whole key.
impl fmt::Display for MetaKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

/// Writes the whole identifier.
impl fmt::Display for ExtensionId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for MetaKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MetaKeyError::Label => "malformed label in the prefix",
            MetaKeyError::Name => "malformed name",
            MetaKeyError::NoPrefix => "extension identifier without a prefix",
        })
    }
}

impl std::error::Error for MetaKeyError {}

// spec: META-003 A label starts with a letter, ends with a letter or digit, and may have hyphens between.
fn is_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

// spec: META-006 A name is empty, or begins and ends with a letter or digit, with `-`, `_` and `.` between.
fn is_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.first().is_none_or(u8::is_ascii_alphanumeric)
        && bytes.last().is_none_or(u8::is_ascii_alphanumeric)
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prefixes_and_names_follow_the_grammar() {
        // spec: META-002 spec: META-003 spec: META-006
        for (text, prefix, name) in [
            ("", None, ""),
            ("a", None, "a"),
            ("9", None, "9"),
            ("a-b_c.d", None, "a-b_c.d"),
            ("a/", Some("a"), ""),
            ("com.example/", Some("com.example"), ""),
            ("com.example/build", Some("com.example"), "build"),
            ("com.ex-ample.x9/0", Some("com.ex-ample.x9"), "0"),
            ("A.B/C", Some("A.B"), "C"),
        ] {
            let key = MetaKey::parse(text).map(|key| (key.prefix(), key.name()));
            assert_eq!(key, Ok((prefix, name)), "{text:?}");
        }
    }

    #[test]
    fn malformed_prefixes_are_refused() {
        // spec: META-002 spec: META-003
        for text in
            ["/x", ".com/x", "com./x", "com..example/x", "1com/x", "com.1/x", "-a/x", "a-/x", "a_b/x", "cöm/x", "a b/x"]
        {
            assert_eq!(MetaKey::parse(text), Err(MetaKeyError::Label), "{text:?}");
        }
    }

    #[test]
    fn malformed_names_are_refused() {
        // spec: META-006
        for text in ["-", "-a", "a-", "_a", "a_", ".a", "a.", "a b", "ä", "a:b", "com.example/-a", "com.example/a/b"] {
            assert_eq!(MetaKey::parse(text), Err(MetaKeyError::Name), "{text:?}");
        }
    }

    #[test]
    fn the_second_label_reserves_a_prefix() {
        // spec: META-005
        for (text, reserved) in [
            ("io.modelcontextprotocol/x", true),
            ("dev.mcp/x", true),
            ("org.modelcontextprotocol.api/x", true),
            ("com.mcp.tools/x", true),
            ("com.example.mcp/x", false),
            ("mcp/x", false),
            ("modelcontextprotocol.io/x", false),
            ("com.mcpx/x", false),
            ("com.example/traceparent", false),
            ("x", false),
        ] {
            assert_eq!(MetaKey::parse(text).map(MetaKey::is_reserved), Ok(reserved), "{text}");
        }
    }

    #[test]
    fn bare_reserved_keys_are_keys_all_the_same() {
        // spec: META-022
        for text in [PROGRESS_TOKEN, TRACEPARENT, TRACESTATE, BAGGAGE] {
            let key = MetaKey::parse(text).map(|key| (key.prefix(), key.is_reserved()));
            assert_eq!(key, Ok((None, true)), "{text}");
        }
    }

    #[test]
    fn reserved_keys_are_written_in_reverse_dns_order() {
        // spec: META-004
        for text in [PROTOCOL_VERSION, CLIENT_INFO, CLIENT_CAPABILITIES, LOG_LEVEL, SERVER_INFO, SUBSCRIPTION_ID] {
            let key = MetaKey::parse(text).map(|key| (key.prefix(), key.is_reserved()));
            assert_eq!(key, Ok((Some("io.modelcontextprotocol"), true)), "{text}");
        }
    }

    #[test]
    fn an_extension_identifier_needs_a_prefix() {
        // spec: VER-004
        for text in ["io.modelcontextprotocol/tasks", "com.example/thing", "com.example/"] {
            assert_eq!(ExtensionId::parse(text).map(ExtensionId::as_str), Ok(text));
        }
        assert_eq!(ExtensionId::parse("tasks"), Err(MetaKeyError::NoPrefix));
        assert_eq!(ExtensionId::parse("-.x/tasks"), Err(MetaKeyError::Label));
        assert_eq!(ExtensionId::parse("com.example/-"), Err(MetaKeyError::Name));
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_panic(text in "[a-zA-Z0-9./_ é-]{0,24}") {
            if let Ok(key) = MetaKey::parse(&text) {
                let rebuilt = key.prefix().map(|prefix| format!("{prefix}/")).unwrap_or_default() + key.name();
                prop_assert_eq!(rebuilt, text);
            }
        }

        #[test]
        fn keys_made_by_the_grammar_are_accepted(
            text in "([a-zA-Z]([a-zA-Z0-9-]{0,5}[a-zA-Z0-9])?(\\.[a-zA-Z]([a-zA-Z0-9-]{0,5}[a-zA-Z0-9])?){0,3}/)?([a-zA-Z0-9]([a-zA-Z0-9_.-]{0,9}[a-zA-Z0-9])?)?",
        ) {
            prop_assert!(MetaKey::parse(&text).is_ok());
        }
    }
}
