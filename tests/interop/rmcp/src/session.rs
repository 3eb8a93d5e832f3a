//! A connected client, and what reached it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail, ensure};
use rmcp::model::{
    CallToolRequest, CallToolRequestParams, CallToolResult, ClientConfig, ClientRequest, CreateMessageRequestParams,
    CreateMessageResult, CustomRequest, ElicitRequestParams, ElicitResult, ErrorData, Implementation, ListRootsResult,
    LoggingMessageNotificationParam, ProgressNotificationParam, ProtocolVersion, ResourceUpdatedNotificationParam,
};
use rmcp::service::{
    NotificationContext, PeerRequestOptions, RequestContext, RequestHandle, RunningService, ServiceError,
};
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess};
use rmcp::{ClientHandler, ClientLifecycleMode, ClientServiceExt, RoleClient};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// The client itself cannot do this, whatever the server does.
#[derive(Debug)]
pub(crate) struct Unsupported(pub(crate) &'static str);

impl fmt::Display for Unsupported {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for Unsupported {}

/// A transport and a revision: one column of the matrix.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) is_stdio: bool,
    pub(crate) revision: ProtocolVersion,
    program: String,
    arguments: Vec<String>,
}

impl Lane {
    pub(crate) fn new(is_stdio: bool, revision: String, target: Vec<String>) -> Result<Self> {
        let revision = serde_json::from_value(json!(revision))?;
        let mut target = target.into_iter();
        let program = target.next().context("a URL or a command")?;
        Ok(Lane { is_stdio, revision, program, arguments: target.collect() })
    }

    pub(crate) fn is_modern(&self) -> bool {
        !self.revision.has_initialize()
    }

    /// The way of the revision to begin.
    fn lifecycle(&self) -> ClientLifecycleMode {
        if self.is_modern() {
            return ClientLifecycleMode::Discover { preferred_versions: vec![self.revision.clone()] };
        }
        ClientLifecycleMode::Initialize
    }

    /// Connects a client that declares nothing.
    pub(crate) async fn open(&self) -> Result<Session> {
        self.open_with(Answers::default()).await
    }

    /// Connects a client that answers.
    pub(crate) async fn open_with(&self, answers: Answers) -> Result<Session> {
        self.begin(answers, self.lifecycle()).await
    }

    pub(crate) async fn begin(&self, answers: Answers, lifecycle: ClientLifecycleMode) -> Result<Session> {
        let seen = Arc::<Seen>::default();
        let capabilities = serde_json::from_value(answers.capabilities(&self.revision))?;
        let config = ClientConfig::new(capabilities, Implementation::new("interop", "1.0.0"))
            .with_protocol_version(self.revision.clone());
        let client = Client { config, answers, seen: Arc::clone(&seen) };
        let client = if self.is_stdio {
            let mut command = tokio::process::Command::new(&self.program);
            command.args(&self.arguments);
            let (transport, _) = TokioChildProcess::builder(command).stderr(std::process::Stdio::null()).spawn()?;
            client.serve_with_lifecycle(transport, lifecycle).await?
        } else {
            let transport = StreamableHttpClientTransport::from_uri(self.program.clone());
            client.serve_with_lifecycle(transport, lifecycle).await?
        };
        Ok(Session { client, seen })
    }
}

/// How the client answers what servers ask; only what has an answer is declared.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// Results of elicitation, in the order in which they are given.
    pub(crate) elicitation: Mutex<Vec<Value>>,
    pub(crate) can_elicit: bool,
    pub(crate) sampling: Option<Value>,
    pub(crate) roots: Option<Value>,
}

impl Answers {
    pub(crate) fn elicitation(answers: impl IntoIterator<Item = Value>) -> Self {
        let elicitation = answers.into_iter().collect::<Vec<_>>().into_iter().rev().collect();
        Answers { elicitation: Mutex::new(elicitation), can_elicit: true, ..Answers::default() }
    }

    fn capabilities(&self, revision: &ProtocolVersion) -> Value {
        let mut capabilities = json!({});
        if self.can_elicit {
            let has_modes = revision.as_str() > "2025-06-18";
            capabilities["elicitation"] = if has_modes { json!({ "form": {}, "url": {} }) } else { json!({}) };
        }
        if self.sampling.is_some() {
            capabilities["sampling"] = json!({});
        }
        if self.roots.is_some() {
            capabilities["roots"] = json!({});
        }
        capabilities
    }
}

/// What reached the client of the server's own accord.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    entries: Mutex<Vec<(&'static str, Value)>>,
    arrived: Notify,
}

impl Seen {
    fn note(&self, what: &'static str, params: Value) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).push((what, params));
        self.arrived.notify_one();
    }

    /// The parameters of all that is called so.
    pub(crate) fn of(&self, what: &str) -> Vec<Value> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().filter(|(name, _)| *name == what).map(|(_, params)| params.clone()).collect()
    }

    /// Waits until so many have come.
    pub(crate) async fn wait(&self, what: &str, count: usize) -> Vec<Value> {
        loop {
            let found = self.of(what);
            if found.len() >= count {
                return found;
            }
            self.arrived.notified().await;
        }
    }
}

pub(crate) struct Client {
    config: ClientConfig,
    answers: Answers,
    seen: Arc<Seen>,
}

impl Client {
    fn answer<T: serde::de::DeserializeOwned>(&self, answer: Option<Value>) -> Result<T, ErrorData> {
        let answer = answer.ok_or_else(|| ErrorData::internal_error("asked more often than expected", None))?;
        serde_json::from_value(answer).map_err(|error| ErrorData::internal_error(error.to_string(), None))
    }
}

impl ClientHandler for Client {
    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        self.seen.note("elicitation", json!(request));
        self.answer(self.answers.elicitation.lock().unwrap_or_else(PoisonError::into_inner).pop())
    }

    async fn create_message(
        &self,
        params: CreateMessageRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<CreateMessageResult, ErrorData> {
        self.seen.note("sampling", json!(params));
        self.answer(self.answers.sampling.clone())
    }

    async fn list_roots(&self, _: RequestContext<RoleClient>) -> Result<ListRootsResult, ErrorData> {
        self.answer(self.answers.roots.clone())
    }

    async fn on_progress(&self, params: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.seen.note("progress", json!(params));
    }

    async fn on_logging_message(&self, params: LoggingMessageNotificationParam, _: NotificationContext<RoleClient>) {
        self.seen.note("log", json!(params));
    }

    async fn on_resource_updated(&self, params: ResourceUpdatedNotificationParam, _: NotificationContext<RoleClient>) {
        self.seen.note("updated", json!(params));
    }

    async fn on_resource_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.seen.note("resources", json!({}));
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.seen.note("tools", json!({}));
    }

    async fn on_prompt_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.seen.note("prompts", json!({}));
    }

    fn get_info(&self) -> ClientConfig {
        self.config.clone()
    }
}

/// One connected client.
pub(crate) struct Session {
    pub(crate) client: RunningService<RoleClient, Client>,
    pub(crate) seen: Arc<Seen>,
}

impl Session {
    /// Calls a tool, and answers what it asks.
    pub(crate) async fn call(&self, tool: &'static str, arguments: Value) -> Result<CallToolResult, ServiceError> {
        self.client.call_tool(params(tool, arguments)).await
    }

    /// Calls a tool that answers with text alone, and gives the text.
    pub(crate) async fn text(&self, tool: &'static str, arguments: Value) -> Result<String> {
        let result = self.call(tool, arguments).await.with_context(|| format!("call of {tool}"))?;
        let result = json!(result);
        match result["content"][0]["text"].as_str() {
            Some(text) if result["isError"] != json!(true) => Ok(text.to_owned()),
            _ => bail!("{tool} answered {result}"),
        }
    }

    /// Calls the tool that reports progress, lets it answer once all of that was seen, and gives what was.
    pub(crate) async fn progress(&self) -> Result<Vec<Value>> {
        let release = async {
            let seen = self.seen.wait("progress", 3).await;
            self.text("release", json!({})).await?;
            Ok(seen)
        };
        let (answer, seen) = tokio::try_join!(self.text("progress", json!({})), release)?;
        ensure!(answer == "done", "{answer}");
        Ok(seen.iter().map(|one| one["progress"].clone()).collect())
    }

    /// Begins a call that can be given up.
    pub(crate) async fn start(
        &self,
        tool: &'static str,
        options: PeerRequestOptions,
    ) -> Result<RequestHandle<RoleClient>, ServiceError> {
        let request = ClientRequest::CallToolRequest(CallToolRequest::new(params(tool, json!({}))));
        self.client.send_cancellable_request(request, options).await
    }

    pub(crate) async fn custom(&self, method: &str) -> Result<Value, ServiceError> {
        let request = ClientRequest::CustomRequest(CustomRequest::new(method, None));
        Ok(json!(self.client.send_request(request).await?))
    }

    /// A capability of the server.
    pub(crate) fn capability(&self, pointer: &str) -> Value {
        let info = json!(self.client.peer_info().as_deref());
        info["capabilities"].pointer(pointer).cloned().unwrap_or(Value::Null)
    }
}

fn params(tool: &'static str, arguments: Value) -> CallToolRequestParams {
    let params = CallToolRequestParams::new(tool);
    match arguments {
        Value::Object(arguments) => params.with_arguments(arguments),
        _ => params,
    }
}

/// Checks that a request was refused with one of the codes, and gives the error.
pub(crate) fn refused<T: fmt::Debug>(outcome: Result<T, ServiceError>, codes: &[i64]) -> Result<Value> {
    match outcome {
        Ok(result) => bail!("expected an error, received {result:?}"),
        Err(ServiceError::McpError(error)) => {
            let error = json!(error);
            let code = error["code"].as_i64().unwrap_or_default();
            ensure!(codes.contains(&code), "expected code {codes:?}, received {error}");
            Ok(error)
        }
        Err(other) => bail!("expected code {codes:?}: {other}"),
    }
}

/// Checks that what was received is what was expected.
pub(crate) fn same(received: &Value, expected: &Value) -> Result<()> {
    ensure!(received == expected, "expected {expected}, received {received}");
    Ok(())
}
