//! Whom state belongs to.

use std::fmt;

/// Parts name what they belong to before they name anybody, so that the digest of something else is no principal.
const DOMAIN: &[u8] = b"mcp principal 1";

/// The principal that state is bound to: 32 bytes that nobody needs to understand.
///
/// State of one principal is never given to another; two keys are the same principal exactly if they are equal. The
/// bytes are a digest, so that stores and logs hold no names of users.
///
/// `Debug` shows the first four bytes: enough to tell apart what stands in one log.
///
/// # Examples
///
/// ```
/// use mcp_store::PrincipalKey;
/// # fn sha256(bytes: &[u8]) -> [u8; 32] {
/// #     // Stands in for a real digest, which this crate does not bring.
/// #     let mut digest = [0_u8; 32];
/// #     for (index, byte) in bytes.iter().enumerate() {
/// #         digest[index % 32] = digest[index % 32].wrapping_mul(31).wrapping_add(*byte);
/// #     }
/// #     digest
/// # }
///
/// let alice = PrincipalKey::of(&[b"https://issuer.example", b"alice"], sha256);
/// assert_eq!(alice, PrincipalKey::of(&[b"https://issuer.example", b"alice"], sha256));
/// // Where one part ends and the next begins is part of the key.
/// assert_ne!(alice, PrincipalKey::of(&[b"https://issuer.examplea", b"lice"], sha256));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalKey([u8; 32]);

impl PrincipalKey {
    /// Takes 32 bytes that name a principal.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        PrincipalKey(bytes)
    }

    /// Makes the key of whoever these parts name together, such as an issuer and a subject.
    ///
    /// `sha256` is SHA-256, which the caller brings; any other digest makes other principals of the same people. It is
    /// given `parts` behind a fixed text, each with its length in front (8 bytes, the most significant first), so that
    /// no two lists of parts look alike.
    pub fn of(parts: &[&[u8]], sha256: impl FnOnce(&[u8]) -> [u8; 32]) -> Self {
        let length = parts.iter().map(|part| part.len() + 8).sum::<usize>() + DOMAIN.len() + 8;
        let mut text = Vec::with_capacity(length);
        for part in [DOMAIN].iter().chain(parts) {
            text.extend_from_slice(&(part.len() as u64).to_be_bytes());
            text.extend_from_slice(part);
        }
        PrincipalKey(sha256(&text))
    }

    /// The bytes, for storage and comparison.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for PrincipalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "PrincipalKey({a:02x}{b:02x}{c:02x}{d:02x}..)")
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::prelude::*;

    use super::*;

    fn hashed(parts: &[&[u8]]) -> Vec<u8> {
        let seen = RefCell::new(Vec::new());
        PrincipalKey::of(parts, |text| {
            seen.borrow_mut().extend_from_slice(text);
            [0; 32]
        });
        seen.into_inner()
    }

    #[test]
    fn parts_are_hashed_with_their_lengths() {
        let expected = [b"\0\0\0\0\0\0\0\x0fmcp principal 1".as_slice(), b"\0\0\0\0\0\0\0\x01a", b"\0\0\0\0\0\0\0\0"];
        assert_eq!(hashed(&[b"a", b""]), expected.concat());
    }

    #[test]
    fn debug_shows_four_bytes() {
        let key = PrincipalKey::from_bytes([0xab; 32]);
        assert_eq!(format!("{key:?}"), "PrincipalKey(abababab..)");
        assert_eq!(key.as_bytes(), &[0xab; 32]);
    }

    proptest! {
        #[test]
        fn different_parts_are_hashed_differently(
            one in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..4), 0..4),
            other in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..4), 0..4),
        ) {
            let slices = |parts: &'_ [Vec<u8>]| hashed(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert_eq!(slices(&one) == slices(&other), one == other);
        }
    }
}
