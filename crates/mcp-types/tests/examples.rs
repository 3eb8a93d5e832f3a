//! Every official example decodes into the type of its definition and comes back as the same JSON.
//!
//! The examples are not committed: `MCP_SCHEMA_DIR` names a directory that has them, or `cargo xtask schema fetch`
//! brings them to `target/schema`.

mod generated;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use mcp_types::wire::{Wire, decode, decode_lenient};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Definitions of the 2026-07-28 schema.
const DEFINITIONS: usize = 155;

/// Official examples of that revision.
const EXAMPLES: usize = 129;

/// What is checked with the text of an example; the fault is described.
type Check = fn(&str) -> Result<(), String>;

macro_rules! checks {
    ($($definition:literal => $type:ty,)*) => {
        const CHECKS: &[(&str, Check)] = &[$(($definition, survives::<$type>)),*];
    };
}

generated::for_each_definition!(checks);

#[test]
fn every_definition_has_a_type() {
    assert_eq!(CHECKS.len(), DEFINITIONS);
    assert!(CHECKS.is_sorted_by(|(one, _), (next, _)| one < next), "a definition stands twice");
}

#[test]
fn official_examples_survive_decoding_and_encoding() {
    let Some(directory) = examples() else { return };
    let mut faults = Vec::new();
    let mut count = 0;
    for folder in sorted(&directory) {
        let definition = name(&folder);
        let check = CHECKS.iter().find(|(known, _)| *known == definition).map(|(_, check)| check);
        let check = check.unwrap_or_else(|| panic!("{definition} has examples and no type"));
        for file in sorted(&folder) {
            count += 1;
            let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            faults.extend(check(&text).err().map(|fault| format!("{definition}/{}: {fault}", name(&file))));
        }
    }
    assert!(faults.is_empty(), "{} of {count} examples:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(count, EXAMPLES);
}

/// Decodes in all ways there are, and compares what comes back with what went in.
fn survives<T: Wire + Serialize + DeserializeOwned + PartialEq>(text: &str) -> Result<(), String> {
    let strict: T = decode(text).map_err(|error| format!("strict decoding: {error}"))?;
    let (lenient, defects) = decode_lenient::<T>(text).map_err(|error| format!("lenient decoding: {error}"))?;
    if let Some(defect) = defects.first() {
        return Err(format!("lenient decoding reports {defect:?}"));
    }
    let by_serde: T = serde_json::from_str(text).map_err(|error| format!("serde: {error}"))?;
    let original: Value = serde_json::from_str(text).map_err(|error| format!("the example is not JSON: {error}"))?;
    let by_value: T = serde_json::from_value(original.clone()).map_err(|error| format!("serde, by value: {error}"))?;
    if strict != lenient || strict != by_serde || strict != by_value {
        return Err("the decoders disagree".to_owned());
    }
    let encoded = serde_json::to_string(&strict).map_err(|error| format!("encoding: {error}"))?;
    let returned: Value =
        serde_json::from_str(&encoded).map_err(|error| format!("the encoding is not JSON: {error}"))?;
    if same(&original, &returned) { Ok(()) } else { Err(format!("came back as {encoded}")) }
}

/// Equality of JSON values, where `50` and `50.0` are the same number.
fn same(one: &Value, other: &Value) -> bool {
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

/// The directory of the examples; none, with a message that no test runner swallows, where they could not be had.
fn examples() -> Option<PathBuf> {
    const FOLDER: &str = "2026-07-28/examples";
    if let Some(named) = env::var_os("MCP_SCHEMA_DIR").filter(|value| !value.is_empty()) {
        let directory = Path::new(&named).join(FOLDER);
        assert!(directory.is_dir(), "MCP_SCHEMA_DIR is set, but there is no {}", directory.display());
        return Some(directory);
    }
    let cached = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/schema").join(FOLDER);
    if cached.is_dir() {
        return Some(cached);
    }
    let message = "\nNOT CHECKED: the official examples could not be had; run `cargo xtask schema fetch`, or set MCP_SCHEMA_DIR\n";
    let _ = writeln!(io::stderr(), "{message}");
    None
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
