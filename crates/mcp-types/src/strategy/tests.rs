//! What strategies make keeps within its bounds, reaches every kind and variant, and shrinks.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};

use super::*;
use crate::json::Json;
use crate::wire::support::{Encoded, Value};
use crate::{CallToolResult, ContentBlock, JsonKind, LegacyTitledEnumSchema, PrimitiveSchemaDefinition, Tool};

fn runner() -> TestRunner {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }, rng)
}

fn samples<T: Sample>(bounds: Bounds, count: usize) -> Vec<T> {
    let mut runner = runner();
    let strategy = Values::new(bounds);
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("samples are never refused").current()).collect()
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[test]
fn values_keep_within_their_bounds() {
    let bounds = Bounds::default().with_depth(4).with_elements(2).with_characters(5);
    for json in samples::<Json>(bounds, 200) {
        assert!(depth(&json.to_value()) <= 5, "{json}");
    }
    for list in samples::<Vec<String>>(bounds, 200) {
        assert!(list.len() <= 2 && list.iter().all(|text| text.chars().count() <= 5), "{list:?}");
    }
    for tool in samples::<Tool>(Bounds::default().with_depth(0), 50) {
        assert_eq!((tool.title, tool.annotations, tool.extra.is_empty()), (None, None, true));
    }
}

#[test]
fn every_kind_and_every_variant_occurs() {
    let kinds: BTreeSet<&str> =
        samples::<Json>(Bounds::default(), 300).iter().map(|json| JsonKind::as_str(json.kind())).collect();
    assert_eq!(kinds.len(), 6);
    let variants: BTreeSet<String> = samples::<ContentBlock>(Bounds::default(), 300)
        .iter()
        .map(|block| format!("{block:?}").split('(').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(variants.len(), 5, "{variants:?}");
}

#[test]
fn a_variant_that_another_one_would_swallow_is_told_apart() {
    let mut found = 0;
    for schema in samples::<PrimitiveSchemaDefinition>(Bounds::default(), 300) {
        if let PrimitiveSchemaDefinition::LegacyTitledEnum(LegacyTitledEnumSchema { enum_names, .. }) = schema {
            assert!(enum_names.is_some());
            found += 1;
        }
    }
    assert!(found > 5, "{found}");
}

#[test]
fn a_failing_value_shrinks_to_what_makes_it_fail() {
    let failure = runner().run(&any::<CallToolResult>(), |result| {
        prop_assert!(result.is_error != Some(true));
        Ok(())
    });
    let Err(TestError::Fail(_, result)) = failure else { panic!("some result is an error: {failure:?}") };
    assert_eq!(result, CallToolResult::new([]).with_is_error(true));
}

#[test]
fn shrinking_ends_where_nothing_is_simpler() {
    let mut tree = Shrinking::<Tool>::new(7, Bounds::default());
    let mut steps = 0;
    while tree.simplify() {
        steps += 1;
    }
    assert!(steps < 1000, "{steps}");
    let simplest = r#"{"name":"","inputSchema":{"type":"object"}}"#;
    assert_eq!(Json::of(&Encoded(&tree.current())).expect("a tool").text(), simplest);
    assert!(!tree.complicate());
}

#[test]
fn a_simpler_choice_changes_nothing_beside_it() {
    let mut tree = Shrinking::<Tool>::new(7, Bounds::default());
    let before = tree.current();
    assert!(tree.simplify(), "some choice is not the simplest");
    let after = tree.current();
    assert_ne!((&before.name, &before), (&after.name, &after));
    assert_eq!((before.input_schema, before.extra), (after.input_schema, after.extra));
}
