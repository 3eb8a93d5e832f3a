// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `sampling/createMessage`.

use super::{AudioContent, ContentBlock, ImageContent, MetaObject, Role, TextContent, Tool};
use crate::{Json, JsonObject, UnitInterval, wire_enum, wire_open, wire_struct, wire_union};

wire_struct! {
    /// Asks the client to sample a model, subject to its user's approval (`sampling/createMessage`).
    ///
    /// Deprecated in 2026-07-28: call a model provider directly; removal is possible from the first revision on or
    /// after 2027-07-28.
    ///
    /// # Specification
    ///
    /// [`CreateMessageRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#createmessagerequest)
    pub struct CreateMessageRequest {
        tags {
            "method" = "sampling/createMessage",
        }
        required {
            /// Parameters of the method.
            params: CreateMessageRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `sampling/createMessage`: the conversation and how to continue it.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`CreateMessageRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#createmessagerequestparams)
    pub struct CreateMessageRequestParams {
        required {
            /// Conversation so far, oldest message first; it should not be kept for another sampling request.
            messages: Vec<SamplingMessage> = "messages",
            /// Most tokens the model may generate; the client may stop earlier.
            max_tokens: i64 = "maxTokens",
        }
        optional {
            /// Which servers' context the client is asked to add; absent means `none`, and the client may do otherwise
            /// without saying so.
            include_context / with_include_context: IncludeContext = "includeContext",
            /// Settings passed on to the model provider, in that provider's own format; the client may ignore them.
            metadata / with_metadata: JsonObject = "metadata",
            /// What to favour when the client chooses a model; advice that it may ignore.
            model_preferences / with_model_preferences: ModelPreferences = "modelPreferences",
            /// Texts at which generation stops; the client may ignore them.
            stop_sequences / with_stop_sequences: Vec<String> = "stopSequences",
            /// System prompt the server would like; the client may change it or leave it out.
            system_prompt / with_system_prompt: String = "systemPrompt",
            /// Randomness of sampling, higher being more random; the provider sets the range, and the client may ignore
            /// it.
            temperature / with_temperature: f64 = "temperature",
            /// Whether the model may, must or must not use tools; absent means `auto`. Allowed only if the client
            /// declares `sampling.tools`, otherwise the client answers with an error.
            tool_choice / with_tool_choice: ToolChoice = "toolChoice",
            /// Tools the model may use in this sampling alone; they need not be tools the server lists. Allowed only if
            /// the client declares `sampling.tools`, otherwise the client answers with an error.
            tools / with_tools: Vec<Tool> = "tools",
        }
    }
}

wire_struct! {
    /// Message the model wrote, which the user should see before the server does.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`CreateMessageResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#createmessageresult)
    pub struct CreateMessageResult {
        required {
            /// Author of the message, normally `assistant`.
            role: Role = "role",
            /// One content block, or a list of them, for example several tool uses at once.
            content: SamplingMessageContent = "content",
            /// Name of the model that wrote the message.
            model: String = "model",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Why generation stopped, if known: `endTurn`, `stopSequence`, `maxTokens`, `toolUse`, or a value of the
            /// provider's own.
            stop_reason / with_stop_reason: StopReason = "stopReason",
        }
    }
}

wire_enum! {
    /// Servers whose context a sampling prompt is to include.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`CreateMessageRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#createmessagerequestparams)
    pub enum IncludeContext {
        /// Every server the client is connected to. Deprecated since 2025-11-25: use `none` or leave the member out; it
        /// goes at the latest with Sampling, and until then needs the client to declare `sampling.context`.
        AllServers = "allServers",
        /// No server, which is also what absence means.
        None = "none",
        /// The server that asks. Deprecated since 2025-11-25: use `none` or leave the member out; it goes at the latest
        /// with Sampling, and until then needs the client to declare `sampling.context`.
        ThisServer = "thisServer",
    }
}

wire_struct! {
    /// Hint at a model to use; members other than `name` mean what the client makes of them.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`ModelHint`](https://modelcontextprotocol.io/specification/2026-07-28/schema#modelhint)
    pub struct ModelHint {
        optional {
            /// Part of a model or family name, to be matched as a substring; the client may map it to a similar model
            /// of another provider.
            name / with_name: String = "name",
        }
    }
}

wire_struct! {
    /// What to favour in choosing a model, each priority from 0 (no matter) to 1 (above all); only advice to the
    /// client.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`ModelPreferences`](https://modelcontextprotocol.io/specification/2026-07-28/schema#modelpreferences)
    pub struct ModelPreferences {
        optional {
            /// Weight of low cost, from 0 to 1.
            cost_priority / with_cost_priority: UnitInterval = "costPriority",
            /// Models the server has in mind, best first: the first that matches is taken, and hints should outweigh
            /// the priorities.
            hints / with_hints: Vec<ModelHint> = "hints",
            /// Weight of a model's abilities, from 0 to 1.
            intelligence_priority / with_intelligence_priority: UnitInterval = "intelligencePriority",
            /// Weight of low latency, from 0 to 1.
            speed_priority / with_speed_priority: UnitInterval = "speedPriority",
        }
    }
}

wire_struct! {
    /// One message of a sampling conversation.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`SamplingMessage`](https://modelcontextprotocol.io/specification/2026-07-28/schema#samplingmessage)
    pub struct SamplingMessage {
        required {
            /// Who speaks; tool results come from `user`.
            role: Role = "role",
            /// One content block or a list of them; a message with tool results holds nothing else.
            content: SamplingMessageContent = "content",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
        }
    }
}

wire_union! {
    /// Content of a sampling message: one block, or a list of blocks.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`CreateMessageResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#createmessageresult)
    pub enum SamplingMessageContent {
        /// `Vec<SamplingMessageContentBlock>`, where the value is of kind array.
        Blocks(Vec<SamplingMessageContentBlock>) if [array],
        /// [`SamplingMessageContentBlock`], where the value is of kind object.
        Block(SamplingMessageContentBlock) if [object],
    }
    unknown: keep
}

wire_union! {
    /// One piece of a sampling message, told apart by `type`.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`SamplingMessageContentBlock`](https://modelcontextprotocol.io/specification/2026-07-28/schema#samplingmessagecontentblock)
    pub enum SamplingMessageContentBlock {
        /// [`TextContent`], where `type` is `text`.
        Text(TextContent) if [is "type" = "text"],
        /// [`ImageContent`], where `type` is `image`.
        Image(ImageContent) if [is "type" = "image"],
        /// [`AudioContent`], where `type` is `audio`.
        Audio(AudioContent) if [is "type" = "audio"],
        /// [`ToolUseContent`], where `type` is `tool_use`.
        ToolUse(ToolUseContent) if [is "type" = "tool_use"],
        /// [`ToolResultContent`], where `type` is `tool_result`.
        ToolResult(ToolResultContent) if [is "type" = "tool_result"],
    }
    unknown: keep
}

wire_open! {
    /// Why a model stopped; reasons of a provider's own are kept as they are.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`CreateMessageResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#createmessageresult)
    pub struct StopReason {
        /// The model had finished what it had to say.
        END_TURN = "endTurn",
        /// The limit on tokens was reached.
        MAX_TOKENS = "maxTokens",
        /// One of the stop sequences came up.
        STOP_SEQUENCE = "stopSequence",
        /// The model wants to use tools and waits for their results.
        TOOL_USE = "toolUse",
    }
}

wire_struct! {
    /// How freely the model may use tools in sampling.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`ToolChoice`](https://modelcontextprotocol.io/specification/2026-07-28/schema#toolchoice)
    pub struct ToolChoice {
        optional {
            /// Whether the model may, must or must not use tools; absent means `auto`.
            mode / with_mode: ToolChoiceMode = "mode",
        }
    }
}

wire_enum! {
    /// How freely a model may use tools.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`ToolChoice`](https://modelcontextprotocol.io/specification/2026-07-28/schema#toolchoice)
    pub enum ToolChoiceMode {
        /// The model decides; also what absence means.
        Auto = "auto",
        /// The model uses no tool.
        None = "none",
        /// The model uses at least one tool before it finishes.
        Required = "required",
    }
}

wire_struct! {
    /// Result of a tool use, returned to the model in a `user` message.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`ToolResultContent`](https://modelcontextprotocol.io/specification/2026-07-28/schema#toolresultcontent)
    pub struct ToolResultContent {
        tags {
            "type" = "tool_result",
        }
        required {
            /// The `id` of the `ToolUseContent` this answers.
            tool_use_id: String = "toolUseId",
            /// Unstructured output in order, as in `CallToolResult`.
            content: Vec<ContentBlock> = "content",
        }
        optional {
            /// Metadata of the result, to be kept when it is sent again in later sampling requests so that caches still
            /// match.
            meta / with_meta: MetaObject = "_meta",
            /// Whether the tool failed; absent means false.
            is_error / with_is_error: bool = "isError",
            /// Structured output: any JSON value, null included, which should be valid against the tool's
            /// `output_schema` if it has one.
            structured_content / with_structured_content: Json = "structuredContent",
        }
    }
}

wire_struct! {
    /// Wish of the model to use a tool, to be answered by a `ToolResultContent` in the next message.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`ToolUseContent`](https://modelcontextprotocol.io/specification/2026-07-28/schema#toolusecontent)
    pub struct ToolUseContent {
        tags {
            "type" = "tool_use",
        }
        required {
            /// Identifier that the result repeats as `tool_use_id`.
            id: String = "id",
            /// Name of the tool to use.
            name: String = "name",
            /// Arguments for the tool, conforming to its `input_schema`.
            input: JsonObject = "input",
        }
        optional {
            /// Metadata of the tool use, to be kept when it is sent again in later sampling requests so that caches
            /// still match.
            meta / with_meta: MetaObject = "_meta",
        }
    }
}
