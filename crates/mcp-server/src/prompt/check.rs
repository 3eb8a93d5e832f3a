//! What a prompt needs to be served.

use std::collections::BTreeSet;
use std::sync::Arc;

use mcp_types::{JsonObject, PromptArgument};

use super::About;
use super::arguments::Unfit;
use crate::area::record;
use crate::build_error::BuildProblem;
use crate::completion::{Completer, Completers};
use crate::dialogue::Asks;
use crate::handling::Handling;
use crate::pending::Pending;
use crate::viewer::Visibility;

/// A prompt that is registered but not checked.
pub(crate) struct PendingPrompt {
    pub(super) about: About,
    pub(super) arguments: Result<Vec<PromptArgument>, Unfit>,
    pub(super) completers: Vec<Completer>,
    pub(super) operation: Box<dyn Handling<JsonObject>>,
}

/// A prompt as it is served: everything that answering requests for it needs.
pub(crate) struct PromptRecord {
    pub(crate) definition: mcp_types::Prompt,
    pub(crate) asks: Asks,
    pub(crate) visibility: Visibility,
    pub(crate) completers: Arc<Completers>,
    pub(super) operation: Box<dyn Handling<JsonObject>>,
}

record!(PromptRecord {
    name of Prompt in ListPromptsResult by ListPrompts,
    area prompts,
    kind Prompts,
    duplicate DuplicatePromptName { prompt },
});

impl Pending for PendingPrompt {
    type Record = PromptRecord;

    fn key(&self) -> &str {
        &self.about.name
    }

    fn asks(&self) -> Asks {
        self.about.asks
    }

    fn check(self, problems: &mut Vec<BuildProblem>) -> Option<PromptRecord> {
        let PendingPrompt { about, arguments, completers, operation } = self;
        let prompt = || about.name.as_str().into();
        if about.name.is_empty() {
            problems.push(BuildProblem::PromptNameEmpty);
        }
        let arguments = match arguments {
            Ok(arguments) => arguments,
            Err(Unfit::NotAnObject) => {
                problems.push(BuildProblem::PromptArgumentsNotObject { prompt: prompt() });
                return None;
            }
            // spec: PROMPT-011 arguments are strings.
            Err(Unfit::NotAString { argument }) => {
                problems.push(BuildProblem::PromptArgumentNotString { prompt: prompt(), argument });
                return None;
            }
        };
        let mut names = BTreeSet::new();
        for argument in &arguments {
            if !names.insert(argument.name.as_str()) {
                let argument = argument.name.as_str().into();
                problems.push(BuildProblem::DuplicatePromptArgument { prompt: prompt(), argument });
            }
        }
        let (completers, unknown) = Completers::assign(names.into_iter(), completers);
        for argument in unknown {
            problems.push(BuildProblem::CompletesNothing { name: prompt(), argument });
        }
        let mut definition = mcp_types::Prompt::new(about.name);
        definition.title = about.title;
        definition.description = about.description;
        definition.icons = about.icons;
        definition.meta = about.meta;
        definition.arguments = (!arguments.is_empty()).then_some(arguments);
        Some(PromptRecord { definition, asks: about.asks, visibility: about.visibility, completers, operation })
    }
}
