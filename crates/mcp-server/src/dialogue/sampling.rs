//! Messages from the client's model.

use mcp_types::{
    ClientCapabilities, CreateMessageRequest, CreateMessageRequestParams, CreateMessageResult, IncludeContext,
    InputRequest, JsonObject, Raw, Role, SamplingCapability, SamplingMessage, SamplingMessageContent,
    SamplingMessageContentBlock,
};

use super::InputKinds;
use super::question::{Malformed, Question, Reading};

/// Deprecated in 2026-07-28 and possibly removed from the first revision on or after 2027-07-28: call a model provider
/// directly.
///
/// The client may change or ignore most of it, and its user may look at both the request and the answer.
impl Question for CreateMessageRequestParams {
    type Answer = CreateMessageResult;

    fn kind(&self) -> InputKinds {
        InputKinds::SAMPLING
    }

    fn requires(&self) -> ClientCapabilities {
        let mut sampling = SamplingCapability::new();
        sampling.tools = self.uses_tools().then(JsonObject::default);
        sampling.context = self.uses_context().then(JsonObject::default);
        ClientCapabilities::new().with_sampling(sampling)
    }

    fn is_supported(&self, capabilities: &ClientCapabilities) -> bool {
        let Some(sampling) = &capabilities.sampling else { return false };
        // spec: SAMP-004 tools go only to clients that sample with tools.
        let tools = !self.uses_tools() || sampling.tools.is_some();
        // spec: SAMP-006 the context of servers is asked for only where the client declares it.
        tools && (!self.uses_context() || sampling.context.is_some())
    }

    fn request(&self) -> Result<InputRequest, Malformed> {
        // spec: SAMP-019 what breaks the rules for conversations is not sent.
        check_conversation(&self.messages)?;
        Ok(InputRequest::CreateMessage(CreateMessageRequest::new(self.clone())))
    }

    fn read(&self, answer: Raw<'_>) -> Result<Reading<CreateMessageResult>, Malformed> {
        answer.decode().map(Reading::Given).map_err(|error| Malformed::new(error.to_string()))
    }
}

trait Needs {
    fn uses_tools(&self) -> bool;
    fn uses_context(&self) -> bool;
}

impl Needs for CreateMessageRequestParams {
    fn uses_tools(&self) -> bool {
        self.tools.is_some() || self.tool_choice.is_some()
    }

    fn uses_context(&self) -> bool {
        self.include_context.is_some_and(|context| context != IncludeContext::None)
    }
}

/// The rules for tool uses and their results.
fn check_conversation(messages: &[SamplingMessage]) -> Result<(), Malformed> {
    for (index, message) in messages.iter().enumerate() {
        let blocks = blocks(&message.content);
        let results = blocks.iter().filter(|block| matches!(block, SamplingMessageContentBlock::ToolResult(_))).count();
        // spec: SAMP-007 tool results stand alone in a message of the user.
        if results > 0 && (results < blocks.len() || message.role != Role::User) {
            return Err(Malformed::new(format!("messages/{index}: expected a user message of tool results only")));
        }
        let uses = tool_ids(blocks, false);
        // spec: SAMP-008 each use of a tool is answered by the next message.
        if !uses.is_empty() {
            let answers = messages.get(index + 1).map(|next| tool_ids(self::blocks(&next.content), true));
            if answers.as_ref() != Some(&uses) {
                return Err(Malformed::new(format!(
                    "messages/{index}: expected one tool result for each tool use next"
                )));
            }
        }
    }
    Ok(())
}

fn blocks(content: &SamplingMessageContent) -> &[SamplingMessageContentBlock] {
    match content {
        SamplingMessageContent::Blocks(blocks) => blocks,
        SamplingMessageContent::Block(block) => std::slice::from_ref(block),
        _ => &[],
    }
}

/// The ids of tool uses, or of those that results answer, in their order by name.
fn tool_ids(blocks: &[SamplingMessageContentBlock], of_results: bool) -> Vec<&str> {
    let mut ids: Vec<_> = blocks
        .iter()
        .filter_map(|block| match block {
            SamplingMessageContentBlock::ToolUse(used) if !of_results => Some(used.id.as_str()),
            SamplingMessageContentBlock::ToolResult(result) if of_results => Some(result.tool_use_id.as_str()),
            _ => None,
        })
        .collect();
    ids.sort_unstable();
    ids
}
