//! What a token is for, and what has to be the same when it comes back.

use mcp_store::PrincipalKey;

/// What a token is for. One of another purpose does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// The state of a multi-round request (`requestState`).
    RequestState,
    /// State behind an argument of a tool.
    Handle,
    /// A place in a list.
    Cursor,
    /// A session of a legacy revision.
    Session,
}

impl Purpose {
    /// Every purpose, in the order of the enum.
    pub(super) const ALL: [Purpose; 4] = [Purpose::RequestState, Purpose::Handle, Purpose::Cursor, Purpose::Session];

    /// The name under which keys are derived; a changed one makes all tokens invalid.
    pub(super) fn label(self) -> &'static str {
        match self {
            Purpose::RequestState => "request state",
            Purpose::Handle => "handle",
            Purpose::Cursor => "cursor",
            Purpose::Session => "session",
        }
    }

    /// What an error calls such a token.
    pub(super) fn token_name(self) -> &'static str {
        match self {
            Purpose::RequestState => "requestState",
            Purpose::Handle => "handle",
            Purpose::Cursor => "cursor",
            Purpose::Session => "Mcp-Session-Id",
        }
    }
}

/// What has to be the same when a token is opened as when it was sealed.
///
/// The principal always does; `parts` are for the purpose to choose, such as a method and a digest of its arguments, and
/// differ if any of them, their number or their order does.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    principal: PrincipalKey,
    parts: &'a [&'a [u8]],
}

impl<'a> Binding<'a> {
    /// Binds to `principal` and `parts`.
    pub fn new(principal: PrincipalKey, parts: &'a [&'a [u8]]) -> Self {
        Binding { principal, parts }
    }

    /// Writes what is authenticated with a token that begins with `header`.
    pub(super) fn associated_data(&self, header: &[u8]) -> Vec<u8> {
        let length: usize = self.parts.iter().map(|part| size_of::<u64>() + part.len()).sum();
        let mut bytes = Vec::with_capacity(header.len() + self.principal.as_bytes().len() + length);
        bytes.extend_from_slice(header);
        // spec: MRTR-012 ELIC-018 state of one user is nothing to another.
        bytes.extend_from_slice(self.principal.as_bytes());
        // spec: MRTR-014 state of one request is nothing to another.
        for part in self.parts {
            // Invariant: header and principal have one length, so lengths before the parts make the whole unambiguous.
            bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_have_their_own_labels() {
        for (index, purpose) in Purpose::ALL.into_iter().enumerate() {
            assert_eq!(purpose as usize, index);
            assert!(Purpose::ALL[..index].iter().all(|other| other.label() != purpose.label()));
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let lists: [&[&[u8]]; 6] = [&[], &[b""], &[b"", b""], &[b"ab"], &[b"a", b"b"], &[b"b", b"a"]];
        let written = lists.map(|parts| Binding::new(PrincipalKey::ANONYMOUS, parts).associated_data(b"12345"));
        for (index, bytes) in written.iter().enumerate() {
            assert!(!written[..index].contains(bytes), "{:?}", lists[index]);
        }
    }
}
