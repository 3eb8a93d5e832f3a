//! How a marked piece of code is neutralised: small changes of its text, the one that takes away the least first.
//!
//! The rule is to remove what refuses and to keep what goes on, so that a test fails for the rule and not for a broken
//! program. Only where nothing refuses is the piece itself removed, or its value replaced by an empty one.

mod arms;
mod donors;
mod flow;
mod functions;
mod refusals;
mod tokens;
mod values;

use std::collections::BTreeSet;
use std::ops::Range;

pub(crate) use self::donors::Constants;
use super::locate::{Around, Node, locate, range};

/// One way to neutralise a piece of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mutation {
    /// What is done, for the reader of the table.
    pub(crate) label: String,
    /// What is replaced.
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

impl Mutation {
    /// The file with the change.
    pub(crate) fn apply(&self, source: &str) -> String {
        [&source[..self.range.start], &self.text, &source[self.range.end..]].concat()
    }
}

/// The ways to neutralise what begins at this place, in the order in which they are to be tried.
pub(crate) fn mutations(source: &str, at: usize, constants: &Constants) -> Result<Vec<Mutation>, String> {
    let file = syn::parse_file(source).map_err(|error| error.to_string())?;
    let mut writer = Writer {
        source,
        around: Around::default(),
        refusing: refusals::names(&file),
        faults: donors::faults(&file),
        constants,
        mutations: Vec::new(),
    };
    match locate(&file, at) {
        Some((Node::Declaration, _)) => {}
        Some((node, around)) => {
            writer.around = around;
            writer.node(&node);
        }
        None => writer.tokens(at),
    }
    let mut seen = BTreeSet::new();
    writer.mutations.retain(|mutation| {
        source[mutation.range.clone()] != mutation.text
            && seen.insert((mutation.range.start, mutation.range.end, mutation.text.clone()))
    });
    Ok(writer.mutations)
}

/// Collects mutations.
struct Writer<'a> {
    source: &'a str,
    around: Around,
    /// Functions and closures of the file that make errors.
    refusing: BTreeSet<String>,
    /// Errors that the file makes from nothing, for use in the place of others.
    faults: Vec<String>,
    constants: &'a Constants,
    mutations: Vec<Mutation>,
}

impl Writer<'_> {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Function(signature, body) => self.function(signature, body),
            Node::Constant(value) => self.value(value, 0),
            Node::Statement { statement, rest } => {
                self.passage(statement, rest, true);
                self.statement(statement, rest.is_empty());
                self.passage(statement, rest, false);
            }
            Node::Arm { arms, index } => self.arm(arms, *index),
            Node::Expression(value) => {
                self.like_neighbours();
                self.value(value, 0);
            }
            Node::Element(value, whole) => {
                self.push("left out of the list", whole.clone(), "");
                self.value(value, 0);
            }
            Node::Segment(call) => {
                let call_end = range(call).end;
                self.push(format!("without `.{}(…)`", call.method), range(&call.dot_token).start..call_end, "");
                self.arguments(call, 0);
            }
            Node::Declaration => {}
        }
    }

    fn push(&mut self, label: impl Into<String>, range: Range<usize>, text: impl Into<String>) {
        self.mutations.push(Mutation { label: label.into(), range, text: text.into() });
    }

    fn text(&self, node: &impl syn::spanned::Spanned) -> &str {
        &self.source[range(node)]
    }
}

/// The text on one short line.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(32) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests;
