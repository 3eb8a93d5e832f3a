//! How an operation went, in the words of the conventions.

use mcp_transport_http::REFUSALS;
use mcp_types::ErrorCode;

use crate::layer::OutcomeKind;

/// What the conventions call an error that they have no name for.
const OTHER: &str = "_OTHER";

/// How an operation went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Outcome(OutcomeKind),
    /// Nobody waits for the outcome any more.
    Cancelled,
}

impl Ending {
    pub(super) const PANICKED: Ending = Ending::Outcome(OutcomeKind::Error(ErrorCode::INTERNAL_ERROR));

    pub(super) fn of(kind: OutcomeKind) -> Self {
        Ending::Outcome(kind)
    }

    /// The word for people, which is not one of the conventions'.
    pub(super) fn outcome(self) -> &'static str {
        match self {
            Ending::Cancelled => "cancelled",
            Ending::Outcome(kind) => match kind {
                OutcomeKind::Complete => "complete",
                OutcomeKind::ToolError => "tool_error",
                OutcomeKind::InputRequired => "input_required",
                OutcomeKind::Opened => "opened",
                OutcomeKind::Error(_) => "error",
            },
        }
    }

    /// What failed, where it is no error of JSON-RPC.
    pub(super) fn failure(self) -> Option<&'static str> {
        match self {
            Ending::Cancelled => Some("cancelled"),
            Ending::Outcome(OutcomeKind::ToolError) => Some("tool_error"),
            Ending::Outcome(_) => None,
        }
    }

    /// The error of JSON-RPC.
    pub(super) fn code(self) -> Option<ErrorCode> {
        match self {
            Ending::Outcome(OutcomeKind::Error(code)) => Some(code),
            _ => None,
        }
    }

    /// The same, as one of few texts: codes that are not the protocol's may be made of anything.
    pub(super) fn label(self) -> Option<String> {
        let code = self.code()?;
        let mut known = REFUSALS.iter().flat_map(|row| row.answers).filter_map(|answer| answer.code);
        let is_known = code == ErrorCode::INTERNAL_ERROR || known.any(|known| known == code);
        Some(if is_known { code.value().to_string() } else { OTHER.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use mcp_transport_http::TRY_LATER;

    use super::*;

    #[test]
    fn codes_of_the_protocol_are_labels_and_others_are_one() {
        for code in [ErrorCode::INVALID_PARAMS, ErrorCode::INTERNAL_ERROR, TRY_LATER] {
            let ending = Ending::of(OutcomeKind::Error(code));
            assert_eq!(ending.label(), Some(code.value().to_string()));
        }
        for code in [1, 404, -32_000, i64::MIN] {
            let ending = Ending::of(OutcomeKind::Error(ErrorCode::received(code)));
            assert_eq!(ending.label().as_deref(), Some(OTHER));
        }
        for ending in [Ending::Cancelled, Ending::of(OutcomeKind::ToolError), Ending::of(OutcomeKind::Complete)] {
            assert_eq!(ending.label(), None);
        }
    }
}
