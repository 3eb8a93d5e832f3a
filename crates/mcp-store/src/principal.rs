//! Who a request is made for, as far as state is concerned.

use std::fmt;

use sha2::{Digest, Sha256};

/// An opaque key for the authenticated user on whose behalf a request is made.
///
/// State that spans requests is bound to it: what was made for one principal does not exist for any other. Equal keys
/// mean the same principal; nothing can be read back from one. It is no secret, but `Debug` shows four bytes of it only,
/// so that logs do not become a register of users.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation#statefulness>
///
/// # Examples
///
/// ```
/// use mcp_store::PrincipalKey;
///
/// let ann = PrincipalKey::of("https://login.example", "ann");
/// assert_eq!(ann, PrincipalKey::of("https://login.example", "ann"));
/// assert_ne!(ann, PrincipalKey::of("https://login.example", "bob"));
/// assert_ne!(ann, PrincipalKey::of("https://other.example", "ann"));
/// assert_ne!(ann, PrincipalKey::ANONYMOUS);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PrincipalKey([u8; 32]);

impl PrincipalKey {
    /// Everybody who did not authenticate; they share their state with whoever holds its name.
    pub const ANONYMOUS: PrincipalKey = PrincipalKey([0; 32]);

    /// Makes the key of a user: `issuer` as the authorization server names itself (`iss`), `subject` as it names the user
    /// (`sub`).
    ///
    /// Both are compared byte for byte.
    pub fn of(issuer: &str, subject: &str) -> Self {
        Self::digest("user", &[issuer.as_bytes(), subject.as_bytes()])
    }

    /// Makes the key of the same user through one client (`client_id`).
    ///
    /// A server whose users do not share state between their clients folds the client in.
    pub fn through_client(self, client_id: &str) -> Self {
        Self::digest("client", &[&self.0, client_id.as_bytes()])
    }

    /// The bytes by which a store finds what belongs to this principal.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Hashes `parts`, each with its length before it, so that no two lists of them read the same.
    fn digest(kind: &str, parts: &[&[u8]]) -> Self {
        let mut digest = Sha256::new_with_prefix("mcp principal ");
        for part in [kind.as_bytes()].iter().chain(parts) {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        PrincipalKey(digest.finalize().into())
    }
}

impl fmt::Debug for PrincipalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ANONYMOUS {
            return f.write_str("PrincipalKey(anonymous)");
        }
        let [first, second, third, fourth, ..] = self.0;
        write!(f, "PrincipalKey({first:02x}{second:02x}{third:02x}{fourth:02x}…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: ELIC-019 ELIC-024
    #[test]
    fn every_part_of_an_identity_counts() {
        let keys = [
            PrincipalKey::ANONYMOUS,
            PrincipalKey::ANONYMOUS.through_client("c"),
            PrincipalKey::of("", ""),
            PrincipalKey::of("ab", "c"),
            PrincipalKey::of("a", "bc"),
            PrincipalKey::of("abc", ""),
            PrincipalKey::of("AB", "c"),
            PrincipalKey::of("ab", "c").through_client(""),
            PrincipalKey::of("ab", "c").through_client("d"),
            PrincipalKey::of("ab", "c").through_client("d").through_client("d"),
        ];
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key), "{index}");
        }
    }

    #[test]
    fn keys_are_the_same_on_every_replica() {
        let key = PrincipalKey::of("https://login.example", "ann");
        assert_eq!(format!("{key:?}"), "PrincipalKey(a233be52…)");
    }

    #[test]
    fn debug_shows_eight_digits() {
        assert_eq!(format!("{:?}", PrincipalKey([0xab; 32])), "PrincipalKey(abababab…)");
        assert_eq!(format!("{:?}", PrincipalKey::ANONYMOUS), "PrincipalKey(anonymous)");
    }
}
