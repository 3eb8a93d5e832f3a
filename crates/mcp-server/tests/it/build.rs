//! What does not build.

use mcp_server::{BuildProblem, NoArgs, Tool};
use serde_json::json;

use crate::support::builder;

async fn nothing(_: NoArgs) {}

fn problems_of_name(name: &str) -> Vec<BuildProblem> {
    let built = builder().tool(Tool::new(name).handler(nothing)).build();
    built.map_or_else(|error| error.problems().to_vec(), |_| Vec::new())
}

// spec: TOOLS-010 TOOLS-012
#[test]
fn tool_names_are_what_clients_can_use() {
    for name in ["a", "getUser", "DATA_EXPORT_v2", "admin.tools.list", "a-b", &"x".repeat(128)] {
        assert_eq!(problems_of_name(name), [], "{name}");
    }
    for name in ["", &"x".repeat(129)] {
        assert!(matches!(*problems_of_name(name), [BuildProblem::ToolNameLength { .. }]), "{name}");
    }
    for (name, bad) in [("a b", ' '), ("a,b", ','), ("a/b", '/'), ("größe", 'ö'), ("a\n", '\n')] {
        let expected = BuildProblem::ToolNameCharacter { tool: name.into(), character: bad };
        assert_eq!(problems_of_name(name), [expected]);
    }
}

// spec: TOOLS-011 TOOLS-013
#[test]
fn tool_names_are_unique_and_case_counts() {
    let tool = |name: &str| Tool::new(name).handler(nothing);
    assert!(builder().tool(tool("a")).tool(tool("A")).build().is_ok());
    let error = builder().tool(tool("a")).tool(tool("b")).tool(tool("a")).build().expect_err("`a` is there twice");
    assert_eq!(error.problems(), [BuildProblem::DuplicateToolName { tool: "a".into() }]);
    assert_eq!(error.to_string(), r#"tool "a": registered twice; rename one of the two"#);
}

// spec: TOOLS-007 SCHEMA-013
#[test]
fn arguments_are_an_object() {
    async fn number(_: i64) {}
    async fn unit(_: ()) {}
    let written = |schema| Tool::with_schema("t", schema).handler(nothing);
    for (tool, received) in [
        (Tool::new("t").handler(number), r#""integer""#),
        (Tool::new("t").handler(unit), r#""null""#),
        (written(json!({})), "no type"),
        (written(json!({ "type": ["object"] })), r#"["object"]"#),
        (written(json!(null)), "a JSON null"),
        (written(json!("{}")), "a JSON string"),
    ] {
        let error = builder().tool(tool).build().expect_err("arguments are an object");
        assert_eq!(error.problems(), [BuildProblem::InputNotObject { tool: "t".into(), received: received.into() }]);
        assert!(error.to_string().contains("`NoArgs`"), "{error}");
    }
}

// spec: TOOLS-021
#[test]
fn output_schema_needs_a_result_that_can_satisfy_it() {
    let tool = Tool::new("t").output_schema(json!({ "type": "object" })).handler(nothing);
    let error = builder().tool(tool).build().expect_err("nothing has no structure");
    assert_eq!(error.problems(), [BuildProblem::OutputSchemaWithoutStructure { tool: "t".into() }]);

    async fn whole(_: NoArgs) -> mcp_types::CallToolResult {
        mcp_types::CallToolResult::new(Vec::new())
    }
    let tool = Tool::new("t").output_schema(json!("object")).handler(whole);
    let error = builder().tool(tool).build().expect_err("a schema is an object");
    assert_eq!(error.problems(), [BuildProblem::SchemaNotObject { tool: "t".into(), member: "outputSchema" }]);
}

#[test]
fn all_problems_are_told_at_once() {
    let error = builder()
        .page_size(0)
        .tool(Tool::new("").handler(nothing))
        .tool(Tool::new("a b").handler(nothing))
        .build()
        .expect_err("three problems");
    assert_eq!(error.problems().len(), 3);
    assert_eq!(error.to_string().lines().count(), 3);
}
