//! Where a request goes, from its head alone: for gateways and balancers that never read content.

mod error;

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::str;

use http::{HeaderMap, HeaderName};
use mcp_types::{Method, ProtocolVersion};

pub use self::error::{RouteField, RouteKeyError};
use crate::field::{Field, MCP_METHOD, MCP_NAME, MCP_PROTOCOL_VERSION};
use crate::rejection::{FieldFault, FieldProblem, Rejection};
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
///         ("tools/call", Some(name)) if name.stands_for("render_video") => "gpu",
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
/// assert_eq!(RouteKey::from_headers(&headers), Err(RouteKeyError::VersionLegacy));
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
#[derive(Debug, Clone)]
pub struct RouteKey<'h> {
    headers: &'h HeaderMap,
    version: ProtocolVersion,
    method: &'h str,
    name: Option<MirroredValue<'h>>,
}

impl<'h> RouteKey<'h> {
    /// Reads the key of a request.
    ///
    /// # Errors
    ///
    /// - [`RouteKeyError::VersionMissing`], [`RouteKeyError::VersionLegacy`], [`RouteKeyError::VersionUnknown`]: no
    ///   version, or none whose servers are known to compare head and content.
    /// - [`RouteKeyError::MethodMissing`], [`RouteKeyError::MethodMalformed`]: no method, or not one word of ASCII.
    /// - [`RouteKeyError::NameMissing`], [`RouteKeyError::NameMalformed`]: no name where the method has one, or a value
    ///   that stands for no text.
    /// - [`RouteKeyError::Repeated`]: one of the three fields stands twice.
    pub fn from_headers(headers: &'h HeaderMap) -> Result<Self, RouteKeyError> {
        // spec: HTTP-072 — the version comes first: it says whether the other fields can be believed.
        let version = one(headers, RouteField::Version)?.ok_or(RouteKeyError::VersionMissing)?;
        let version = str::from_utf8(version).ok().and_then(ProtocolVersion::known);
        let version = version.ok_or(RouteKeyError::VersionUnknown)?;
        if !version.mirrors_request_metadata() {
            return Err(RouteKeyError::VersionLegacy);
        }
        let method = one(headers, RouteField::Method)?.ok_or(RouteKeyError::MethodMissing)?;
        let method = word(method).ok_or(RouteKeyError::MethodMalformed)?;
        let name = one(headers, RouteField::Name)?;
        // Servers compare the name only where the method has one; elsewhere it is whatever the client likes.
        let name = match (Method::from_name(method).and_then(Method::mirrored_name), name) {
            (None, _) => None,
            (Some(_), None) => return Err(RouteKeyError::NameMissing),
            (Some(_), Some(name)) => Some(MirroredValue::read(name).map_err(RouteKeyError::NameMalformed)?),
        };
        Ok(RouteKey { headers, version, method, name })
    }

    /// `Mcp-Method`.
    pub fn method(&self) -> &'h str {
        self.method
    }

    /// `Mcp-Name`, for methods that are about something with a name.
    pub fn name(&self) -> Option<MirroredValue<'h>> {
        self.name
    }

    /// `MCP-Protocol-Version`.
    pub fn version(&self) -> &ProtocolVersion {
        &self.version
    }

    /// The field `Mcp-Param-*` of this name, which mirrors an argument; reading it allocates nothing.
    ///
    /// Servers compare it only if the tool that is called mirrors an argument so, and leave all others alone. Decide by
    /// it where you know the tool, not by its mere presence.
    ///
    /// # Errors
    ///
    /// [`Rejection::ParameterField`]: it stands more than once, or for no text.
    ///
    /// # Examples
    ///
    /// ```
    /// use http::{HeaderMap, HeaderName};
    /// use mcp_transport_http::{Rejection, RouteKey};
    ///
    /// const REGION: HeaderName = HeaderName::from_static("mcp-param-region");
    ///
    /// fn is_european(key: &RouteKey) -> Result<bool, Rejection> {
    ///     let region = key.parameter(&REGION)?;
    ///     Ok(region.is_some_and(|region| region.stands_for("Zürich") || region.stands_for("Wien")))
    /// }
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert("mcp-protocol-version", "2026-07-28".parse()?);
    /// headers.insert("mcp-method", "tools/call".parse()?);
    /// headers.insert("mcp-name", "execute_sql".parse()?);
    /// headers.insert(REGION, "=?base64?WsO8cmljaA==?=".parse()?);
    /// assert_eq!(is_european(&RouteKey::from_headers(&headers)?), Ok(true));
    ///
    /// headers.append(REGION, "Wien".parse()?);
    /// assert_eq!(is_european(&RouteKey::from_headers(&headers)?).unwrap_err().status(), 400);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parameter(&self, name: &HeaderName) -> Result<Option<MirroredValue<'h>>, Rejection> {
        let fault = |problem| {
            let field = format!("the field {name}");
            Err(Rejection::ParameterField(FieldFault::new(field, "params.arguments", problem)))
        };
        match Field::of(self.headers, name) {
            Field::Absent => Ok(None),
            Field::Repeated => fault(FieldProblem::Repeated),
            Field::One(sent) => match MirroredValue::read(sent) {
                Ok(value) => Ok(Some(value)),
                Err(error) => fault(FieldProblem::Malformed(error)),
            },
        }
    }
}

/// Keys are equal if version, method and name are, whatever else stands in the heads.
impl PartialEq for RouteKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        (&self.version, self.method, self.name) == (&other.version, other.method, other.name)
    }
}

impl Eq for RouteKey<'_> {}

/// The value of `Mcp-Name` or `Mcp-Param-*`, which may be [encoded](crate::sentinel) and stands for text.
///
/// Values are equal if they stand for the same text, encoded or not.
#[derive(Debug, Clone, Copy)]
pub struct MirroredValue<'h> {
    // Invariant: `sentinel::decode` reads this.
    sent: &'h [u8],
}

impl<'h> MirroredValue<'h> {
    /// Reads the value of a field, without allocating.
    ///
    /// # Errors
    ///
    /// Those of [`sentinel::decode`].
    pub fn read(sent: &'h [u8]) -> Result<Self, SentinelError> {
        Value::of(sent)?.check()?;
        Ok(MirroredValue { sent })
    }

    /// Says whether this stands for `text`, without allocating.
    pub fn stands_for(&self, text: &str) -> bool {
        Value::of(self.sent).is_ok_and(|value| value.stands_for(text))
    }

    /// The text itself; allocates if it was encoded.
    // spec: HTTP-070 — who looks at a value looks at what it stands for.
    pub fn decode(&self) -> Cow<'h, str> {
        sentinel::decode(self.sent).expect("checked when it was read")
    }

    /// Says whether the text was encoded.
    pub fn is_encoded(&self) -> bool {
        matches!(Value::of(self.sent), Ok(Value::Encoded(_)))
    }
}

impl PartialEq for MirroredValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.decode() == other.decode()
    }
}

impl Eq for MirroredValue<'_> {}

impl Hash for MirroredValue<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.decode().hash(state);
    }
}

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
