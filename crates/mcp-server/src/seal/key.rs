//! One root key, and what is derived from it.

use std::fmt;

use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{KeyRingError, Purpose};

/// The short name of a key, which stands in the clear at the head of its tokens.
///
/// It is derived from the key, so that one key has one id everywhere and a line in which either was changed is found.
///
/// # Examples
///
/// ```
/// use mcp_server::KeyId;
///
/// let id = KeyId::parse("0f3ac915").expect("eight digits");
/// assert_eq!(id.to_string(), "0f3ac915");
/// assert_eq!(KeyId::parse("0F3AC915"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId([u8; Self::LENGTH]);

impl KeyId {
    /// Bytes of an id: enough to tell the keys of a ring apart.
    pub(super) const LENGTH: usize = 4;

    /// Reads eight small hexadecimal digits.
    pub fn parse(text: &str) -> Option<KeyId> {
        let is_small = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 2 * Self::LENGTH || !text.bytes().all(is_small) {
            return None;
        }
        u32::from_str_radix(text, 16).ok().map(|id| KeyId(id.to_be_bytes()))
    }

    pub(super) fn from_bytes(bytes: [u8; Self::LENGTH]) -> KeyId {
        KeyId(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// 32 secret bytes from which the keys of all purposes are derived; wiped when dropped.
#[derive(Clone)]
pub(super) struct RootKey {
    id: KeyId,
    created: u64,
    bytes: Zeroizing<[u8; Self::LENGTH]>,
}

impl RootKey {
    pub(super) const LENGTH: usize = 32;

    /// Separates what is derived here from all else that might be derived from the same bytes.
    const SALT: &'static [u8] = b"mcp sealed tokens, version 1";

    /// Takes `bytes`, made at `created` in seconds since 1970, for a key.
    pub(super) fn new(bytes: Zeroizing<[u8; Self::LENGTH]>, created: u64) -> Self {
        let mut id = [0; KeyId::LENGTH];
        derive(&bytes, "id", &mut id);
        RootKey { id: KeyId(id), created, bytes }
    }

    /// Makes a key from the randomness of the operating system.
    pub(super) fn generate(created: u64) -> Result<Self, KeyRingError> {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| KeyRingError::NoRandomness)?;
        Ok(RootKey::new(bytes, created))
    }

    pub(super) fn id(&self) -> KeyId {
        self.id
    }

    /// When it was made, in seconds since 1970.
    pub(super) fn created(&self) -> u64 {
        self.created
    }

    pub(super) fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.bytes
    }

    /// The cipher that seals and opens for one purpose; it wipes its key when dropped.
    pub(super) fn cipher(&self, purpose: Purpose) -> XChaCha20Poly1305 {
        let mut key = Zeroizing::new([0; Self::LENGTH]);
        derive(&self.bytes, purpose.label(), key.as_mut_slice());
        XChaCha20Poly1305::new(Key::from_slice(key.as_slice()))
    }
}

/// Fills `output` with what belongs to `label`; what belongs to one says nothing about another or about the key.
fn derive(key: &[u8; RootKey::LENGTH], label: &str, output: &mut [u8]) {
    Hkdf::<Sha256>::new(Some(RootKey::SALT), key)
        .expand(label.as_bytes(), output)
        .expect("HKDF with SHA-256 yields up to 8160 bytes, and 32 are asked for at most");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_eight_small_digits() {
        let id = KeyId([0, 0xab, 0x10, 0xff]);
        assert_eq!((id.to_string().as_str(), format!("{id:?}").as_str()), ("00ab10ff", "KeyId(00ab10ff)"));
        assert_eq!(KeyId::parse("00ab10ff"), Some(id));
        for text in ["", "ab10ff", "00ab10ff0", "00AB10FF", "+0ab10ff", "00ab10fé", "00ab10fg", " 0ab10ff"] {
            assert_eq!(KeyId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_key_has_one_id_everywhere() {
        let id = |byte| RootKey::new(Zeroizing::new([byte; 32]), 0).id().to_string();
        assert_eq!((id(1), id(2)), ("ea548d59".to_owned(), "8dd7de77".to_owned()));
    }

    #[test]
    fn purposes_and_ids_have_their_own_bytes() {
        let derived = ["id", "request state", "handle", "cursor"].map(|label| {
            let mut bytes = [0; 32];
            derive(&[7; 32], label, &mut bytes);
            bytes
        });
        for (index, bytes) in derived.iter().enumerate() {
            assert!(!derived[..index].contains(bytes));
        }
    }
}
