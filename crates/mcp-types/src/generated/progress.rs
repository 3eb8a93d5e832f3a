// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `notifications/progress` and `notifications/cancelled`.

use super::NotificationMetaObject;
use crate::{ProgressToken, RequestId, wire_struct};

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

wire_struct! {
    /// Reports how far a running request has come (`notifications/progress`).
    ///
    /// It stops once the request is answered.
    ///
    /// # Specification
    ///
    /// [`ProgressNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema#progressnotification)
    pub struct ProgressNotification {
        tags {
            "jsonrpc" = "2.0",
            "method" = "notifications/progress",
        }
        required {
            /// Parameters of the method.
            params: ProgressNotificationParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `notifications/progress`.
    ///
    /// # Specification
    ///
    /// [`ProgressNotificationParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#progressnotificationparams)
    pub struct ProgressNotificationParams {
        required {
            /// Token from the request's metadata, which ties the report to that request.
            progress_token: ProgressToken = "progressToken",
            /// Work done so far, in the sender's own unit; it grows with every notification and may be fractional.
            progress: f64 = "progress",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: NotificationMetaObject = "_meta",
            /// What is being done, in words for people.
            message / with_message: String = "message",
            /// Work there is in all, in the unit of `progress`; absent if unknown.
            total / with_total: f64 = "total",
        }
    }
}
