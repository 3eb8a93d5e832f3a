//! Matching without backtracking.
//!
//! A table says for each element of a template and each place in the URI whether the rest of the one matches the rest of
//! the other. It is filled from the end, each row from the one after it, so it costs elements times bytes. Whoever walks
//! along it from the beginning never has to turn back.

use std::ops::Range;

use super::operator::Operator;
use super::{Part, Variables};
use crate::percent::decode;
use crate::resource_uri::check_uri;

/// What a template is matched by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Element {
    Literal(Box<str>),
    /// A value of one byte or more, none of them in `stops`.
    Value {
        name: usize,
        stops: &'static [u8],
    },
    /// `first` and a value, which may be empty; or nothing.
    Prefixed {
        name: usize,
        first: u8,
        stops: &'static [u8],
    },
    /// `first`, and pairs of the variables `names` up to the next byte in `stops`; or nothing.
    Pairs {
        names: Range<usize>,
        first: u8,
        operator: Operator,
    },
}

/// The elements of one part.
pub(super) fn elements(part: &Part) -> Vec<Element> {
    let (operator, names) = match part {
        Part::Literal(text) => return vec![Element::Literal(text.clone())],
        Part::Expression { operator, names } => (*operator, names.clone()),
    };
    let stops = operator.stops();
    let separator = operator.separator();
    match operator.first() {
        Some(first) if operator.is_named() => vec![Element::Pairs { names, first: first as u8, operator }],
        Some(first) => {
            let start = names.start;
            let before = |name| if name == start { first as u8 } else { separator as u8 };
            names.map(|name| Element::Prefixed { name, first: before(name), stops }).collect()
        }
        None => {
            let value = |name| [Element::Literal(separator.to_string().into()), Element::Value { name, stops }];
            names.flat_map(value).skip(1).collect()
        }
    }
}

/// The values in `uri`, each with the index of its name.
pub(super) fn matches(elements: &[Element], names: &[Box<str>], uri: &str) -> Option<Variables> {
    // Why: most URIs belong to other templates, and here that shows at once.
    if matches!(elements.first(), Some(Element::Literal(text)) if !uri.starts_with(&**text)) {
        return None;
    }
    // spec: RES-019 what is no URI matches no template.
    check_uri(uri).ok()?;
    let table = Table::new(elements, uri.as_bytes());
    if !table.row(0)[0] {
        return None;
    }
    let mut walk = Walk { uri, at: 0, values: vec![None; names.len()] };
    for (index, element) in elements.iter().enumerate() {
        walk.step(element, names, table.row(index + 1))?;
    }
    let values = names.iter().zip(walk.values);
    Some(values.filter_map(|(name, value)| Some((&**name, value?))).collect())
}

/// Which rest of a template matches which rest of a URI.
struct Table {
    cells: Vec<bool>,
    width: usize,
}

impl Table {
    fn new(elements: &[Element], uri: &[u8]) -> Self {
        let width = uri.len() + 1;
        let mut cells = vec![false; width * (elements.len() + 1)];
        // Past the last element, nothing is left.
        cells[width * elements.len() + uri.len()] = true;
        for (index, element) in elements.iter().enumerate().rev() {
            let (row, next) = cells[width * index..width * (index + 2)].split_at_mut(width);
            fill(row, next, element, uri);
        }
        Table { cells, width }
    }

    fn row(&self, index: usize) -> &[bool] {
        &self.cells[self.width * index..self.width * (index + 1)]
    }
}

/// Fills the row of `element`, in which nothing matches yet, from the one after it.
// Why: a loop for each kind of element, for a client chooses how often it runs.
fn fill(row: &mut [bool], next: &[bool], element: &Element, uri: &[u8]) {
    match element {
        Element::Literal(text) => fill_literal(row, next, text.as_bytes(), uri),
        Element::Value { stops, .. } => fill_value(row, next, None, stops, uri),
        Element::Prefixed { first, stops, .. } => fill_value(row, next, Some(*first), stops, uri),
        Element::Pairs { first, operator, .. } => fill_pairs(row, next, *first, operator.stops(), uri),
    }
    // Nothing begins within a percent triplet.
    for (at, _) in uri.iter().enumerate().filter(|(_, byte)| **byte == b'%') {
        row[at + 1..].iter_mut().take(2).for_each(|cell| *cell = false);
    }
}

fn fill_literal(row: &mut [bool], next: &[bool], text: &[u8], uri: &[u8]) {
    let ends = next.get(text.len()..).unwrap_or_default();
    let first = text.first();
    for (at, (cell, matches)) in row.iter_mut().zip(ends).enumerate() {
        *cell = *matches && uri.get(at) == first && uri[at..].starts_with(text);
    }
}

/// A value: of one byte or more, or after `first` of any length, or then not there at all.
fn fill_value(row: &mut [bool], next: &[bool], first: Option<u8>, stops: &[u8], uri: &[u8]) {
    let mut is_stop = [false; 256];
    stops.iter().for_each(|stop| is_stop[usize::from(*stop)] = true);
    // Whether a value, empty or not, and what comes after it match from the place right of this one on.
    let mut value_right = next[uri.len()];
    row[uri.len()] = first.is_some() && value_right;
    let places = row.iter_mut().zip(next).zip(uri);
    for ((cell, next), byte) in places.rev() {
        let goes_on = value_right && !is_stop[usize::from(*byte)];
        *cell = match first {
            Some(first) => *next || (value_right && *byte == first),
            None => goes_on,
        };
        value_right = *next || goes_on;
    }
}

fn fill_pairs(row: &mut [bool], next: &[bool], first: u8, stops: &[u8], uri: &[u8]) {
    row[uri.len()] = next[uri.len()];
    // The nearest stop to the right of this place.
    let mut stop = uri.len();
    for at in (0..uri.len()).rev() {
        row[at] = next[at] || (uri[at] == first && next[stop]);
        if stops.contains(&uri[at]) {
            stop = at;
        }
    }
}

/// The way along the table.
struct Walk<'u> {
    uri: &'u str,
    at: usize,
    /// By the index of their names.
    values: Vec<Option<String>>,
}

impl Walk<'_> {
    /// Takes what belongs to `element`; `next` says where the rest of the template matches the rest of the URI.
    ///
    /// `None` where what stands there does not decode.
    fn step(&mut self, element: &Element, names: &[Box<str>], next: &[bool]) -> Option<()> {
        let bytes = self.uri.as_bytes();
        match element {
            // Invariant: the table was asked, so the literal stands here.
            Element::Literal(text) => self.at += text.len(),
            Element::Value { name, stops } => {
                let end = value_end(bytes, self.at + 1, stops, next)?;
                self.take(*name, self.at..end)?;
            }
            Element::Prefixed { name, first, stops } if bytes.get(self.at) == Some(first) => {
                if let Some(end) = value_end(bytes, self.at + 1, stops, next) {
                    self.take(*name, self.at + 1..end)?;
                }
            }
            Element::Pairs { names: known, first, operator } if bytes.get(self.at) == Some(first) => {
                let start = self.at + 1;
                let stops = operator.stops();
                let length = bytes[start..].iter().position(|byte| stops.contains(byte));
                let end = length.map_or(bytes.len(), |length| start + length);
                if next[end] {
                    self.pairs(*operator, known.clone(), names, start..end)?;
                }
            }
            // An expression that is not there takes nothing.
            Element::Prefixed { .. } | Element::Pairs { .. } => {}
        }
        Some(())
    }

    fn pairs(
        &mut self,
        operator: Operator,
        known: Range<usize>,
        names: &[Box<str>],
        place: Range<usize>,
    ) -> Option<()> {
        let mut start = place.start;
        for pair in self.uri[place.clone()].split(operator.separator()) {
            let (name, value) = match pair.split_once('=') {
                Some(pair) => pair,
                // Only parameters of a path may stand without a value.
                None if operator == Operator::Parameters => (pair, ""),
                None => return None,
            };
            let index = known.clone().find(|index| *names[*index] == *name)?;
            if self.values[index].is_some() {
                return None;
            }
            let end = start + pair.len();
            self.take(index, end - value.len()..end)?;
            start = end + 1;
        }
        self.at = place.end;
        Some(())
    }

    fn take(&mut self, name: usize, place: Range<usize>) -> Option<()> {
        self.values[name] = Some(decode(&self.uri[place.clone()])?);
        self.at = place.end;
        Some(())
    }
}

/// Where the shortest value ends that reaches `from` at least and after which the rest matches.
fn value_end(uri: &[u8], from: usize, stops: &[u8], next: &[bool]) -> Option<usize> {
    let mut end = from;
    while !next[end] {
        if uri.get(end).is_none_or(|byte| stops.contains(byte)) {
            return None;
        }
        end += 1;
    }
    Some(end)
}
