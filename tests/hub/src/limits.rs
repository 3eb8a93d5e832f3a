//! Bounds of what the hub and its peers hold.

/// Bytes of one line: 4 MiB.
///
/// A value of the store has 1 MiB at most, which Base64 makes a third longer; the rest is room for names.
pub(crate) const MAX_LINE_BYTES: usize = 4 * 1024 * 1024;

/// Events that the hub keeps for a process that is slow to take them: 4096.
///
/// A process that is further behind is cut off, and its bus ends.
pub(crate) const MAX_FEED_EVENTS: usize = 4096;

/// Connections that a process keeps for its next question: 16.
///
/// As many as a busy replica asks at once; beyond that a connection is made for one question.
pub(crate) const MAX_IDLE_CONNECTIONS: usize = 16;
