//! Questions in a result, answers in the retry.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use mcp_server::{
    AskError, BuildProblem, Context, Elicit, HttpConfig, InputKinds, KeyRing, ListRoots, Malformed, NoArgs, Principal,
    PrincipalKey, Prompt, Question, Reading, Server, Tool, ToolError,
};
use mcp_types::{
    CreateMessageRequestParams, InputRequest, Raw, Role, SamplingMessage, SamplingMessageContent, TextContent,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Reply, VERSION, ask, builder, message, request, send};

#[derive(Deserialize, JsonSchema)]
struct Name {
    #[schemars(length(min = 1))]
    name: String,
}

#[derive(Deserialize, JsonSchema)]
struct Agreed {
    agree: bool,
}

async fn greet(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    let Name { name } = cx.ask("name", Elicit::form("What is your name?")).await?;
    Ok(format!("Hello, {name}!"))
}

fn server_of(tool: mcp_server::BoundTool<()>) -> Server {
    builder().keys(ring()).tool(tool).build().expect("it is in order")
}

fn greeter() -> Server {
    server_of(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
}

fn ring() -> KeyRing {
    KeyRing::generate().expect("there is randomness")
}

fn everything() -> Value {
    json!({ "elicitation": { "form": {}, "url": {} }, "sampling": {}, "roots": {} })
}

/// Calls a tool as a client with `capabilities`, with what a retry adds.
async fn call_as(server: &Server, tool: &str, capabilities: Value, retry: Value) -> Reply {
    let mut params = retry;
    params["name"] = tool.into();
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": capabilities,
    });
    ask(server, "tools/call", params).await
}

async fn call(server: &Server, tool: &str, retry: Value) -> Reply {
    call_as(server, tool, everything(), retry).await
}

/// The state of a reply that asks, and the keys it asks under.
fn asked(reply: &Reply) -> (String, Vec<String>) {
    let result = reply.result();
    assert_eq!(result["resultType"], "input_required", "{result:#}");
    assert!(result.get("ttlMs").is_none() && result.get("cacheScope").is_none(), "questions are not cached");
    let keys = result["inputRequests"].as_object().expect("there are questions").keys().cloned().collect();
    (result["requestState"].as_str().expect("there is a state").to_owned(), keys)
}

fn accepted(content: Value) -> Value {
    let mut answer = json!({ "action": "accept" });
    answer["content"] = content;
    answer
}

// spec: MRTR-001 MRTR-004 MRTR-019 MRTR-030 JSON-020 CACHE-007
#[tokio::test]
async fn question_goes_out_and_the_answer_comes_back() {
    let server = greeter();
    let first = call(&server, "greet", json!({})).await;
    let (state, keys) = asked(&first);
    assert_eq!(keys, ["name"]);
    let question = &first.result()["inputRequests"]["name"];
    assert_eq!(question["method"], "elicitation/create");
    assert_eq!(question["params"]["message"], "What is your name?");
    assert_eq!(question["params"]["requestedSchema"]["required"], json!(["name"]));

    let retry = json!({ "requestState": state, "inputResponses": { "name": accepted(json!({ "name": "Ada" })) } });
    assert_eq!(call(&server, "greet", retry.clone()).await.text(), "Hello, Ada!");
    // A retry without answers is asked again (MRTR-019), on any replica that shares the keys.
    let (again, keys) = asked(&call(&server, "greet", json!({ "requestState": state })).await);
    assert_eq!(keys, ["name"]);
    assert_ne!(again, state);
}

// spec: MRTR-029
#[tokio::test]
async fn unknown_keys_are_passed_over_and_answers_without_state_count() {
    let server = greeter();
    let answers = json!({ "other": 1, "name": accepted(json!({ "name": "Ada" })) });
    assert_eq!(call(&server, "greet", json!({ "inputResponses": answers })).await.text(), "Hello, Ada!");
    asked(&call(&server, "greet", json!({ "inputResponses": { "other": {} } })).await);
}

// spec: MRTR-027 MRTR-028 ELIC-037
#[tokio::test]
async fn answer_of_the_wrong_form_is_an_error() {
    let server = greeter();
    for (answer, expected) in [
        (json!(12345), "inputResponses/name: "),
        (json!({ "action": "accept" }), "content: expected what was entered"),
        (accepted(json!({})), "content"),
        (accepted(json!({ "name": 5 })), "content"),
        // What the type would take and the form does not.
        (accepted(json!({ "name": "" })), "content"),
        (json!({ "action": "perhaps" }), "inputResponses/name: "),
    ] {
        let reply = call(&server, "greet", json!({ "inputResponses": { "name": answer } })).await;
        assert_eq!(reply.error(), (200, -32602), "{answer}");
        assert!(reply.message().contains(expected), "{}", reply.message());
    }
    for responses in [json!(null), json!([]), json!("x")] {
        assert_eq!(call(&server, "greet", json!({ "inputResponses": responses })).await.error(), (200, -32602));
    }
}

// spec: ELIC-023
#[tokio::test]
async fn refusing_is_a_failure_that_the_handler_can_tell() {
    let server = greeter();
    for (action, expected) in [("decline", AskError::Declined), ("cancel", AskError::Cancelled)] {
        let reply = call(&server, "greet", json!({ "inputResponses": { "name": { "action": action } } })).await;
        assert_eq!(reply.result()["isError"], true);
        assert_eq!(reply.text(), expected.to_string());
    }
    let patient = async |_: NoArgs, cx: Context<()>| match cx.ask("name", Elicit::form::<Name>("Who?")).await {
        Err(AskError::Declined) => Ok("stranger".to_owned()),
        other => other.map(|answer| answer.name),
    };
    let server = server_of(Tool::new("greet").may_ask(InputKinds::FORM).handler(patient));
    let reply = call(&server, "greet", json!({ "inputResponses": { "name": { "action": "decline" } } })).await;
    assert_eq!(reply.text(), "stranger");
}

// spec: MRTR-008 MRTR-009 MRTR-010 MRTR-014
#[tokio::test]
async fn state_that_is_not_ours_for_this_request_is_refused_alike() {
    #[derive(Deserialize, JsonSchema)]
    struct Amount {
        #[expect(dead_code, reason = "only what binds the state is looked at")]
        amount: f64,
    }
    let pay = async |_: Amount, cx: Context<()>| {
        cx.ask("ok", Elicit::form::<Agreed>("Pay?")).await.map(|agreed| agreed.agree.to_string())
    };
    let tool = |name: &str| Tool::new(name).may_ask(InputKinds::FORM).handler(pay);
    let keys = ring();
    let build = |keys: KeyRing| builder().keys(keys).tool(tool("pay")).tool(tool("sell")).build();
    let (server, stranger) = (build(keys).expect("in order"), build(ring()).expect("in order"));
    let of = |amount: Value, state: Value| json!({ "arguments": { "amount": amount }, "requestState": state });
    let (state, _) = asked(&call(&server, "pay", json!({ "arguments": { "amount": 10 } })).await);

    // The same arguments in another spelling are the same request.
    asked(&call(&server, "pay", of(json!(10.0), json!(state))).await);
    let mut refusals = vec![
        call(&server, "pay", of(json!(11), json!(state))).await,
        call(&server, "sell", of(json!(10), json!(state))).await,
        call(&stranger, "pay", of(json!(10), json!(state))).await,
    ];
    for forged in [format!("{state}-TAMPERED"), state[..state.len() - 4].to_owned(), String::new(), "x".repeat(200_000)]
    {
        refusals.push(call(&server, "pay", of(json!(10), json!(forged))).await);
    }
    for refusal in &refusals {
        assert_eq!(refusal.error(), (200, -32602));
        assert_eq!(refusal.message(), refusals[0].message(), "no refusal says more than another");
    }
    assert_eq!(call(&server, "pay", of(json!(10), json!(5))).await.error(), (200, -32602));
}

// spec: MRTR-014
#[tokio::test]
async fn state_of_a_tool_is_refused_by_the_prompt_of_the_same_name() {
    let server = builder()
        .keys(ring())
        .tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
        .prompt(Prompt::new("greet").may_ask(InputKinds::FORM).handler(async |_: NoArgs, cx: Context<()>| {
            cx.ask("name", Elicit::form::<Name>("What is your name?")).await.map(|name| name.name)
        }))
        .build()
        .expect("in order");
    let (state, _) = asked(&call(&server, "greet", json!({})).await);
    let params = json!({
        "name": "greet",
        "requestState": state,
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": VERSION,
            "io.modelcontextprotocol/clientCapabilities": everything(),
        },
    });
    let reply = ask(&server, "prompts/get", params).await;
    assert_eq!(reply.error(), (200, -32602));
    assert!(reply.message().starts_with("requestState: "), "{}", reply.message());
}

// spec: MRTR-010
#[tokio::test]
async fn state_for_a_target_that_never_asks_is_refused() {
    let keys = ring();
    let same = KeyRing::parse(&keys.to_text()).expect("it was written by us");
    let asking = Tool::new("greet").may_ask(InputKinds::FORM).handler(greet);
    let (state, _) =
        asked(&call(&builder().keys(same).tool(asking).build().expect("in order"), "greet", json!({})).await);
    let plain = Tool::new("greet").handler(async |_: NoArgs| "done");
    let server = builder().keys(keys).tool(plain).build().expect("in order");
    for state in ["x", &state] {
        assert_eq!(call(&server, "greet", json!({ "requestState": state })).await.error(), (200, -32602));
    }
    assert_eq!(call(&server, "greet", json!({ "inputResponses": { "x": 1 } })).await.text(), "done");
}

// spec: MRTR-013
#[tokio::test]
async fn state_expires() {
    let elapsed = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&elapsed);
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let server = builder()
        .keys(ring())
        .request_state_lifetime(Duration::from_secs(60))
        .clock(move || start + Duration::from_secs(clock.load(Ordering::Relaxed)))
        .tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
        .build()
        .expect("in order");
    let (state, _) = asked(&call(&server, "greet", json!({})).await);
    let retry = json!({ "requestState": state, "inputResponses": { "name": accepted(json!({ "name": "Ada" })) } });
    elapsed.store(59, Ordering::Relaxed);
    assert_eq!(call(&server, "greet", retry.clone()).await.text(), "Hello, Ada!");
    elapsed.store(60, Ordering::Relaxed);
    assert_eq!(call(&server, "greet", retry).await.error(), (200, -32602));
}

#[tokio::test]
async fn replicas_share_keys_and_rotate_them() {
    let build = |keys| builder().keys(keys).tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet)).build();
    let mut keys = ring();
    let text = keys.to_text();
    let old = build(KeyRing::parse(&text).expect("it was written by us")).expect("in order");
    keys.rotate().expect("there is randomness");
    let new = build(keys).expect("in order");
    let (state, _) = asked(&call(&old, "greet", json!({})).await);
    let retry = |state: &str| json!({ "requestState": state, "inputResponses": { "name": accepted(json!({ "name": "Ada" })) } });
    assert_eq!(call(&new, "greet", retry(&state)).await.text(), "Hello, Ada!");
    let (state, _) = asked(&call(&new, "greet", json!({})).await);
    assert_eq!(call(&old, "greet", retry(&state)).await.error(), (200, -32602));
}

// spec: MRTR-007 ELIC-009 ROOTS-006 META-014
#[tokio::test]
async fn client_is_asked_only_for_what_it_declared() {
    let server = greeter();
    for capabilities in [json!({}), json!({ "sampling": {} }), json!({ "elicitation": { "url": {} } })] {
        let reply = call_as(&server, "greet", capabilities, json!({})).await;
        assert_eq!(reply.error(), (400, -32021));
        assert!(reply.body["error"]["data"]["requiredCapabilities"]["elicitation"]["form"].is_object());
    }
    asked(&call_as(&server, "greet", json!({ "elicitation": {} }), json!({})).await);
}

// spec: META-014 ERR-015
#[tokio::test]
async fn tool_that_must_ask_is_refused_before_it_starts() {
    let started = async |_: NoArgs| -> &'static str { panic!("it must not start") };
    let server = server_of(Tool::new("needy").must_ask(InputKinds::SAMPLING).handler(started));
    let reply = call_as(&server, "needy", json!({ "elicitation": {} }), json!({})).await;
    assert_eq!(reply.error(), (400, -32021));
    assert_eq!(reply.body["error"]["data"]["requiredCapabilities"], json!({ "sampling": {} }));
}

#[tokio::test]
async fn all_questions_go_out_in_one_round() {
    let survey = async |_: NoArgs, cx: Context<()>| {
        let message = SamplingMessage::new(Role::User, SamplingMessageContent::Block(TextContent::new("Hi").into()));
        let questions = (
            ("name", Elicit::form::<Name>("Who?")),
            ("greeting", CreateMessageRequestParams::new(vec![message], 100)),
            ("roots", ListRoots),
            ("page", Elicit::url("Sign in", "https://example.com/sign-in")),
        );
        let (person, sampled, roots, ()) = cx.ask_all(questions).await?;
        Ok::<_, ToolError>(format!("{} {} {}", person.name, sampled.model, roots.len()))
    };
    let kinds = InputKinds::FORM | InputKinds::SAMPLING | InputKinds::ROOTS | InputKinds::URL;
    let server = server_of(Tool::new("survey").may_ask(kinds).handler(survey));
    let (state, keys) = asked(&call(&server, "survey", json!({})).await);
    assert_eq!(keys, ["greeting", "name", "page", "roots"]);
    let name = accepted(json!({ "name": "Ada" }));
    let rest = json!({
        "greeting": { "role": "assistant", "content": { "type": "text", "text": "Hello" }, "model": "m" },
        "roots": { "roots": [{ "uri": "file:///a" }] },
        "page": { "action": "accept" },
    });
    // Answers may come in parts: what was given is remembered, the rest is asked for again.
    let retry = json!({ "requestState": state, "inputResponses": { "name": name } });
    let (state, keys) = asked(&call(&server, "survey", retry).await);
    assert_eq!(keys, ["greeting", "page", "roots"]);
    let reply = call(&server, "survey", json!({ "requestState": state, "inputResponses": rest })).await;
    assert_eq!(reply.text(), "Ada m 1");
}

// spec: MRTR-030
#[tokio::test]
async fn question_that_changes_is_asked_again() {
    static PRICE: AtomicU64 = AtomicU64::new(10);
    let buy = async |_: NoArgs, cx: Context<()>| {
        let price = PRICE.load(Ordering::Relaxed);
        let agreed = cx.ask("buy", Elicit::form::<Agreed>(format!("Buy for {price}?"))).await?;
        Ok::<_, ToolError>(format!("{} for {price}", agreed.agree))
    };
    let server = server_of(Tool::new("buy").may_ask(InputKinds::FORM).handler(buy));
    let retry =
        |state: &str| json!({ "requestState": state, "inputResponses": { "buy": accepted(json!({ "agree": true })) } });
    let (state, _) = asked(&call(&server, "buy", json!({})).await);
    PRICE.store(20, Ordering::Relaxed);
    let second = call(&server, "buy", retry(&state)).await;
    assert_eq!(second.result()["inputRequests"]["buy"]["params"]["message"], "Buy for 20?");
    let (state, _) = asked(&second);
    assert_eq!(call(&server, "buy", retry(&state)).await.text(), "true for 20");
}

// spec: MRTR-030
#[tokio::test]
async fn answer_that_is_carried_counts_for_its_own_question_only() {
    static PRICE: AtomicU64 = AtomicU64::new(10);
    let buy = async |_: NoArgs, cx: Context<()>| {
        let price = PRICE.load(Ordering::Relaxed);
        cx.ask("buy", Elicit::form::<Agreed>(format!("Buy for {price}?"))).await?;
        let Name { name } = cx.ask("name", Elicit::form("For whom?")).await?;
        Ok::<_, ToolError>(format!("{price} from {name}"))
    };
    let server = server_of(Tool::new("buy").may_ask(InputKinds::FORM).handler(buy));
    let answer = |reply: &Reply, key: &str, content: Value| {
        let (state, keys) = asked(reply);
        assert_eq!(keys, [key]);
        json!({ "requestState": state, "inputResponses": { key: accepted(content) } })
    };
    let first = call(&server, "buy", json!({})).await;
    let second = call(&server, "buy", answer(&first, "buy", json!({ "agree": true }))).await;
    PRICE.store(20, Ordering::Relaxed);
    let third = call(&server, "buy", answer(&second, "name", json!({ "name": "Ada" }))).await;
    let fourth = call(&server, "buy", answer(&third, "buy", json!({ "agree": true }))).await;
    let last = call(&server, "buy", answer(&fourth, "name", json!({ "name": "Ada" }))).await;
    assert_eq!(last.text(), "20 from Ada");
}

// spec: MRTR-005 ELIC-028
#[tokio::test]
async fn mistakes_of_the_author_are_named() {
    type Handler = fn(Context<()>) -> std::pin::Pin<Box<dyn Future<Output = Result<String, ToolError>> + Send>>;
    let cases: [(Handler, &str); 4] = [
        (
            |cx| {
                Box::pin(async move {
                    let _ = cx.ask("k", Elicit::form::<Name>("A?")).await;
                    Ok(cx.ask("k", Elicit::form::<Agreed>("B?")).await?.agree.to_string())
                })
            },
            "the key `k` is used for two questions",
        ),
        (|cx| Box::pin(async move { Ok(cx.ask("r", ListRoots).await?.len().to_string()) }), "ROOTS"),
        (
            |cx| {
                Box::pin(async move { Ok(format!("{:?}", cx.ask("u", Elicit::url("x", "http://example.com")).await?)) })
            },
            "expected https",
        ),
        (
            |cx| {
                Box::pin(async move {
                    for index in 0..17 {
                        let _ = cx.ask(&format!("k{index}"), Elicit::form::<Name>("A?")).await;
                    }
                    Ok(String::new())
                })
            },
            "too many questions",
        ),
    ];
    for (handler, expected) in cases {
        let tool = Tool::new("wrong").may_ask(InputKinds::FORM | InputKinds::URL);
        let server = server_of(tool.handler(move |_: NoArgs, cx: Context<()>| handler(cx)));
        let reply = call(&server, "wrong", json!({})).await;
        assert_eq!(reply.error(), (200, -32603));
        assert!(reply.message().contains(expected), "{}", reply.message());
    }
}

#[tokio::test]
async fn open_question_wins_over_what_the_handler_returns() {
    let careless = async |_: NoArgs, cx: Context<()>| {
        let _ = cx.ask("name", Elicit::form::<Name>("Who?")).await;
        "done without an answer"
    };
    let server = server_of(Tool::new("careless").may_ask(InputKinds::FORM).handler(careless));
    asked(&call(&server, "careless", json!({})).await);
}

// spec: SAMP-019
#[tokio::test]
async fn rounds_are_bounded() {
    let endless = async |_: NoArgs, cx: Context<()>| {
        for round in 0.. {
            cx.ask(&format!("k{round}"), Elicit::form::<Agreed>("More?")).await?;
        }
        Ok::<_, ToolError>("never".to_owned())
    };
    let server = server_of(Tool::new("endless").may_ask(InputKinds::FORM).handler(endless));
    let mut retry = json!({});
    for _ in 0..16 {
        let (state, keys) = asked(&call(&server, "endless", retry).await);
        retry = json!({ "requestState": state, "inputResponses": { (keys[0].as_str()): accepted(json!({ "agree": true })) } });
    }
    let reply = call(&server, "endless", retry).await;
    assert_eq!(reply.error(), (200, -32603));
    assert!(reply.message().contains("too many rounds"), "{}", reply.message());
}

// spec: MRTR-009
#[test]
fn who_may_ask_needs_keys() {
    let error = builder().tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet)).build().unwrap_err();
    assert!(matches!(error.problems(), [BuildProblem::NoKeys { .. }]), "{error}");
}

// spec: MRTR-012 ELIC-018
#[tokio::test]
async fn state_of_one_principal_is_refused_from_another() {
    let service = greeter().http(HttpConfig::local());
    let call_by = async |subject: &str, retry: Value| {
        let mut params = retry;
        params["name"] = "greet".into();
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": VERSION,
            "io.modelcontextprotocol/clientCapabilities": everything(),
        });
        let mut request = request(&message("tools/call", params));
        request.extensions_mut().insert(Principal::new(PrincipalKey::of("https://login.example", subject)));
        send(&service, request).await
    };
    let (state, _) = asked(&call_by("ann", json!({})).await);
    let retry = json!({ "requestState": state, "inputResponses": { "name": accepted(json!({ "name": "Ada" })) } });
    assert_eq!(call_by("bob", retry.clone()).await.error(), (200, -32602));
    assert_eq!(call_by("ann", retry).await.text(), "Hello, Ada!");
}

// spec: MRTR-003
#[tokio::test]
async fn what_has_no_handler_that_asks_never_asks() {
    let server = greeter();
    for method in ["server/discover", "tools/list"] {
        let params = json!({ "requestState": "x", "inputResponses": { "name": accepted(json!({ "name": "Ada" })) } });
        assert_eq!(ask(&server, method, params).await.result()["resultType"], "complete", "{method}");
    }
}

// spec: SAMP-010
#[tokio::test]
async fn messages_that_were_sampled_from_are_not_carried() {
    let summarize = async |_: NoArgs, cx: Context<()>| {
        let long = SamplingMessageContent::Block(TextContent::new("x".repeat(20_000)).into());
        let question = CreateMessageRequestParams::new(vec![SamplingMessage::new(Role::User, long)], 100);
        Ok::<_, ToolError>(cx.ask("summary", question).await?.model)
    };
    let server = server_of(Tool::new("summarize").may_ask(InputKinds::SAMPLING).handler(summarize));
    let (state, _) = asked(&call(&server, "summarize", json!({})).await);
    assert!(state.len() < 1000, "{}", state.len());
}

#[tokio::test]
async fn question_of_ones_own_may_ask_while_it_is_asked() {
    struct Nested(Context<()>);
    impl Question for Nested {
        type Answer = String;

        fn kind(&self) -> InputKinds {
            InputKinds::FORM
        }

        fn request(&self) -> Result<InputRequest, Malformed> {
            assert!(
                !self.0.can_ask(InputKinds::FORM) || poll_once(self.0.ask("inner", Elicit::form::<Name>("Inner?")))
            );
            Elicit::form::<Name>("Outer?").request()
        }

        fn read(&self, _: Raw<'_>) -> Result<Reading<String>, Malformed> {
            Ok(Reading::Declined)
        }
    }
    fn poll_once<T>(future: impl Future<Output = Result<T, AskError>>) -> bool {
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::pin!(future).as_mut().poll(&mut cx).is_ready()
    }
    let handler = async |_: NoArgs, cx: Context<()>| cx.ask("outer", Nested(cx.clone())).await;
    let server = server_of(Tool::new("nested").may_ask(InputKinds::FORM).handler(handler));
    let (_, keys) = asked(&call(&server, "nested", json!({})).await);
    assert_eq!(keys, ["inner", "outer"]);
}
