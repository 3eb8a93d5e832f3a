// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `notifications/cancelled`.

use super::NotificationMetaObject;
use crate::{RequestId, wire_struct};

wire_struct! {
    /// Says that the sender no longer wants the answer to a request (`notifications/cancelled`).
    ///
    /// Clients send it on stdio only; a server sends it there only to end a `subscriptions/listen` request.
    ///
    /// # Specification
    ///
    /// [`CancelledNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema#cancellednotification)
    pub struct CancelledNotification {
        tags {
            "jsonrpc" = "2.0",
            "method" = "notifications/cancelled",
        }
        required {
            /// Parameters of the method.
            params: CancelledNotificationParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `notifications/cancelled`: which request, and why.
    ///
    /// # Specification
    ///
    /// [`CancelledNotificationParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#cancellednotificationparams)
    pub struct CancelledNotificationParams {
        required {
            /// Id of the unwanted request, which has to be one the client still awaits; any other is ignored.
            request_id: RequestId = "requestId",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: NotificationMetaObject = "_meta",
            /// Reason in words, fit for logs or for showing to the user.
            reason / with_reason: String = "reason",
        }
    }
}
