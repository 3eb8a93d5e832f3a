//! Log messages for the client of one request.

use mcp_types::{Json, LoggingLevel, LoggingMessageNotification, LoggingMessageNotificationParams};

use super::{Stream, message, show, stand_back};
use crate::Context;
use crate::limits;

/// What a log message says: text, or any JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct LogData(Json);

impl From<&str> for LogData {
    fn from(text: &str) -> Self {
        LogData(serde_json::Value::from(text).into())
    }
}

impl From<String> for LogData {
    fn from(text: String) -> Self {
        LogData::from(text.as_str())
    }
}

impl From<Json> for LogData {
    fn from(json: Json) -> Self {
        LogData(json)
    }
}

impl From<serde_json::Value> for LogData {
    fn from(value: serde_json::Value) -> Self {
        LogData(value.into())
    }
}

impl<S> Context<S> {
    /// Sends the client a log message, if its request asked for messages of this level.
    ///
    /// Nothing is sent unless the server was built with [`logging`](crate::ServerBuilder::logging). Messages beyond
    /// [`MAX_LOG_BYTES`](limits::MAX_LOG_BYTES) or [`LOGS_PER_SECOND`](limits::LOGS_PER_SECOND) are left out, and those
    /// that come too often let everyone else on the thread go first. Where the client does not read, this waits, and after [`STREAM_WRITE_TIMEOUT`](limits::STREAM_WRITE_TIMEOUT) the call is
    /// abandoned. What is logged leaves the server: no credentials, no personal data, no internals.
    ///
    /// Logging to clients is deprecated in 2026-07-28 and may be removed from the first revision on or after
    /// 2027-07-28; `tracing` and OpenTelemetry reach operators better.
    ///
    /// # Specification
    ///
    /// <https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/logging>
    pub async fn log(&self, level: LoggingLevel, data: impl Into<LogData>) {
        let scope = self.scope();
        // spec: LOG-001 a server that did not declare logging does not log.
        if !scope.server.logs() {
            return;
        }
        // spec: LOG-002 LOG-003 only where the request asks for it, and not below the level it names.
        if scope.meta.log_level.is_none_or(|least| severity(level) < severity(least)) {
            return;
        }
        // spec: LOG-003 after the reply there is no stream to send on.
        if !scope.ended.is_running() {
            return;
        }
        let first = scope.stream.get().is_none();
        let stream = scope.stream.get_or_init(Stream::new);
        // spec: LOG-007 a handler that floods is cut short.
        if !stream.admits(&stream.log_rate) {
            return stand_back().await;
        }
        // Why: not before, because it is most of what a message costs, also one that is left out.
        let LogData(data) = data.into();
        if data.text().len() <= limits::MAX_LOG_BYTES {
            let params = LoggingMessageNotificationParams::new(level, data).with_logger(scope.target.name());
            stream.push(message(&LoggingMessageNotification::new(params))).await;
        }
        if first {
            show(scope).await;
        }
    }
}

/// The rank of a level, the least severe being 0: the order in which the type lists them.
fn severity(level: LoggingLevel) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: LOG-003
    #[test]
    fn levels_are_ranked_as_in_syslog() {
        let levels = [
            LoggingLevel::Debug,
            LoggingLevel::Info,
            LoggingLevel::Notice,
            LoggingLevel::Warning,
            LoggingLevel::Error,
            LoggingLevel::Critical,
            LoggingLevel::Alert,
            LoggingLevel::Emergency,
        ];
        assert!(levels.is_sorted_by_key(|level| severity(*level)));
    }
}
