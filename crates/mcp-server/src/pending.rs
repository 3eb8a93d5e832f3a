//! What is registered but not checked.

use std::collections::{BTreeMap, HashSet};

use crate::area::Record;
use crate::build_error::BuildProblem;
use crate::dialogue::Asks;
use crate::load::ToolLimits;
use crate::prompt::PendingPrompt;
use crate::resource::{PendingResource, PendingTemplate};
use crate::tool::PendingTool;

/// Something registered, on its way to be a [`Record`].
pub(crate) trait Pending {
    type Record: Record;

    /// What clients address it by.
    fn key(&self) -> &str;

    fn asks(&self) -> Asks;

    /// Checks it and makes the record, or adds what stands against it to `problems`.
    fn check(self, problems: &mut Vec<BuildProblem>) -> Option<Self::Record>;

    /// Checks everything, also that what asks can keep the state of its dialogue.
    ///
    /// Invariant: without a record there is a problem.
    fn compile(self, means: Means, problems: &mut Vec<BuildProblem>) -> Option<Self::Record>
    where
        Self: Sized,
    {
        // spec: MRTR-009 state is not handed out unprotected, so who may ask needs keys.
        if !self.asks().ever.is_empty() && !means.keys {
            problems.push(BuildProblem::NoKeys { name: self.key().into() });
        }
        if self.asks().once && !means.store {
            problems.push(BuildProblem::NoStore { name: self.key().into() });
        }
        self.check(problems)
    }
}

/// What a server has for dialogues.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Means {
    /// Whether its keys were configured, rather than made for this process.
    pub(crate) keys: bool,
    /// Whether it has a store.
    pub(crate) store: bool,
}

/// All that was registered with a builder, in order.
#[derive(Default)]
pub(crate) struct Offers {
    pub(crate) tools: Vec<PendingTool>,
    pub(crate) prompts: Vec<PendingPrompt>,
    pub(crate) resources: Vec<PendingResource>,
    pub(crate) templates: Vec<PendingTemplate>,
}

impl Offers {
    /// Gives tools the limits that were set by their names.
    pub(crate) fn limit_tools(&mut self, limits: &BTreeMap<String, ToolLimits>, problems: &mut Vec<BuildProblem>) {
        for (name, limits) in limits {
            match self.tools.iter_mut().find(|tool| tool.key() == name) {
                Some(tool) => tool.limit(limits),
                // Why: a limit under a name that was mistyped would protect nothing, and nobody would notice.
                None => problems.push(BuildProblem::LimitsOfNoTool { tool: name.as_str().into() }),
            }
        }
    }
}

/// Checks all of one kind.
pub(crate) fn compile<P: Pending>(pending: Vec<P>, means: Means, problems: &mut Vec<BuildProblem>) -> Vec<P::Record> {
    let mut keys = HashSet::new();
    let mut records = Vec::with_capacity(pending.len());
    for pending in pending {
        let Some(record) = pending.compile(means, problems) else { continue };
        // spec: TOOLS-013 one name, one tool; spec: TOOLS-011 names that differ in case are different names.
        if !keys.insert(record.key().to_owned()) {
            problems.push(record.duplicate());
        }
        records.push(record);
    }
    records
}
