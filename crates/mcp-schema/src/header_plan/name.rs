//! Names of the fields that mirror parameters.

use std::fmt;

use super::HeaderPlanFault;
use crate::limits::MAX_HEADER_NAME_BYTES;

/// Checks one name.
pub(super) fn check(name: &str) -> Result<(), HeaderPlanFault> {
    // spec: HTTP-045 — a field needs a name.
    if name.is_empty() {
        return Err(HeaderPlanFault::Empty);
    }
    // spec: HTTP-047 — a line break in a name would begin another field.
    if name.chars().any(char::is_control) {
        return Err(HeaderPlanFault::ControlCharacter);
    }
    // spec: HTTP-046 — a name is a token of RFC 9110.
    if let Some(character) = name.chars().find(|character| !is_token_character(*character)) {
        return Err(HeaderPlanFault::NotToken { character });
    }
    if name.len() > MAX_HEADER_NAME_BYTES {
        return Err(HeaderPlanFault::TooLong);
    }
    Ok(())
}

fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

/// A name that is valid and yet does not get through common proxies.
///
/// A field that is dropped on the way looks as if the client had left it out, and the call is refused.
///
/// # Examples
///
/// ```
/// use mcp_schema::HeaderLint;
///
/// assert_eq!(HeaderLint::of("Tenant-Id"), None);
/// let lint = HeaderLint::of("tenant_id").expect("an underscore");
/// assert_eq!(lint.suggestion(), "tenant-id");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderLint {
    name: Box<str>,
    character: char,
}

impl HeaderLint {
    /// Judges a name; `None` if it gets through.
    pub fn of(name: &str) -> Option<Self> {
        // Why: with its defaults nginx drops fields whose names have anything but letters, digits and hyphens; others
        // take an underscore for a hyphen, as CGI does.
        let character = name.chars().find(|character| !character.is_ascii_alphanumeric() && *character != '-')?;
        Some(HeaderLint { name: name.into(), character })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first character that is in the way.
    pub fn character(&self) -> char {
        self.character
    }

    /// A name that gets through.
    pub fn suggestion(&self) -> String {
        let keep = |character: char| if character.is_ascii_alphanumeric() { character } else { '-' };
        self.name.chars().map(keep).collect()
    }
}

impl fmt::Display for HeaderLint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HeaderLint { name, character } = self;
        write!(
            f,
            "field name `{name}`: common proxies drop fields with {character:?} in their names; use `{}`",
            self.suggestion()
        )
    }
}
