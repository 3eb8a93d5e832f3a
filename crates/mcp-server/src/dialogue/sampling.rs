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

#[cfg(test)]
mod tests {
    use mcp_types::Json;

    use super::*;

    fn question(messages: &str, rest: &str) -> CreateMessageRequestParams {
        let json = Json::parse(&format!(r#"{{"messages":{messages},"maxTokens":100{rest}}}"#)).expect("it is JSON");
        json.as_raw().decode().expect("it is a question")
    }

    fn client(sampling: &str) -> ClientCapabilities {
        let json = Json::parse(&format!(r#"{{"sampling":{sampling}}}"#)).expect("the table holds JSON");
        json.as_raw().decode().expect("the table holds capabilities")
    }

    // spec: SAMP-004 SAMP-006
    #[test]
    fn tools_and_context_go_only_to_clients_that_declare_them() {
        for (rest, supporting, other) in [
            ("", "{}", None),
            (r#","includeContext":"none""#, "{}", None),
            (r#","tools":[]"#, r#"{"tools":{}}"#, Some(r#"{"context":{}}"#)),
            (r#","toolChoice":{"mode":"none"}"#, r#"{"tools":{}}"#, Some("{}")),
            (r#","includeContext":"thisServer""#, r#"{"context":{}}"#, Some(r#"{"tools":{}}"#)),
            (r#","includeContext":"allServers""#, r#"{"context":{}}"#, Some("{}")),
        ] {
            let question = question("[]", rest);
            assert!(question.is_supported(&client(supporting)), "{rest}");
            assert!(question.is_supported(&question.requires()), "{rest}");
            assert!(!question.is_supported(&ClientCapabilities::new()), "{rest}");
            assert!(other.is_none_or(|other| !question.is_supported(&client(other))), "{rest}");
        }
    }

    // spec: SAMP-007 SAMP-008 SAMP-019
    #[test]
    fn conversations_that_break_the_rules_for_tools_are_not_sent() {
        let text = r#"{"type":"text","text":"Hi"}"#;
        let used = |id: &str| format!(r#"{{"type":"tool_use","id":"{id}","name":"t","input":{{}}}}"#);
        let result = |id: &str| format!(r#"{{"type":"tool_result","toolUseId":"{id}","content":[]}}"#);
        let message = |role: &str, blocks: &[&str]| format!(r#"{{"role":"{role}","content":[{}]}}"#, blocks.join(","));
        let (a, b, of_a, of_b) = (used("a"), used("b"), result("a"), result("b"));
        let both = message("assistant", &[text, &a, &b]);
        for (messages, place) in [
            (vec![message("user", &[text])], None),
            (vec![both.clone(), message("user", &[&of_b, &of_a])], None),
            (vec![format!(r#"{{"role":"user","content":{of_a}}}"#)], None),
            (vec![message("user", &[&of_a, text])], Some("messages/0")),
            (vec![message("assistant", &[&of_a])], Some("messages/0")),
            (vec![both.clone()], Some("messages/0")),
            (vec![both.clone(), message("user", &[text])], Some("messages/0")),
            (vec![both.clone(), message("user", &[&of_a])], Some("messages/0")),
            (vec![both.clone(), message("user", &[&of_a, &of_b, &of_b])], Some("messages/0")),
            (
                vec![message("user", &[text]), both, message("user", &[text]), message("user", &[&of_a, &of_b])],
                Some("messages/1"),
            ),
        ] {
            let messages = format!("[{}]", messages.join(","));
            let refused = question(&messages, "").request().err().map(|malformed| malformed.to_string());
            assert_eq!(refused.as_deref().and_then(|text| text.split(':').next()), place, "{messages}");
        }
    }
}
