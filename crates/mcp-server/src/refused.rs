//! Messages that are refused before they become operations, told to whoever runs the server; never what they said.

use mcp_transport_http::{Rejection, SessionRejection};

/// Tells of a refusal over HTTP.
#[cfg_attr(not(feature = "telemetry"), expect(unused_variables, reason = "there is nobody to tell"))]
pub(crate) fn tell(rejection: &Rejection) {
    #[cfg(feature = "telemetry")]
    tracing::info!(
        target: "mcp_server",
        condition = rejection.row().condition,
        row = rejection.row().number,
        "http.response.status_code" = rejection.status().as_u16(),
        "rpc.response.status_code" = rejection.code().value(),
        "refused"
    );
}

/// Tells of a refusal in a legacy session over HTTP.
#[cfg_attr(not(feature = "telemetry"), expect(unused_variables, reason = "there is nobody to tell"))]
pub(crate) fn tell_in_session(rejection: SessionRejection) {
    // Invariant: a rejection has nothing in it but which one it is.
    #[cfg(feature = "telemetry")]
    tracing::info!(
        target: "mcp_server",
        condition = %rejection,
        "http.response.status_code" = rejection.status().as_u16(),
        "refused"
    );
}

/// Tells of a refusal over streams.
#[cfg(feature = "stdio")]
#[cfg_attr(not(feature = "telemetry"), expect(unused_variables, reason = "there is nobody to tell"))]
pub(crate) fn tell_over_streams(row: u8, code: mcp_types::ErrorCode) {
    #[cfg(feature = "telemetry")]
    tracing::info!(
        target: "mcp_server",
        condition = mcp_transport_http::REFUSALS.iter().find(|refusal| refusal.number == row).map(|row| row.condition),
        row,
        "rpc.response.status_code" = code.value(),
        "refused"
    );
}
