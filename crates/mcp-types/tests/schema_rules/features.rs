//! Tools, resources, prompts, completion, and what servers send along the way.

use mcp_types::{
    Annotations, AnyResourceContents, CancelledNotificationParams, Completion, LoggingLevel,
    LoggingMessageNotificationParams, ProgressNotificationParams, PromptMessage, Resource, SubscriptionFilter,
    SubscriptionsListenRequestParams, SubscriptionsListenResult, TextResourceContents, ToolInputSchema,
    ToolOutputSchema,
};
use serde_json::{Value, json};

use crate::{check, check_kept};

#[test]
fn an_input_schema_keeps_order_and_literals_of_all_its_members() {
    // spec: SCHEMA-015
    let text = concat!(
        r##"{"type":"object","$defs":{"a":{"$anchor":"x"}},"if":{},"then":{},"allOf":[{"$ref":"#x"}],"##,
        r#""x-later":[1e2,1.50,"\u0041"],"properties":{"b":{},"a":{}},"additionalProperties":false}"#,
    );
    let schema: ToolInputSchema = mcp_types::wire::decode(text).expect("a schema");
    assert_eq!(serde_json::to_string(&schema).expect("wire types serialize"), text);
    check::<ToolInputSchema>(&[r#"{"type":"object"}"#], &["{}", r#"{"type":"array"}"#, "true", "null"]);
}

#[test]
fn an_output_schema_has_any_root() {
    // spec: SCHEMA-016
    check_kept::<ToolOutputSchema>(&[
        "{}",
        r#"{"type":"array","items":{}}"#,
        r#"{"type":"integer"}"#,
        r#"{"oneOf":[]}"#,
    ]);
    check::<ToolOutputSchema>(&[], &["true", "[]", "\"object\""]);
}

#[test]
fn contents_of_a_resource_are_text_or_a_blob() {
    // spec: RES-008
    check::<AnyResourceContents>(
        &[r#"{"uri":"file:///a","text":""}"#, r#"{"uri":"file:///a","blob":""}"#],
        &[r#"{"uri":"file:///a"}"#, r#"{"text":""}"#, r#"{"blob":""}"#, r#"{"uri":"file:///a","text":1}"#],
    );
    let text = TextResourceContents::new("file:///a", "t");
    assert_eq!(crate::json(&text), json!({ "uri": "file:///a", "text": "t" }));
}

#[test]
fn a_resource_has_a_uri_and_a_name() {
    // spec: RES-009
    check::<Resource>(
        &[r#"{"uri":"file:///a","name":"a"}"#],
        &[r#"{"uri":"file:///a"}"#, r#"{"name":"a"}"#, r#"{"uri":"file:///a","name":null}"#],
    );
}

#[test]
fn annotations_are_for_two_audiences_and_weigh_at_most_one() {
    // spec: RES-023
    check::<Annotations>(
        &[
            "{}",
            r#"{"audience":[]}"#,
            r#"{"audience":["user","assistant"],"priority":0,"lastModified":"2025-01-12T15:00:58Z"}"#,
            r#"{"priority":1}"#,
        ],
        &[
            r#"{"audience":["system"]}"#,
            r#"{"audience":"user"}"#,
            r#"{"priority":1.1}"#,
            r#"{"priority":-0.1}"#,
            r#"{"priority":"1"}"#,
            r#"{"lastModified":1736694058}"#,
        ],
    );
}

#[test]
fn a_prompt_message_has_one_role_and_one_block() {
    // spec: PROMPT-015
    let block = r#"{"type":"text","text":"t"}"#;
    check::<PromptMessage>(
        &[&format!(r#"{{"role":"user","content":{block}}}"#), &format!(r#"{{"role":"assistant","content":{block}}}"#)],
        &[
            &format!(r#"{{"role":"system","content":{block}}}"#),
            &format!(r#"{{"role":"user","content":[{block}]}}"#),
            &format!(r#"{{"content":{block}}}"#),
            r#"{"role":"user"}"#,
            r#"{"role":"user","content":"t"}"#,
        ],
    );
}

#[test]
fn a_completion_has_at_most_a_hundred_values() {
    // spec: COMPL-002
    let of = |count: usize| json!({ "values": vec!["v"; count] }).to_string();
    check::<Completion>(
        &[&of(0), &of(100), r#"{"values":["v"],"total":250,"hasMore":true}"#],
        &[&of(101), "{}", r#"{"values":[1]}"#, r#"{"values":[],"total":"1"}"#, r#"{"values":[],"hasMore":1}"#],
    );
}

#[test]
fn log_messages_have_a_level_of_syslog_and_data() {
    // spec: LOG-006
    let levels = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];
    for level in levels {
        check_kept::<LoggingLevel>(&[&format!("\"{level}\"")]);
    }
    check::<LoggingLevel>(&[], &["\"trace\"", "\"fatal\"", "\"warn\"", "\"Debug\"", "\"\"", "3"]);
    check_kept::<LoggingMessageNotificationParams>(&[
        r#"{"level":"info","data":null}"#,
        r#"{"level":"info","data":{"a":[1]},"logger":"db"}"#,
    ]);
    check::<LoggingMessageNotificationParams>(&[], &[r#"{"level":"info"}"#, r#"{"data":1}"#]);
}

#[test]
fn progress_has_a_token_and_any_number() {
    // spec: PROG-001 PROG-005
    for (progress, total) in [("0", "1"), ("0.5", "1.5"), ("-1e-3", "1E300")] {
        let params = format!(r#"{{"progressToken":"t","progress":{progress},"total":{total}}}"#);
        let params: ProgressNotificationParams = mcp_types::wire::decode(&params).expect("progress");
        let number = |text: &str| text.parse::<f64>().expect("the tests write numbers");
        assert_eq!((params.progress, params.total), (number(progress), Some(number(total))));
    }
    check::<ProgressNotificationParams>(
        &[r#"{"progressToken":7,"progress":1}"#, r#"{"progressToken":"","progress":1}"#],
        &[
            r#"{"progressToken":1.5,"progress":1}"#,
            r#"{"progressToken":null,"progress":1}"#,
            r#"{"progress":1}"#,
            r#"{"progressToken":7}"#,
            r#"{"progressToken":7,"progress":"1"}"#,
        ],
    );
}

#[test]
fn a_cancellation_names_its_request() {
    // spec: CANCEL-005
    check::<CancelledNotificationParams>(
        &[r#"{"requestId":1}"#, r#"{"requestId":"1","reason":"slow"}"#],
        &[
            "{}",
            r#"{"reason":"slow"}"#,
            r#"{"requestId":null}"#,
            r#"{"requestId":1.5}"#,
            r#"{"requestId":1,"reason":1}"#,
        ],
    );
}

#[test]
fn a_subscription_asks_by_a_filter_of_optional_members() {
    // spec: SUBS-001
    check_kept::<SubscriptionFilter>(&[
        "{}",
        r#"{"toolsListChanged":true,"promptsListChanged":false,"resourcesListChanged":true}"#,
        r#"{"resourceSubscriptions":["file:///a"]}"#,
    ]);
    assert_eq!(SubscriptionFilter::new().tools_list_changed, None, "what is absent is not subscribed to");
    let meta = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;
    check::<SubscriptionsListenRequestParams>(
        &[&format!(r#"{{{meta},"notifications":{{}}}}"#)],
        &[&format!("{{{meta}}}"), &format!(r#"{{{meta},"notifications":["tools"]}}"#), r#"{"notifications":{}}"#],
    );
}

#[test]
fn the_end_of_a_subscription_says_which_and_nothing_else() {
    // spec: SUBS-013
    let key = "io.modelcontextprotocol/subscriptionId";
    let text = format!(r#"{{"resultType":"complete","_meta":{{"{key}":0}}}}"#);
    check::<SubscriptionsListenResult>(
        &[&text],
        &[r#"{"resultType":"complete"}"#, r#"{"resultType":"complete","_meta":{}}"#],
    );
    let result: SubscriptionsListenResult = mcp_types::wire::decode(&text).expect("a result");
    let made = SubscriptionsListenResult::new(result.meta);
    assert_eq!(crate::json(&made), serde_json::from_str::<Value>(&text).expect("the tests write JSON"));
}
