//! What servers ask of clients: elicitation, sampling, roots.

use mcp_types::wire::decode;
use mcp_types::{
    ClientCapabilities, CreateMessageRequestParams, CreateMessageResult, ElicitAction, ElicitRequest,
    ElicitRequestParams, ElicitRequestUrlParams, ElicitSchema, InputRequest, InputRequests, ListRootsRequest,
    ListRootsResult, Method, SamplingMessage, StopReason, ToolChoice, ToolChoiceMode, ToolResultContent,
    ToolUseContent,
};
use serde_json::json;

use crate::{check, check_kept};

const FORM: &str = r#""message":"m","requestedSchema":{"type":"object","properties":{}}"#;

#[test]
fn input_requests_have_a_method_and_params_and_no_envelope() {
    // spec: MRTR-006
    let elicit = ElicitRequest::new(ElicitRequestUrlParams::new("m", "https://example.com/"));
    for (request, members) in [
        (InputRequest::from(elicit), vec!["method", "params"]),
        (InputRequest::from(ListRootsRequest::new()), vec!["method"]),
    ] {
        let json = crate::json(&request);
        let object = json.as_object().expect("a request is an object");
        assert_eq!(object.keys().collect::<Vec<_>>(), members, "{json}");
    }
    let of = |request: &str| format!(r#"{{"key":{request}}}"#);
    check::<InputRequests>(
        &[
            "{}",
            &of(&format!(r#"{{"method":"elicitation/create","params":{{{FORM}}}}}"#)),
            &of(r#"{"method":"sampling/createMessage","params":{"messages":[],"maxTokens":1}}"#),
            &of(r#"{"method":"roots/list"}"#),
        ],
        &[
            &of(r#"{"method":"elicitation/create"}"#),
            &of(r#"{"method":"sampling/createMessage"}"#),
            &of(r#"{"method":"tools/list"}"#),
            &of(r#"{"params":{}}"#),
            &of("[]"),
        ],
    );
}

#[test]
fn an_elicitation_is_a_form_unless_it_says_url() {
    // spec: ELIC-010 ELIC-011 ELIC-012 ELIC-015
    for text in [format!("{{{FORM}}}"), format!(r#"{{"mode":"form",{FORM}}}"#)] {
        let params: ElicitRequestParams = decode(&text).expect("a form");
        assert!(matches!(params, ElicitRequestParams::Form(_)), "{text}");
    }
    check::<ElicitRequestParams>(
        &[r#"{"mode":"url","message":"m","url":"https://example.com/"}"#],
        &[
            r#"{"mode":"form","message":"m"}"#,
            r#"{"message":"m"}"#,
            r#"{"requestedSchema":{"type":"object","properties":{}}}"#,
            r#"{"mode":"url","message":"m"}"#,
            r#"{"mode":"url","url":"https://example.com/"}"#,
            r#"{"message":"m","url":"https://example.com/"}"#,
            &format!(r#"{{"mode":"page",{FORM}}}"#),
            &format!(r#"{{"mode":null,{FORM}}}"#),
        ],
    );
}

#[test]
fn a_form_is_flat() {
    // spec: ELIC-013
    let of = |field: &str| format!(r#"{{"type":"object","properties":{{"a":{field}}}}}"#);
    for field in [
        r#"{"type":"string"}"#,
        r#"{"type":"string","format":"email","minLength":1,"maxLength":9,"default":"d"}"#,
        r#"{"type":"string","format":"uri"}"#,
        r#"{"type":"string","format":"date"}"#,
        r#"{"type":"string","format":"date-time"}"#,
        r#"{"type":"number","minimum":0.5}"#,
        r#"{"type":"integer","maximum":9}"#,
        r#"{"type":"boolean","default":true}"#,
        r#"{"type":"string","enum":["a","b"]}"#,
        r#"{"type":"string","oneOf":[{"const":"a","title":"A"}]}"#,
        r#"{"type":"string","enum":["a"],"enumNames":["A"]}"#,
        r#"{"type":"array","items":{"type":"string","enum":["a"]}}"#,
        r#"{"type":"array","items":{"anyOf":[{"const":"a","title":"A"}]},"maxItems":1}"#,
    ] {
        check_kept::<ElicitSchema>(&[&of(field)]);
    }
    for field in [
        r#"{"type":"object"}"#,
        r#"{"type":"object","properties":{}}"#,
        r#"{"type":"array","items":{"type":"object"}}"#,
        r#"{"type":"array","items":{"type":"string"}}"#,
        r#"{"type":"null"}"#,
        r#"{"type":["string","null"]}"#,
        r#"{"type":"string","format":"password"}"#,
        r#"{"$ref":"a"}"#,
        "{}",
        "true",
    ] {
        check::<ElicitSchema>(&[], &[&of(field)]);
    }
    check::<ElicitSchema>(
        &[],
        &[r#"{"type":"object"}"#, r#"{"properties":{}}"#, r#"{"type":"array","properties":{}}"#],
    );
}

#[test]
fn an_answer_is_accepted_declined_or_cancelled() {
    // spec: ELIC-017
    check_kept::<ElicitAction>(&["\"accept\"", "\"decline\"", "\"cancel\""]);
    check::<ElicitAction>(&[], &["\"reject\"", "\"Accept\"", "\"\"", "null", "true"]);
}

#[test]
fn elicitations_have_no_id_and_no_completion() {
    // spec: ELIC-039
    assert_eq!(Method::from_name("notifications/elicitation/complete"), None);
    assert!(Method::all().all(|method| !method.as_str().starts_with("notifications/elicitation")));
    let params = crate::json(&ElicitRequestUrlParams::new("m", "https://example.com/"));
    assert_eq!(params, json!({ "mode": "url", "message": "m", "url": "https://example.com/" }));
}

#[test]
fn sampling_messages_have_a_role_and_one_block_or_several() {
    // spec: SAMP-009
    let block = r#"{"type":"text","text":"t"}"#;
    let (one, list) = (format!(r#""content":{block}"#), format!(r#""content":[{block},{block}]"#));
    check::<SamplingMessage>(
        &[
            &format!(r#"{{"role":"user",{one}}}"#),
            &format!(r#"{{"role":"assistant",{list}}}"#),
            r#"{"role":"user","content":[]}"#,
        ],
        &[
            &format!(r#"{{"role":"system",{one}}}"#),
            &format!("{{{one}}}"),
            r#"{"role":"user"}"#,
            r#"{"role":"user","content":"t"}"#,
            r#"{"role":"user","content":["t"]}"#,
        ],
    );
}

#[test]
fn sampling_has_messages_and_a_bound_and_its_result_a_model() {
    // spec: SAMP-015
    check::<CreateMessageRequestParams>(
        &[r#"{"messages":[],"maxTokens":100}"#],
        &[r#"{"messages":[]}"#, r#"{"maxTokens":100}"#, r#"{"messages":[],"maxTokens":1.5}"#],
    );
    let content = r#""content":{"type":"text","text":"t"}"#;
    check::<CreateMessageResult>(
        &[&format!(r#"{{"role":"assistant",{content},"model":"m"}}"#)],
        &[
            &format!(r#"{{{content},"model":"m"}}"#),
            r#"{"role":"assistant","model":"m"}"#,
            &format!(r#"{{"role":"assistant",{content}}}"#),
        ],
    );
}

#[test]
fn reasons_to_stop_are_open() {
    // spec: SAMP-016
    check_kept::<StopReason>(&[
        "\"endTurn\"",
        "\"stopSequence\"",
        "\"maxTokens\"",
        "\"toolUse\"",
        "\"content_filter\"",
        "\"\"",
    ]);
    check::<StopReason>(&[], &["null", "1", "[]"]);
}

#[test]
fn a_tool_choice_is_one_of_three_and_auto_by_absence() {
    // spec: SAMP-017
    check_kept::<ToolChoice>(&["{}", r#"{"mode":"auto"}"#, r#"{"mode":"required"}"#, r#"{"mode":"none"}"#]);
    check::<ToolChoice>(&[], &[r#"{"mode":"any"}"#, r#"{"mode":null}"#, "\"auto\""]);
    let absent: ToolChoice = decode("{}").expect("a choice");
    assert_eq!(absent.mode.unwrap_or_default(), ToolChoiceMode::Auto);
}

#[test]
fn metadata_of_tool_blocks_are_kept() {
    // spec: SAMP-021
    let meta = r#""_meta":{"com.example/cache":{"at":[1,null]}}"#;
    check_kept::<ToolUseContent>(&[&format!(r#"{{"type":"tool_use","id":"1","name":"n","input":{{}},{meta}}}"#)]);
    check_kept::<ToolResultContent>(&[&format!(r#"{{"type":"tool_result","toolUseId":"1","content":[],{meta}}}"#)]);
}

#[test]
fn roots_are_a_list_that_never_announces_its_changes() {
    // spec: ROOTS-007
    check::<ListRootsResult>(
        &[r#"{"roots":[]}"#, r#"{"roots":[{"uri":"file:///a","name":"a"}]}"#],
        &["{}", r#"{"roots":null}"#, r#"{"roots":[{"name":"a"}]}"#, r#"{"roots":["file:///a"]}"#],
    );
    assert_eq!(Method::from_name("notifications/roots/list_changed"), None);
    check_kept::<ClientCapabilities>(&[r#"{"roots":{"listChanged":true}}"#]);
}
