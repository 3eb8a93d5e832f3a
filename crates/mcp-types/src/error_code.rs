//! JSON-RPC error codes as MCP divides them up.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::wire::{DecodeError, Decoder, Wire};

/// The code of a JSON-RPC error: an integer.
///
/// The codes that MCP uses are constants. Codes of an application are made with [`ErrorCode::application`], which refuses
/// the block that JSON-RPC and MCP keep for themselves; what a peer sent is taken as it is with [`ErrorCode::received`].
///
/// # Specification
///
/// [Error codes](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#error-codes)
///
/// # Examples
///
/// ```
/// use mcp_types::{ErrorCode, ErrorMeaning};
///
/// const QUOTA_USED_UP: ErrorCode = match ErrorCode::application(4290) {
///     Ok(code) => code,
///     Err(_) => panic!("4290 lies outside the reserved block"),
/// };
/// assert_eq!(QUOTA_USED_UP.meaning(), ErrorMeaning::Application);
/// assert!(ErrorCode::application(-32001).is_err());
///
/// // Older servers report a missing resource in their own way.
/// assert_eq!(ErrorCode::received(-32002).meaning(), ErrorMeaning::ResourceNotFound);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorCode(i64);

/// What the receiver of an error may conclude from its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorMeaning {
    /// The bytes were not JSON.
    ParseError,
    /// The JSON was not one JSON-RPC message.
    InvalidRequest,
    /// The method does not exist or is not available.
    MethodNotFound,
    /// The parameters are wrong; a resource or a name that does not exist counts among them.
    InvalidParams,
    /// The peer failed.
    InternalError,
    /// A field of the transport disagrees with the body or is missing.
    HeaderMismatch,
    /// The request did not declare a capability that it needs.
    MissingRequiredClientCapability,
    /// The peer does not serve the protocol version of the request.
    UnsupportedProtocolVersion,
    /// A resource does not exist: how servers of 2025-11-25 and earlier say it.
    ResourceNotFound,
    /// Nothing: the code is reserved, without a meaning this crate knows.
    Reserved,
    /// What the documentation of the peer says: the code is its own.
    Application,
}

/// A code that an application may not use for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReservedErrorCode {
    code: i64,
}

impl ErrorCode {
    /// The bytes are not JSON: −32700.
    pub const PARSE_ERROR: ErrorCode = ErrorCode(-32700);
    /// The JSON is not one JSON-RPC message: −32600.
    pub const INVALID_REQUEST: ErrorCode = ErrorCode(-32600);
    /// The method does not exist or is not available: −32601.
    pub const METHOD_NOT_FOUND: ErrorCode = ErrorCode(-32601);
    /// The parameters are wrong: −32602.
    pub const INVALID_PARAMS: ErrorCode = ErrorCode(-32602);
    /// The receiver failed: −32603.
    pub const INTERNAL_ERROR: ErrorCode = ErrorCode(-32603);
    // spec: ERR-010 The three codes of MCP have one meaning each, and one constant each.
    /// A field of the transport is missing or disagrees with the body: −32020.
    pub const HEADER_MISMATCH: ErrorCode = ErrorCode(-32020);
    /// The request did not declare a capability that it needs: −32021.
    pub const MISSING_REQUIRED_CLIENT_CAPABILITY: ErrorCode = ErrorCode(-32021);
    /// The protocol version of the request is not served: −32022.
    pub const UNSUPPORTED_PROTOCOL_VERSION: ErrorCode = ErrorCode(-32022);

    /// The lowest code of the reserved block.
    const RESERVED_FIRST: i64 = -32768;
    /// The highest code of the reserved block.
    const RESERVED_LAST: i64 = -32000;

    /// Makes a code of an application's own.
    ///
    /// # Errors
    ///
    /// [`ReservedErrorCode`] for −32768 to −32000, which belong to JSON-RPC and MCP.
    pub const fn application(code: i64) -> Result<ErrorCode, ReservedErrorCode> {
        // spec: ERR-006 No new code is made in −32000..=−32019; spec: ERR-007 those codes are not used at all;
        // spec: ERR-009 nor is any code of MCP's range but the three constants;
        // spec: ERR-013 applications number their errors outside the reserved block.
        if code >= Self::RESERVED_FIRST && code <= Self::RESERVED_LAST {
            Err(ReservedErrorCode { code })
        } else {
            Ok(ErrorCode(code))
        }
    }

    /// Takes a code as a peer sent it, whatever it is.
    pub const fn received(code: i64) -> ErrorCode {
        ErrorCode(code)
    }

    /// The number on the wire.
    pub const fn value(self) -> i64 {
        self.0
    }

    /// What the receiver of the code may conclude from it.
    pub const fn meaning(self) -> ErrorMeaning {
        match self.0 {
            -32700 => ErrorMeaning::ParseError,
            -32600 => ErrorMeaning::InvalidRequest,
            -32601 => ErrorMeaning::MethodNotFound,
            -32602 => ErrorMeaning::InvalidParams,
            -32603 => ErrorMeaning::InternalError,
            -32020 => ErrorMeaning::HeaderMismatch,
            -32021 => ErrorMeaning::MissingRequiredClientCapability,
            -32022 => ErrorMeaning::UnsupportedProtocolVersion,
            -32002 => ErrorMeaning::ResourceNotFound,
            // spec: ERR-008 Of the old codes only −32002 means anything; everybody numbered the others as they liked.
            Self::RESERVED_FIRST..=Self::RESERVED_LAST => ErrorMeaning::Reserved,
            _ => ErrorMeaning::Application,
        }
    }
}

impl Wire for ErrorCode {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        // spec: JSON-015 A code is an integer, whichever.
        i64::decode(decoder).map(ErrorCode::received)
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

crate::wire_serde!(ErrorCode);

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ReservedErrorCode {
    /// The code that was refused.
    pub const fn code(self) -> i64 {
        self.code
    }
}

impl fmt::Display for ReservedErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (ErrorCode::RESERVED_FIRST, ErrorCode::RESERVED_LAST);
        write!(f, "reserved error code: expected one outside {first}..={last}, received {}", self.code)
    }
}

impl std::error::Error for ReservedErrorCode {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn applications_cannot_make_a_reserved_code() {
        // spec: ERR-006 spec: ERR-007 spec: ERR-009 spec: ERR-013
        for code in -32768..=-32000 {
            assert_eq!(ErrorCode::application(code), Err(ReservedErrorCode { code }));
        }
        for code in [i64::MIN, -32769, -31999, -1, 0, 1, 404, i64::MAX] {
            assert_eq!(ErrorCode::application(code).map(ErrorCode::value), Ok(code));
        }
    }

    #[test]
    fn old_codes_but_one_mean_nothing() {
        // spec: ERR-008
        for code in -32019..=-32000 {
            let expected = if code == -32002 { ErrorMeaning::ResourceNotFound } else { ErrorMeaning::Reserved };
            assert_eq!(ErrorCode::received(code).meaning(), expected, "{code}");
        }
    }

    #[test]
    fn each_constant_has_its_number_and_its_meaning() {
        // spec: ERR-010
        for (code, value, meaning) in [
            (ErrorCode::PARSE_ERROR, -32700, ErrorMeaning::ParseError),
            (ErrorCode::INVALID_REQUEST, -32600, ErrorMeaning::InvalidRequest),
            (ErrorCode::METHOD_NOT_FOUND, -32601, ErrorMeaning::MethodNotFound),
            (ErrorCode::INVALID_PARAMS, -32602, ErrorMeaning::InvalidParams),
            (ErrorCode::INTERNAL_ERROR, -32603, ErrorMeaning::InternalError),
            (ErrorCode::HEADER_MISMATCH, -32020, ErrorMeaning::HeaderMismatch),
            (ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY, -32021, ErrorMeaning::MissingRequiredClientCapability),
            (ErrorCode::UNSUPPORTED_PROTOCOL_VERSION, -32022, ErrorMeaning::UnsupportedProtocolVersion),
        ] {
            assert_eq!((code.value(), code.meaning()), (value, meaning));
            assert_eq!(ErrorCode::received(value), code);
        }
        assert_eq!(ErrorCode::received(-32042).meaning(), ErrorMeaning::Reserved);
        assert_eq!(ErrorCode::received(-31999).meaning(), ErrorMeaning::Application);
    }

    #[test]
    fn a_code_is_an_integer() {
        // spec: JSON-015
        for (text, expected) in
            [("-32002", Some(-32002)), ("0", Some(0)), ("7.0", Some(7)), ("1.5", None), ("\"1\"", None), ("null", None)]
        {
            assert_eq!(wire::decode::<ErrorCode>(text).ok().map(ErrorCode::value), expected, "{text}");
            assert_eq!(serde_json::from_str::<ErrorCode>(text).ok().map(ErrorCode::value), expected, "{text}");
        }
        assert_eq!(serde_json::to_string(&ErrorCode::PARSE_ERROR).ok().as_deref(), Some("-32700"));
    }

    #[test]
    fn a_refused_code_is_named() {
        let message = ErrorCode::application(-32001).map_err(|error| error.to_string());
        assert_eq!(
            message,
            Err("reserved error code: expected one outside -32768..=-32000, received -32001".to_owned())
        );
    }
}
