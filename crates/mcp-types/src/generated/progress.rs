// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `notifications/progress`.

use super::NotificationMetaObject;
use crate::{ProgressToken, wire_struct};

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
