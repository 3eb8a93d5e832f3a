//! The legacy era, beside the modern one: sessions that `initialize` opens, for clients that know no other way.
//!
//! Handlers do not see the difference. What a session is stands in its id, sealed, so that any replica serves it; what
//! changes about it is in the store, and what happens to it travels over the event bus.
//!
//! ```text
//! initialize ──▶ Session ──▶ requests ──▶ Call ──▶ Log ──▶ stream of the request (taken up again: Tail)
//!                   │                       └─ ask ──▶ request to the client … answer, wherever it arrives
//!                   └──────▶ follow ──▶ stream of the server's own messages
//! ```

mod ask;
mod call;
mod follow;
mod handshake;
mod log;
mod requests;
mod session;
mod state;

pub(crate) use self::ask::answer_open;
pub(crate) use self::call::{Converse, InSession};
pub(crate) use self::follow::follow;
pub(crate) use self::log::{Entry, Tail};
pub(crate) use self::requests::{Gone, Outcome};
#[cfg(feature = "stdio")]
pub(crate) use self::requests::{cancelled, empty, restated};
pub(crate) use self::session::Session;

/// Which clients a server serves.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Eras {
    /// Those whose requests carry their own metadata: 2026-07-28 and later.
    #[default]
    Modern,
    /// Those as well that open a session first: 2025-11-25 and 2025-06-18.
    Dual,
}
