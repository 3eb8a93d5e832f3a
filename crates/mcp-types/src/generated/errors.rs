// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! Errors of JSON-RPC and of the protocol.

use super::ClientCapabilities;
use crate::{ErrorCode, Json, ProtocolVersion, RequestId, wire_struct};

wire_struct! {
    /// JSON-RPC error: a code for programs and a message for people.
    ///
    /// # Specification
    ///
    /// [`Error`](https://modelcontextprotocol.io/specification/2026-07-28/schema#error)
    pub struct ErrorObject {
        required {
            /// Integer that says which kind of error occurred.
            code: ErrorCode = "code",
            /// What went wrong, in one short sentence.
            message: String = "message",
        }
        optional {
            /// Further information about the error, in whatever shape the sender defines for its code.
            data / with_data: Json = "data",
        }
    }
}

wire_struct! {
    /// Error response for HTTP header fields that are missing, malformed or at odds with the body: code `-32020`, sent
    /// with status 400.
    ///
    /// # Specification
    ///
    /// [`HeaderMismatchError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#headermismatcherror)
    pub struct HeaderMismatchError {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// The error, with code `-32020`.
            error: HeaderMismatchErrorObject = "error",
        }
        optional {
            /// Id of the refused request; absent only if it could not be read.
            id / with_id: RequestId = "id",
        }
    }
}

wire_struct! {
    /// Error for HTTP header fields that are missing, malformed or at odds with the body: code `-32020`.
    ///
    /// # Specification
    ///
    /// [`HeaderMismatchError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#headermismatcherror)
    pub struct HeaderMismatchErrorObject {
        tags {
            "code" = -32020,
        }
        required {
            /// What went wrong, in one short sentence.
            message: String = "message",
        }
        optional {
            /// Further information about the error, in whatever shape the sender defines for its code.
            data / with_data: Json = "data",
        }
    }
}

wire_struct! {
    /// Error for a failure inside the receiver that the request did not cause: code `-32603`.
    ///
    /// # Specification
    ///
    /// [`InternalError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#internalerror)
    pub struct InternalError {
        tags {
            "code" = -32603,
        }
        required {
            /// What went wrong, in one short sentence.
            message: String = "message",
        }
        optional {
            /// Further information about the error, in whatever shape the sender defines for its code.
            data / with_data: Json = "data",
        }
    }
}

wire_struct! {
    /// Error for parameters that do not fit the method: code `-32602`.
    ///
    /// It covers unknown tools, prompts and resources, missing arguments, stale cursors and missing request metadata.
    ///
    /// # Specification
    ///
    /// [`InvalidParamsError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#invalidparamserror)
    pub struct InvalidParamsError {
        tags {
            "code" = -32602,
        }
        required {
            /// What went wrong, in one short sentence.
            message: String = "message",
        }
        optional {
            /// Further information about the error, in whatever shape the sender defines for its code.
            data / with_data: Json = "data",
        }
    }
}

wire_struct! {
    /// Error for well-formed JSON that is not one JSON-RPC message, for example because it has no method: code
    /// `-32600`.
    ///
    /// # Specification
    ///
    /// [`InvalidRequestError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#invalidrequesterror)
    pub struct InvalidRequestError {
        tags {
            "code" = -32600,
        }
        required {
            /// What went wrong, in one short sentence.
            message: String = "message",
        }
        optional {
            /// Further information about the error, in whatever shape the sender defines for its code.
            data / with_data: Json = "data",
        }
    }
}

wire_struct! {
    /// Error for a method that is unknown or belongs to a capability the server does not advertise: code `-32601`.
    ///
    /// # Specification
    ///
    /// [`MethodNotFoundError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#methodnotfounderror)
    pub struct MethodNotFoundError {
        tags {
            "code" = -32601,
        }
        required {
            /// What went wrong, in one short sentence.
            message: String = "message",
        }
        optional {
            /// Further information about the error, in whatever shape the sender defines for its code.
            data / with_data: Json = "data",
        }
    }
}

wire_struct! {
    /// What a client would have to declare for its request to be served.
    ///
    /// # Specification
    ///
    /// [`MissingRequiredClientCapabilityError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#missingrequiredclientcapabilityerror)
    pub struct MissingRequiredClientCapability {
        required {
            /// Capabilities the request needs and the client did not declare.
            required_capabilities: ClientCapabilities = "requiredCapabilities",
        }
    }
}

wire_struct! {
    /// Error response for a request beyond the capabilities that came with it: code `-32021`, sent with status 400 over
    /// HTTP.
    ///
    /// # Specification
    ///
    /// [`MissingRequiredClientCapabilityError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#missingrequiredclientcapabilityerror)
    pub struct MissingRequiredClientCapabilityError {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// The error, with code `-32021` and the missing capabilities.
            error: MissingRequiredClientCapabilityErrorObject = "error",
        }
        optional {
            /// Id of the refused request; absent only if it could not be read.
            id / with_id: RequestId = "id",
        }
    }
}

wire_struct! {
    /// Error for a request beyond the capabilities that came with it: code `-32021`.
    ///
    /// # Specification
    ///
    /// [`MissingRequiredClientCapabilityError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#missingrequiredclientcapabilityerror)
    pub struct MissingRequiredClientCapabilityErrorObject {
        tags {
            "code" = -32021,
        }
        required {
            /// What went wrong, in one short sentence.
            message: String = "message",
            /// Capabilities that are missing.
            data: MissingRequiredClientCapability = "data",
        }
    }
}

wire_struct! {
    /// Error for a message that is not JSON: code `-32700`.
    ///
    /// # Specification
    ///
    /// [`ParseError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#parseerror)
    pub struct ParseError {
        tags {
            "code" = -32700,
        }
        required {
            /// What went wrong, in one short sentence.
            message: String = "message",
        }
        optional {
            /// Further information about the error, in whatever shape the sender defines for its code.
            data / with_data: Json = "data",
        }
    }
}

wire_struct! {
    /// The protocol version a request named, beside those the server serves.
    ///
    /// # Specification
    ///
    /// [`UnsupportedProtocolVersionError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#unsupportedprotocolversionerror)
    pub struct UnsupportedProtocolVersion {
        required {
            /// Versions the server serves, of which the client should pick one and try again.
            supported: Vec<ProtocolVersion> = "supported",
            /// Version the request named, known or not.
            requested: ProtocolVersion = "requested",
        }
    }
}

wire_struct! {
    /// Error response for a protocol version the server does not know or serve: code `-32022`, sent with status 400
    /// over HTTP.
    ///
    /// # Specification
    ///
    /// [`UnsupportedProtocolVersionError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#unsupportedprotocolversionerror)
    pub struct UnsupportedProtocolVersionError {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// The error, with code `-32022` and the versions the server serves.
            error: UnsupportedProtocolVersionErrorObject = "error",
        }
        optional {
            /// Id of the refused request; absent only if it could not be read.
            id / with_id: RequestId = "id",
        }
    }
}

wire_struct! {
    /// Error for a protocol version the server does not know or serve: code `-32022`.
    ///
    /// # Specification
    ///
    /// [`UnsupportedProtocolVersionError`](https://modelcontextprotocol.io/specification/2026-07-28/schema#unsupportedprotocolversionerror)
    pub struct UnsupportedProtocolVersionErrorObject {
        tags {
            "code" = -32022,
        }
        required {
            /// What went wrong, in one short sentence.
            message: String = "message",
            /// The version that was requested, and those the server serves.
            data: UnsupportedProtocolVersion = "data",
        }
    }
}
