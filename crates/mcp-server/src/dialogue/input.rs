//! What can be asked, and what a client has to declare for it.

use std::fmt;
use std::ops::BitOr;

use mcp_schema::ElicitationModes;
use mcp_types::{ClientCapabilities, ElicitationCapability, JsonObject, SamplingCapability};

/// A set of the kinds of input that a server may ask a client for.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr>
///
/// # Examples
///
/// ```
/// use mcp_server::InputKinds;
///
/// let kinds = InputKinds::FORM | InputKinds::ROOTS;
/// assert!(kinds.contains(InputKinds::ROOTS) && !kinds.contains(InputKinds::URL));
/// assert_eq!(format!("{kinds:?}"), "FORM | ROOTS");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct InputKinds(u8);

impl InputKinds {
    /// Nothing.
    pub const NONE: Self = InputKinds(0);
    /// A form for the user to fill in.
    pub const FORM: Self = InputKinds(1);
    /// A page for the user to open.
    pub const URL: Self = InputKinds(2);
    /// A message from the client's model. Deprecated in 2026-07-28.
    pub const SAMPLING: Self = InputKinds(4);
    /// The roots of the client's workspace. Deprecated in 2026-07-28.
    pub const ROOTS: Self = InputKinds(8);

    /// Whether all of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in this set and not in `other`.
    pub const fn without(self, other: Self) -> Self {
        InputKinds(self.0 & !other.0)
    }

    /// The kinds that a client with `capabilities` answers.
    pub fn declared(capabilities: &ClientCapabilities) -> Self {
        let kind = |declared, kind| if declared { kind } else { InputKinds::NONE };
        let modes = capabilities.elicitation.as_ref().map(ElicitationModes::of);
        kind(modes.is_some_and(ElicitationModes::form), InputKinds::FORM)
            | kind(modes.is_some_and(ElicitationModes::url), InputKinds::URL)
            | kind(capabilities.sampling.is_some(), InputKinds::SAMPLING)
            | kind(capabilities.roots.is_some(), InputKinds::ROOTS)
    }

    /// The capabilities by which a client declares these kinds.
    pub fn capabilities(self) -> ClientCapabilities {
        let mode = |kind| self.contains(kind).then(JsonObject::default);
        let mut capabilities = ClientCapabilities::new();
        if self.contains(InputKinds::FORM) || self.contains(InputKinds::URL) {
            let mut elicitation = ElicitationCapability::new();
            elicitation.form = mode(InputKinds::FORM);
            elicitation.url = mode(InputKinds::URL);
            capabilities.elicitation = Some(elicitation);
        }
        capabilities.sampling = self.contains(InputKinds::SAMPLING).then(SamplingCapability::new);
        capabilities.roots = mode(InputKinds::ROOTS);
        capabilities
    }
}

/// What a tool, prompt or resource declares about its questions.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asks {
    /// What it may ask for.
    pub(crate) ever: InputKinds,
    /// What it cannot do without; part of `ever`.
    pub(crate) always: InputKinds,
    /// Whether a state is good for one retry only.
    pub(crate) once: bool,
}

impl BitOr for InputKinds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        InputKinds(self.0 | other.0)
    }
}

impl fmt::Debug for InputKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (InputKinds::FORM, "FORM"),
            (InputKinds::URL, "URL"),
            (InputKinds::SAMPLING, "SAMPLING"),
            (InputKinds::ROOTS, "ROOTS"),
        ];
        let mut names = names.into_iter().filter(|(kind, _)| self.contains(*kind)).map(|(_, name)| name);
        f.write_str(names.next().unwrap_or("NONE"))?;
        names.try_for_each(|name| write!(f, " | {name}"))
    }
}

#[cfg(test)]
mod tests {
    use mcp_types::Json;

    use super::*;

    fn declared(capabilities: &str) -> InputKinds {
        let json = Json::parse(capabilities).expect("the table holds JSON");
        InputKinds::declared(&json.as_raw().decode().expect("the table holds capabilities"))
    }

    // spec: ELIC-007
    #[test]
    fn modes_are_what_was_declared_and_an_empty_object_is_forms() {
        for (capabilities, expected) in [
            ("{}", InputKinds::NONE),
            (r#"{"elicitation":{}}"#, InputKinds::FORM),
            (r#"{"elicitation":{"form":{}}}"#, InputKinds::FORM),
            (r#"{"elicitation":{"url":{}}}"#, InputKinds::URL),
            (r#"{"elicitation":{"form":{},"url":{}}}"#, InputKinds::FORM | InputKinds::URL),
            (r#"{"sampling":{},"roots":{"listChanged":true}}"#, InputKinds::SAMPLING | InputKinds::ROOTS),
        ] {
            assert_eq!(declared(capabilities), expected, "{capabilities}");
        }
    }

    #[test]
    fn capabilities_declare_what_they_are_made_of() {
        for bits in 0..16 {
            let kinds = InputKinds(bits);
            assert_eq!(InputKinds::declared(&kinds.capabilities()), kinds, "{kinds:?}");
        }
    }
}
