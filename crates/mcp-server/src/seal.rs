//! Sealed tokens: state that a client carries and cannot read, alter, or use as somebody else.
//!
//! A token is canonical Base64url of
//!
//! ```text
//! version  key id   nonce     ciphertext of payload and expiry   tag
//! 1        4        24        n + 8                              16     bytes
//! ```
//!
//! sealed by XChaCha20-Poly1305 under a key that is derived, by HKDF with SHA-256, from a root key of the ring and the
//! purpose of the token. Authenticated with it, but not in it, is the [`Binding`]: the principal and whatever else must be
//! the same when the token comes back. So a token of another principal, method or argument fails just as a forged one.

mod binding;
mod error;
mod file;
mod key;
mod ring;
mod sealer;
mod text;

pub use self::binding::{Binding, Purpose};
pub use self::error::{KeyLineProblem, KeyRingError, Refused, SealError};
pub use self::key::KeyId;
pub use self::ring::KeyRing;
pub(crate) use self::sealer::ENVELOPE_BYTES;
pub use self::sealer::{SealContext, Sealer};
