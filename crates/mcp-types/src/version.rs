//! Protocol versions and the eras they belong to.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::wire::{DecodeError, Decoder, Wire};

/// The version of the protocol that a message is written in: the date of a revision.
///
/// Versions this crate does not know are kept as they came; known ones take no allocation.
///
/// # Specification
///
/// [Versioning](https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning)
///
/// # Examples
///
/// ```
/// use mcp_types::{Era, ProtocolVersion};
///
/// assert_eq!(ProtocolVersion::from("2026-07-28"), ProtocolVersion::LATEST);
/// assert_eq!(ProtocolVersion::V2025_11_25.era(), Some(Era::Legacy));
///
/// let unknown = ProtocolVersion::from("1900-01-01");
/// assert_eq!(unknown.era(), None);
/// assert_eq!(unknown.as_str(), "1900-01-01");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ProtocolVersion(Revision);

/// How peers agree on version and capabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Era {
    /// Every request carries its version and capabilities in `_meta`: 2026-07-28 and later.
    Modern,
    /// An `initialize` handshake opens a session: 2025-11-25 and earlier.
    Legacy,
}

// Invariant: `Other` never holds a text that one of the other variants stands for, so that equality is derived.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Revision {
    V2024_11_05,
    V2025_03_26,
    V2025_06_18,
    V2025_11_25,
    V2026_07_28,
    Other(Box<str>),
}

impl ProtocolVersion {
    /// The first published revision.
    pub const V2024_11_05: ProtocolVersion = ProtocolVersion(Revision::V2024_11_05);
    /// The revision that brought Streamable HTTP.
    pub const V2025_03_26: ProtocolVersion = ProtocolVersion(Revision::V2025_03_26);
    /// The revision that brought structured output and elicitation.
    pub const V2025_06_18: ProtocolVersion = ProtocolVersion(Revision::V2025_06_18);
    /// The last revision with an `initialize` handshake.
    pub const V2025_11_25: ProtocolVersion = ProtocolVersion(Revision::V2025_11_25);
    /// The first revision whose requests stand for themselves.
    pub const V2026_07_28: ProtocolVersion = ProtocolVersion(Revision::V2026_07_28);
    /// The newest revision this crate knows.
    pub const LATEST: ProtocolVersion = ProtocolVersion::V2026_07_28;

    /// Every revision this crate knows, newest first.
    pub const KNOWN: [ProtocolVersion; 5] = [
        ProtocolVersion::V2026_07_28,
        ProtocolVersion::V2025_11_25,
        ProtocolVersion::V2025_06_18,
        ProtocolVersion::V2025_03_26,
        ProtocolVersion::V2024_11_05,
    ];

    /// The era of the version, or `None` for a version this crate does not know.
    pub const fn era(&self) -> Option<Era> {
        match self.0 {
            Revision::V2026_07_28 => Some(Era::Modern),
            Revision::V2024_11_05 | Revision::V2025_03_26 | Revision::V2025_06_18 | Revision::V2025_11_25 => {
                Some(Era::Legacy)
            }
            Revision::Other(_) => None,
        }
    }

    /// Whether a server of this version must check the fields that mirror a request's method and name, so that they can
    /// be trusted by whoever sees only the fields: true for the versions known to demand it.
    pub const fn mirrors_request_metadata(&self) -> bool {
        matches!(self.era(), Some(Era::Modern))
    }

    /// The version as it stands on the wire.
    pub const fn as_str(&self) -> &str {
        match &self.0 {
            Revision::V2024_11_05 => "2024-11-05",
            Revision::V2025_03_26 => "2025-03-26",
            Revision::V2025_06_18 => "2025-06-18",
            Revision::V2025_11_25 => "2025-11-25",
            Revision::V2026_07_28 => "2026-07-28",
            Revision::Other(text) => text,
        }
    }

    /// The known version that `text` names.
    pub const fn known(text: &str) -> Option<ProtocolVersion> {
        match text.as_bytes() {
            b"2024-11-05" => Some(ProtocolVersion::V2024_11_05),
            b"2025-03-26" => Some(ProtocolVersion::V2025_03_26),
            b"2025-06-18" => Some(ProtocolVersion::V2025_06_18),
            b"2025-11-25" => Some(ProtocolVersion::V2025_11_25),
            b"2026-07-28" => Some(ProtocolVersion::V2026_07_28),
            _ => None,
        }
    }
}

impl From<&str> for ProtocolVersion {
    fn from(text: &str) -> Self {
        ProtocolVersion::known(text).unwrap_or_else(|| ProtocolVersion(Revision::Other(text.into())))
    }
}

impl From<String> for ProtocolVersion {
    fn from(text: String) -> Self {
        ProtocolVersion::known(&text).unwrap_or_else(|| ProtocolVersion(Revision::Other(text.into())))
    }
}

impl Wire for ProtocolVersion {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.string().map(|text| ProtocolVersion::from(&*text))
    }
}

impl Serialize for ProtocolVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

crate::wire_serde!(ProtocolVersion);

impl PartialEq<str> for ProtocolVersion {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl fmt::Display for ProtocolVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ProtocolVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProtocolVersion({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn known_versions_are_recognised_and_spelled_alike() {
        for version in ProtocolVersion::KNOWN {
            assert_eq!(ProtocolVersion::from(version.as_str()), version);
            assert_eq!(ProtocolVersion::from(version.to_string()), version);
            assert!(!matches!(ProtocolVersion::from(version.as_str()).0, Revision::Other(_)), "{version}");
            assert!(version.era().is_some());
        }
        assert!(ProtocolVersion::KNOWN.is_sorted_by(|left, right| left.as_str() > right.as_str()), "newest first");
        assert_eq!(ProtocolVersion::KNOWN[0], ProtocolVersion::LATEST);
    }

    #[test]
    fn unknown_versions_are_kept_and_trusted_with_nothing() {
        for text in ["", "1900-01-01", "2026-07-29", "2026-07-28 ", "DRAFT-2026-v1"] {
            let version = ProtocolVersion::from(text);
            assert_eq!(version.as_str(), text);
            let json = serde_json::to_string(&version).expect("versions serialize");
            assert_eq!(wire::decode::<ProtocolVersion>(&json).as_ref(), Ok(&version), "{text}");
            assert_eq!((version.era(), version.mirrors_request_metadata()), (None, false), "{text}");
        }
    }

    #[test]
    fn only_modern_versions_mirror_request_metadata() {
        let mirroring = ProtocolVersion::KNOWN.into_iter().filter(ProtocolVersion::mirrors_request_metadata);
        assert_eq!(mirroring.collect::<Vec<_>>(), [ProtocolVersion::V2026_07_28]);
    }
}
