//! Sealing and opening.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use mcp_store::PrincipalKey;

use super::key::RootKey;
use super::{Binding, KeyId, KeyRing, Purpose, Refused, SealError};
use crate::limits::{MAX_SEALED_BYTES, MAX_TOKEN_BYTES};

/// The layout of tokens, named by their first byte.
const VERSION: u8 = 1;
/// Bytes of version and key id, which are authenticated in the clear.
const HEADER_BYTES: usize = 1 + KeyId::LENGTH;
const NONCE_BYTES: usize = 24;
const EXPIRY_BYTES: usize = 8;
const TAG_BYTES: usize = 16;
/// Bytes of a token besides its payload, before it is written in Base64.
pub(crate) const ENVELOPE_BYTES: usize = HEADER_BYTES + NONCE_BYTES + EXPIRY_BYTES + TAG_BYTES;

/// Seals with the first key of a ring, opens with any of them.
///
/// Takes the time as an argument; only randomness comes from the operating system.
pub struct Sealer {
    // Invariant: not empty, in the order of the ring.
    keys: Box<[Ciphers]>,
}

/// What is derived from one root key.
struct Ciphers {
    id: KeyId,
    /// By purpose, in the order of [`Purpose::ALL`].
    by_purpose: [XChaCha20Poly1305; Purpose::ALL.len()],
}

/// Who seals for whom, at what time.
pub struct SealContext<'a> {
    /// What seals and opens.
    pub sealer: &'a Sealer,
    /// On whose behalf.
    pub principal: PrincipalKey,
    /// The present.
    pub now: SystemTime,
}

impl Sealer {
    /// Derives what the keys of `ring` seal and open with.
    pub fn new(ring: &KeyRing) -> Self {
        Sealer { keys: ring.keys().iter().map(Ciphers::new).collect() }
    }

    /// Seals `payload` until `expires_at`, which is cut to whole seconds.
    ///
    /// No two tokens are equal, whatever they hold.
    ///
    /// # Errors
    ///
    /// [`SealError::TooLarge`] if the payload is longer than [`MAX_SEALED_BYTES`]; [`SealError::NoRandomness`] if the
    /// operating system has none.
    pub fn seal(
        &self,
        purpose: Purpose,
        binding: &Binding<'_>,
        payload: &[u8],
        expires_at: SystemTime,
    ) -> Result<String, SealError> {
        if payload.len() > MAX_SEALED_BYTES {
            return Err(SealError::TooLarge { length: payload.len() });
        }
        self.seal_any(purpose, binding, payload, expires_at)
    }

    /// Opens a token that was sealed for this purpose and binding and has not expired at `now`.
    ///
    /// # Errors
    ///
    /// [`Refused`] whatever the reason.
    pub fn open(
        &self,
        purpose: Purpose,
        binding: &Binding<'_>,
        token: &str,
        now: SystemTime,
    ) -> Result<Vec<u8>, Refused> {
        // spec: MRTR-008 nothing is decoded, let alone believed, that we could not have written.
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Refused);
        }
        // Why: each token has one spelling, so that a used one can be known again.
        let mut bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Refused)?;
        if bytes.len() < ENVELOPE_BYTES || bytes[0] != VERSION {
            return Err(Refused);
        }
        let (header, sealed) = bytes.split_at_mut(HEADER_BYTES);
        let associated = binding.associated_data(header);
        let cipher = self.cipher(header, purpose).ok_or(Refused)?;
        let (nonce, sealed) = sealed.split_at_mut(NONCE_BYTES);
        let (text, tag) = sealed.split_at_mut(sealed.len() - TAG_BYTES);
        let (nonce, tag) = (XNonce::from_slice(nonce), Tag::from_slice(tag));
        // spec: MRTR-009 what was altered, or sealed for anything else, does not open.
        cipher.decrypt_in_place_detached(nonce, &associated, text, tag).map_err(|_| Refused)?;

        let (_, expiry) = text.split_last_chunk::<EXPIRY_BYTES>().ok_or(Refused)?;
        let expires_at = u64::from_be_bytes(*expiry);
        // spec: MRTR-013 what has expired does not open; before 1970 the clock is wrong, and nothing does.
        if seconds(now).is_none_or(|now| now >= expires_at) {
            return Err(Refused);
        }
        bytes.truncate(bytes.len() - TAG_BYTES - EXPIRY_BYTES);
        bytes.drain(..HEADER_BYTES + NONCE_BYTES);
        Ok(bytes)
    }

    /// Seals without regard to size.
    fn seal_any(
        &self,
        purpose: Purpose,
        binding: &Binding<'_>,
        payload: &[u8],
        expires_at: SystemTime,
    ) -> Result<String, SealError> {
        let keys = self.keys.first().expect("a ring holds a key");
        let mut nonce = [0; NONCE_BYTES];
        // Why: 192 random bits do not repeat, however many replicas draw them and however long a key is used.
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandomness)?;
        let mut bytes = Vec::with_capacity(ENVELOPE_BYTES + payload.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(keys.id.as_bytes());
        let associated = binding.associated_data(&bytes);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(payload);
        bytes.extend_from_slice(&seconds(expires_at).unwrap_or(0).to_be_bytes());
        let tag = keys
            .of(purpose)
            .encrypt_in_place_detached(&nonce.into(), &associated, &mut bytes[HEADER_BYTES + NONCE_BYTES..])
            .expect("a payload is far below the 256 GiB that one nonce is good for");
        bytes.extend_from_slice(&tag);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The cipher of the key that `header` names.
    fn cipher(&self, header: &[u8], purpose: Purpose) -> Option<&XChaCha20Poly1305> {
        let id = KeyId::from_bytes(*header.last_chunk()?);
        self.keys.iter().find(|keys| keys.id == id).map(|keys| keys.of(purpose))
    }
}

impl Ciphers {
    fn new(key: &RootKey) -> Self {
        Ciphers { id: key.id(), by_purpose: Purpose::ALL.map(|purpose| key.cipher(purpose)) }
    }

    fn of(&self, purpose: Purpose) -> &XChaCha20Poly1305 {
        &self.by_purpose[purpose as usize]
    }
}

/// Whole seconds since 1970; `None` before.
fn seconds(time: SystemTime) -> Option<u64> {
    time.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs())
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")?;
        f.debug_list().entries(self.keys.iter().map(|keys| keys.id)).finish()
    }
}

impl fmt::Debug for SealContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealContext").field("principal", &self.principal).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
