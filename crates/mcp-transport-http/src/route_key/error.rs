//! Why a head gives no key, and what the client hears of it.

use std::fmt;

use http::{HeaderMap, StatusCode};
use mcp_types::ProtocolVersion;
use mcp_types::admission::VersionFault;

use crate::field::{Field, MCP_PROTOCOL_VERSION};
use crate::rejection::{FieldFault, FieldProblem, Rejection};
use crate::sentinel::SentinelError;

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

impl RouteField {
    /// The field, as the specification writes it.
    const fn field(self) -> &'static str {
        match self {
            RouteField::Version => "MCP-Protocol-Version",
            RouteField::Method => "Mcp-Method",
            RouteField::Name => "Mcp-Name",
        }
    }

    /// What it repeats of the content.
    const fn member(self) -> &'static str {
        match self {
            RouteField::Version => "io.modelcontextprotocol/protocolVersion of params._meta",
            RouteField::Method => "method",
            RouteField::Name => "what the method is about",
        }
    }
}

/// Why a head gives no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RouteKeyError {
    /// There is no `MCP-Protocol-Version`, as in `initialize` of the legacy era.
    VersionMissing,
    /// Servers of this version do not compare head and content.
    VersionLegacy,
    /// Nothing is known of this version.
    VersionUnknown,
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
    /// Whether this is what heads of the legacy era look like: they name one of its versions, or none.
    ///
    /// Such a request can be passed on to a server of that era, by nothing that its head says.
    pub fn is_legacy(&self) -> bool {
        matches!(self, RouteKeyError::VersionMissing | RouteKeyError::VersionLegacy)
    }

    /// The status that a gateway answers with; it owes the client no JSON-RPC error.
    // spec: HTTP-071 — an intermediary refuses with a suitable status.
    pub fn status(&self) -> StatusCode {
        StatusCode::BAD_REQUEST
    }

    /// The refusal that a server would answer such a head with, in place of a bare [`status`](Self::status).
    ///
    /// `headers` are those that gave no key. Clients of both eras take a refusal without a JSON-RPC error that they know
    /// for a server of the legacy era, and go on with `initialize`. With one they mend the request.
    ///
    /// # Examples
    ///
    /// ```
    /// use http::HeaderMap;
    /// use mcp_transport_http::RouteKey;
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert("mcp-protocol-version", "2025-11-25".parse()?);
    /// let error = RouteKey::from_headers(&headers).unwrap_err();
    /// let refusal = error.rejection(&headers);
    /// assert_eq!((refusal.status().as_u16(), refusal.code().value()), (400, -32022));
    /// # Ok::<(), http::header::InvalidHeaderValue>(())
    /// ```
    pub fn rejection(&self, headers: &HeaderMap) -> Rejection {
        let fault = |field: RouteField, problem| FieldFault::new(field.field(), field.member(), problem);
        let routing = |field, problem| Rejection::RoutingField(fault(field, problem));
        let not_text = FieldProblem::Malformed(SentinelError::Character);
        match *self {
            // Why: what names no version is nearly always `initialize`, whose sender has to hear of versions.
            RouteKeyError::VersionMissing => Rejection::LegacyTraffic(versions(headers)),
            RouteKeyError::VersionLegacy | RouteKeyError::VersionUnknown => {
                Rejection::UnsupportedVersion(versions(headers))
            }
            RouteKeyError::MethodMissing => routing(RouteField::Method, FieldProblem::Missing),
            RouteKeyError::MethodMalformed => routing(RouteField::Method, not_text),
            RouteKeyError::NameMissing => routing(RouteField::Name, FieldProblem::Missing),
            RouteKeyError::NameMalformed(error) => routing(RouteField::Name, FieldProblem::Malformed(error)),
            RouteKeyError::Repeated(RouteField::Version) => {
                Rejection::VersionField(fault(RouteField::Version, FieldProblem::Repeated))
            }
            RouteKeyError::Repeated(field) => routing(field, FieldProblem::Repeated),
        }
    }
}

/// The version that the head names, next to those that keys are read of.
fn versions(headers: &HeaderMap) -> Box<VersionFault> {
    let named = match Field::of(headers, &MCP_PROTOCOL_VERSION) {
        Field::One(value) => std::str::from_utf8(value).unwrap_or_default(),
        Field::Absent | Field::Repeated => "",
    };
    let routed: Vec<_> = ProtocolVersion::KNOWN.into_iter().filter(ProtocolVersion::mirrors_request_metadata).collect();
    VersionFault::new(named, &routed)
}

impl fmt::Display for RouteField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field())
    }
}

impl fmt::Display for RouteKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RouteKeyError::VersionMissing => {
                f.write_str("MCP-Protocol-Version is missing: mirrored fields without a version are not validated")
            }
            RouteKeyError::VersionLegacy => {
                f.write_str("mirrored fields of this MCP-Protocol-Version are not validated by servers")
            }
            RouteKeyError::VersionUnknown => f.write_str("MCP-Protocol-Version is not known here"),
            RouteKeyError::MethodMissing => f.write_str("Mcp-Method is missing"),
            RouteKeyError::MethodMalformed => f.write_str("Mcp-Method is not one word of printable ASCII"),
            RouteKeyError::NameMissing => f.write_str("Mcp-Name is missing, which this Mcp-Method demands"),
            RouteKeyError::NameMalformed(error) => write!(f, "Mcp-Name is malformed: {error}"),
            RouteKeyError::Repeated(field) => write!(f, "{field} stands more than once"),
        }
    }
}

impl std::error::Error for RouteKeyError {}
