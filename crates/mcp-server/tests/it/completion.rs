//! `completion/complete`.

use mcp_server::{Context, NoArgs, Partial, Prompt, RequestError, Resource, ResourceTemplate, Server};
use mcp_types::{Completion, JsonObject, PromptArgument};
use serde_json::{Value, json};

use crate::support::{Reply, ask, builder};

async fn framework(partial: Partial, cx: Context<Vec<&'static str>>) -> Completion {
    match partial.argument("language") {
        Some("python") => partial.ranked(["django", "fastapi", "flask"]),
        _ => partial.ranked(cx.state().iter().copied()),
    }
}

async fn number(partial: Partial) -> Vec<String> {
    (0..250).map(|number| format!("{}{number}", partial.value())).collect()
}

async fn fails(_: Partial) -> Result<Vec<String>, RequestError> {
    let secret = std::io::Error::other("secret");
    Err(secret.into())
}

fn server() -> Server {
    let arguments = ["language", "framework", "broken"].map(PromptArgument::new);
    let [first, second, third] = arguments;
    let review = Prompt::new("review")
        .argument(first)
        .argument(second)
        .argument(third)
        .handler(async |_: JsonObject| "")
        .complete("framework", framework)
        .complete("broken", fails);
    let page = ResourceTemplate::new("book://{title}/{page}", "page")
        .handler(async |variables: mcp_server::ReadTemplate| variables.uri().to_owned())
        .complete("page", number);
    builder()
        .state(vec!["axum", "actix"])
        .prompt(review)
        .resource_template(page)
        .resource(Resource::new("book://index", "index").handler(async |_: mcp_server::ReadResource| "index"))
        .build()
        .expect("a server")
}

async fn complete(server: &Server, reference: Value, name: &str, value: &str, context: Value) -> Reply {
    let argument = json!({ "name": name, "value": value });
    let mut params = json!({ "ref": reference, "argument": argument });
    if !context.is_null() {
        params["context"] = context;
    }
    ask(server, "completion/complete", params).await
}

fn prompt() -> Value {
    json!({ "type": "ref/prompt", "name": "review" })
}

fn template(uri: &str) -> Value {
    json!({ "type": "ref/resource", "uri": uri })
}

// spec: COMPL-001 DISC-007
#[tokio::test]
async fn completion_is_declared_where_something_completes() {
    let with = ask(&server(), "server/discover", json!({})).await;
    assert_eq!(
        with.result()["capabilities"],
        json!({ "completions": {}, "prompts": { "listChanged": true }, "resources": { "listChanged": true } })
    );
    let plain = builder().prompt(Prompt::new("p").handler(async |_: NoArgs| "")).build().expect("a server");
    let without = ask(&plain, "server/discover", json!({})).await;
    assert_eq!(without.result()["capabilities"], json!({ "prompts": { "listChanged": true } }));
}

// spec: COMPL-004
#[tokio::test]
async fn completion_is_unknown_where_nothing_completes() {
    let plain = builder().prompt(Prompt::new("review").handler(async |_: NoArgs| "")).build().expect("a server");
    let reply = complete(&plain, prompt(), "language", "", Value::Null).await;
    assert_eq!(reply.error(), (404, -32601));
}

// spec: COMPL-003 COMPL-005
#[tokio::test]
async fn arguments_of_prompts_are_completed_knowing_the_others() {
    let server = server();
    let context = json!({ "arguments": { "language": "python" } });
    for (context, typed, values) in [
        (Value::Null, "a", json!(["axum", "actix"])),
        (json!({}), "ac", json!(["actix"])),
        (context.clone(), "fl", json!(["flask"])),
        (context.clone(), "F", json!(["fastapi", "flask"])),
        (context, "rocket", json!([])),
    ] {
        let reply = complete(&server, prompt(), "framework", typed, context).await;
        let total = values.as_array().expect("values").len();
        assert_eq!(
            *reply.result(),
            json!({
                "resultType": "complete",
                "completion": { "values": values, "total": total, "hasMore": false },
                "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "test", "version": "1.2.3" } },
            })
        );
    }
}

// spec: COMPL-002 COMPL-003
#[tokio::test]
async fn at_most_a_hundred_values_are_sent_and_all_are_counted() {
    let server = server();
    for reference in ["book://{title}/{page}", "book://moby/1"] {
        let reply = complete(&server, template(reference), "page", "7", Value::Null).await;
        let completion = &reply.result()["completion"];
        assert_eq!(completion["values"].as_array().expect("values").len(), 100, "{reference}");
        assert_eq!((&completion["total"], &completion["hasMore"]), (&json!(250), &json!(true)));
        assert_eq!(completion["values"][99], "799");
    }
}

#[tokio::test]
async fn an_argument_that_nothing_completes_has_no_values() {
    let reply = complete(&server(), prompt(), "language", "py", Value::Null).await;
    assert_eq!(reply.result()["completion"], json!({ "values": [], "total": 0, "hasMore": false }));
}

// spec: COMPL-003 COMPL-004 COMPL-009 COMPL-010
#[tokio::test]
async fn references_and_arguments_that_are_not_there_are_invalid() {
    let server = server();
    for (reference, argument, message) in [
        (json!({ "type": "ref/prompt", "name": "other" }), "framework", "ref: unknown prompt: other"),
        (template("book://{other}"), "page", "ref: unknown resource: book://{other}"),
        (template("book://index"), "page", "ref: unknown resource: book://index"),
        (json!({ "type": "ref/tool", "name": "review" }), "framework", "ref: expected type ref/prompt or ref/resource"),
        (prompt(), "colour", "argument.name: unknown argument: colour"),
        (template("book://{title}/{page}"), "framework", "argument.name: unknown argument: framework"),
    ] {
        let reply = complete(&server, reference.clone(), argument, "", Value::Null).await;
        assert_eq!((reply.error(), reply.message()), ((200, -32602), message), "{reference}");
    }
}

// spec: COMPL-004 COMPL-009
#[tokio::test]
async fn parameters_without_their_form_are_invalid() {
    let server = server();
    let good = json!({ "name": "framework", "value": "" });
    for (params, place) in [
        (json!({ "argument": good }), "ref: "),
        (json!({ "ref": prompt() }), "argument: missing"),
        (json!({ "ref": "review", "argument": good }), "ref: "),
        (json!({ "ref": { "type": "ref/prompt" }, "argument": good }), "ref: "),
        (json!({ "ref": prompt(), "argument": { "name": "framework" } }), "argument: "),
        (json!({ "ref": prompt(), "argument": { "name": "framework", "value": 1 } }), "argument: "),
        (json!({ "ref": prompt(), "argument": good, "context": [] }), "context: "),
        (json!({ "ref": prompt(), "argument": good, "context": { "arguments": { "language": 1 } } }), "context: "),
    ] {
        let reply = ask(&server, "completion/complete", params.clone()).await;
        assert_eq!(reply.error(), (200, -32602), "{params}");
        assert!(reply.message().starts_with(place), "{params}: {}", reply.message());
    }
}

// spec: COMPL-004 ERR-005
#[tokio::test]
async fn a_completer_that_fails_says_no_more() {
    let reply = complete(&server(), prompt(), "broken", "", Value::Null).await;
    assert_eq!((reply.error(), reply.message()), ((200, -32603), "internal error"));
}
