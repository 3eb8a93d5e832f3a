//! The size of a schema with every reference expanded, in time linear in its written size.
//!
//! Each subschema is measured once and its size reused wherever something leads to it. A subschema that is reached
//! while it is being measured recurs, and is counted as one; sums saturate.

use super::UnfoldedSize;
use super::survey::{Edge, Survey};
use crate::keyword::Reach;
use crate::limits::{MAX_APPLIED_DEPTH, MAX_UNFOLDED_BYTES, MAX_UNFOLDED_DEPTH, MAX_UNFOLDED_SUBSCHEMAS};
use crate::{SchemaError, SchemaFault};

/// Measures the schema, and refuses loops and sizes beyond the limits.
pub(super) fn measure(survey: &Survey<'_>) -> Result<UnfoldedSize, SchemaError> {
    Walk::over(survey, Kind::InPlace)?;
    Ok(match Walk::over(survey, Kind::All)?.states[0] {
        State::Done(size) => size,
        State::New | State::Open => UnfoldedSize::default(),
    })
}

/// Which edges a walk takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Those that stay at the same value; a cycle of them is a loop that consumes nothing.
    InPlace,
    All,
}

impl Kind {
    fn most_depth(self) -> usize {
        match self {
            Kind::InPlace => MAX_APPLIED_DEPTH,
            Kind::All => MAX_UNFOLDED_DEPTH,
        }
    }

    fn too_deep(self) -> SchemaFault {
        match self {
            Kind::InPlace => SchemaFault::AppliedTooDeep,
            Kind::All => SchemaFault::UnfoldedTooDeep,
        }
    }
}

#[derive(Clone, Copy)]
enum State {
    New,
    Open,
    Done(UnfoldedSize),
}

struct Walk<'s, 'v> {
    survey: &'s Survey<'v>,
    kind: Kind,
    states: Vec<State>,
}

/// A node that is being measured: the edges that are left, and the size so far.
struct Frame<'s> {
    node: usize,
    edges: std::slice::Iter<'s, Edge>,
    size: UnfoldedSize,
}

impl<'s, 'v> Walk<'s, 'v> {
    fn over(survey: &'s Survey<'v>, kind: Kind) -> Result<Self, SchemaError> {
        let mut walk = Walk { survey, kind, states: vec![State::New; survey.nodes.len()] };
        // What nothing leads to is compiled all the same, and something may lead to it in another reader's eyes.
        for node in 0..survey.nodes.len() {
            walk.measure(node)?;
        }
        Ok(walk)
    }

    /// Measures a node and all that it leads to. Iterative: a stack of ours, not the thread's.
    fn measure(&mut self, root: usize) -> Result<(), SchemaError> {
        if !matches!(self.states[root], State::New) {
            return Ok(());
        }
        let mut stack = vec![self.open(root)];
        while let Some(frame) = stack.last_mut() {
            let Some(edge) = frame.edges.next() else {
                let (node, size) = (frame.node, frame.size);
                self.check(node, size)?;
                self.states[node] = State::Done(size);
                stack.pop();
                if let Some(parent) = stack.last_mut() {
                    parent.size.include(size);
                }
                continue;
            };
            if self.kind == Kind::InPlace && edge.reach != Reach::InPlace {
                continue;
            }
            match self.states[edge.to] {
                State::Done(size) => frame.size.include(size),
                // spec: SCHEMA-012 — a loop that stays at one value would never end.
                State::Open if self.kind == Kind::InPlace => {
                    let node = frame.node;
                    return Err(self.survey.error(node, "", SchemaFault::ReferenceLoop));
                }
                State::Open => frame.size.include(UnfoldedSize { subschemas: 1, bytes: 2, depth: 0 }),
                State::New => {
                    // Why: depth is refused before it is descended to, so that the stack stays as short as what is accepted.
                    if stack.len() >= self.kind.most_depth() {
                        return Err(self.survey.error(edge.to, "", self.kind.too_deep()));
                    }
                    let next = self.open(edge.to);
                    stack.push(next);
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, node: usize) -> Frame<'s> {
        self.states[node] = State::Open;
        let survey = self.survey;
        let size = UnfoldedSize { subschemas: 1, bytes: survey.nodes[node].bytes, depth: 1 };
        Frame { node, edges: survey.nodes[node].edges.iter(), size }
    }

    fn check(&self, node: usize, size: UnfoldedSize) -> Result<(), SchemaError> {
        let UnfoldedSize { subschemas, bytes, depth } = size;
        // spec: SCHEMA-012 — references multiply, and the product is what is bounded.
        if subschemas > MAX_UNFOLDED_SUBSCHEMAS as u64 {
            return Err(self.survey.error(node, "", SchemaFault::TooManyUnfolded));
        }
        if bytes > MAX_UNFOLDED_BYTES as u64 {
            return Err(self.survey.error(node, "", SchemaFault::UnfoldedTooLong));
        }
        if depth > self.kind.most_depth() as u64 {
            return Err(self.survey.error(node, "", self.kind.too_deep()));
        }
        Ok(())
    }
}

impl UnfoldedSize {
    /// Adds what one more subschema unfolds to.
    fn include(&mut self, other: UnfoldedSize) {
        self.subschemas = self.subschemas.saturating_add(other.subschemas);
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.depth = self.depth.max(other.depth.saturating_add(1));
    }
}
