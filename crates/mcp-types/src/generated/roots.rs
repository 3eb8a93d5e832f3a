// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `roots/list`.

use super::MetaObject;
use crate::wire_struct;

wire_struct! {
    /// Asks the client where in the file system the work takes place (`roots/list`).
    ///
    /// Deprecated in 2026-07-28: pass paths in tool arguments or resource URIs, or configure the server with them;
    /// removal is possible from the first revision on or after 2027-07-28.
    ///
    /// # Specification
    ///
    /// [`ListRootsRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listrootsrequest)
    pub struct ListRootsRequest {
        tags {
            "method" = "roots/list",
        }
        optional {
            /// Parameters of the method, which hold nothing but metadata.
            params / with_params: ListRootsRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `roots/list`, which hold nothing but metadata.
    ///
    /// Deprecated in 2026-07-28 with `ListRootsRequest`.
    ///
    /// # Specification
    ///
    /// [`ListRootsRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listrootsrequest)
    pub struct ListRootsRequestParams {
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
        }
    }
}

wire_struct! {
    /// Places in the file system that the work is about; they guide the server but do not confine it.
    ///
    /// Deprecated in 2026-07-28 with `ListRootsRequest`.
    ///
    /// # Specification
    ///
    /// [`ListRootsResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listrootsresult)
    pub struct ListRootsResult {
        required {
            /// Roots, possibly none.
            roots: Vec<Root> = "roots",
        }
    }
}

wire_struct! {
    /// Place in the file system, a directory or a single file, that the client's work is about.
    ///
    /// Deprecated in 2026-07-28: pass paths in tool arguments or resource URIs, or configure the server with them;
    /// removal is possible from the first revision on or after 2027-07-28.
    ///
    /// # Specification
    ///
    /// [`Root`](https://modelcontextprotocol.io/specification/2026-07-28/schema#root)
    pub struct Root {
        required {
            /// Location of the root as a `file://` URI, the only scheme allowed.
            uri: String = "uri",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Name of the root for people.
            name / with_name: String = "name",
        }
    }
}
