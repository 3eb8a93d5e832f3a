//! Bounds of everything here that peers or callers could make large, each with its unit and its reason.

/// Bytes of the name of a collection: 32.
///
/// It becomes part of a table's index, of a channel's name or of a subject; it is written by programmers.
pub const MAX_COLLECTION_BYTES: usize = 32;

/// Bytes of a key's name: 256.
///
/// Room for a sealed identifier or a digest; twice as long in hexadecimal, it still fits a subject of NATS.
pub const MAX_KEY_BYTES: usize = 256;

/// Bytes of a topic: 256.
///
/// As for keys. A URI that may be longer is digested by whoever makes a topic of it.
pub const MAX_TOPIC_BYTES: usize = 256;

/// Bytes of one value that every backend takes: 1 MiB, which is also the default of the in-memory store.
///
/// The largest message of NATS by default, and far below what a row of SQLite or PostgreSQL may hold.
pub const MAX_VALUE_BYTES: usize = 1024 * 1024;

/// Records that one look for what is due brings at most: 1024.
///
/// A caller asks again while there is more; a page stays under half a mebibyte.
pub const MAX_DUE_RECORDS: usize = 1024;

/// Records in an in-memory store: 65,536 by default.
///
/// About as many dialogues as one process serves in the ten minutes that they live.
pub const MAX_RECORDS: usize = 65_536;

/// Bytes of all names and values in an in-memory store: 256 MiB by default.
///
/// A quarter of a small machine; more belongs into a database.
pub const MAX_STORED_BYTES: usize = 256 * 1024 * 1024;

/// Expired records that an in-memory store gives up with each one that is put: 2.
///
/// More than come in, so that what has expired goes as fast as it came, and few enough that nobody waits for it.
pub const FORGOTTEN_WITH_EACH: usize = 2;

/// Bytes of one event that every bus takes: 256 KiB, which is also the default of the in-memory bus.
///
/// Events say what changed, not what it has become.
pub const MAX_EVENT_BYTES: usize = 256 * 1024;

/// Events of one topic that wait for their slowest reader: 256 by default.
///
/// A reader that is further behind has stopped reading; it is told how many it missed.
pub const MAX_QUEUED_EVENTS: usize = 256;

/// Bytes of all events that wait in an in-memory bus: 64 MiB by default.
///
/// A quarter of what the store may take: the eldest events go first, since their readers are furthest behind.
pub const MAX_QUEUED_BYTES: usize = 64 * 1024 * 1024;

/// Topics with a subscriber in an in-memory bus: 65,536 by default.
///
/// A topic takes some hundred bytes, so that all of them stay under 32 MiB.
pub const MAX_TOPICS: usize = 65_536;

/// Topics of one subscription: 1024.
///
/// Whoever follows more listens to one topic for all of them and filters.
pub const MAX_TOPICS_PER_SUBSCRIPTION: usize = 1024;

/// Subscriptions to an in-memory bus: 65,536 by default.
///
/// More than one process has file descriptors for.
pub const MAX_SUBSCRIPTIONS: usize = 65_536;
