//! What a lenient decoder puts in the place of a required member that a peer of an earlier revision leaves out.
//!
//! The schema does not say it, so it is said here once more, independently of the generator's table.

use serde_json::{Value, json};

use crate::official::{Official, say};
use crate::revision::MODERN;
use crate::samples::parsed;
use crate::shape::is_required;

/// Members with a default, of all definitions.
const MEMBERS: usize = 30;

/// Values of one type that are tried.
const TRIED: usize = 16;

/// Members that may be left out, and what that means.
fn default(definition: &str, member: &str) -> Option<Value> {
    match (definition, member) {
        // Without a type a result is what results were before there were types; nobody else asks for input.
        ("InputRequiredResult", "resultType") => Some(json!("input_required")),
        (_, "resultType") => Some(json!("complete")),
        // Nobody said how long and for whom the result may be kept: not at all, and not for others.
        (_, "ttlMs") => Some(json!(0)),
        (_, "cacheScope") => Some(json!("private")),
        _ => None,
    }
}

#[test]
fn missing_and_broken_members_take_their_defaults_leniently() {
    let Some(official) = Official::load(&MODERN) else { return };
    let mut faults = Vec::new();
    let mut count = 0;
    for samples in MODERN.samples.iter() {
        let definition = samples.subject.definition;
        let schema = official.definition(definition);
        for member in ["resultType", "ttlMs", "cacheScope"].into_iter().filter(|name| is_required(schema, name)) {
            let default = default(definition, member).expect("each of these has one");
            count += 1;
            for value in samples.plain_values().take(TRIED) {
                let mut missing = value.clone();
                missing.as_object_mut().expect("a definition with members").remove(member);
                let mut broken = value.clone();
                broken[member] = json!([]);
                let mut expected = value;
                expected[member] = default.clone();
                for text in [missing.to_string(), broken.to_string()] {
                    let received = (samples.subject.lenient)(&text).map(|text| parsed(&text));
                    if received.as_ref() != Ok(&expected) {
                        faults.push(format!("{definition}.{member}: {text}\n    became {received:?}"));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} values, first:\n{}", faults.len(), faults[0]);
    assert_eq!(count, MEMBERS);
    say(&format!("defaults: {count} members of results take theirs where they are missing or broken"));
}
