//! `prompts/list` and `prompts/get`.

use std::collections::BTreeMap;

use mcp_server::{
    BuildProblem, Context, Elicit, InputKinds, IntoPromptResult, KeyRing, NoArgs, Prompt, RequestError, Resource,
    Server,
};
use mcp_types::{
    AnyResourceContents, BlobResourceContents, ContentBlock, EmbeddedResource, ErrorCode, ErrorObject, GetPromptResult,
    Icon, ImageContent, JsonObject, MetaObject, PromptArgument, PromptMessage, Role, TextContent,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Reply, ask, builder, meta};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Tone {
    Kind,
    Strict,
}

#[derive(Deserialize, JsonSchema)]
struct Review {
    /// What to look at
    code: String,
    tone: Option<Tone>,
}

async fn review(args: Review, cx: Context<String>) -> String {
    let tone = match args.tone {
        Some(Tone::Kind) => "kindly",
        Some(Tone::Strict) => "strictly",
        None => "somehow",
    };
    format!("{}: review {tone}: {}", cx.state(), args.code)
}

fn server() -> Server {
    let prompt = Prompt::new("review")
        .title("Code review")
        .description("Finds mistakes.")
        .icons([Icon::new("https://example.com/icon.png")])
        .meta(MetaObject::default())
        .handler(review);
    builder().state("bob".to_owned()).prompt(prompt).build().expect("a server")
}

async fn prompt(server: &Server, name: &str, arguments: Value) -> Reply {
    ask(server, "prompts/get", json!({ "name": name, "arguments": arguments })).await
}

fn one<T: IntoPromptResult + Send + Clone + Sync + 'static>(result: T) -> Server {
    let prompt = Prompt::new("p").handler(move |_: NoArgs| std::future::ready(result.clone()));
    builder().prompt(prompt).build().expect("a server")
}

// spec: PROMPT-001 PROMPT-002 CACHE-003 DISC-007
#[tokio::test]
async fn prompts_are_declared_and_described_in_full() {
    let server = server();
    let discovered = ask(&server, "server/discover", json!({})).await;
    assert_eq!(discovered.result()["capabilities"], json!({ "prompts": { "listChanged": true } }));
    assert_eq!(
        *ask(&server, "prompts/list", json!({})).await.result(),
        json!({
            "resultType": "complete",
            "prompts": [{
                "name": "review",
                "title": "Code review",
                "description": "Finds mistakes.",
                "arguments": [
                    { "name": "code", "description": "What to look at", "required": true },
                    { "name": "tone" },
                ],
                "icons": [{ "src": "https://example.com/icon.png" }],
                "_meta": {},
            }],
            "ttlMs": 300_000,
            "cacheScope": "public",
            "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "test", "version": "1.2.3" } },
        })
    );
    for method in ["tools/list", "resources/list", "resources/templates/list"] {
        assert_eq!(ask(&server, method, json!({})).await.error(), (404, -32601), "{method}");
    }
}

// spec: PROMPT-011 PROMPT-015
#[tokio::test]
async fn arguments_go_into_the_messages() {
    let reply = prompt(&server(), "review", json!({ "code": "x = 1", "tone": "strict" })).await;
    assert_eq!(
        *reply.result(),
        json!({
            "resultType": "complete",
            "description": "Finds mistakes.",
            "messages": [{ "role": "user", "content": { "type": "text", "text": "bob: review strictly: x = 1" } }],
            "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "test", "version": "1.2.3" } },
        })
    );
}

// spec: PROMPT-009 PROMPT-010 PROMPT-011 ERR-004
#[tokio::test]
async fn arguments_that_do_not_fit_are_named() {
    let server = server();
    for (arguments, message) in [
        (json!({}), "arguments.code: missing"),
        (json!({ "tone": "kind" }), "arguments.code: missing"),
        (json!({ "code": 1 }), "arguments.code: expected string, received number"),
        (json!({ "code": "", "other": null }), "arguments.other: expected string, received null"),
        (
            json!({ "code": "", "tone": "rude" }),
            "arguments: /tone: unknown variant `rude`, expected `kind` or `strict`",
        ),
        (json!([]), "arguments: expected object, received array"),
        (json!("code"), "arguments: expected object, received string"),
    ] {
        let reply = prompt(&server, "review", arguments.clone()).await;
        assert_eq!(reply.error(), (200, -32602), "{arguments}");
        assert_eq!(reply.message(), message, "{arguments}");
    }
    let absent = ask(&server, "prompts/get", json!({ "name": "review" })).await;
    assert_eq!(absent.message(), "arguments.code: missing");
}

// spec: PROMPT-009 ERR-004
#[tokio::test]
async fn unknown_prompts_are_invalid_params() {
    let server = server();
    let reply = prompt(&server, "Review", json!({})).await;
    assert_eq!((reply.error(), reply.message()), ((200, -32602), "unknown prompt: Review"));
    let long = prompt(&server, &"x".repeat(5_000), json!({})).await;
    assert!(long.message().len() < 200, "{}", long.message());
}

// spec: PROMPT-015
#[tokio::test]
async fn results_have_many_forms() {
    let text = |role: &str, text: &str| json!({ "role": role, "content": { "type": "text", "text": text } });
    let message = |role, text: &str| PromptMessage::new(role, TextContent::new(text));
    let user = json!([text("user", "a")]);
    let whole = GetPromptResult::new(vec![message(Role::Assistant, "b")]).with_description("Of its own.");
    let messages = vec![message(Role::User, "a"), message(Role::Assistant, "b")];
    for (server, expected) in [
        (one("a"), user.clone()),
        (one("a".to_owned()), user.clone()),
        (one(message(Role::User, "a")), user),
        (one(messages), json!([text("user", "a"), text("assistant", "b")])),
        (one(whole), json!([text("assistant", "b")])),
    ] {
        let reply = prompt(&server, "p", json!({})).await;
        assert_eq!(reply.result()["messages"], expected);
    }
}

// spec: PROMPT-009 ERR-005
#[tokio::test]
async fn failures_are_errors_in_place_of_a_result() {
    async fn inside(_: NoArgs) -> Result<String, std::num::ParseIntError> {
        "x".parse::<u8>().map(|number| number.to_string())
    }
    async fn wrong(_: NoArgs) -> Result<String, RequestError> {
        Err(RequestError::invalid_params("no such person"))
    }
    async fn own(_: NoArgs) -> Result<String, RequestError> {
        let code = ErrorCode::application(-7).expect("it is not reserved");
        Err(RequestError::protocol(ErrorObject::new(code, "closed on Sundays")))
    }
    async fn panics(_: NoArgs) -> String {
        panic!("a secret")
    }
    let server = builder()
        .prompt(Prompt::new("inside").handler(inside))
        .prompt(Prompt::new("wrong").handler(wrong))
        .prompt(Prompt::new("own").handler(own))
        .prompt(Prompt::new("panics").handler(panics))
        .build()
        .expect("a server");
    for (name, code, message) in [
        ("inside", -32603, "internal error"),
        ("wrong", -32602, "no such person"),
        ("own", -7, "closed on Sundays"),
        ("panics", -32603, "internal error"),
    ] {
        let reply = prompt(&server, name, json!({})).await;
        assert_eq!((reply.error(), reply.message()), ((200, code), message), "{name}");
    }
}

// spec: PROMPT-005 PROMPT-006 PROMPT-007
#[tokio::test]
async fn content_that_no_client_could_read_does_not_leave() {
    let message = |content: ContentBlock| PromptMessage::new(Role::User, content);
    let blob = |uri: &str, blob: &str| {
        let contents: AnyResourceContents = BlobResourceContents::new(uri, blob).into();
        message(EmbeddedResource::new(contents).into())
    };
    let image = |data: &str, kind: &str| message(ImageContent::new(data, kind).into());
    let audio = |data: &str, kind: &str| message(mcp_types::AudioContent::new(data, kind).into());
    for good in [image("AAAA", "image/png"), audio("AA==", "audio/wav"), blob("file:///a", "AAA=")] {
        assert!(prompt(&one(good), "p", json!({})).await.body.get("result").is_some());
    }
    for bad in [
        image("not base64", "image/png"),
        image("AAAA", "png"),
        audio("A", "audio/wav"),
        audio("AAAA", ""),
        blob("no uri", "AAAA"),
        blob("file:///a", "AA"),
    ] {
        assert_eq!(prompt(&one(bad), "p", json!({})).await.error(), (200, -32603));
    }
}

#[tokio::test]
async fn listed_arguments_are_published_as_they_are() {
    let prompt_of = |argument: PromptArgument| {
        Prompt::new("p").argument(argument).argument(PromptArgument::new("b")).handler(
            async |values: BTreeMap<String, String>| {
                values.into_iter().map(|(name, value)| name + &value).collect::<String>()
            },
        )
    };
    let argument = PromptArgument::new("a").with_title("A").with_required(true);
    let server = builder().prompt(prompt_of(argument)).build().expect("a server");
    let list = ask(&server, "prompts/list", json!({})).await;
    assert_eq!(
        list.result()["prompts"][0]["arguments"],
        json!([{ "name": "a", "title": "A", "required": true }, { "name": "b" }])
    );
    let reply = prompt(&server, "p", json!({ "a": "1", "c": "3" })).await;
    assert_eq!(reply.result()["messages"][0]["content"]["text"], "a1c3");
}

// spec: PROMPT-011
#[test]
fn what_cannot_work_does_not_build() {
    #[derive(Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Number {
        count: u8,
    }
    async fn text<A>(_: A) -> &'static str {
        ""
    }
    let problems = |prompt| builder().prompt(prompt).build().expect_err("a problem").problems().to_vec();
    let p = || "p".into();
    assert_eq!(
        problems(Prompt::new("p").handler(text::<Number>)),
        [BuildProblem::PromptArgumentNotString { prompt: p(), argument: "count".into() }]
    );
    assert_eq!(
        problems(Prompt::new("p").handler(text::<String>)),
        [BuildProblem::PromptArgumentsNotObject { prompt: p() }]
    );
    assert_eq!(problems(Prompt::new("").handler(text::<NoArgs>)), [BuildProblem::PromptNameEmpty]);
    let twice = Prompt::new("p").argument(PromptArgument::new("a")).argument(PromptArgument::new("a"));
    assert_eq!(
        problems(twice.handler(text::<JsonObject>)),
        [BuildProblem::DuplicatePromptArgument { prompt: p(), argument: "a".into() }]
    );
    let completes = Prompt::new("p").handler(text::<NoArgs>).complete("a", async |_: mcp_server::Partial| vec![""]);
    assert_eq!(problems(completes), [BuildProblem::CompletesNothing { name: p(), argument: "a".into() }]);
    let same = || Prompt::new("p").handler(text::<NoArgs>);
    let error = builder().prompt(same()).prompt(same()).build().expect_err("the name is there twice");
    assert_eq!(error.problems(), [BuildProblem::DuplicatePromptName { prompt: p() }]);
    assert_eq!(error.to_string(), r#"prompt "p": registered twice; rename one of the two"#);
}

// spec: PAGE-008 PAGE-007
#[tokio::test]
async fn prompts_come_in_pages() {
    let names = ["c", "a", "b"];
    let builder = names
        .iter()
        .fold(builder().page_size(2), |builder, name| builder.prompt(Prompt::new(*name).handler(async |_: NoArgs| "")));
    let server = builder.build().expect("a server");
    let first = ask(&server, "prompts/list", json!({})).await;
    let second = ask(&server, "prompts/list", json!({ "cursor": first.result()["nextCursor"] })).await;
    let listed: Vec<_> = [&first, &second]
        .iter()
        .flat_map(|page| page.result()["prompts"].as_array().expect("prompts"))
        .map(|prompt| prompt["name"].clone())
        .collect();
    assert_eq!(listed, names);
    assert_eq!(ask(&server, "prompts/list", json!({ "cursor": "" })).await.error(), (200, -32602));
}

// spec: MRTR-001 CACHE-007
#[tokio::test]
async fn prompts_and_resources_may_ask() {
    #[derive(Deserialize, JsonSchema)]
    struct Name {
        name: String,
    }
    async fn greeting(_: NoArgs, cx: Context<()>) -> Result<String, RequestError> {
        let Name { name } = cx.ask("who", Elicit::form("Who are you?")).await?;
        Ok(format!("Greet {name}."))
    }
    async fn card(cx: Context<()>) -> Result<String, RequestError> {
        let Name { name } = cx.ask("who", Elicit::form("Who are you?")).await?;
        Ok(name)
    }
    let server = builder()
        .keys(KeyRing::generate().expect("randomness"))
        .prompt(Prompt::new("greeting").must_ask(InputKinds::FORM).handler(greeting))
        .resource(Resource::new("test://card", "card").may_ask(InputKinds::FORM).handler(card))
        .build()
        .expect("a server");
    let able = || {
        let mut meta = meta();
        meta["io.modelcontextprotocol/clientCapabilities"] = json!({ "elicitation": {} });
        meta
    };
    for (method, address, pointer, expected) in [
        ("prompts/get", json!({ "name": "greeting" }), "/messages/0/content/text", "Greet Ann."),
        ("resources/read", json!({ "uri": "test://card" }), "/contents/0/text", "Ann"),
    ] {
        let mut params = address.clone();
        params["_meta"] = able();
        let asked = ask(&server, method, params.clone()).await;
        let asked = asked.result();
        assert_eq!((&asked["resultType"], asked.get("ttlMs")), (&json!("input_required"), None), "{method}");
        params["inputResponses"] = json!({ "who": { "action": "accept", "content": { "name": "Ann" } } });
        params["requestState"] = asked["requestState"].clone();
        let answered = ask(&server, method, params).await;
        assert_eq!(answered.result().pointer(pointer), Some(&json!(expected)), "{method}");
    }
    let unable = prompt(&server, "greeting", json!({})).await;
    assert_eq!(unable.error(), (400, -32021));
}
