//! What a server of both eras relies on beside the types of the legacy era: that they serve the revision before as well,
//! that no method is missing, and what its own types may say to a legacy client. docs/decisions/types.md has the table.

use std::collections::BTreeSet;

use mcp_types::{Method, legacy};
use serde_json::{Value, json};

use crate::meaning::differences;
use crate::official::{Official, say};
use crate::revision::{LEGACY, MODERN};
use crate::samples::parsed;

/// The earlier revision that the legacy types serve.
const EARLIER: &str = "2025-06-18";

/// How the later revision differs if everything that fits the earlier one fits it too, but for unknown members.
const ADDED: &str = "a member only in the derived schema";

#[test]
fn the_earlier_revision_says_the_same_with_fewer_members() {
    let (Some(earlier), Some(later)) = (Official::load_as_it_is(EARLIER), Official::load(&LEGACY)) else { return };
    let client = [".capabilities.elicitation.form", ".capabilities.elicitation.url", ".capabilities.sampling.context"];
    let rest =
        [".capabilities.sampling.tools", ".clientInfo.description", ".clientInfo.icons", ".clientInfo.websiteUrl"];
    let server = [".serverInfo.description", ".serverInfo.icons", ".serverInfo.websiteUrl"];
    let table: [(&str, &str, Vec<&str>); 5] = [
        ("InitializeRequest.params", "InitializeRequestParams", [&["._meta"], &client[..], &rest].concat()),
        ("InitializeResult", "InitializeResult", server.to_vec()),
        ("SetLevelRequest.params", "SetLevelRequestParams", vec!["._meta"]),
        ("SubscribeRequest.params", "SubscribeRequestParams", vec!["._meta"]),
        ("UnsubscribeRequest.params", "UnsubscribeRequestParams", vec!["._meta"]),
    ];
    for (part, definition, added) in table {
        let expected: Vec<_> = added.into_iter().map(|at| (at.to_owned(), ADDED.to_owned())).collect();
        assert_eq!(differences((&earlier, part), (&later, definition)), expected, "{definition}");
    }
    say(&format!("proof for {EARLIER}: its schema is that of {} with fewer members", LEGACY.name));
}

#[test]
fn every_method_of_the_legacy_era_is_known() {
    let known: BTreeSet<&str> =
        Method::all().map(Method::as_str).chain(legacy::Method::all().map(legacy::Method::as_str)).collect();
    let mut only_legacy = BTreeSet::new();
    for name in [EARLIER, LEGACY.name] {
        let Some(official) = Official::load_as_it_is(name) else { return };
        let methods: BTreeSet<&str> = official.definitions().values().filter_map(method).collect();
        let unknown: Vec<&&str> = methods.difference(&known).filter(|method| !method.contains("tasks/")).collect();
        assert!(unknown.is_empty(), "{name} has {unknown:?}");
        only_legacy.extend(methods.iter().filter_map(|method| legacy::Method::from_name(method)));
    }
    assert!(only_legacy.iter().copied().eq(legacy::Method::all()), "some are of neither revision: {only_legacy:?}");
}

fn method(schema: &Value) -> Option<&str> {
    schema.pointer("/properties/method/const")?.as_str()
}

/// What a server sends, as the modern definition and as the parts of the legacy schemas.
const SENT: [(&str, &str, &str); 17] = [
    ("CallToolResult", "CallToolResult", "CallToolResult"),
    ("CancelledNotificationParams", "CancelledNotificationParams", "CancelledNotification/properties/params"),
    ("CompleteResult", "CompleteResult", "CompleteResult"),
    ("CreateMessageRequestParams", "CreateMessageRequestParams", "CreateMessageRequest/properties/params"),
    ("ElicitRequestFormParams", "ElicitRequestFormParams", "ElicitRequest/properties/params"),
    ("EmptyResult", "EmptyResult", "EmptyResult"),
    ("GetPromptResult", "GetPromptResult", "GetPromptResult"),
    ("ListPromptsResult", "ListPromptsResult", "ListPromptsResult"),
    ("ListResourceTemplatesResult", "ListResourceTemplatesResult", "ListResourceTemplatesResult"),
    ("ListResourcesResult", "ListResourcesResult", "ListResourcesResult"),
    // Its parameters: the modern question travels in a result, without the envelope of a request.
    ("ListRootsRequest", "ListRootsRequest/properties/params", "ListRootsRequest/properties/params"),
    ("ListToolsResult", "ListToolsResult", "ListToolsResult"),
    (
        "LoggingMessageNotificationParams",
        "LoggingMessageNotificationParams",
        "LoggingMessageNotification/properties/params",
    ),
    ("NotificationParams", "NotificationParams", "ToolListChangedNotification/properties/params"),
    ("ProgressNotificationParams", "ProgressNotificationParams", "ProgressNotification/properties/params"),
    ("ReadResourceResult", "ReadResourceResult", "ReadResourceResult"),
    (
        "ResourceUpdatedNotificationParams",
        "ResourceUpdatedNotificationParams",
        "ResourceUpdatedNotification/properties/params",
    ),
];

/// Which of them are not valid for a legacy client as they are.
const RESTRICTED: [(&str, &str); 7] = [
    ("2025-11-25", "CallToolResult"),
    ("2025-11-25", "CreateMessageRequestParams"),
    ("2025-11-25", "ListToolsResult"),
    ("2025-06-18", "CallToolResult"),
    ("2025-06-18", "CreateMessageRequestParams"),
    ("2025-06-18", "ElicitRequestFormParams"),
    ("2025-06-18", "ListToolsResult"),
];

#[test]
fn what_a_server_sends_is_valid_for_legacy_clients_if_restricted() {
    let mut count = 0;
    let mut needed = Vec::new();
    for revision in [LEGACY.name, EARLIER] {
        let Some(official) = Official::load_as_it_is(revision) else { return };
        for (definition, later, earlier) in SENT {
            let part = if revision == EARLIER { earlier } else { later };
            let validator = official.validator_of(part);
            let mut needs = false;
            for mut value in values_of(definition) {
                needs |= !validator.is_valid(&value);
                restrict(revision, definition, &mut value);
                assert!(validator.is_valid(&value), "{revision}, {definition}: {value}");
                count += 1;
            }
            needed.extend(needs.then_some((revision, definition)));
        }
    }
    assert_eq!(needed, RESTRICTED);
    say(&format!("proof for legacy clients: {count} values are valid, of {} kinds only if restricted", needed.len()));
}

/// Values of a modern definition; of the question for roots its parameters.
fn values_of(definition: &str) -> Vec<Value> {
    let samples = MODERN.samples.iter().find(|samples| samples.subject.definition == definition);
    let values = samples.expect("a definition of the modern schema").values();
    match definition {
        "ListRootsRequest" => values.filter_map(|mut value| Some(value.get_mut("params")?.take())).collect(),
        _ => values.collect(),
    }
}

/// Takes away what a client of `revision` cannot read: the table of docs/decisions/types.md.
fn restrict(revision: &str, definition: &str, value: &mut Value) {
    match definition {
        "CallToolResult" => drop_unless(value, "structuredContent", Value::is_object),
        "ListToolsResult" => {
            let tools = value["tools"].as_array_mut().into_iter().flatten();
            tools.for_each(|tool| drop_unless(tool, "outputSchema", has_object_root));
        }
        "CreateMessageRequestParams" => restrict_sampling(revision, value),
        "ElicitRequestFormParams" if revision == EARLIER => {
            let fields = value["requestedSchema"]["properties"].as_object_mut();
            fields.into_iter().for_each(|fields| fields.retain(|_, field| field["type"] != "array"));
        }
        _ => {}
    }
}

fn restrict_sampling(revision: &str, value: &mut Value) {
    let tools = value.get_mut("tools").and_then(Value::as_array_mut).into_iter().flatten();
    tools.for_each(|tool| drop_unless(tool, "outputSchema", has_object_root));
    let Some(messages) = value["messages"].as_array_mut() else { return };
    for message in messages.iter_mut() {
        match &mut message["content"] {
            Value::Array(blocks) => blocks.iter_mut().for_each(restrict_block),
            block => restrict_block(block),
        }
    }
    if revision == EARLIER {
        let plain = |content: &Value| ["text", "image", "audio"].iter().any(|kind| content["type"] == *kind);
        messages.retain(|message| plain(&message["content"]));
    }
}

fn restrict_block(block: &mut Value) {
    if block["type"] == "tool_result" {
        drop_unless(block, "structuredContent", Value::is_object);
    }
}

fn has_object_root(schema: &Value) -> bool {
    schema["type"] == "object"
}

fn drop_unless(value: &mut Value, member: &str, fits: impl Fn(&Value) -> bool) {
    let members = value.as_object_mut().expect("an object");
    if members.get(member).is_some_and(|value| !fits(value)) {
        members.remove(member);
    }
}

#[test]
fn schemas_of_tools_name_no_boolean_schemas_for_legacy_clients() {
    let tool = |input: &Value| json!({ "name": "a", "inputSchema": input, "outputSchema": input });
    for revision in [LEGACY.name, EARLIER] {
        let Some(official) = Official::load_as_it_is(revision) else { return };
        let validator = official.validator_of("Tool");
        for (schema, valid) in [
            (json!({ "type": "object", "properties": { "a": {} }, "required": ["a"], "oneOf": [{}] }), true),
            (json!({ "type": "object", "properties": { "a": true } }), false),
            (json!({ "type": ["object"] }), false),
            (json!({ "$ref": "#/$defs/a" }), false),
        ] {
            assert_eq!(validator.is_valid(&tool(&schema)), valid, "{revision}: {schema}");
        }
    }
}

/// Where the answers of legacy clients differ from the modern definitions that read them, in both revisions. Whatever
/// fits the legacy schema fits the modern one too: members are kept in `extra`, and the rest is wider.
const READ: [(&str, &str, &[Expected]); 6] = [
    ("ListRootsResult", "ListRootsResult", &[("._meta", "a member only officially")]),
    ("ElicitResult", "ElicitResult", &[("._meta", "a member only officially")]),
    ("CreateMessageResult", "CreateMessageResult", &[]),
    ("ToolUseContent", "ToolUseContent", &[]),
    ("InitializedNotification.params", "NotificationParams", &[(SUBSCRIPTION, ADDED)]),
    ("RootsListChangedNotification.params", "NotificationParams", &[(SUBSCRIPTION, ADDED)]),
];

/// Where two schemas differ, and how.
type Expected = (&'static str, &'static str);

const SUBSCRIPTION: &str = "._meta.io.modelcontextprotocol/subscriptionId";

#[test]
fn what_a_legacy_client_answers_is_read_by_the_modern_types() {
    let Some(modern) = Official::load(&MODERN) else { return };
    for revision in [LEGACY.name, EARLIER] {
        let Some(official) = Official::load_as_it_is(revision) else { return };
        for (part, definition, expected) in READ {
            if part == "ToolUseContent" && revision == EARLIER {
                continue;
            }
            let found = differences((&official, part), (&modern, definition));
            // Why: two unions are compared as wholes, by their alternatives, of which `wider` has what changed.
            let found = found.iter().filter(|(at, _)| !WIDER.iter().any(|(wide, ..)| part.to_owned() + at == *wide));
            let found: Vec<_> = found.map(|(at, what)| (at.as_str(), what.as_str())).collect();
            assert_eq!(found, expected, "{revision}: {part}");
        }
    }
}

/// Alternatives that are wider in the modern schema, each with a value that only became valid and one that was before.
const WIDER: [(&str, &str, &str); 2] = [
    (
        "ElicitResult.content{}",
        r#"{"action":"accept","content":{"a":0.5}}"#,
        r#"{"action":"accept","content":{"a":1}}"#,
    ),
    (
        "CreateMessageResult.content",
        r#"{"role":"user","model":"m","content":{"type":"tool_result","toolUseId":"i","content":[],"structuredContent":1}}"#,
        r#"{"role":"user","model":"m","content":{"type":"text","text":"t"}}"#,
    ),
];

#[test]
fn modern_answers_are_wider_than_those_of_legacy_clients() {
    let Some(modern) = Official::load(&MODERN) else { return };
    for revision in [LEGACY.name, EARLIER] {
        let Some(official) = Official::load_as_it_is(revision) else { return };
        for (part, new, old) in WIDER {
            let definition = part.split('.').next().expect("a definition");
            let valid = |official: &Official, text| official.validator_of(definition).is_valid(&parsed(text));
            assert_eq!((valid(&official, new), valid(&official, old)), (false, true), "{revision}: {part}");
            assert_eq!((valid(&modern, new), valid(&modern, old)), (true, true), "{part}");
        }
    }
}
