//! Bounds of everything here that a peer could make large, each with its unit and its reason.

pub use mcp_types::limits::MAX_ECHO_BYTES;

/// One line from a client, in bytes without its line feed: 4 MiB.
///
/// As much as the content of one request over HTTP: room for an image of about 3 MB as Base64 inside `arguments`.
pub const MAX_CLIENT_LINE_BYTES: usize = 4 * 1024 * 1024;

/// One line from a server, in bytes without its line feed: 64 MiB.
///
/// Results carry whole resources, and a client started the server that it reads from.
pub const MAX_SERVER_LINE_BYTES: usize = 64 * 1024 * 1024;

/// Requests that a client may have in flight at once: 1024.
///
/// Each is a task with its message; a person's client has a handful, and an agent's loop that forgets to wait is
/// stopped before it takes a gigabyte.
pub const MAX_IN_FLIGHT: usize = 1024;

/// Arrays and objects open at once in a message that is written: 135 levels.
///
/// The 127 that one value may have, and the members of the message around it.
pub const MAX_WRITTEN_DEPTH: usize = mcp_types::limits::MAX_VALUE_DEPTH + 8;
