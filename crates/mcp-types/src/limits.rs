//! The bounds of everything in this crate that a peer could make grow.

/// Arrays and objects open at once in one message, the message itself included: 64 levels.
///
/// Real messages stay under 20; schemas in a tool list are the deepest of them.
pub const MAX_DEPTH: usize = 64;

/// Members of one object: 1024.
///
/// Checking that no name is doubled takes time in proportion to `n log n`; this keeps the logarithm small and the
/// scanner's notes under half a mebibyte.
pub const MAX_MEMBERS_PER_OBJECT: usize = 1024;

/// Bytes of one message that the scanner takes at all: 1 GiB.
///
/// Places in the text are kept in 32 bits. Transports set far smaller limits before a body is read.
pub const MAX_MESSAGE_BYTES: usize = 1 << 30;

/// Bytes of the JSON literal of a request id or progress token, quotes and escapes included: 256 bytes.
///
/// Ids are echoed into every response and kept while a request runs; UUIDs take 38 bytes.
pub const MAX_ID_BYTES: usize = 256;

/// Bytes of an id literal that are kept without an allocation: 40 bytes, enough for a UUID in quotes.
pub const INLINE_ID_BYTES: usize = 40;

/// Bytes of a `traceparent` of a version that is not known yet: 256 bytes; the known version takes 55.
pub const MAX_TRACEPARENT_BYTES: usize = 256;

/// Vendor entries in `tracestate`: 32, the most that W3C Trace Context allows.
pub const MAX_TRACESTATE_ENTRIES: usize = 32;

/// Bytes of `baggage`: 8192, the most that W3C Baggage obliges anybody to carry.
pub const MAX_BAGGAGE_BYTES: usize = 8192;

/// Entries in `baggage`: 180, the most that the grammar of W3C Baggage allows.
pub const MAX_BAGGAGE_ENTRIES: usize = 180;

/// Arrays and objects open at once in one value that is decoded or kept as text: 127 levels.
///
/// As many as `serde_json` reads by default, so that any value it has read can be kept, and the reverse.
pub const MAX_VALUE_DEPTH: usize = 127;

/// Elements of all lists, entries of all maps and unnamed members together in one value that is decoded: 262,144.
///
/// An element may take two bytes of text and a hundred times as much memory; this bounds the memory.
pub const MAX_DECODED_ELEMENTS: usize = 262_144;

/// Defects that a lenient decode reports: 64, the first ones in the text.
///
/// They are meant for a log line and an eye; what is broken in more places than these is broken altogether.
pub const MAX_DEFECTS: usize = 64;

/// A peer's own value repeated in a refusal, in bytes before escaping: 100 bytes.
///
/// Enough to recognise an origin, a method or a version; too little to amplify or to fill a log.
pub const MAX_ECHO_BYTES: usize = 100;

/// Bytes of the JSON Pointer in an error: 256 bytes; the peer chooses the names in it.
pub const MAX_POINTER_BYTES: usize = 256;

/// Choices that make up one random value: 16,384; all later ones are the simplest.
///
/// The largest messages take about a tenth of them; a type that holds many of itself could take any number.
#[cfg(feature = "proptest")]
pub const MAX_CHOICES: usize = 16_384;
