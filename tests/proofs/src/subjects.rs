//! Every definition with its type, as a table of functions, so that the proofs are compiled once and not once per type.

use mcp_types::wire::{DecodeError, Wire, decode, decode_lenient};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use crate::generated::{for_each_definition, for_each_legacy_definition};
use crate::revision::REVISIONS;

/// A definition, and what its type can do.
pub(crate) struct Subject {
    pub(crate) definition: &'static str,
    /// Name of the type in the derived schema.
    pub(crate) type_name: fn() -> String,
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    /// The JSON of a random value; an error if that does not come back as the same value.
    pub(crate) sample: fn(&mut TestRunner) -> Result<String, String>,
    /// Decodes strictly, and encodes what came of it.
    pub(crate) strict: fn(&str) -> Result<String, DecodeError>,
    /// Decodes leniently, and encodes what came of it.
    pub(crate) lenient: fn(&str) -> Result<String, DecodeError>,
    /// Decodes in all ways there are, which must agree, and encodes what came of it.
    pub(crate) every_way: fn(&str) -> Result<String, String>,
}

impl Subject {
    const fn new<T>(definition: &'static str) -> Self
    where
        T: Wire + Arbitrary + PartialEq + JsonSchema + DeserializeOwned,
    {
        Subject {
            definition,
            type_name: || T::schema_name().into_owned(),
            schema: |generator| generator.subschema_for::<T>(),
            sample: sample::<T>,
            strict: |text| decode::<T>(text).map(|value| encoded(&value)),
            lenient: |text| decode_lenient::<T>(text).map(|(value, _)| encoded(&value)),
            every_way: every_way::<T>,
        }
    }
}

macro_rules! subjects {
    ($($definition:literal => $type:ty,)*) => {
        &[$(Subject::new::<$type>($definition)),*]
    };
}

/// Every definition of the schema.
pub(crate) const SUBJECTS: &[Subject] = for_each_definition!(subjects);

/// Every definition of the legacy schema that was selected, with a type of its own or one of the modern schema.
pub(crate) const LEGACY_SUBJECTS: &[Subject] = for_each_legacy_definition!(subjects);

fn encoded(value: &impl Wire) -> String {
    serde_json::to_string(value).expect("wire types serialize")
}

fn sample<T: Wire + Arbitrary + PartialEq>(runner: &mut TestRunner) -> Result<String, String> {
    let value = any::<T>().new_tree(runner).expect("no value is refused").current();
    let text = encoded(&value);
    let problem = match (decode::<T>(&text), decode_lenient::<T>(&text)) {
        (Err(error), _) | (_, Err(error)) => format!("it is refused: {error}"),
        (Ok(strict), _) if strict != value => format!("it came back as {strict:?}"),
        (_, Ok((lenient, defects))) if lenient != value || !defects.is_empty() => {
            format!("it came back leniently as {lenient:?} with {defects:?}")
        }
        _ => return Ok(text),
    };
    Err(format!("{text}\n    {problem}"))
}

fn every_way<T: Wire + PartialEq + DeserializeOwned>(text: &str) -> Result<String, String> {
    let strict: T = decode(text).map_err(|error| format!("strict decoding: {error}"))?;
    let (lenient, defects) = decode_lenient::<T>(text).map_err(|error| format!("lenient decoding: {error}"))?;
    if let Some(defect) = defects.first() {
        return Err(format!("lenient decoding reports {defect:?}"));
    }
    let by_serde: T = serde_json::from_str(text).map_err(|error| format!("serde: {error}"))?;
    let tree: serde_json::Value = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    let by_value: T = serde_json::from_value(tree).map_err(|error| format!("serde, by value: {error}"))?;
    if strict == lenient && strict == by_serde && strict == by_value {
        Ok(encoded(&strict))
    } else {
        Err("the decoders disagree".to_owned())
    }
}

#[test]
fn every_definition_has_a_type() {
    for revision in REVISIONS {
        assert_eq!(revision.subjects.len(), revision.definitions);
        let sorted = revision.subjects.is_sorted_by(|one, next| one.definition < next.definition);
        assert!(sorted, "a definition of {} stands twice", revision.name);
    }
}
