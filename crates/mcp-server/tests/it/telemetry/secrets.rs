//! What is said in requests and answers is told to nobody else.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use mcp_server::{
    Context, Elicit, Eras, Handle, HandleState, InputKinds, KeyRing, LogData, NoArgs, Partial, Principal, PrincipalKey,
    Progress, Prompt, ReadResource, ReadTemplate, RequestError, Resource, ResourceTemplate, Server, Structured, Tool,
    ToolError,
};
use mcp_types::{ErrorCode, ErrorObject, JsonObject, LoggingLevel, PromptArgument};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use super::recorder::{Measured, Recorder, listen};
use crate::support::{builder, message, meta, request, send};
use crate::ways::Peer;

/// What stands in everything that clients and handlers say.
const SECRET: &str = "hunter2";

#[derive(Serialize, Deserialize)]
struct Kept(String);

impl HandleState for Kept {
    const KIND: &'static str = "kept";
}

#[derive(Deserialize, JsonSchema)]
struct Said {
    said: String,
}

#[derive(Deserialize, JsonSchema)]
struct Held {
    held: Handle<Kept>,
}

async fn mint(args: Said, cx: Context<()>) -> Result<Structured<Handle<Kept>>, ToolError> {
    cx.progress(Progress::new(1).message(SECRET)).await;
    cx.log(LoggingLevel::Error, LogData::from(SECRET)).await;
    Ok(Structured(cx.mint(&Kept(args.said))?))
}

async fn greet(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    let said: Said = cx.ask(SECRET, Elicit::form(SECRET)).await?;
    Ok(said.said)
}

fn secret_error() -> ErrorObject {
    ErrorObject::new(ErrorCode::application(1).expect("a code of our own"), SECRET)
}

fn server(measured: &Measured) -> Server {
    builder()
        .layer(measured.telemetry().connect(|_, _| ()))
        .keys(KeyRing::generate().expect("there is randomness"))
        .eras(Eras::Dual)
        .logging()
        .page_size(2)
        .tool(Tool::new("echo").handler(async |args: Said| args.said))
        .tool(Tool::new("mint").handler(mint))
        .tool(Tool::new("open").handler(async |args: Held, cx: Context<()>| {
            args.held.open(&cx).map(|kept| kept.0).map_err(ToolError::from)
        }))
        .tool(Tool::new("fails").handler(async |_: NoArgs| Err::<String, _>(ToolError::new(SECRET))))
        .tool(Tool::new("refuses").handler(async |_: NoArgs| Err::<String, _>(ToolError::protocol(secret_error()))))
        .tool(Tool::new("panics").handler(async |_: NoArgs| -> String { panic!("{SECRET}") }))
        .tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
        .prompt(Prompt::new("p").argument(PromptArgument::new("a")).handler(async |_: JsonObject| SECRET))
        .resource(Resource::new("test://here", "here").handler(async |_: ReadResource| SECRET))
        .resource_template(
            ResourceTemplate::new("test://rows/{id}", "rows")
                .handler(async |read: ReadTemplate| Err::<String, _>(RequestError::not_found(read.uri())))
                .complete("id", async |partial: Partial| vec![partial.value().to_owned()]),
        )
        .build()
        .expect("a server")
}

/// Requests that say it in every place there is.
fn requests() -> Vec<(&'static str, Value)> {
    let uri = format!("test://rows/{SECRET}?token={SECRET}");
    let partial = json!({ "name": "id", "value": SECRET });
    vec![
        ("tools/call", json!({ "name": "echo", "arguments": { "said": SECRET } })),
        ("tools/call", json!({ "name": "echo", "arguments": { SECRET: SECRET } })),
        ("tools/call", json!({ "name": "mint", "arguments": { "said": SECRET } })),
        ("tools/call", json!({ "name": "open", "arguments": { "held": SECRET } })),
        ("tools/call", json!({ "name": "fails" })),
        ("tools/call", json!({ "name": "refuses" })),
        ("tools/call", json!({ "name": "panics" })),
        ("tools/call", json!({ "name": SECRET })),
        ("tools/call", json!({ "name": "greet", "requestState": SECRET, "inputResponses": { SECRET: {} } })),
        ("tools/list", json!({ "cursor": SECRET })),
        ("prompts/get", json!({ "name": "p", "arguments": { "a": SECRET } })),
        ("prompts/get", json!({ "name": SECRET })),
        ("resources/read", json!({ "uri": "test://here" })),
        ("resources/read", json!({ "uri": uri })),
        ("resources/read", json!({ "uri": format!("test://{SECRET}") })),
        ("resources/read", json!({ "uri": SECRET })),
        ("completion/complete", json!({ "ref": { "type": "ref/resource", "uri": uri }, "argument": partial })),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/resource", "uri": "test://rows/{id}" }, "argument": partial }),
        ),
        ("completion/complete", json!({ "ref": { "type": "ref/prompt", "name": SECRET }, "argument": partial })),
    ]
}

/// Metadata that say it, in the trace context as well.
fn secret_meta(is_modern: bool) -> Value {
    let mut meta = json!({
        "example.com/own": SECRET,
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-1111111111111111-01",
        "tracestate": format!("vendor={SECRET}"),
        "baggage": format!("user={SECRET}"),
    });
    if is_modern {
        meta["io.modelcontextprotocol/clientInfo"] = json!({ "name": SECRET, "version": SECRET });
    }
    meta
}

/// All lines of a log, to be searched.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panics here").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Has every request made in every way; all answers, and all that the handlers minted and asked.
async fn converse(server: &Server) -> Vec<Value> {
    let mut answers = Vec::new();
    for mut peer in Peer::all(server).await {
        peer.fields = vec![
            ("authorization", "Bearer hunter2"),
            ("cookie", "hunter2"),
            ("user-agent", "hunter2"),
            ("x-own", "hunter2"),
            ("tracestate", "vendor=hunter2"),
            ("baggage", "user=hunter2"),
        ];
        for (method, params) in requests() {
            answers.push(peer.ask(method, params, &secret_meta(peer.is_modern())).await);
        }
    }
    answers
}

/// A dialogue, a page and a handle whose tokens are as secret as what is in them; the tokens.
async fn carry(server: &Server) -> Vec<String> {
    let service = server.http(mcp_server::HttpConfig::local());
    let say = async |method: &str, mut params: Value| {
        params["_meta"] = meta();
        params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({ "elicitation": {} });
        let mut request = request(&message(method, params));
        request.extensions_mut().insert(Principal::new(PrincipalKey::of(SECRET, SECRET)).with_claims(SECRET));
        send(&service, request).await.body["result"].clone()
    };
    let token = |value: &Value| value.as_str().expect("a token").to_owned();
    let page = say("tools/list", json!({})).await;
    let asked = say("tools/call", json!({ "name": "greet" })).await;
    let minted = say("tools/call", json!({ "name": "mint", "arguments": { "said": SECRET } })).await;
    let tokens = [&page["nextCursor"], &asked["requestState"], &minted["structuredContent"]].map(token);

    say("tools/list", json!({ "cursor": tokens[0] })).await;
    let answer = json!({ SECRET: { "action": "accept", "content": { "said": SECRET } } });
    let retry = json!({ "name": "greet", "requestState": tokens[1], "inputResponses": answer });
    assert_eq!(say("tools/call", retry).await["content"][0]["text"], SECRET);
    let opened = say("tools/call", json!({ "name": "open", "arguments": { "held": tokens[2] } })).await;
    assert_eq!(opened["content"][0]["text"], SECRET);
    tokens.into()
}

#[tokio::test]
async fn nothing_of_what_is_said_is_in_spans_events_or_measurements() {
    let (recorder, lines, measured) = (Recorder::default(), Lines::default(), Measured::new());
    let log = tracing_subscriber::fmt::layer().with_writer(lines.clone()).with_ansi(false);
    let _guard = listen(tracing_subscriber::Registry::default().with(recorder.clone()).with(log));
    let server = server(&measured);
    let answers = converse(&server).await;
    let tokens = carry(&server).await;

    let log = String::from_utf8(lines.0.lock().expect("nobody panics here").clone()).expect("it is text");
    let told = format!("{:?}\n{:?}\n{}\n{log}", recorder.take_spans(), recorder.take_events(), measured.dump());
    for secret in tokens.iter().map(String::as_str).chain([SECRET]) {
        let found = told.split('\n').find(|line| line.contains(secret));
        assert_eq!(found, None, "{secret} is told");
    }
    // The secrets were said and heard, and all of it was watched.
    let heard = answers.iter().filter(|answer| answer.to_string().contains(SECRET)).count();
    assert!(heard > answers.len() / 3, "{heard} of {}", answers.len());
    assert_eq!(log.lines().filter(|line| line.contains("outcome=")).count(), answers.len() + 6, "{log}");
}
