// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `resources/subscribe`, `resources/unsubscribe`.

use super::RequestMetaObject;
use crate::wire_struct;

wire_struct! {
    /// Asks to be told when a resource changes, by `notifications/resources/updated`: the parameters of
    /// `resources/subscribe`.
    ///
    /// # Specification
    ///
    /// [`SubscribeRequestParams`](https://modelcontextprotocol.io/specification/2025-11-25/schema#subscriberequestparams)
    pub struct SubscribeRequestParams {
        required {
            /// URI of the resource; a notification may name a sub-resource of it.
            uri: String = "uri",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: RequestMetaObject = "_meta",
        }
    }
}

wire_struct! {
    /// Takes a subscription back: the parameters of `resources/unsubscribe`.
    ///
    /// # Specification
    ///
    /// [`UnsubscribeRequestParams`](https://modelcontextprotocol.io/specification/2025-11-25/schema#unsubscriberequestparams)
    pub struct UnsubscribeRequestParams {
        required {
            /// URI of the resource that the subscription named.
            uri: String = "uri",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: RequestMetaObject = "_meta",
        }
    }
}
