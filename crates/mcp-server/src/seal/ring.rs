//! The keys of a server.

use std::fmt;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::key::RootKey;
use super::{KeyId, KeyRingError, file, text};
use crate::limits::MAX_KEYS;

/// Root keys: the first one seals, and all of them open until they are retired.
///
/// Every replica of a server gets the same ring, so that each opens what another sealed. Servers that are not replicas of
/// each other get different ones. Keys are wiped from memory when the ring is dropped, and `Debug` shows ids only.
///
/// # The text of a ring
///
/// One line a key, the one that seals first: its id, when it was made in seconds since 1970, and 32 bytes in Base64url
/// without padding, separated by spaces. Empty lines are skipped, and so are those that begin with `#`.
/// `mcp keys new` writes such a file.
///
/// ```text
/// # The first key seals, all of them open.
/// 0f3ac915 1785240000 T0gtbm8tdGhpcy1pcy1ub3QtYS1rZXktYXQtYWxsISE
/// ```
///
/// # Rotation
///
/// [`rotate`](Self::rotate) makes a new key seal; tokens of the older ones go on opening. While replicas are restarted
/// one after another, some would be given tokens whose key they do not have yet. So a fleet rotates twice: first with
/// [`stage`](Self::stage), after which all replicas open what the next key seals, then with `rotate`, after which they
/// seal with it. Retire a key when the longest lifetime of what it sealed is over.
///
/// # Examples
///
/// ```
/// use mcp_server::KeyRing;
///
/// let mut ring = KeyRing::generate()?;
/// let old = ring.sealing_key();
/// let new = ring.rotate()?;
/// assert_eq!(ring.ids().collect::<Vec<_>>(), [new, old]);
///
/// let replica = KeyRing::parse(&ring.to_text())?;
/// assert_eq!(replica.sealing_key(), new);
///
/// ring.retire(old)?;
/// assert!(ring.retire(new).is_err(), "a ring without a key could not seal");
/// # Ok::<(), mcp_server::KeyRingError>(())
/// ```
#[derive(Clone)]
pub struct KeyRing {
    // Invariant: 1 to MAX_KEYS keys, no two with the same id.
    keys: Vec<RootKey>,
}

impl KeyRing {
    /// Makes a ring of one new key.
    ///
    /// # Errors
    ///
    /// [`KeyRingError::NoRandomness`] if the operating system has none.
    pub fn generate() -> Result<Self, KeyRingError> {
        Ok(KeyRing { keys: vec![RootKey::generate(seconds_since_1970())?] })
    }

    /// Reads the text of a ring.
    ///
    /// # Errors
    ///
    /// [`KeyRingError::Line`] names the first line that is no key, [`KeyRingError::Empty`] and
    /// [`KeyRingError::TooManyKeys`] say that there are none, or more than [`MAX_KEYS`].
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        text::parse(text).map(|keys| KeyRing { keys })
    }

    /// Reads a file that holds the text of a ring.
    ///
    /// On Unix the file must be of no use to others: neither group nor others may read or write it. Only where root owns
    /// it may the group read it, which is how orchestrators hand secrets to a process that is not root.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse); [`KeyRingError::Exposed`] if others can reach the keys; [`KeyRingError::Read`]
    /// and [`KeyRingError::FileTooLong`] if it does not look like such a file.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, KeyRingError> {
        KeyRing::parse(&file::read(path.as_ref())?)
    }

    /// Writes the text of the ring, in the clear: whoever has it can seal and open.
    pub fn to_text(&self) -> String {
        text::write(&self.keys)
    }

    /// The id of the key that seals.
    pub fn sealing_key(&self) -> KeyId {
        self.first().id()
    }

    /// The ids of all keys, the one that seals first.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> + '_ {
        self.keys.iter().map(RootKey::id)
    }

    /// Makes a new key that opens but does not seal until the next [`rotate`](Self::rotate), and returns its id.
    ///
    /// Does nothing where one is staged already. Where the ring is full, the last key makes room.
    ///
    /// # Errors
    ///
    /// [`KeyRingError::NoRandomness`] if the operating system has none.
    pub fn stage(&mut self) -> Result<KeyId, KeyRingError> {
        if let Some(index) = self.staged() {
            return Ok(self.keys[index].id());
        }
        let key = self.next_key()?;
        let id = key.id();
        self.keys.truncate(MAX_KEYS - 1);
        self.keys.insert(1, key);
        Ok(id)
    }

    /// Makes the staged key seal, or a new one where none is staged, and returns its id.
    ///
    /// Where the ring is full, the last key makes room.
    ///
    /// # Errors
    ///
    /// [`KeyRingError::NoRandomness`] if the operating system has none.
    pub fn rotate(&mut self) -> Result<KeyId, KeyRingError> {
        let key = match self.staged() {
            Some(index) => self.keys.remove(index),
            None => self.next_key()?,
        };
        let id = key.id();
        self.keys.truncate(MAX_KEYS - 1);
        self.keys.insert(0, key);
        Ok(id)
    }

    /// Takes away a key: what it sealed opens no more.
    ///
    /// # Errors
    ///
    /// [`KeyRingError::UnknownKey`] if there is none of this id; [`KeyRingError::SealingKey`] if it is the one that seals.
    pub fn retire(&mut self, id: KeyId) -> Result<(), KeyRingError> {
        match self.keys.iter().position(|key| key.id() == id) {
            None => Err(KeyRingError::UnknownKey { id }),
            Some(0) => Err(KeyRingError::SealingKey { id }),
            Some(index) => {
                self.keys.remove(index);
                Ok(())
            }
        }
    }

    /// Takes away all but the first `count` of the keys that do not seal.
    pub fn keep_older(&mut self, count: usize) {
        self.keys.truncate(count.saturating_add(1));
    }

    pub(super) fn keys(&self) -> &[RootKey] {
        &self.keys
    }

    fn first(&self) -> &RootKey {
        self.keys.first().expect("a ring holds a key")
    }

    /// Where the key stands that is newer than the one that seals.
    fn staged(&self) -> Option<usize> {
        self.keys.iter().position(|key| key.created() > self.first().created())
    }

    /// A key newer than the one that seals, with an id that the ring does not know.
    fn next_key(&self) -> Result<RootKey, KeyRingError> {
        let created = seconds_since_1970().max(self.first().created().saturating_add(1));
        loop {
            let key = RootKey::generate(created)?;
            if self.ids().all(|id| id != key.id()) {
                return Ok(key);
            }
        }
    }
}

fn seconds_since_1970() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs()
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing")?;
        f.debug_list().entries(self.ids()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> KeyRing {
        KeyRing::generate().expect("randomness")
    }

    fn ids(ring: &KeyRing) -> Vec<KeyId> {
        ring.ids().collect()
    }

    #[test]
    fn a_new_key_comes_first_and_the_last_makes_room() {
        let mut ring = ring();
        let mut expected = ids(&ring);
        for _ in 0..2 * MAX_KEYS {
            expected.insert(0, ring.rotate().expect("randomness"));
            expected.truncate(MAX_KEYS);
            assert_eq!(ids(&ring), expected);
        }
    }

    #[test]
    fn a_staged_key_seals_after_the_next_rotation() {
        let mut ring = ring();
        let first = ring.sealing_key();
        let staged = ring.stage().expect("randomness");
        assert_eq!(ring.stage().expect("randomness"), staged, "one is staged already");
        assert_eq!(ids(&ring), [first, staged]);
        let mut ring = KeyRing::parse(&ring.to_text()).expect("our own text");
        assert_eq!(ring.rotate().expect("randomness"), staged);
        assert_eq!(ids(&ring), [staged, first]);
        let next = ring.rotate().expect("randomness");
        assert_eq!(ids(&ring), [next, staged, first]);
    }

    #[test]
    fn staging_in_a_full_ring_keeps_the_sealing_key() {
        let mut ring = ring();
        for _ in 1..MAX_KEYS {
            ring.rotate().expect("randomness");
        }
        let before = ids(&ring);
        let staged = ring.stage().expect("randomness");
        assert_eq!(ids(&ring)[..3], [before[0], staged, before[1]]);
        assert_eq!(ids(&ring).len(), MAX_KEYS);
    }

    #[test]
    fn only_keys_that_do_not_seal_are_retired() {
        let mut ring = ring();
        let old = ring.sealing_key();
        let new = ring.rotate().expect("randomness");
        assert!(matches!(ring.retire(new), Err(KeyRingError::SealingKey { id }) if id == new));
        ring.retire(old).expect("it does not seal");
        assert!(matches!(ring.retire(old), Err(KeyRingError::UnknownKey { id }) if id == old));
        assert_eq!(ids(&ring), [new]);
    }

    #[test]
    fn as_many_older_keys_are_kept_as_asked_for() {
        for (count, expected) in [(0, 1), (1, 2), (5, 4), (usize::MAX, 4)] {
            let mut ring = ring();
            for _ in 0..3 {
                ring.rotate().expect("randomness");
            }
            let before = ids(&ring);
            ring.keep_older(count);
            assert_eq!(ids(&ring), before[..expected]);
        }
    }

    #[test]
    fn debug_shows_ids_only() {
        let ring = ring();
        assert_eq!(format!("{ring:?}"), format!("KeyRing[KeyId({})]", ring.sealing_key()));
    }
}
