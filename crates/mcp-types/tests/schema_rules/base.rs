//! Results, errors, `_meta` and capabilities.

use mcp_types::{
    CallToolResult, ClientCapabilities, ErrorObject, Implementation, JsonRpcErrorResponse, JsonRpcResultResponse,
    MissingRequiredClientCapabilityErrorObject, ServerCapabilities, UnsupportedProtocolVersionErrorObject,
};

use crate::{check, check_kept};

#[test]
fn a_result_says_which_type_it_is() {
    // spec: JSON-008
    check::<CallToolResult>(
        &[r#"{"resultType":"complete","content":[]}"#],
        &[r#"{"content":[]}"#, r#"{"resultType":null,"content":[]}"#, r#"{"resultType":1,"content":[]}"#],
    );
}

#[test]
fn unknown_members_of_a_result_are_kept() {
    // spec: JSON-009
    check_kept::<CallToolResult>(&[r#"{"resultType":"complete","content":[],"x-later":{"a":[1]},"y":null}"#]);
    check_kept::<JsonRpcResultResponse>(&[r#"{"jsonrpc":"2.0","id":1,"result":{"resultType":"new","anything":[{}]}}"#]);
}

#[test]
fn an_error_has_an_integer_a_message_and_any_data() {
    // spec: JSON-014 spec: JSON-015 spec: JSON-016
    check::<ErrorObject>(
        &[r#"{"code":-32603,"message":""}"#, r#"{"code":1,"message":"m","data":null}"#],
        &[r#"{"message":""}"#, r#"{"code":1}"#, r#"{"code":"1","message":""}"#, r#"{"code":1.5,"message":""}"#],
    );
    check::<JsonRpcErrorResponse>(
        &[r#"{"jsonrpc":"2.0","error":{"code":1,"message":"m"}}"#],
        &[r#"{"jsonrpc":"2.0","id":1}"#, r#"{"jsonrpc":"2.0","id":1,"error":"m"}"#],
    );
    for data in ["null", "false", "0.5", "\"d\"", "[[]]", r#"{"d":null}"#] {
        check_kept::<ErrorObject>(&[&format!(r#"{{"code":1,"message":"m","data":{data}}}"#)]);
    }
}

#[test]
fn an_implementation_has_a_name_and_a_version() {
    // spec: META-020
    check::<Implementation>(
        &[r#"{"name":"n","version":"1"}"#],
        &[r#"{"name":"n"}"#, r#"{"version":"1"}"#, r#"{"name":1,"version":"1"}"#, "{}"],
    );
}

#[test]
fn capabilities_are_open() {
    // spec: META-023
    let text = r#"{"elicitation":{"form":{},"later":{"a":1}},"later":{},"sampling":{}}"#;
    check_kept::<ClientCapabilities>(&["{}", text]);
    check_kept::<ServerCapabilities>(&[r#"{"tools":{"listChanged":true,"later":1},"later":[1]}"#]);
}

#[test]
fn extensions_are_a_map_to_settings() {
    // spec: VER-005
    let text = r#"{"extensions":{"io.modelcontextprotocol/tasks":{},"com.example/x":{"a":[1]}}}"#;
    check_kept::<ClientCapabilities>(&[text]);
    check_kept::<ServerCapabilities>(&[text]);
    check::<ClientCapabilities>(
        &[],
        &[r#"{"extensions":["com.example/x"]}"#, r#"{"extensions":{"com.example/x":true}}"#],
    );
}

#[test]
fn a_missing_capability_is_an_object_not_a_name() {
    // spec: ERR-015
    check::<MissingRequiredClientCapabilityErrorObject>(
        &[r#"{"code":-32021,"message":"m","data":{"requiredCapabilities":{"sampling":{}}}}"#],
        &[
            r#"{"code":-32021,"message":"m"}"#,
            r#"{"code":-32021,"message":"m","data":{}}"#,
            r#"{"code":-32021,"message":"m","data":{"requiredCapabilities":["sampling"]}}"#,
            r#"{"code":-32020,"message":"m","data":{"requiredCapabilities":{}}}"#,
        ],
    );
}

#[test]
fn an_unsupported_version_names_both_sides() {
    // spec: ERR-016
    check::<UnsupportedProtocolVersionErrorObject>(
        &[r#"{"code":-32022,"message":"m","data":{"supported":["2026-07-28"],"requested":"1900-01-01"}}"#],
        &[
            r#"{"code":-32022,"message":"m"}"#,
            r#"{"code":-32022,"message":"m","data":{"supported":["2026-07-28"]}}"#,
            r#"{"code":-32022,"message":"m","data":{"requested":"1900-01-01"}}"#,
            r#"{"code":-32022,"message":"m","data":{"supported":"2026-07-28","requested":"1900-01-01"}}"#,
        ],
    );
}
