// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! The `_meta` member of requests, notifications and results.

use super::{ClientCapabilities, Implementation, LoggingLevel};
use crate::{JsonObject, ProgressToken, ProtocolVersion, RequestId, wire_struct};

/// Metadata by key.
///
/// A key is an optional dotted prefix with a slash, then a name; a prefix with `modelcontextprotocol` or `mcp` as its
/// second label belongs to MCP, and nothing may be assumed about values under it.
///
/// # Specification
///
/// [`MetaObject`](https://modelcontextprotocol.io/specification/2026-07-28/schema#metaobject)
pub type MetaObject = JsonObject;

wire_struct! {
    /// Metadata of a notification: other keys follow the rules of `MetaObject`.
    ///
    /// # Specification
    ///
    /// [`NotificationMetaObject`](https://modelcontextprotocol.io/specification/2026-07-28/schema#notificationmetaobject)
    pub struct NotificationMetaObject {
        optional {
            /// Names the subscription by the id of its `subscriptions/listen` request. Always present on a
            /// subscription's stream, and absent elsewhere.
            subscription_id / with_subscription_id: RequestId = "io.modelcontextprotocol/subscriptionId",
        }
    }
}

wire_struct! {
    /// Metadata of a request, which makes it complete in itself: nothing carries over from earlier requests.
    ///
    /// Other keys follow the rules of `MetaObject`.
    ///
    /// # Specification
    ///
    /// [`RequestMetaObject`](https://modelcontextprotocol.io/specification/2026-07-28/schema#requestmetaobject)
    pub struct RequestMetaObject {
        required {
            /// Protocol version the request follows; over HTTP it equals the `MCP-Protocol-Version` header field.
            /// Servers answer a version they do not serve with code `-32022`.
            protocol_version: ProtocolVersion = "io.modelcontextprotocol/protocolVersion",
            /// Optional features the client supports for this request; an empty object means none. Servers must not
            /// infer any from other requests.
            client_capabilities: ClientCapabilities = "io.modelcontextprotocol/clientCapabilities",
        }
        optional {
            /// Client software as it describes itself, sent unless configured otherwise. It is unverified: fit for
            /// display and logs, not for decisions.
            client_info / with_client_info: Implementation = "io.modelcontextprotocol/clientInfo",
            /// Least severe log message the client wants for this request; absent means no log messages at all.
            /// Deprecated in 2026-07-28 with Logging; removal is possible from the first revision on or after
            /// 2027-07-28.
            log_level / with_log_level: LoggingLevel = "io.modelcontextprotocol/logLevel",
            /// Token under which the client would like progress notifications, of which there may be none.
            progress_token / with_progress_token: ProgressToken = "progressToken",
        }
    }
}

wire_struct! {
    /// Metadata of a result: other keys follow the rules of `MetaObject`.
    ///
    /// # Specification
    ///
    /// [`ResultMetaObject`](https://modelcontextprotocol.io/specification/2026-07-28/schema#resultmetaobject)
    pub struct ResultMetaObject {
        optional {
            /// Server software as it describes itself, sent unless configured otherwise. It is unverified: fit for
            /// display and logs, not for decisions.
            server_info / with_server_info: Implementation = "io.modelcontextprotocol/serverInfo",
        }
    }
}

wire_struct! {
    /// Metadata of the result that ends a subscription: other keys follow the rules of `MetaObject`.
    ///
    /// # Specification
    ///
    /// [`SubscriptionsListenResultMetaObject`](https://modelcontextprotocol.io/specification/2026-07-28/schema#subscriptionslistenresultmetaobject)
    pub struct SubscriptionsListenResultMetaObject {
        required {
            /// Names the subscription by the id of its `subscriptions/listen` request, which is also the response's
            /// `id`.
            subscription_id: RequestId = "io.modelcontextprotocol/subscriptionId",
        }
        optional {
            /// Server software as it describes itself, sent unless configured otherwise. It is unverified: fit for
            /// display and logs, not for decisions.
            server_info / with_server_info: Implementation = "io.modelcontextprotocol/serverInfo",
        }
    }
}
