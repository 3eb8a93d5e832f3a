// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `subscriptions/listen` and the notifications that it delivers.

use super::{NotificationMetaObject, RequestMetaObject, ResultType, SubscriptionsListenResultMetaObject};
use crate::{RequestId, wire_struct};

wire_struct! {
    /// Kinds of notification a subscription is to deliver; whatever is not named here is not sent.
    ///
    /// # Specification
    ///
    /// [`SubscriptionFilter`](https://modelcontextprotocol.io/specification/2026-07-28/schema#subscriptionfilter)
    pub struct SubscriptionFilter {
        optional {
            /// Whether changes to the list of prompts are reported; absent means false.
            prompts_list_changed / with_prompts_list_changed: bool = "promptsListChanged",
            /// URIs of the resources whose changes are reported; absent means none.
            resource_subscriptions / with_resource_subscriptions: Vec<String> = "resourceSubscriptions",
            /// Whether changes to the list of resources are reported; absent means false.
            resources_list_changed / with_resources_list_changed: bool = "resourcesListChanged",
            /// Whether changes to the list of tools are reported; absent means false.
            tools_list_changed / with_tools_list_changed: bool = "toolsListChanged",
        }
    }
}

wire_struct! {
    /// Confirms a subscription and says what it will deliver (`notifications/subscriptions/acknowledged`).
    ///
    /// It comes before every other notification of that subscription.
    ///
    /// # Specification
    ///
    /// [`SubscriptionsAcknowledgedNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema#subscriptionsacknowledgednotification)
    pub struct SubscriptionsAcknowledgedNotification {
        tags {
            "jsonrpc" = "2.0",
            "method" = "notifications/subscriptions/acknowledged",
        }
        required {
            /// Parameters of the method.
            params: SubscriptionsAcknowledgedNotificationParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `notifications/subscriptions/acknowledged`.
    ///
    /// # Specification
    ///
    /// [`SubscriptionsAcknowledgedNotificationParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#subscriptionsacknowledgednotificationparams)
    pub struct SubscriptionsAcknowledgedNotificationParams {
        required {
            /// The requested kinds that the server will deliver; those it does not support are left out.
            notifications: SubscriptionFilter = "notifications",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: NotificationMetaObject = "_meta",
        }
    }
}

wire_struct! {
    /// Opens a stream of notifications that lasts until either side ends it (`subscriptions/listen`).
    ///
    /// # Specification
    ///
    /// [`SubscriptionsListenRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#subscriptionslistenrequest)
    pub struct SubscriptionsListenRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "subscriptions/listen",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Parameters of the method.
            params: SubscriptionsListenRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `subscriptions/listen`: what to report.
    ///
    /// # Specification
    ///
    /// [`SubscriptionsListenRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#subscriptionslistenrequestparams)
    pub struct SubscriptionsListenRequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
            /// Kinds of notification the client wants on this stream; it receives no others.
            notifications: SubscriptionFilter = "notifications",
        }
    }
}

wire_struct! {
    /// Says that the server has ended the subscription in good order; a stream that breaks off without it was cut.
    ///
    /// # Specification
    ///
    /// [`SubscriptionsListenResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#subscriptionslistenresult)
    pub struct SubscriptionsListenResult {
        required {
            /// Metadata that names the subscription being ended.
            meta: SubscriptionsListenResultMetaObject = "_meta",
        }
        defaulted {
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
        }
    }
}

wire_struct! {
    /// Response to `subscriptions/listen`, sent when the server ends the subscription in good order.
    ///
    /// # Specification
    ///
    /// [`SubscriptionsListenResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#subscriptionslistenresultresponse)
    pub struct SubscriptionsListenResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// The end of the subscription.
            result: SubscriptionsListenResult = "result",
        }
    }
}
