// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `completion/complete`.

use std::collections::BTreeMap;

use super::{RequestMetaObject, ResultMetaObject, ResultType};
use crate::{AtMost, RequestId, wire_struct, wire_union};

wire_struct! {
    /// Asks for completions of a partly typed argument (`completion/complete`).
    ///
    /// # Specification
    ///
    /// [`CompleteRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#completerequest)
    pub struct CompleteRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "completion/complete",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Parameters of the method.
            params: CompleteRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `completion/complete`: what is being filled in, and how far.
    ///
    /// # Specification
    ///
    /// [`CompleteRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#completerequestparams)
    pub struct CompleteRequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
            /// Prompt or resource template the argument belongs to.
            reference: CompletionReference = "ref",
            /// Argument being typed, with its text so far.
            argument: CompletionArgument = "argument",
        }
        optional {
            /// Arguments filled in already, which may narrow the suggestions.
            context / with_context: CompletionContext = "context",
        }
    }
}

wire_struct! {
    /// Suggested completions for an argument.
    ///
    /// # Specification
    ///
    /// [`CompleteResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#completeresult)
    pub struct CompleteResult {
        required {
            /// Suggestions, best match first.
            completion: Completion = "completion",
        }
        defaulted {
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
        }
    }
}

wire_struct! {
    /// Response to `completion/complete` that carries a result.
    ///
    /// # Specification
    ///
    /// [`CompleteResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#completeresultresponse)
    pub struct CompleteResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Suggested completions.
            result: CompleteResult = "result",
        }
    }
}

wire_struct! {
    /// Completions found for an argument.
    ///
    /// # Specification
    ///
    /// [`CompleteResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#completeresult)
    pub struct Completion {
        required {
            /// Completions, best match first, at most 100.
            values: AtMost<String, 100> = "values",
        }
        optional {
            /// Whether there are more completions than were sent; absent leaves it open.
            has_more / with_has_more: bool = "hasMore",
            /// How many completions there are in all, which may be more than were sent; absent if unknown.
            total / with_total: i64 = "total",
        }
    }
}

wire_struct! {
    /// Argument that is being completed.
    ///
    /// # Specification
    ///
    /// [`CompleteRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#completerequestparams)
    pub struct CompletionArgument {
        required {
            /// Name of the argument of the prompt, or of the variable of the template.
            name: String = "name",
            /// Text typed so far, for which completions are sought.
            value: String = "value",
        }
    }
}

wire_struct! {
    /// What is known already while an argument is being completed.
    ///
    /// # Specification
    ///
    /// [`CompleteRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#completerequestparams)
    pub struct CompletionContext {
        optional {
            /// Values chosen for other arguments or variables, by name.
            arguments / with_arguments: BTreeMap<String, String> = "arguments",
        }
    }
}

wire_union! {
    /// Prompt or resource template that is being completed, told apart by `type`.
    ///
    /// # Specification
    ///
    /// [`CompleteRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#completerequestparams)
    pub enum CompletionReference {
        /// [`PromptReference`], where `type` is `ref/prompt`.
        Prompt(PromptReference) if [is "type" = "ref/prompt"],
        /// [`ResourceTemplateReference`], where `type` is `ref/resource`.
        ResourceTemplate(ResourceTemplateReference) if [is "type" = "ref/resource"],
    }
    unknown: keep
}

wire_struct! {
    /// Names the prompt whose argument is being completed.
    ///
    /// # Specification
    ///
    /// [`PromptReference`](https://modelcontextprotocol.io/specification/2026-07-28/schema#promptreference)
    pub struct PromptReference {
        tags {
            "type" = "ref/prompt",
        }
        required {
            /// Name of the prompt as `prompts/list` gives it.
            name: String = "name",
        }
        optional {
            /// Display name for people; where it is absent, `name` is shown.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Names the resource or resource template whose variable is being completed.
    ///
    /// # Specification
    ///
    /// [`ResourceTemplateReference`](https://modelcontextprotocol.io/specification/2026-07-28/schema#resourcetemplatereference)
    pub struct ResourceTemplateReference {
        tags {
            "type" = "ref/resource",
        }
        required {
            /// URI of the resource, or the URI template.
            uri: String = "uri",
        }
    }
}
