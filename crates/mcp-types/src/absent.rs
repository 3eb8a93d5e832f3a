//! What it means that a member is absent, where the specification gives it a value that is not simply *none*.

use crate::{ToolAnnotations, ToolChoiceMode};

/// Hints as they are to be read, absent ones included. They are hints: a server that is not trusted may lie.
impl ToolAnnotations {
    /// Whether the tool says that it changes nothing around it; absent means that it may.
    pub fn is_read_only(&self) -> bool {
        // spec: TOOLS-034
        self.read_only_hint == Some(true)
    }

    /// Whether the tool may overwrite or remove what is there; absent means that it may. It says something only of tools
    /// that are not read-only.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_types::ToolAnnotations;
    ///
    /// assert!(ToolAnnotations::new().is_destructive());
    /// assert!(!ToolAnnotations::new().with_destructive_hint(false).is_destructive());
    /// ```
    pub fn is_destructive(&self) -> bool {
        // spec: TOOLS-034
        self.destructive_hint != Some(false)
    }

    /// Whether a second call with the same arguments changes nothing more; absent means that it may. It says something
    /// only of tools that are not read-only.
    pub fn is_idempotent(&self) -> bool {
        // spec: TOOLS-034
        self.idempotent_hint == Some(true)
    }

    /// Whether the tool deals with things beyond a closed domain, as a search of the web does; absent means that it does.
    pub fn is_open_world(&self) -> bool {
        // spec: TOOLS-034
        self.open_world_hint != Some(false)
    }
}

/// The mode of a choice that names none: the model decides.
impl Default for ToolChoiceMode {
    fn default() -> Self {
        ToolChoiceMode::Auto
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_hints_assume_the_worst() {
        // spec: TOOLS-034
        let hints = |hints: &ToolAnnotations| {
            [hints.is_read_only(), hints.is_destructive(), hints.is_idempotent(), hints.is_open_world()]
        };
        let all = |hint: bool| {
            ToolAnnotations::new()
                .with_read_only_hint(hint)
                .with_destructive_hint(hint)
                .with_idempotent_hint(hint)
                .with_open_world_hint(hint)
        };
        assert_eq!(hints(&ToolAnnotations::new()), [false, true, false, true]);
        assert_eq!(hints(&all(true)), [true; 4]);
        assert_eq!(hints(&all(false)), [false; 4]);
    }

    #[test]
    fn absent_mode_is_auto() {
        // spec: SAMP-017
        assert_eq!(ToolChoiceMode::default(), ToolChoiceMode::Auto);
    }
}
