//! Samples of JSON of any kind, as text: with white space, escapes and every spelling of numbers.

use std::collections::BTreeSet;

use super::Sample;
use super::source::{Source, encoded};
use crate::json::{Json, JsonArray, JsonObject};

/// Numbers in spellings that only text can keep.
const SPELLINGS: [&str; 10] = [
    "0.0",
    "-0",
    "1.50",
    "1e2",
    "-2E-3",
    "6e+4",
    "123456789012345678901234567890",
    "0.1e-300",
    "9007199254740993",
    "1.0",
];

impl Sample for Json {
    fn sample(source: &mut Source) -> Self {
        Json::parse(&value(source)).expect("what is written here is JSON")
    }
}

impl Sample for JsonObject {
    fn sample(source: &mut Source) -> Self {
        JsonObject::parse(&object(source)).expect("what is written here is an object")
    }
}

impl Sample for JsonArray {
    fn sample(source: &mut Source) -> Self {
        JsonArray::parse(&array(source)).expect("what is written here is an array")
    }
}

fn value(source: &mut Source) -> String {
    match source.below(9) {
        0 => "null".to_owned(),
        1 => source.pick(&["true", "false"]).to_owned(),
        2 => source.value::<i64>().to_string(),
        3 => encoded(&source.value::<f64>()).text().to_owned(),
        4 => source.pick(&SPELLINGS).to_owned(),
        5 => string(source),
        6 => source.value::<JsonArray>().text().to_owned(),
        _ => source.value::<JsonObject>().text().to_owned(),
    }
}

fn part(source: &mut Source) -> String {
    source.value::<Json>().text().to_owned()
}

fn array(source: &mut Source) -> String {
    let length = source.length();
    let elements: Vec<String> = source.nested(|source| (0..length).map(|_| part(source)).collect());
    let space = space(source);
    format!("[{space}{}]", elements.join(&format!("{space},")))
}

fn object(source: &mut Source) -> String {
    let length = source.length();
    let mut names = BTreeSet::new();
    let mut members = Vec::new();
    for _ in 0..length {
        let name = source.value::<String>();
        let value = source.nested(part);
        if names.insert(name.clone()) {
            members.push(format!("{}:{value}", encoded(&name)));
        }
    }
    let space = space(source);
    format!("{{{space}{}}}", members.join(&format!(",{space}")))
}

/// A string, some of them with escapes that nobody needs.
fn string(source: &mut Source) -> String {
    match source.below(4) {
        0..=2 => encoded(&source.value::<String>()).text().to_owned(),
        _ => format!("\"{}\"", source.pick(&[r"\u0061", r"\ud83d\ude00", r"\/", r"\b\f"])),
    }
}

fn space(source: &mut Source) -> &'static str {
    source.pick(&["", "", "", " ", "\t"])
}
