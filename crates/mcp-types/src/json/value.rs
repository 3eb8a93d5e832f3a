//! From JSON text to the tree of `serde_json`.

use serde_json::{Map, Number, Value};

use super::{JsonKind, Raw};
use crate::lex::Lexer;

/// Builds the tree in one pass; recursion is as deep as the value is nested.
pub(super) fn to_value(raw: Raw<'_>) -> Value {
    build(&mut Lexer::new(raw.text()))
}

// Invariant: the text was checked when the `Raw` was made, so every fall-back to null but that of numbers is dead.
fn build(lexer: &mut Lexer<'_>) -> Value {
    match lexer.peek().and_then(JsonKind::of_first_byte) {
        Some(JsonKind::Object) => {
            let mut members = Map::new();
            lexer.eat(b'{');
            while let Ok(name) = lexer.string() {
                lexer.eat(b':');
                members.insert(name.unescape().into_owned(), build(lexer));
                lexer.eat(b',');
            }
            lexer.eat(b'}');
            Value::Object(members)
        }
        Some(JsonKind::Array) => {
            let mut elements = Vec::new();
            lexer.eat(b'[');
            while !lexer.eat(b']') && lexer.peek().is_some() {
                elements.push(build(lexer));
                lexer.eat(b',');
            }
            Value::Array(elements)
        }
        Some(JsonKind::String) => {
            lexer.string().map_or(Value::Null, |token| Value::String(token.unescape().into_owned()))
        }
        Some(JsonKind::Number) => {
            let number = lexer.number().ok().and_then(|literal| literal.parse::<Number>().ok());
            number.map_or(Value::Null, Value::Number)
        }
        Some(JsonKind::Boolean) => Value::Bool(lexer.word() == Ok("true")),
        Some(JsonKind::Null) | None => {
            let _ = lexer.word();
            Value::Null
        }
    }
}
