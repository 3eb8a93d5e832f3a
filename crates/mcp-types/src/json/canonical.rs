//! One spelling for each JSON value, so that equal values have equal digests.

use std::borrow::Cow;

use super::decimal::Decimal;
use super::{JsonKind, Raw};
use crate::jsonrpc::write_string;

impl Raw<'_> {
    /// Writes the value in the one spelling that all values equal to it share.
    ///
    /// Members are in the order of their names, there is no space between tokens, strings escape no more than they
    /// must, and numbers are integers times a power of ten. It is JSON, but not that of RFC 8785, which keeps numbers
    /// only as far as a double does.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_types::Raw;
    ///
    /// let canonical = |text| {
    ///     let mut buffer = Vec::new();
    ///     Raw::parse(text).map(|raw| raw.write_canonical(&mut buffer)).map(|()| String::from_utf8(buffer))
    /// };
    /// assert_eq!(canonical(r#"{ "b": 1.50, "a": "\u0041" }"#)?.as_deref(), Ok(r#"{"a":"A","b":15e-1}"#));
    /// assert_eq!(canonical("[1e2, 100, 100.0]")?.as_deref(), Ok("[1e2,1e2,1e2]"));
    /// # Ok::<(), mcp_types::DecodeError>(())
    /// ```
    pub fn write_canonical(self, buffer: &mut Vec<u8>) {
        match self.kind() {
            JsonKind::Object => write_object(self, buffer),
            JsonKind::Array => {
                buffer.push(b'[');
                for (index, element) in self.elements().into_iter().flatten().enumerate() {
                    separate(index, buffer);
                    element.write_canonical(buffer);
                }
                buffer.push(b']');
            }
            JsonKind::String => write_string(buffer, &self.as_str().unwrap_or_default()),
            JsonKind::Number => Decimal::of_literal(self.text()).write_canonical(buffer),
            _ => buffer.extend_from_slice(self.text().as_bytes()),
        }
    }
}

fn write_object(object: Raw<'_>, buffer: &mut Vec<u8>) {
    let mut members: Vec<(Cow<'_, str>, Raw<'_>)> = object.members().into_iter().flatten().collect();
    // Why: the sort is stable, so names that stand twice keep their order.
    members.sort_by(|(left, _), (right, _)| left.cmp(right));
    buffer.push(b'{');
    for (index, (name, value)) in members.into_iter().enumerate() {
        separate(index, buffer);
        write_string(buffer, &name);
        buffer.push(b':');
        value.write_canonical(buffer);
    }
    buffer.push(b'}');
}

fn separate(index: usize, buffer: &mut Vec<u8>) {
    if index > 0 {
        buffer.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical(text: &str) -> String {
        let mut buffer = Vec::new();
        Raw::parse(text).expect("the table holds JSON").write_canonical(&mut buffer);
        String::from_utf8(buffer).expect("JSON is text")
    }

    #[test]
    fn equal_values_have_one_spelling() {
        for (spellings, expected) in [
            (&["{}", " { } "][..], "{}"),
            (&[r#"{"a":1,"b":2}"#, r#"{"b":2.0,"\u0061":1e0}"#], r#"{"a":1,"b":2}"#),
            (&["0", "-0", "0.0", "0e9"], "0"),
            (&["1.5", "15e-1", "0.15E1", "1.50"], "15e-1"),
            (&["9007199254740993"], "9007199254740993"),
            (&["-1200", "-1.2e3"], "-12e2"),
            (&[r#""é""#, r#""\u00e9""#], r#""é""#),
            (&["[true,null ,false]"], "[true,null,false]"),
        ] {
            for spelling in spellings {
                assert_eq!(canonical(spelling), expected, "{spelling}");
            }
        }
    }

    proptest! {
        #[test]
        fn spelling_keeps_the_value_and_is_its_own(number in "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?") {
            let text = format!("[{number}]");
            let once = canonical(&text);
            prop_assert_eq!(Raw::parse(&once).expect("it is JSON"), Raw::parse(&text).expect("it is JSON"));
            prop_assert_eq!(canonical(&once), once);
        }
    }
}
