// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! Multi round-trip requests: a result that asks for input, and the request that carries the answers.

use super::{
    CreateMessageRequest, CreateMessageResult, ElicitRequest, ElicitResult, ListRootsRequest, ListRootsResult,
    RequestMetaObject, ResultMetaObject, ResultType,
};
use crate::{wire_map, wire_raw, wire_struct, wire_union};

wire_union! {
    /// Request by which the server asks the client for input, told apart by `method`.
    ///
    /// # Specification
    ///
    /// [`InputRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub enum InputRequest {
        /// [`CreateMessageRequest`], where `method` is `sampling/createMessage`.
        CreateMessage(CreateMessageRequest) if [is "method" = "sampling/createMessage"],
        /// [`ListRootsRequest`], where `method` is `roots/list`.
        ListRoots(ListRootsRequest) if [is "method" = "roots/list"],
        /// [`ElicitRequest`], where `method` is `elicitation/create`.
        Elicit(ElicitRequest) if [is "method" = "elicitation/create"],
    }
    unknown: keep
}

wire_map! {
    /// Input the server needs before it can go on: requests under keys that it chose, each used once.
    ///
    /// # Specification
    ///
    /// [`InputRequests`](https://modelcontextprotocol.io/specification/2026-07-28/schema#inputrequests)
    pub struct InputRequests(InputRequest);
}

wire_struct! {
    /// Interim result that asks for input; the client gathers it and retries the request under a new id.
    ///
    /// At least one of `input_requests` and `request_state` is present, and no caching hints are.
    ///
    /// # Specification
    ///
    /// [`InputRequiredResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#inputrequiredresult)
    pub struct InputRequiredResult {
        defaulted {
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::INPUT_REQUIRED,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
            /// Requests the client has to answer before it retries; absent means that it may retry at once.
            input_requests / with_input_requests: InputRequests = "inputRequests",
            /// Opaque state to echo unchanged when retrying. A server that relies on it has to protect its integrity
            /// and should bind it to the user, the request and a short lifetime.
            request_state / with_request_state: String = "requestState",
        }
    }
}

wire_raw! {
    /// Answer to one input request, read by the method of the request under the same key.
    ///
    /// It holds one of [`CreateMessageResult`], [`ListRootsResult`], [`ElicitResult`].
    ///
    /// # Specification
    ///
    /// [`InputResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct InputResponse of [
        CreateMessageResult,
        ListRootsResult,
        ElicitResult,
    ];
}

wire_struct! {
    /// Members common to the parameters of requests that can be retried with further input.
    ///
    /// # Specification
    ///
    /// [`InputResponseRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#inputresponserequestparams)
    pub struct InputResponseRequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
        }
        optional {
            /// Answers to the server's input requests under the keys it assigned; sent only when retrying after an
            /// `InputRequiredResult`.
            input_responses / with_input_responses: InputResponses = "inputResponses",
            /// State echoed exactly as the server's `InputRequiredResult` gave it, absent if it gave none. Clients
            /// never look inside; servers treat it as attacker-controlled.
            request_state / with_request_state: String = "requestState",
        }
    }
}

wire_map! {
    /// Answers to input requests, under the keys of the requests; servers should ignore any they did not ask for.
    ///
    /// # Specification
    ///
    /// [`InputResponses`](https://modelcontextprotocol.io/specification/2026-07-28/schema#inputresponses)
    pub struct InputResponses(InputResponse);
}
