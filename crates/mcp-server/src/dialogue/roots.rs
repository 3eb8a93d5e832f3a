//! The roots of a client's workspace.

use mcp_types::{InputRequest, ListRootsRequest, ListRootsResult, Raw, Root};

use super::InputKinds;
use super::question::{Malformed, Question, Reading};

/// Asks for the directories that a client works in.
///
/// They are what the client says they are: check that a path lies below one and still exists before it is used.
/// Deprecated in 2026-07-28 and possibly removed from the first revision on or after 2027-07-28: take paths as arguments.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/client/roots>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::exhaustive_structs, reason = "there is nothing to say about the question")]
pub struct ListRoots;

impl Question for ListRoots {
    type Answer = Vec<Root>;

    fn kind(&self) -> InputKinds {
        InputKinds::ROOTS
    }

    fn request(&self) -> Result<InputRequest, Malformed> {
        Ok(InputRequest::ListRoots(ListRootsRequest::new()))
    }

    fn read(&self, answer: Raw<'_>) -> Result<Reading<Vec<Root>>, Malformed> {
        let result = answer.decode::<ListRootsResult>().map_err(|error| Malformed::new(error.to_string()))?;
        // spec: ROOTS-002 a root is a file.
        if result.roots.iter().any(|root| !root.uri.starts_with("file://")) {
            return Err(Malformed::new("roots: expected URIs that start with file://"));
        }
        Ok(Reading::Given(result.roots))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: ROOTS-002
    #[test]
    fn roots_are_files() {
        let read = |text| ListRoots.read(Raw::parse(text).expect("the table holds JSON"));
        let Ok(Reading::Given(roots)) = read(r#"{"roots":[{"uri":"file:///a","name":"A"}]}"#) else {
            panic!("a file is a root")
        };
        assert_eq!(roots[0].uri, "file:///a");
        assert!(read(r#"{"roots":[{"uri":"https://example.com"}]}"#).is_err());
        assert!(read("{}").is_err() && read("12345").is_err());
    }
}
