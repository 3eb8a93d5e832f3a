//! The exported macros, called from another crate as a generated extension calls them.
#![allow(missing_docs)]

use mcp_types::wire::{self, DecodeError, Decoder, Wire};
use mcp_types::{
    Json, JsonObject, wire_as, wire_enum, wire_map, wire_open, wire_raw, wire_raw_object, wire_string, wire_struct,
    wire_union,
};

/// Written by hand, as a crate does for what no macro covers; without `wire_as!` no struct could hold it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Priority(u64);

impl Wire for Priority {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        u64::decode(decoder).map(Priority)
    }
}

wire_as! { Priority as u64, Priority }

wire_enum! {
    pub enum State { Working = "working", Done = "done" }
}

wire_open! {
    pub struct Kind { TASK = "task" }
}

wire_string! {
    pub struct TaskId;
}

wire_raw! {
    pub struct Outcome;
}

wire_raw_object! {
    pub struct Schema { tags { "type" = "object" } }
}

wire_map! {
    pub struct Labels(String);
}

wire_struct! {
    pub struct Task {
        tags { "jsonrpc" = "2.0", "version" = 1 }
        required { task_id: TaskId = "taskId", state: State = "state" }
        defaulted { kind / with_kind: Kind = "kind" or Kind::TASK }
        optional {
            outcome / with_outcome: Outcome = "outcome",
            schema / with_schema: Schema = "schema",
            labels / with_labels: Labels = "labels",
            priority / with_priority: Priority = "priority",
        }
    }
}

wire_union! {
    pub enum Event {
        Task(Task) if [is "jsonrpc" = "2.0"],
        Log(String) if [string],
    }
    unknown: keep
}

wire_union! {
    pub enum Either { Object(JsonObject) if [object], Text(String) if [] }
    unknown: refuse
}

fn round_trip<T: Wire>(text: &str) -> String {
    let value: T = wire::decode(text).expect("the text is right");
    serde_json::to_string(&value).expect("wire types serialize")
}

#[test]
fn another_crate_can_define_wire_types() {
    let text = concat!(
        r#"{"jsonrpc":"2.0","version":1,"taskId":"t","state":"done","kind":"task","outcome":[1.0],"#,
        r#""schema":{"type":"object"},"labels":{"a":"b"},"vendor":null}"#
    );
    assert_eq!(round_trip::<Event>(text), text);
    assert_eq!(round_trip::<Either>(r#"{"a": 1}"#), r#"{"a": 1}"#);
    let task = Task::new("t", State::Done)
        .with_kind("task")
        .with_outcome(Json::parse("[1.0]").expect("JSON"))
        .with_schema(Schema::new())
        .with_labels([("a", "b")].into_iter().collect::<Labels>());
    assert_eq!(wire::decode::<Event>(&text.replace(r#","vendor":null"#, "")), Ok(task.into()));
    assert!(wire::decode::<Event>("5").is_err());
    assert!(matches!(wire::decode_lenient("5"), Ok((Event::Unknown(_), defects)) if defects.len() == 1));
}

#[cfg(feature = "proptest")]
proptest::proptest! {
    #[test]
    fn types_of_another_crate_have_strategies(event: Event, either: Either) {
        let text = serde_json::to_string(&event).expect("wire types serialize");
        proptest::prop_assert_eq!(wire::decode::<Event>(&text), Ok(event));
        let text = serde_json::to_string(&either).expect("wire types serialize");
        proptest::prop_assert_eq!(wire::decode::<Either>(&text), Ok(either));
    }
}

#[cfg(feature = "schemars")]
#[test]
fn types_of_another_crate_have_schemas() {
    use mcp_types::wire::support::schemars::SchemaGenerator;

    let schema = SchemaGenerator::default().into_root_schema_for::<Task>().to_value();
    assert_eq!(schema["required"], serde_json::json!(["jsonrpc", "version", "taskId", "state", "kind"]));
    assert_eq!(schema["properties"]["version"], serde_json::json!({ "type": "integer", "const": 1 }));
    assert_eq!(schema["properties"]["priority"]["minimum"], 0);
    assert_eq!(schema["$defs"]["State"], serde_json::json!({ "type": "string", "enum": ["working", "done"] }));
    assert_eq!(schema["$defs"]["Labels"]["additionalProperties"], serde_json::json!({ "type": "string" }));
}
