//! The bounds of a server, each with its unit and reason.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::RateLimit;

/// Bytes of a tool's name.
///
/// The specification recommends 128, and clients rely on it for display and for routing by header field.
pub const MAX_TOOL_NAME_BYTES: usize = 128;

/// Tools on one page of `tools/list`, unless the builder says otherwise.
///
/// Most servers fit on one page, which spares their clients the second request; a page of a hundred tools is some
/// tens of KiB.
pub const DEFAULT_PAGE_SIZE: usize = 100;

/// Bytes of peer text that an error message repeats: a name, or a value of the wrong type.
///
/// Enough to recognise it; a hostile request must not get its own size back many times over.
pub const MAX_ECHO_BYTES: usize = 128;

/// Bytes of the JSON Pointer that tells where arguments do not decode.
///
/// Deeper places are named by their outermost members.
pub const MAX_POINTER_BYTES: usize = 256;

/// Bytes of a prepared result that are copied into a response, so that it leaves in one piece.
///
/// Longer ones are sent where they lie, as a second piece; up to here a copy costs less than that.
pub const MAX_COPIED_BYTES: usize = 4 * 1024;

/// Bytes reserved for what stands before a prepared result: the envelope and an id of usual length.
pub const REPLY_HEAD_BYTES: usize = 96;

/// Bytes a reply buffer starts with, besides those of the text in it.
///
/// Holds the reply of a small tool without growing.
pub const REPLY_BYTES: usize = 512;

/// What part of a text beyond [`MAX_COPIED_BYTES`] is reserved once more in a reply buffer, for the characters that are
/// escaped: an eighth.
///
/// Prose and code have fewer quotes and line breaks than that; a long buffer that has to grow is copied and doubled.
pub const ESCAPED_SHARE: usize = 8;

/// Questions that one round of a dialogue may ask.
///
/// A user fills in one or two forms at a time; this leaves room for a handler that gathers everything at once.
pub const MAX_QUESTIONS_PER_ROUND: usize = 16;

/// Rounds of questions that one dialogue may have.
///
/// A handler that asks more often asks in a loop.
pub const MAX_ROUNDS: u8 = 16;

/// Messages of one request that wait to be read.
///
/// A client that reads takes each as it comes; a handler that is faster than its client waits.
pub const STREAM_QUEUE_MESSAGES: usize = 64;

/// How long a client may take nothing of what a handler sends before the call is abandoned.
///
/// The handler may hold locks while it waits. As long as a listener waits for a client that takes no byte.
pub const STREAM_WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long an event stream is silent before a comment is sent, unless told otherwise.
///
/// Common proxies cut what is silent for 50 to 60 seconds; this leaves room for three tries.
pub const DEFAULT_KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Progress reports of one request that are sent at once.
pub const PROGRESS_BURST: u32 = 16;

/// Progress reports of one request per second, after [`PROGRESS_BURST`].
///
/// A bar that moves twenty times a second moves smoothly.
pub const PROGRESS_PER_SECOND: u32 = 20;

/// Log messages of one request that are sent at once.
pub const LOG_BURST: u32 = 100;

/// Log messages of one request per second, after [`LOG_BURST`].
///
/// More than a person reads, and few enough for a client to keep.
pub const LOGS_PER_SECOND: u32 = 50;

/// Bytes of one log message's data.
///
/// Larger ones are left out: a log is no way to carry results.
pub const MAX_LOG_BYTES: usize = 64 * 1024;

/// Bytes that the buffer of a notification starts with.
///
/// Holds a progress report with a sentence.
pub const NOTIFICATION_BYTES: usize = 256;

/// Connections that a listener has open at a time, unless told otherwise.
///
/// Stays below the 1,024 open files that many systems grant a process; with the most content that a request may have, a
/// thousand requests at once are 4 GB.
pub const DEFAULT_MAX_CONNECTIONS: u32 = 1000;

/// Requests that one HTTP/2 connection has in flight at a time.
///
/// A client with more of them waits for its own answers; a hundred keep a gateway's connection busy.
pub const MAX_STREAMS_PER_CONNECTION: u32 = 100;

/// Connections that wait in the kernel until they are accepted.
///
/// What most systems allow (`net.core.somaxconn` is 4,096 on Linux); a burst beyond it is told to try again.
pub const BACKLOG: u32 = 1024;

/// Bytes of a request's head that a connection buffers.
///
/// Twice what the endpoint takes, so that heads slightly too large are refused with a reason.
pub const MAX_BUFFERED_HEAD_BYTES: usize = 2 * mcp_transport_http::limits::MAX_HEAD_BYTES;

/// How long a new connection may take to send the head of its first request, unless told otherwise.
///
/// A head is one packet or two; ten seconds allow for a lost one and a slow link.
pub const DEFAULT_HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the content of a request may take to come, unless told otherwise.
///
/// The most content that a request may have takes half a minute at 1.1 Mbit/s.
pub const DEFAULT_BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Bytes of content that are read of a request whose head is reason enough to refuse it.
///
/// It is as much as a client sends at once; after more, or after content of unknown length, the connection is closed.
pub const MAX_IGNORED_BODY_BYTES: u64 = 64 * 1024;

/// How long a connection may stand without a request, unless told otherwise.
///
/// Longer than the pauses of most clients and than the 60 seconds after which common balancers let go of an idle
/// connection, so that none of them sends a request into one that is being closed.
pub const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_secs(75);

/// How long a client may take no byte of what is sent to it, unless told otherwise.
///
/// A client that reads makes progress many times a second, on any link.
pub const DEFAULT_WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a listener that was told to stop goes on serving where readiness can be asked for, unless told otherwise.
///
/// Balancers ask every few seconds, and go on sending requests until they have heard.
pub const DEFAULT_DRAIN_NOTICE: Duration = Duration::from_secs(5);

/// How long a listener waits for what is in flight before it cuts it off, unless told otherwise.
///
/// With the notice before it, well within the thirty seconds that orchestrators grant by default.
pub const DEFAULT_GRACE_PERIOD: Duration = Duration::from_secs(20);

/// How long a closing connection may take to say goodbye, how long one is read on whose client was answered before it had
/// sent everything, and how long a client that has closed its side of a pair of streams may take no byte of what is left.
///
/// HTTP/2 peers acknowledge it; one that is gone never does.
pub const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Messages of all requests that wait to be written to one stream.
///
/// A client that reads takes each as it comes. Each request has a queue of its own before this one, so that a few keep
/// the stream busy.
pub const STDIO_QUEUE_MESSAGES: usize = 16;

/// Bytes that are read from a stream, or handed to standard output, at a time.
///
/// As much as a pipe holds on most systems.
pub const STDIO_CHUNK_BYTES: usize = 64 * 1024;

/// How long requests in flight may go on after the client has closed its side, unless told otherwise.
///
/// Enough for what was asked for by a script that ends with its last line. Clients that wait for the process to exit
/// wait for two seconds or more before they end it.
pub const DEFAULT_EOF_GRACE_PERIOD: Duration = Duration::from_secs(1);

/// The first pause after a connection could not be accepted; each further one is twice as long.
///
/// Long enough for a file to be closed somewhere, too short to be noticed.
pub const MIN_ACCEPT_PAUSE: Duration = Duration::from_millis(10);

/// The longest pause after a connection could not be accepted.
///
/// One attempt a second costs nothing, and finds the way open soon after it is.
pub const MAX_ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// Keys of a ring: the one that seals, and those that still open.
///
/// Enough to rotate daily and honour handles for a week; each key costs three derived ones in memory and nothing per
/// request.
pub const MAX_KEYS: usize = 8;

/// Bytes of a file of keys, comments included.
///
/// The most keys take less than 1 KiB; the rest is room for words about them.
pub const MAX_KEY_FILE_BYTES: usize = 16 * 1024;

/// Characters of a sealed token.
///
/// Tokens pass through a model's context or come back with every round, so they must stay small; what needs more belongs
/// in a store. Longer ones are refused before anything is decoded.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;

/// Bytes that a token of [`MAX_TOKEN_BYTES`] holds.
///
/// Base64 takes a quarter, the envelope 53 bytes.
pub const MAX_SEALED_BYTES: usize = MAX_TOKEN_BYTES / 4 * 3 - crate::seal::ENVELOPE_BYTES;

/// How long the state of a multi-round request is good, unless told otherwise.
///
/// A person reads a form and answers within minutes; the token cannot be revoked, so it does not live longer than that.
pub const DEFAULT_REQUEST_STATE_LIFETIME: Duration = Duration::from_secs(600);

/// How long a handle is good, unless its kind says otherwise.
///
/// A conversation is taken up again the same day; a sealed handle cannot be revoked, and keys have to open for that long.
pub const DEFAULT_HANDLE_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest that a handle is good, whatever its kind says.
///
/// Beyond a year nobody keeps the keys; a stored handle that is used until then can be extended.
pub const MAX_HANDLE_LIFETIME: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Bytes of the state behind a stored handle, as JSON.
///
/// Every call that opens it reads it whole, and every change writes it whole; far below what any store takes. What is
/// larger has a place of its own, which the state names.
pub const MAX_STORED_STATE_BYTES: usize = 256 * 1024;

/// How long a cursor of a list that is different for different principals is good.
///
/// A client walks a list within seconds and may come back to a page it has stored; who comes later begins again. Cursors
/// of lists that are the same for everyone do not expire.
pub const CURSOR_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// Completions of one argument that are sent.
///
/// The specification's limit.
pub const MAX_COMPLETIONS: usize = 100;

/// Calls that a server runs at a time, unless told otherwise.
///
/// As many as a listener has connections by default, so that it bounds those who send many over one connection, and
/// nobody else.
pub const DEFAULT_MAX_RUNNING: Option<NonZeroU32> = NonZeroU32::new(1000);

/// Calls that wait until they may run, of a server, a tool or all anonymous callers, unless told otherwise.
///
/// Each keeps its request in memory. As many as run: a burst twice as large as what is run at a time is taken on.
pub const DEFAULT_MAX_WAITING: u32 = 1000;

/// How long a call waits until it may run, unless told otherwise.
///
/// Who waits longer is served by a server that does not catch up, and its client, which gives up after 30 to 60 seconds,
/// would rather ask another one.
pub const DEFAULT_MAX_WAIT: Duration = Duration::from_secs(5);

/// Calls of one principal that run at a time, unless told otherwise.
///
/// A fifth of what a server runs, so that one principal leaves room for others; more than one agent keeps busy.
pub const DEFAULT_MAX_RUNNING_PER_PRINCIPAL: Option<NonZeroU32> = NonZeroU32::new(200);

/// Calls of one principal that wait until they may run, unless told otherwise.
///
/// As many as run.
pub const DEFAULT_MAX_WAITING_PER_PRINCIPAL: u32 = 200;

/// How often one principal calls tools, unless told otherwise: 100 times a second, and 200 at once.
///
/// A model makes a handful of calls at a time, and thinks for seconds in between; what is faster is a loop.
pub const DEFAULT_TOOL_CALLS: Option<RateLimit> = rate(100.0, 200);

/// How often one principal has something completed, unless told otherwise: 50 times a second, and 100 at once.
///
/// A person types ten characters a second.
pub const DEFAULT_COMPLETIONS: Option<RateLimit> = rate(50.0, 100);

/// Principals whose limits are kept apart at a time.
///
/// Each takes some 300 bytes, 5 MB in all. To keep so many from being at rest takes as many times the rate of one: at
/// the default, more than a million calls a second.
pub const MAX_ACCOUNTS: usize = 16_384;

/// Accounts that are looked at for one that is at rest, when another principal comes.
///
/// Each look goes on where the last one ended, so that all are looked at in turn, and no request pays for that.
pub const ACCOUNTS_LOOKED_AT: usize = 16;

/// When to ask again for what was not ready in time.
///
/// Nobody knows how long it would have taken; what is at fault is often gone at once, and never within no time.
pub const DEADLINE_RETRY: Duration = Duration::from_secs(1);

const fn rate(per_second: f64, burst: u32) -> Option<RateLimit> {
    match RateLimit::new(per_second, burst) {
        Ok(rate) => Some(rate),
        Err(_) => None,
    }
}

/// Subscriptions that a server has at a time, unless told otherwise.
///
/// An idle one takes a connection and a few KiB: some 200 MB in all.
pub const DEFAULT_MAX_SUBSCRIPTIONS: usize = 16_384;

/// Subscriptions that one principal has at a time, unless told otherwise.
///
/// A person has some clients open, each with a stream or two to a server.
pub const DEFAULT_MAX_SUBSCRIPTIONS_PER_PRINCIPAL: usize = 64;

/// Resources that one subscription is about.
///
/// An editor watches the files that are open, not a disk; the bus takes no more topics of one subscription than this and
/// a few.
pub const MAX_SUBSCRIBED_RESOURCES: usize = 1000;

/// Bytes of all URIs of one subscription: 128 KiB.
///
/// Every byte is matched against the templates of resources; as many URIs as there may be have room for 131 bytes each.
pub const MAX_SUBSCRIBED_URI_BYTES: usize = 128 * 1024;

/// When to ask again for a subscription that could not be had.
///
/// Streams end with connections, which come and go within minutes.
pub const SUBSCRIPTION_RETRY: Duration = Duration::from_secs(10);

/// How long a legacy session is good.
///
/// Its client opens another one when it hears that there is none; keys have to open for that long.
pub const SESSION_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Bytes of what the id of a legacy session repeats of the client's capabilities, and of its name.
///
/// The id stands in a field of every request, and common proxies grant a head 8 KiB.
pub const MAX_SESSION_CLIENT_BYTES: usize = 512;

/// Tries to change a record that others change at the same time.
///
/// A client does one thing at a time to its session, or to what a stored handle names; two or three clash at most.
pub const MAX_STORE_ATTEMPTS: u32 = 8;

/// How long the events of a legacy request are kept for a client that has lost its stream.
///
/// Clients come back within seconds or minutes, or begin anew.
pub const LEGACY_EVENT_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// Bytes of notifications that are kept of one legacy request; what goes beyond is not sent.
///
/// Some thousand log messages; questions and the response do not count.
pub const MAX_LEGACY_LOG_BYTES: usize = 4 * 1024 * 1024;

/// Handlers of legacy sessions that go on at a time, whether anyone reads what they send or not.
///
/// As many as a listener has connections: a client that leaves does not stop its handler.
pub const MAX_LEGACY_CALLS: usize = 1000;

/// How long a handler of a legacy session may go on.
///
/// Nobody notices that the client of such a request is gone for good.
pub const MAX_LEGACY_CALL: Duration = Duration::from_secs(60 * 60);

/// Messages that wait to be read from the stream of a legacy session.
///
/// A client that reads takes each as it comes; what waits longer stays in the store or on the bus.
pub const LEGACY_STREAM_MESSAGES: usize = 16;

/// Bytes of the URI of a resource.
///
/// Such a URI travels in a header field as well, and common proxies grant a field 8 KiB.
pub const MAX_URI_BYTES: usize = 8 * 1024;

/// Bytes of a URI template.
///
/// A template is a URI with a few names in it, written by hand and listed for people.
pub const MAX_URI_TEMPLATE_BYTES: usize = 2 * 1024;

/// Variables of one URI template.
///
/// The time and the memory that it takes to match a URI grow with them; nobody fills in more by hand.
pub const MAX_URI_TEMPLATE_VARIABLES: usize = 16;

/// Bytes of the name of a variable in a URI template.
///
/// As many as the names of fields and arguments that it is written next to.
pub const MAX_VARIABLE_NAME_BYTES: usize = 64;

/// Bytes of a decoder's own words about the value of a variable.
///
/// A sentence; words of a type's author may repeat what the peer sent.
pub const MAX_VARIABLE_MESSAGE_BYTES: usize = 256;
