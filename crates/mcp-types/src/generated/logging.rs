// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `notifications/message`.

use super::NotificationMetaObject;
use crate::{Json, wire_enum, wire_struct};

wire_enum! {
    /// Severity of a log message, as in syslog (RFC 5424).
    ///
    /// Deprecated in 2026-07-28: log to stderr or use OpenTelemetry; removal is possible from the first revision on or
    /// after 2027-07-28.
    ///
    /// # Specification
    ///
    /// [`LoggingLevel`](https://modelcontextprotocol.io/specification/2026-07-28/schema#logginglevel)
    pub enum LoggingLevel {
        /// Detail for finding faults, the least severe level.
        Debug = "debug",
        /// Ordinary events, such as progress of an operation.
        Info = "info",
        /// Ordinary but noteworthy events, such as a changed setting.
        Notice = "notice",
        /// Something may go wrong, such as the use of a deprecated feature.
        Warning = "warning",
        /// An operation failed.
        Error = "error",
        /// A component has failed.
        Critical = "critical",
        /// Somebody has to act at once, for example because data is corrupt.
        Alert = "alert",
        /// Nothing works any more, the most severe level.
        Emergency = "emergency",
    }
}

wire_struct! {
    /// Log message of the server, sent only on the stream of a request that set a log level (`notifications/message`).
    ///
    /// Deprecated in 2026-07-28: log to stderr or use OpenTelemetry; removal is possible from the first revision on or
    /// after 2027-07-28.
    ///
    /// # Specification
    ///
    /// [`LoggingMessageNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema#loggingmessagenotification)
    pub struct LoggingMessageNotification {
        tags {
            "jsonrpc" = "2.0",
            "method" = "notifications/message",
        }
        required {
            /// Parameters of the method.
            params: LoggingMessageNotificationParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `notifications/message`: what to log and how severe it is.
    ///
    /// Deprecated in 2026-07-28 with `LoggingMessageNotification`.
    ///
    /// # Specification
    ///
    /// [`LoggingMessageNotificationParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#loggingmessagenotificationparams)
    pub struct LoggingMessageNotificationParams {
        required {
            /// Severity, at least that of the level the request set.
            level: LoggingLevel = "level",
            /// What is logged: any JSON value, without secrets or personal information.
            data: Json = "data",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: NotificationMetaObject = "_meta",
            /// Name of the part of the server that logs.
            logger / with_logger: String = "logger",
        }
    }
}
