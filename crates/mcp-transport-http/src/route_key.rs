//! Where a request goes, from its head alone: for gateways and balancers that never read content.

use std::borrow::Cow;
use std::fmt;
use std::str;

use http::{HeaderMap, StatusCode};
use mcp_types::{Method, ProtocolVersion};

use crate::field::{Field, MCP_METHOD, MCP_NAME, MCP_PROTOCOL_VERSION};
use crate::sentinel::{self, SentinelError, Value};

/// Method, name and version of a request, as its head tells them.
///
/// Reading it allocates nothing. It is only made for versions in which servers refuse heads that differ from the content;
/// for others the fields would be whatever a client likes, and a policy built on them would be no policy.
///
/// # Specification
///
/// [Server validation](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation)
///
/// # Examples
///
/// A gateway that sends one heavy tool to its own pool, and refuses what it cannot trust:
///
/// ```
/// use http::{HeaderMap, StatusCode};
/// use mcp_transport_http::{RouteKey, RouteKeyError};
///
/// fn pool(headers: &HeaderMap) -> Result<&'static str, StatusCode> {
///     let key = RouteKey::from_headers(headers).map_err(|error| error.status())?;
///     Ok(match (key.method(), key.name()) {
///         ("tools/call", Some(name)) if name.eq_name("render_video") => "gpu",
///         ("subscriptions/listen", _) => "streams",
///         _ => "default",
///     })
/// }
///
/// let mut headers = HeaderMap::new();
/// headers.insert("mcp-protocol-version", "2026-07-28".parse()?);
/// headers.insert("mcp-method", "tools/call".parse()?);
/// headers.insert("mcp-name", "=?base64?cmVuZGVyX3ZpZGVv?=".parse()?);
/// assert_eq!(pool(&headers), Ok("gpu"));
///
/// // The same fields under an older version prove nothing.
/// headers.insert("mcp-protocol-version", "2025-11-25".parse()?);
/// assert_eq!(pool(&headers), Err(StatusCode::BAD_REQUEST));
/// assert_eq!(RouteKey::from_headers(&headers), Err(RouteKeyError::VersionNotValidated));
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteKey<'h> {
    version: ProtocolVersion,
    method: &'h str,
    name: Option<MirroredName<'h>>,
}

impl<'h> RouteKey<'h> {
    /// Reads the key of a request.
    ///
    /// # Errors
    ///
    /// - [`RouteKeyError::VersionMissing`], [`RouteKeyError::VersionNotValidated`]: no version, or none whose servers
    ///   compare head and content.
    /// - [`RouteKeyError::MethodMissing`], [`RouteKeyError::MethodMalformed`]: no method, or not one word of ASCII.
    /// - [`RouteKeyError::NameMissing`], [`RouteKeyError::NameMalformed`]: no name where the method has one, or a value
    ///   that stands for no text.
    /// - [`RouteKeyError::Repeated`]: one of the three fields stands twice.
    pub fn from_headers(headers: &'h HeaderMap) -> Result<Self, RouteKeyError> {
        // spec: HTTP-072 — the version comes first: it says whether the other fields can be believed.
        let version = one(headers, RouteField::Version)?.ok_or(RouteKeyError::VersionMissing)?;
        let version = str::from_utf8(version).ok().and_then(ProtocolVersion::known);
        let version = version.filter(ProtocolVersion::mirrors_request_metadata);
        let version = version.ok_or(RouteKeyError::VersionNotValidated)?;
        let method = one(headers, RouteField::Method)?.ok_or(RouteKeyError::MethodMissing)?;
        let method = word(method).ok_or(RouteKeyError::MethodMalformed)?;
        let name = one(headers, RouteField::Name)?;
        // Servers compare the name only where the method has one; elsewhere it is whatever the client likes.
        let name = match (Method::from_name(method).and_then(Method::mirrored_name), name) {
            (None, _) => None,
            (Some(_), None) => return Err(RouteKeyError::NameMissing),
            (Some(_), Some(name)) => Some(MirroredName::read(name).map_err(RouteKeyError::NameMalformed)?),
        };
        Ok(RouteKey { version, method, name })
    }

    /// `Mcp-Method`.
    pub fn method(&self) -> &'h str {
        self.method
    }

    /// `Mcp-Name`, for methods that are about something with a name.
    pub fn name(&self) -> Option<MirroredName<'h>> {
        self.name
    }

    /// `MCP-Protocol-Version`.
    pub fn version(&self) -> &ProtocolVersion {
        &self.version
    }
}

/// The value of `Mcp-Name`, which may be [encoded](crate::sentinel) and stands for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MirroredName<'h> {
    // Invariant: `sentinel::decode` reads this.
    sent: &'h [u8],
}

impl<'h> MirroredName<'h> {
    /// Reads the value of a field, without allocating.
    ///
    /// # Errors
    ///
    /// Those of [`sentinel::decode`].
    pub fn read(sent: &'h [u8]) -> Result<Self, SentinelError> {
        Value::of(sent)?.check()?;
        Ok(MirroredName { sent })
    }

    /// Says whether this is the name, without allocating.
    pub fn eq_name(&self, name: &str) -> bool {
        Value::of(self.sent).is_ok_and(|value| value.stands_for(name))
    }

    /// The name itself; allocates if it was encoded.
    // spec: HTTP-070 — who looks at a name looks at what it stands for.
    pub fn decode(&self) -> Cow<'h, str> {
        sentinel::decode(self.sent).expect("checked when it was read")
    }

    /// Says whether the name was encoded.
    pub fn is_encoded(&self) -> bool {
        matches!(Value::of(self.sent), Ok(Value::Encoded(_)))
    }
}

/// The fields that a key is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RouteField {
    /// `MCP-Protocol-Version`.
    Version,
    /// `Mcp-Method`.
    Method,
    /// `Mcp-Name`.
    Name,
}

/// Why a head gives no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RouteKeyError {
    /// There is no `MCP-Protocol-Version`.
    VersionMissing,
    /// Servers of this version do not compare head and content, or the version is unknown.
    VersionNotValidated,
    /// There is no `Mcp-Method`.
    MethodMissing,
    /// `Mcp-Method` is not one word of printable ASCII.
    MethodMalformed,
    /// There is no `Mcp-Name` where the method demands it.
    NameMissing,
    /// `Mcp-Name` stands for no text.
    NameMalformed(SentinelError),
    /// A field stands more than once.
    Repeated(RouteField),
}

impl RouteKeyError {
    /// The status that a gateway answers with; it owes the client no JSON-RPC error.
    // spec: HTTP-071 — an intermediary refuses with a suitable status.
    pub fn status(&self) -> StatusCode {
        StatusCode::BAD_REQUEST
    }
}

impl fmt::Display for RouteField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RouteField::Version => "MCP-Protocol-Version",
            RouteField::Method => "Mcp-Method",
            RouteField::Name => "Mcp-Name",
        })
    }
}

impl fmt::Display for RouteKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RouteKeyError::VersionMissing => {
                f.write_str("MCP-Protocol-Version is missing: mirrored fields without a version are not validated")
            }
            RouteKeyError::VersionNotValidated => {
                f.write_str("mirrored fields of this MCP-Protocol-Version are not validated by servers")
            }
            RouteKeyError::MethodMissing => f.write_str("Mcp-Method is missing"),
            RouteKeyError::MethodMalformed => f.write_str("Mcp-Method is not one word of printable ASCII"),
            RouteKeyError::NameMissing => f.write_str("Mcp-Name is missing, which this Mcp-Method demands"),
            RouteKeyError::NameMalformed(error) => write!(f, "Mcp-Name is malformed: {error}"),
            RouteKeyError::Repeated(field) => write!(f, "{field} stands more than once"),
        }
    }
}

impl std::error::Error for RouteKeyError {}

fn one(headers: &HeaderMap, field: RouteField) -> Result<Option<&[u8]>, RouteKeyError> {
    let name = match field {
        RouteField::Version => &MCP_PROTOCOL_VERSION,
        RouteField::Method => &MCP_METHOD,
        RouteField::Name => &MCP_NAME,
    };
    match Field::of(headers, name) {
        Field::Absent => Ok(None),
        Field::One(value) => Ok(Some(value)),
        Field::Repeated => Err(RouteKeyError::Repeated(field)),
    }
}

fn word(value: &[u8]) -> Option<&str> {
    let is_word = !value.is_empty() && value.iter().all(u8::is_ascii_graphic);
    if is_word { str::from_utf8(value).ok() } else { None }
}

#[cfg(test)]
mod tests;
