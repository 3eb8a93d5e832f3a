//! Bounds of everything here that a peer could make large, each with its unit and its reason.

/// Content of one request, in bytes: 4 MiB.
///
/// Room for an image of about 3 MB as Base64 inside `arguments`, while a thousand calls at once stay below 4 GiB.
pub const MAX_BODY_BYTES: u64 = 4 * 1024 * 1024;

/// All fields of one request head together, names and values, in bytes: 64 KiB.
///
/// Four times what common proxies let through (8 to 16 KiB), so that whoever gets past them is not refused here.
pub const MAX_HEAD_BYTES: usize = 64 * 1024;

/// All fields whose name starts with `mcp-` together, names and values, in bytes: 16 KiB.
///
/// Mirrored values are names, URIs and short arguments; each is compared with the body and perhaps decoded.
pub const MAX_MCP_FIELD_BYTES: usize = 16 * 1024;

/// Rules in one list of hosts or origins: 256.
///
/// A list is read from its start on every request.
pub const MAX_RULES: usize = 256;

/// Names of `Mcp-Param-*` fields that one preflight may ask for: 64.
///
/// As many as a tool has mirrored parameters; the answer repeats each name.
pub const MAX_PREFLIGHT_PARAMS: usize = MAX_MIRRORED_PARAMETERS;

/// Parameters of one tool that are mirrored into fields: 64, as many as a plan has at most.
///
/// The arguments of a call are found for all of them at once, on the stack.
pub const MAX_MIRRORED_PARAMETERS: usize = mcp_schema::limits::MAX_MIRRORED_PARAMETERS;

pub use mcp_types::limits::MAX_ECHO_BYTES;
