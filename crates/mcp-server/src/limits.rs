//! The bounds of a server, each with its unit and reason.

use std::time::Duration;

/// Bytes of a tool's name.
///
/// The specification recommends 128, and clients rely on it for display and for routing by header field.
pub const MAX_TOOL_NAME_BYTES: usize = 128;

/// Tools on one page of `tools/list`, unless the builder says otherwise.
///
/// Most servers fit on one page, which spares their clients the second request; a page of a hundred tools is some
/// tens of KiB.
pub const DEFAULT_PAGE_SIZE: usize = 100;

/// How long clients may take lists and discovery results for fresh, unless the builder says otherwise.
///
/// A server's tools change when it is deployed anew; five minutes bound how long a client works with the old list.
pub const DEFAULT_FRESHNESS_LIFETIME: Duration = Duration::from_secs(300);

/// The longest freshness lifetime that is sent, in milliseconds.
///
/// Larger integers lose precision in peers that read JSON numbers as IEEE 754 doubles.
pub const MAX_TTL_MS: u64 = (1 << 53) - 1;

/// Bytes of peer text that an error message repeats: a name, or a value of the wrong type.
///
/// Enough to recognise it; a hostile request must not get its own size back many times over.
pub const MAX_ECHO_BYTES: usize = 128;

/// Bytes of the JSON Pointer that tells where arguments do not decode.
///
/// Deeper places are named by their outermost members.
pub const MAX_POINTER_BYTES: usize = 256;

/// Bytes of a derived schema in which every type stands where it is used.
///
/// Beyond this, types used several times are written once under `$defs`, so that the list stays readable and small.
pub const MAX_INLINED_SCHEMA_BYTES: usize = 32 * 1024;

/// Bytes of a prepared result that are copied into a response, so that it leaves in one piece.
///
/// Longer ones are sent where they lie, as a second piece; up to here a copy costs less than that.
pub const MAX_COPIED_BYTES: usize = 4 * 1024;

/// Bytes reserved for what stands before a prepared result: the envelope and an id of usual length.
pub const REPLY_HEAD_BYTES: usize = 96;

/// Bytes a reply buffer starts with.
///
/// Holds the reply of a small tool without growing.
pub const REPLY_BYTES: usize = 512;
