//! Arms of a match: one that refuses answers like another, one that accepts gives way to the next.

use syn::{Arm, Expr, ExprMatch, Pat};

use super::super::locate::range;
use super::flow::tail;
use super::refusals::is_refusal;
use super::{Writer, short};

/// How many neighbours lend their answer.
const NEIGHBOURS: usize = 3;

impl Writer<'_> {
    /// A marked arm.
    pub(super) fn arm(&mut self, arms: &[Arm], index: usize) {
        let arm = &arms[index];
        if is_refusal(&arm.body, &self.refusing) {
            self.refusing_arm(arms, index);
        } else {
            self.accepting_arm(arms, index);
        }
    }

    fn refusing_arm(&mut self, arms: &[Arm], index: usize) {
        let arm = &arms[index];
        let next = arms.get(index + 1);
        if next.is_some_and(|next| !is_refusal(&next.body, &self.refusing)) && falls(arms, index) {
            self.push("arm removed", range(arm), "");
        }
        self.neighbours(arms, index);
        self.accept(&arm.body);
        self.value(&arm.body, 0);
    }

    fn accepting_arm(&mut self, arms: &[Arm], index: usize) {
        let arm = &arms[index];
        self.refusals_within(&arm.body);
        if let Pat::Guard(guard) = &arm.pat {
            let text = format!("true || ({})", self.text(&guard.guard));
            self.push("guard is true", range(&guard.guard), text);
        }
        let is_false = |arm: &Arm| matches!(&*arm.body, Expr::Lit(_)) && is_refusal(&arm.body, &self.refusing);
        if arms.iter().any(is_false) {
            self.push("is true", range(&arm.body), "true");
        }
        if falls(arms, index) {
            self.push("arm removed", range(arm), "");
        }
        self.peeled(&arm.body);
        self.neighbours(arms, index);
        self.value(&arm.body, 0);
    }

    /// The value of an arm is that of a neighbour, of one that accepts if there is such a one.
    fn neighbours(&mut self, arms: &[Arm], index: usize) {
        let own = self.text(&arms[index].body).to_owned();
        let (after, before) = (arms[index + 1..].iter(), arms[..index].iter().rev());
        let mut others: Vec<_> = after.chain(before).collect();
        others.sort_by_key(|other| is_refusal(&other.body, &self.refusing));
        let refuses = is_refusal(&arms[index].body, &self.refusing);
        let useful =
            |other: &&Arm| self.text(&other.body) != own && !(refuses && is_refusal(&other.body, &self.refusing));
        let others: Vec<_> = others.into_iter().filter(useful).take(NEIGHBOURS).collect();
        for other in others {
            let text = self.text(&other.body).to_owned();
            // Why: a block needs no comma before the next arm, what takes its place may.
            let comma = if arms[index].comma.is_none() && index + 1 < arms.len() { "," } else { "" };
            let label = format!("answers like its neighbour, `{}`", short(&text));
            self.push(label, range(&arms[index].body), format!("{text}{comma}"));
        }
    }

    /// For a value that ends an arm: the whole arm answers like a neighbour.
    pub(super) fn like_neighbours(&mut self) {
        if let Some((arms, index)) = self.around.arm.clone() {
            if is_refusal(&arms[index].body, &self.refusing) {
                return self.neighbours(&arms, index);
            }
            self.refusals_within(&arms[index].body);
        }
    }

    /// A match: what refuses in it accepts.
    pub(super) fn matching(&mut self, found: &ExprMatch) {
        let refusing: Vec<_> =
            (0..found.arms.len()).filter(|&index| is_refusal(&found.arms[index].body, &self.refusing)).collect();
        for &index in &refusing {
            self.neighbours(&found.arms, index);
            self.accept(&found.arms[index].body);
        }
        if refusing.is_empty() && !found.arms.is_empty() {
            self.neighbours(&found.arms, 0);
            for arm in found.arms.iter().rev() {
                self.value(&arm.body, 1);
            }
        }
    }

    /// What refuses inside a value accepts: arms of a match, branches, errors of attempts.
    fn refusals_within(&mut self, value: &Expr) {
        match value {
            Expr::Match(found) => {
                let refuses = |arm: &Arm| is_refusal(&arm.body, &self.refusing);
                if found.arms.iter().any(refuses) {
                    self.matching(found);
                }
            }
            Expr::If(found) => self.condition(found),
            Expr::Try(attempt) => self.attempt(attempt),
            Expr::Block(block) => {
                if let Some(value) = tail(&block.block) {
                    self.refusals_within(value);
                }
            }
            _ => {}
        }
    }
}

/// Whether later arms may match what this one does, as far as their outer patterns tell.
fn falls(arms: &[Arm], index: usize) -> bool {
    let name = |path: &syn::Path| path.segments.last().map(|segment| segment.ident.to_string());
    let path = |pattern: &Pat| match pattern {
        Pat::TupleStruct(found) => name(&found.path),
        Pat::Struct(found) => name(&found.path),
        _ => None,
    };
    let own = match &arms[index].pat {
        Pat::Guard(_) => return true,
        pattern => pattern,
    };
    arms[index + 1..].iter().any(|later| match &later.pat {
        Pat::Wild(_) => true,
        Pat::Ident(name) => name.ident.to_string().starts_with(char::is_lowercase),
        Pat::Tuple(_) => matches!(own, Pat::Tuple(_)),
        later => path(later).is_some() && path(later) == path(own),
    })
}
