//! What a server offers, changed while it runs.

use std::sync::Arc;

use mcp_server::{
    BuildProblem, Context, NoArgs, Partial, Prompt, ReadResource, ReadTemplate, Resource, ResourceTemplate, Server,
    Tool,
};
use serde_json::{Value, json};

use crate::support::{ask, builder, call};

fn tool(name: &str) -> mcp_server::BoundTool<u8> {
    Tool::new(name).handler(|_: NoArgs, cx: Context<u8>| async move { cx.state().to_string() })
}

async fn capabilities(server: &Server) -> Value {
    ask(server, "server/discover", json!({})).await.result()["capabilities"].clone()
}

async fn names(server: &Server, method: &str, list: &str) -> Vec<String> {
    let reply = ask(server, method, json!({})).await;
    let entries = reply.result()[list].as_array().expect("a list").clone();
    entries.iter().map(|entry| entry["name"].as_str().expect("a name").to_owned()).collect()
}

// spec: TOOLS-003 TOOLS-005 DISC-007
#[tokio::test]
async fn tools_come_and_go() {
    let server = builder().state(1_u8).tool(tool("a")).build().expect("a server");
    assert_eq!(server.registry_version(), 0);
    let clone = server.clone();
    server.add_tool(2, tool("b")).expect("a good tool");
    assert_eq!(server.registry_version(), 1);
    assert_eq!(names(&clone, "tools/list", "tools").await, ["a", "b"], "clones are the same server");
    assert_eq!((call(&clone, "a", json!({})).await.text(), call(&clone, "b", json!({})).await.text()), ("1", "2"));

    assert!(server.remove_tool("a"));
    assert!(!server.remove_tool("a"));
    assert_eq!(server.registry_version(), 2);
    assert_eq!(names(&server, "tools/list", "tools").await, ["b"]);
    assert_eq!(call(&server, "a", json!({})).await.error(), (200, -32602));

    // Who has heard of tools finds none, rather than an unknown method.
    assert!(server.remove_tool("b"));
    assert_eq!(names(&server, "tools/list", "tools").await, [] as [&str; 0]);
    assert_eq!(capabilities(&server).await, json!({ "tools": { "listChanged": true } }));
}

// spec: TOOLS-010 TOOLS-013
#[tokio::test]
async fn what_would_not_build_is_not_added() {
    let server = builder().state(1_u8).tool(tool("a")).build().expect("a server");
    let twice = server.add_tool(2, tool("a")).expect_err("it is there");
    assert_eq!(twice.problems(), [BuildProblem::DuplicateToolName { tool: "a".into() }]);
    let wrong = server.add_tool(2, tool("b c")).expect_err("no such name");
    assert!(matches!(wrong.problems(), [BuildProblem::ToolNameCharacter { .. }]));
    let asks = Tool::new("asks").may_ask(mcp_server::InputKinds::FORM).handler(async |_: NoArgs| "");
    let keyless = server.add_tool((), asks).expect_err("no keys");
    assert!(matches!(keyless.problems(), [BuildProblem::NoKeys { .. }]));
    assert_eq!((server.registry_version(), server.tools().len()), (0, 1));
}

// spec: DISC-007 COMPL-001 PROMPT-001 RES-001 PROMPT-003 RES-003
#[tokio::test]
async fn everything_can_be_added_to_an_empty_server() {
    let server = builder().build().expect("a server");
    assert_eq!(capabilities(&server).await, json!({}));
    let prompt = Prompt::new("p").handler(async |_: NoArgs| "prompt");
    server.add_prompt((), prompt).expect("a good prompt");
    assert_eq!(capabilities(&server).await, json!({ "prompts": { "listChanged": true } }));
    let resource = Resource::new("test://r", "r").handler(async |_: ReadResource| "resource");
    server.add_resource((), resource).expect("a good resource");
    let template = ResourceTemplate::new("test:{t}", "t")
        .handler(async |_: ReadTemplate| "template")
        .complete("t", async |_: Partial| vec!["x"]);
    server.add_resource_template((), template).expect("a good template");
    let all = json!({ "prompts": { "listChanged": true }, "resources": { "listChanged": true }, "completions": {} });
    assert_eq!(capabilities(&server).await, all);
    assert_eq!(server.registry_version(), 3);
    for (uri, text) in [("test://r", "resource"), ("test:x", "template")] {
        let reply = ask(&server, "resources/read", json!({ "uri": uri })).await;
        assert_eq!(reply.result()["contents"][0]["text"], text);
    }

    assert!(server.remove_prompt("p") && server.remove_resource("test://r"));
    assert!(server.remove_resource_template("test:{t}") && !server.remove_resource_template("test:{t}"));
    assert_eq!(capabilities(&server).await, all);
    for (method, list) in [
        ("prompts/list", "prompts"),
        ("resources/list", "resources"),
        ("resources/templates/list", "resourceTemplates"),
    ] {
        assert_eq!(names(&server, method, list).await, [] as [&str; 0]);
    }
}

// spec: PAGE-006 PAGE-007
#[tokio::test]
async fn cursors_of_the_list_before_are_refused() {
    let server = builder().state(1_u8).page_size(1).tool(tool("a")).tool(tool("b")).build().expect("a server");
    let before = ask(&server, "tools/list", json!({})).await.result()["nextCursor"].clone();
    server.add_tool(1, tool("c")).expect("a good tool");
    assert_eq!(ask(&server, "tools/list", json!({ "cursor": before })).await.error(), (200, -32602));
    assert!(server.remove_tool("c"));
    let again = ask(&server, "tools/list", json!({ "cursor": before })).await;
    assert_eq!(again.result()["tools"][0]["name"], "b", "the list is as it was");
}

#[tokio::test]
async fn a_call_goes_on_when_its_tool_is_removed() {
    let (told, hears) = tokio::sync::oneshot::channel::<()>();
    let hears = Arc::new(tokio::sync::Mutex::new(Some(hears)));
    let waits = Tool::new("waits").handler(move |_: NoArgs| {
        let hears = Arc::clone(&hears);
        async move {
            let hears = hears.lock().await.take().expect("it is called once");
            hears.await.expect("it is told");
            "done"
        }
    });
    let server = builder().tool(waits).build().expect("a server");
    let calling = tokio::spawn({
        let server = server.clone();
        async move { call(&server, "waits", json!({})).await }
    });
    tokio::task::yield_now().await;
    assert!(server.remove_tool("waits"));
    told.send(()).expect("the call waits");
    assert_eq!(calling.await.expect("it does not panic").text(), "done");
}

#[test]
fn changes_from_many_threads_are_all_kept() {
    let server = builder().build().expect("a server");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let server = &server;
            scope.spawn(move || {
                for number in 0..25 {
                    server.add_tool(1, tool(&format!("{thread}-{number}"))).expect("a good tool");
                }
            });
        }
    });
    assert_eq!((server.tools().len(), server.registry_version()), (100, 100));
}
