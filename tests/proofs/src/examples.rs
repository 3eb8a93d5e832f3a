//! Proof (a): every official example decodes into the type of its definition and comes back as the same JSON.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::official::{find, say};
use crate::revision::MODERN;
use crate::subjects::SUBJECTS;

/// Official examples of the revision.
const EXAMPLES: usize = 129;

#[test]
fn official_examples_survive_decoding_and_encoding() {
    let Some(directory) = find(MODERN.name, "examples") else { return };
    let mut faults = Vec::new();
    let mut count = 0;
    for folder in sorted(&directory) {
        let definition = name(&folder);
        let subject = SUBJECTS.iter().find(|subject| subject.definition == definition);
        let subject = subject.unwrap_or_else(|| panic!("{definition} has examples and no type"));
        for file in sorted(&folder) {
            count += 1;
            let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let outcome = (subject.every_way)(&text).and_then(|back| same_text(&text, &back));
            faults.extend(outcome.err().map(|fault| format!("{definition}/{}: {fault}", name(&file))));
        }
    }
    assert!(faults.is_empty(), "{} of {count} examples:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(count, EXAMPLES);
    say(&format!("proof (a): {count} of {EXAMPLES} official examples come back as they were"));
}

fn same_text(one: &str, other: &str) -> Result<(), String> {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| format!("not JSON: {error}"));
    if same(&parsed(one)?, &parsed(other)?) { Ok(()) } else { Err(format!("came back as {other}")) }
}

/// Equality of JSON values, where `50` and `50.0` are the same number.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}

fn sorted(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
