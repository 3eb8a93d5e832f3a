//! From text to a template that can be matched in linear time.

use std::ops::Range;

use super::error::{UriTemplateError, UriTemplateFault};
use super::matching::{Element, elements};
use super::operator::Operator;
use super::{Part, UriTemplate};
use crate::limits::{MAX_URI_TEMPLATE_BYTES, MAX_URI_TEMPLATE_VARIABLES, MAX_VARIABLE_NAME_BYTES};
use crate::percent::{is_reserved, is_triplet, is_unreserved};
use crate::resource_uri::scheme;

pub(super) fn parse(text: &str) -> Result<UriTemplate, UriTemplateError> {
    if text.len() > MAX_URI_TEMPLATE_BYTES {
        return Err(UriTemplateError::new(MAX_URI_TEMPLATE_BYTES, UriTemplateFault::TooLong));
    }
    let bytes = text.as_bytes();
    let before_expressions = &bytes[..text.find('{').unwrap_or(text.len())];
    // spec: RES-013 a template begins with the scheme of its URIs.
    if scheme(before_expressions).is_none() {
        return Err(UriTemplateError::new(0, UriTemplateFault::Scheme));
    }
    let mut parser = Parser { bytes, text, at: 0, names: Vec::new(), parts: Vec::new() };
    while parser.at < bytes.len() {
        if bytes[parser.at] == b'{' { parser.expression()? } else { parser.literal()? }
    }
    let elements: Vec<Element> = parser.parts.iter().flat_map(elements).collect();
    Ok(UriTemplate { text: text.into(), names: parser.names, parts: parser.parts, elements })
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    names: Vec<Box<str>>,
    parts: Vec<Part>,
}

impl Parser<'_> {
    fn literal(&mut self) -> Result<(), UriTemplateError> {
        let start = self.at;
        while let Some(&byte) = self.bytes.get(self.at).filter(|byte| **byte != b'{') {
            if byte != b'%' && !is_unreserved(byte) && !is_reserved(byte) {
                return self.refuse(UriTemplateFault::Character);
            }
            if byte == b'%' && !is_triplet(self.bytes, self.at) {
                return self.refuse(UriTemplateFault::Character);
            }
            self.at += 1;
        }
        if let Some(stops) = self.parameters_stop_at()
            && !stops.contains(&self.bytes[start])
        {
            return Err(UriTemplateError::new(start, UriTemplateFault::Unreachable));
        }
        self.parts.push(Part::Literal(self.text[start..self.at].into()));
        Ok(())
    }

    fn expression(&mut self) -> Result<(), UriTemplateError> {
        let start = self.at;
        self.at += 1;
        let operator = self.operator()?;
        self.check_neighbour(start, operator)?;
        let first = self.names.len();
        loop {
            let name = self.name()?;
            self.declare(name)?;
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                Some(&modifier @ (b'*' | b':')) => {
                    return self.refuse(UriTemplateFault::Modifier { modifier: char::from(modifier) });
                }
                Some(_) => return self.refuse(UriTemplateFault::VariableName),
                None => return Err(UriTemplateError::new(start, UriTemplateFault::Unclosed)),
            }
        }
        self.at += 1;
        self.parts.push(Part::Expression { operator, names: first..self.names.len() });
        Ok(())
    }

    fn operator(&mut self) -> Result<Operator, UriTemplateError> {
        match self.bytes.get(self.at) {
            Some(&sign @ (b'=' | b',' | b'!' | b'@' | b'|')) => {
                self.refuse(UriTemplateFault::UnknownOperator { operator: char::from(sign) })
            }
            Some(&sign) => match Operator::of(sign) {
                Some(operator) => {
                    self.at += 1;
                    Ok(operator)
                }
                None => Ok(Operator::Simple),
            },
            None => Err(UriTemplateError::new(self.at - 1, UriTemplateFault::Unclosed)),
        }
    }

    /// Refuses what can follow the part before it in more than one way, or in none.
    fn check_neighbour(&self, start: usize, operator: Operator) -> Result<(), UriTemplateError> {
        let refuse = |fault| Err(UriTemplateError::new(start, fault));
        let Some(Part::Expression { .. }) = self.parts.last() else { return Ok(()) };
        let Some(first) = operator.first() else { return refuse(UriTemplateFault::Adjacent) };
        match self.parameters_stop_at() {
            Some(stops) if !stops.contains(&(first as u8)) => refuse(UriTemplateFault::Unreachable),
            _ => Ok(()),
        }
    }

    /// Where the parameters end that stand directly before this place, if any do.
    fn parameters_stop_at(&self) -> Option<&'static [u8]> {
        match self.parts.last() {
            Some(Part::Expression { operator, .. }) if operator.is_named() => Some(operator.stops()),
            _ => None,
        }
    }

    /// The place of a name, which ends before a character that no name has.
    fn name(&mut self) -> Result<Range<usize>, UriTemplateError> {
        let start = self.at;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'_' => self.at += 1,
                b'%' if is_triplet(self.bytes, self.at) => self.at += 3,
                // A dot joins two parts of a name.
                b'.' if self.at > start && self.bytes[self.at - 1] != b'.' => self.at += 1,
                _ if byte.is_ascii_alphanumeric() => self.at += 1,
                _ => break,
            }
        }
        if self.at == start || self.bytes[self.at - 1] == b'.' {
            return self.refuse(UriTemplateFault::VariableName);
        }
        Ok(start..self.at)
    }

    fn declare(&mut self, name: Range<usize>) -> Result<(), UriTemplateError> {
        let refuse = |fault| Err(UriTemplateError::new(name.start, fault));
        let text = &self.text[name.clone()];
        if text.len() > MAX_VARIABLE_NAME_BYTES {
            return refuse(UriTemplateFault::VariableNameTooLong);
        }
        if self.names.len() == MAX_URI_TEMPLATE_VARIABLES {
            return refuse(UriTemplateFault::TooManyVariables);
        }
        if self.names.iter().any(|earlier| **earlier == *text) {
            return refuse(UriTemplateFault::DuplicateVariable);
        }
        self.names.push(text.into());
        Ok(())
    }

    fn refuse<T>(&self, fault: UriTemplateFault) -> Result<T, UriTemplateError> {
        Err(UriTemplateError::new(self.at, fault))
    }
}
