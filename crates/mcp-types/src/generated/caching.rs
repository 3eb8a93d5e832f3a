// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! Results that clients may keep.

use super::{ResultMetaObject, ResultType};
use crate::{wire_enum, wire_struct};

wire_enum! {
    /// Who may reuse a stored result.
    ///
    /// # Specification
    ///
    /// [`CacheableResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub enum CacheScope {
        /// Only requests of the same authorization context, so a different access token needs a store of its own.
        Private = "private",
        /// Any client or shared intermediary, for any user: the result holds nothing specific to one of them. It grants
        /// no access by itself.
        Public = "public",
    }
}

wire_struct! {
    /// Members common to every result that a client may store and reuse.
    ///
    /// # Specification
    ///
    /// [`CacheableResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct CacheableResult {
        defaulted {
            /// Who may reuse a stored copy: anyone (`public`), or only the same authorization context (`private`). All
            /// pages of one list carry the same scope.
            cache_scope / with_cache_scope: CacheScope = "cacheScope" or CacheScope::Private,
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
            /// Freshness lifetime in milliseconds from receipt; 0 means stale at once. It is a hint, as the data may
            /// change sooner.
            ttl_ms / with_ttl_ms: u64 = "ttlMs" or 0,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
        }
    }
}
