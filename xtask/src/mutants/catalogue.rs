//! The mutants: one for each kind of mistake that a generator of types could make.

use super::mutation::Mutant;

/// Values survive encoding and decoding.
const COMES_BACK: &str = "values_of_every_strategy_come_back_as_they_were";
/// Values are valid by the official schema.
const IS_VALID: &str = "values_of_every_strategy_are_valid";
/// Values show all that the schema allows.
const SHOWS_ALL: &str = "values_of_every_strategy_show_all_that_the_schema_allows";
/// The derived schema means the same.
const SAME_MEANING: &str = "derived_schemas_mean_the_same_as_the_official_one";
/// What lacks a required member is refused.
const REMOVED: &str = "removed_required_members_are_refused_at_their_place";
/// What is of the wrong type is refused.
const MISTYPED: &str = "mistyped_members_are_refused_at_their_place";
/// Lenient decoders put the right value in.
const DEFAULTS: &str = "missing_and_broken_members_take_their_defaults_leniently";

pub(super) const MUTANTS: [Mutant; 16] = [
    Mutant {
        name: "drop an optional member (Tool.outputSchema)",
        file: "crates/mcp-types/src/generated/tools.rs",
        within: "pub struct Tool {",
        edits: &[("output_schema / with_output_schema: ToolOutputSchema = \"outputSchema\",", "")],
        caught_by: SHOWS_ALL,
    },
    Mutant {
        name: "drop a required member (EnumOption.const)",
        file: "crates/mcp-types/src/generated/elicitation.rs",
        within: "pub struct EnumOption {",
        edits: &[("value: String = \"const\",", "")],
        caught_by: IS_VALID,
    },
    Mutant {
        name: "flip required to optional (ListRootsResult.roots)",
        file: "crates/mcp-types/src/generated/roots.rs",
        within: "pub struct ListRootsResult {",
        edits: &[("required {", "optional {"), ("roots: Vec<Root>", "roots / with_roots: Vec<Root>")],
        caught_by: REMOVED,
    },
    Mutant {
        name: "flip optional to required (ToolChoice.mode)",
        file: "crates/mcp-types/src/generated/sampling.rs",
        within: "pub struct ToolChoice {",
        edits: &[("optional {", "required {"), ("mode / with_mode:", "mode:")],
        caught_by: SAME_MEANING,
    },
    Mutant {
        name: "rename a member (ImageContent.mimeType)",
        file: "crates/mcp-types/src/generated/content.rs",
        within: "pub struct ImageContent {",
        edits: &[("\"mimeType\"", "\"mimetype\"")],
        caught_by: IS_VALID,
    },
    Mutant {
        name: "widen integer to number (Resource.size)",
        file: "crates/mcp-types/src/generated/resources.rs",
        within: "pub struct Resource {",
        edits: &[("size / with_size: i64", "size / with_size: f64")],
        caught_by: MISTYPED,
    },
    Mutant {
        name: "lose a bound (Completion.values)",
        file: "crates/mcp-types/src/generated/completion.rs",
        within: "pub struct Completion {",
        edits: &[("AtMost<String, 100>", "Vec<String>")],
        caught_by: SAME_MEANING,
    },
    Mutant {
        name: "swap two types (Prompt.arguments, Prompt.icons)",
        file: "crates/mcp-types/src/generated/prompts.rs",
        within: "pub struct Prompt {",
        edits: &[
            ("Vec<PromptArgument>", "Vec<Swapped>"),
            ("Vec<Icon>", "Vec<PromptArgument>"),
            ("Vec<Swapped>", "Vec<Icon>"),
        ],
        caught_by: IS_VALID,
    },
    Mutant {
        name: "lose null (any optional member)",
        file: "crates/mcp-types/src/wire/members.rs",
        within: "",
        edits: &[(
            "slot.0 = self.attempt()?.map_or(State::GivenUp, State::Present);",
            "slot.0 = match self.kind()? {\n            JsonKind::Null => { self.skip()?; State::Absent }\n            _ => self.attempt()?.map_or(State::GivenUp, State::Present),\n        };",
        )],
        caught_by: COMES_BACK,
    },
    Mutant {
        name: "drop an enum value (LoggingLevel: notice)",
        file: "crates/mcp-types/src/generated/logging.rs",
        within: "pub enum LoggingLevel {",
        edits: &[("Notice = \"notice\",", "")],
        caught_by: SAME_MEANING,
    },
    Mutant {
        name: "drop a tag (TextContent.type)",
        file: "crates/mcp-types/src/generated/content.rs",
        within: "pub struct TextContent {",
        edits: &[("\"type\" = \"text\",", "")],
        caught_by: IS_VALID,
    },
    Mutant {
        name: "misspell a tag (PromptReference.type)",
        file: "crates/mcp-types/src/generated/completion.rs",
        within: "pub struct PromptReference {",
        edits: &[("\"ref/prompt\"", "\"ref/prompts\"")],
        caught_by: SAME_MEANING,
    },
    Mutant {
        name: "wrong default (InputRequiredResult.resultType)",
        file: "crates/mcp-types/src/generated/mrtr.rs",
        within: "pub struct InputRequiredResult {",
        edits: &[("ResultType::INPUT_REQUIRED", "ResultType::COMPLETE")],
        caught_by: DEFAULTS,
    },
    Mutant {
        name: "swap the rows of a union (PrimitiveSchemaDefinition)",
        file: "crates/mcp-types/src/generated/elicitation.rs",
        within: "pub enum PrimitiveSchemaDefinition {",
        edits: &[
            ("if [is \"type\" = \"string\", has \"enum\"]", "if [swapped]"),
            (
                "String(StringSchema) if [is \"type\" = \"string\"]",
                "String(StringSchema) if [is \"type\" = \"string\", has \"enum\"]",
            ),
            ("if [swapped]", "if [is \"type\" = \"string\"]"),
        ],
        caught_by: MISTYPED,
    },
    Mutant {
        name: "drop a row of a union (ContentBlock: audio)",
        file: "crates/mcp-types/src/generated/content.rs",
        within: "pub enum ContentBlock {",
        edits: &[("Audio(AudioContent) if [is \"type\" = \"audio\"],", "")],
        caught_by: SHOWS_ALL,
    },
    Mutant {
        name: "lose unknown members (any object)",
        file: "crates/mcp-types/src/wire/members.rs",
        within: "",
        edits: &[("extra.push(name.into_owned(), value.into());", "let _ = (extra, name, value);")],
        caught_by: COMES_BACK,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;
    use crate::workspace;

    #[test]
    fn every_mutant_fits_the_code_as_it_is() {
        for mutant in &MUTANTS {
            let text = fs::read_to_string(workspace().join(mutant.file)).expect(mutant.file);
            assert_ne!(mutant.apply(&text).as_ref(), Ok(&text), "{}", mutant.name);
            assert!(mutant.apply(&text).is_ok(), "{}: {:?}", mutant.name, mutant.apply(&text).err());
        }
    }

    #[test]
    fn every_proof_is_there_for_some_mutant() {
        let proofs: BTreeSet<&str> = MUTANTS.iter().map(|mutant| mutant.caught_by).collect();
        assert_eq!(proofs.len(), 7);
    }
}
