// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! Lists that come in pages.

use super::{RequestMetaObject, ResultMetaObject, ResultType};
use crate::{RequestId, wire_string, wire_struct};

wire_string! {
    /// Opaque position in a paginated list: it is passed back unchanged and never taken apart, and an empty one is as
    /// valid as any.
    ///
    /// # Specification
    ///
    /// [`Cursor`](https://modelcontextprotocol.io/specification/2026-07-28/schema#cursor)
    pub struct Cursor;
}

wire_struct! {
    /// Shape common to requests for one page of a list.
    ///
    /// # Specification
    ///
    /// [`PaginatedRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct PaginatedRequest {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Name of the method, such as `tools/list`.
            method: String = "method",
            /// Parameters of the method.
            params: PaginatedRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of a request for one page of a list; the server decides how long a page is.
    ///
    /// # Specification
    ///
    /// [`PaginatedRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#paginatedrequestparams)
    pub struct PaginatedRequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
        }
        optional {
            /// Opaque position to continue from, copied unchanged from an earlier `next_cursor`; absent asks for the
            /// first page.
            cursor / with_cursor: Cursor = "cursor",
        }
    }
}

wire_struct! {
    /// Members common to every result that is one page of a list.
    ///
    /// # Specification
    ///
    /// [`PaginatedResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct PaginatedResult {
        defaulted {
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
            /// Opaque position of the next page; absent on the last page, whereas an empty string is still a cursor.
            next_cursor / with_next_cursor: Cursor = "nextCursor",
        }
    }
}
