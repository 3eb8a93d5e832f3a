//! URI templates, matched against URIs.

use std::fmt;

/// A template.
#[derive(Debug, Clone)]
pub(crate) struct UriTemplate {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Literal(String),
    Variable { name: String, reserved: bool },
}

/// What is wrong with the text of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UriTemplateProblem {
    /// A brace does not stand around the name of a variable.
    Expression,
}

impl UriTemplate {
    pub(crate) fn parse(text: &str) -> Result<Self, UriTemplateProblem> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or(UriTemplateProblem::Expression)?;
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            }
            let (name, reserved) = name.strip_prefix('+').map_or((name, false), |name| (name, true));
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                return Err(UriTemplateProblem::Expression);
            }
            parts.push(Part::Variable { name: name.to_owned(), reserved });
            rest = after;
        }
        if rest.contains('}') {
            return Err(UriTemplateProblem::Expression);
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Ok(UriTemplate { parts })
    }

    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable { name, .. } => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    pub(crate) fn matches(&self, uri: &str) -> Option<Vec<(String, String)>> {
        let mut values = Vec::new();
        let mut rest = uri;
        for (index, part) in self.parts.iter().enumerate() {
            match part {
                Part::Literal(text) => rest = rest.strip_prefix(text.as_str())?,
                Part::Variable { name, reserved } => {
                    let end = match self.parts.get(index + 1) {
                        Some(Part::Literal(next)) => rest.find(next.as_str())?,
                        _ => rest.len(),
                    };
                    let (value, after) = rest.split_at(end);
                    if !reserved && value.contains('/') {
                        return None;
                    }
                    values.push((name.clone(), decoded(value)?));
                    rest = after;
                }
            }
        }
        rest.is_empty().then_some(values)
    }
}

/// Undoes percent-encoding; `None` where the bytes are no text.
fn decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [byte, after @ ..] = rest {
        match (byte, after) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                bytes.push(digit(high)? << 4 | digit(low)?);
                rest = after;
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

impl fmt::Display for UriTemplateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected expressions of the form {name} or {+name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, uri: &str) -> Option<Vec<String>> {
        let template = UriTemplate::parse(template).expect("the table holds templates");
        template.matches(uri).map(|values| values.into_iter().map(|(_, value)| value).collect())
    }

    // spec: RES-010
    #[test]
    fn uris_give_their_variables_back() {
        for (template, uri, expected) in [
            ("a:{x}", "a:b", Some(vec!["b"])),
            ("a:{x}/{y}", "a:b/c", Some(vec!["b", "c"])),
            ("a:{x}", "a:b/c", None),
            ("a:{+x}", "a:b/c", Some(vec!["b/c"])),
            ("a:{x}.txt", "a:b.txt", Some(vec!["b"])),
            ("a:{x}", "b:b", None),
            ("a:b", "a:b", Some(vec![])),
            ("a:b", "a:bc", None),
            ("a:{x}", "a:%C3%A4%2F", Some(vec!["ä/"])),
            ("a:{x}", "a:%FF", None),
        ] {
            let expected = expected.map(|values| values.into_iter().map(str::to_owned).collect());
            assert_eq!(check(template, uri), expected, "{template} {uri}");
        }
    }

    #[test]
    fn broken_templates_are_refused() {
        for template in ["{", "}", "{}", "{a", "{a b}", "{+}", "{/a}", "a}b"] {
            assert!(UriTemplate::parse(template).is_err(), "{template}");
        }
    }
}
