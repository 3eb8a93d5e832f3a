//! What a gateway learns from heads alone: where a request goes, and which ones it must not believe.
//!
//! `cargo run -p mcp-transport-http --example gateway`

#![allow(clippy::print_stdout, reason = "an example shows its result")]

use http::{HeaderMap, HeaderValue};
use mcp_transport_http::{RouteKey, RouteKeyError, field, sentinel};

/// The pool of servers for a request. Nothing here allocates or reads content.
fn pool(headers: &HeaderMap) -> Result<&'static str, RouteKeyError> {
    let key = RouteKey::from_headers(headers)?;
    Ok(match (key.method(), key.name()) {
        ("tools/call", Some(name)) if name.eq_name("render_video") => "gpu",
        ("tools/call", Some(name)) if name.eq_name("Übersetzen") => "translation",
        ("subscriptions/listen", _) => "streams",
        _ => "default",
    })
}

fn main() -> Result<(), http::header::InvalidHeaderValue> {
    for (version, method, name) in [
        ("2026-07-28", "tools/call", "render_video"),
        ("2026-07-28", "tools/call", "Übersetzen"),
        ("2026-07-28", "subscriptions/listen", ""),
        ("2026-07-28", "tools/list", ""),
        ("2025-11-25", "tools/call", "render_video"),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(field::MCP_PROTOCOL_VERSION, HeaderValue::from_str(version)?);
        headers.insert(field::MCP_METHOD, HeaderValue::from_str(method)?);
        if !name.is_empty() {
            headers.insert(field::MCP_NAME, HeaderValue::from_str(&sentinel::encode(name))?);
        }
        match pool(&headers) {
            Ok(pool) => println!("{version} {method} {name} -> {pool}"),
            Err(error) => println!("{version} {method} {name} -> {}: {error}", error.status()),
        }
    }
    Ok(())
}
