//! The planted bugs: one for each fuzz target, of the kind that it is there to find.

use super::planted::Bug;

pub(super) const BUGS: [Bug; 10] = [
    Bug {
        target: "cursors",
        name: "a cursor is good for any principal",
        file: "crates/mcp-server/src/lists.rs",
        within: "impl Position<'_> {",
        edits: &[("self.viewer.principal()", "mcp_store::PrincipalKey::ANONYMOUS")],
    },
    Bug {
        target: "decoder",
        name: "the comma between two elements may be left out",
        file: "crates/mcp-types/src/wire/decoder.rs",
        within: "",
        edits: &[(
            "self.lexer.expect(b',', \"a comma or the end of the array or object\")?",
            "{ self.lexer.eat(b','); }",
        )],
    },
    Bug {
        target: "event_streams",
        name: "a carriage return in an id is written as it is",
        file: "crates/mcp-transport-http/src/sse.rs",
        within: "pub fn write_event_with_id(",
        edits: &[(r"matches!(byte, b'\n' | b'\r' | b'\0')", r"matches!(byte, b'\n' | b'\0')")],
    },
    Bug {
        target: "head_admission",
        name: "Mcp-Name is compared without regard to case",
        file: "crates/mcp-transport-http/src/admit.rs",
        within: "fn name_field<'a>(",
        edits: &[(
            "value.stands_for(&in_body)",
            "sent.eq_ignore_ascii_case(in_body.as_bytes()) || value.stands_for(&in_body)",
        )],
    },
    Bug {
        target: "header_values",
        name: "DEL is taken for a character of a field",
        file: "crates/mcp-transport-http/src/sentinel.rs",
        within: "impl<'h> Value<'h> {",
        edits: &[("is_field_byte(*byte)", r"is_field_byte(*byte) || *byte == b'\x7f'")],
    },
    Bug {
        target: "legacy_log",
        name: "a session is good for any principal",
        file: "crates/mcp-server/src/legacy/session.rs",
        within: "",
        edits: &[
            ("Binding::new(self.principal, &[])", "Binding::new(PrincipalKey::ANONYMOUS, &[])"),
            ("Binding::new(principal, &[])", "Binding::new(PrincipalKey::ANONYMOUS, &[])"),
        ],
    },
    Bug {
        target: "scanner",
        name: "the last of the control characters is let into strings",
        file: "crates/mcp-types/src/lex.rs",
        within: "fn special_bytes(",
        edits: &[("below(word, 0x20)", "below(word, 0x1f)")],
    },
    Bug {
        target: "schema_registration",
        name: "names that differ in case alone are taken for two",
        file: "crates/mcp-schema/src/header_plan/walk.rs",
        within: "",
        edits: &[("other.name.eq_ignore_ascii_case(name)", "*other.name == **name")],
    },
    Bug {
        target: "sealed_tokens",
        name: "the parts that a token is bound to run into each other",
        file: "crates/mcp-server/src/seal/binding.rs",
        within: "",
        edits: &[("bytes.extend_from_slice(&(part.len() as u64).to_le_bytes())", "()")],
    },
    Bug {
        target: "stdio_lines",
        name: "an old response answers a new request with the same id",
        file: "crates/mcp-transport-stdio/src/in_flight.rs",
        within: "",
        edits: &[("*number == ticket.number", "true")],
    },
];

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::workspace;

    #[test]
    fn every_bug_fits_the_code_as_it_is() {
        for bug in &BUGS {
            let text = fs::read_to_string(workspace().join(bug.file)).expect(bug.file);
            let planted = bug.plant(&text).unwrap_or_else(|failure| panic!("{}: {failure}", bug.target));
            assert_ne!(planted, text, "{}", bug.target);
        }
    }

    #[test]
    fn every_target_has_a_bug() {
        let targets = super::super::targets().expect("there are targets");
        assert_eq!(BUGS.iter().map(|bug| bug.target).collect::<Vec<_>>(), targets);
    }
}
