//! The service, and the way of a request through it.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body::Body;
use mcp_transport_http::sse;
use mcp_transport_http::{
    Admitted, Head, HeadPass, HeadPolicy, HeadVerdict, REFUSALS, Rejection, Traffic, admit, admit_origin, classify,
    parse_failure,
};
use mcp_types::jsonrpc::{ScanLimits, scan};
use mcp_types::{ErrorCode, RequestId};
use tower_service::Service;

use super::body::ResponseBody;
use super::config::{AuthMode, HttpConfig};
use super::events::Events;
use super::future::ResponseFuture;
use super::legacy::LegacyResponse;
use crate::Server;
use crate::call::{BoxedAnswer, Call};
use crate::failure::Failure;
use crate::layer::Carrier;
use crate::refused;
use crate::reply::{Reply, error_message, internal, message};
use crate::scope::RequestScope;
use crate::server::{self, Answer};
use crate::stream::Stream;
use crate::subscription::{Listening, Opening, Stopping};
use crate::viewer::Principal;

/// The first row of [`REFUSALS`] that a tool's own error can belong to; those before it judge the request as such.
const FIRST_ROW_OF_ERRORS: u8 = 14;

/// Answers HTTP requests to the MCP endpoint of a [`Server`].
///
/// It is always ready and never fails: mount it where `tower` services go, such as `axum::Router::route_service`, or
/// call it from a `hyper` connection. A request is answered where it is polled. Only a handler that reports progress or
/// logs is moved to a task, and that needs tokio; under another runtime what it sends waits until it is done. Dropping
/// a response that is not there yet, or an event stream before its end, stops the handler at its next await.
///
/// # Examples
///
/// ```
/// use mcp_server::{AuthMode, HttpConfig, Server};
/// use tower_service::Service;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut service = Server::builder("empty", "1.0.0").build()?.http(HttpConfig::public(AuthMode::Anonymous));
/// let request = http::Request::get("/mcp").body(String::new())?;
/// let response = service.call(request).await?;
/// assert_eq!(response.status(), 405);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct McpService {
    endpoint: Arc<Endpoint>,
}

/// What all requests to one endpoint share.
pub(super) struct Endpoint {
    pub(super) server: Server,
    policy: HeadPolicy,
    auth: AuthMode,
    pub(super) scan_limits: ScanLimits,
    /// How long an event stream is silent before a comment shows that it is alive.
    pub(super) keep_alive: Duration,
}

/// Where a request stands after its head was judged.
enum Begun {
    Read(HeadPass),
    Attend(LegacyResponse),
    Respond(Response<ResponseBody>),
}

/// Where a request stands after its content was read.
pub(super) enum Next {
    Respond(Response<ResponseBody>),
    Call(Call),
    Wait(BoxedAnswer, RequestId),
    Listen(Opening, RequestId),
    Converse(LegacyResponse),
}

impl McpService {
    pub(crate) fn new(server: Server, config: HttpConfig) -> Self {
        let (keep_alive, auth) = (config.keep_alive_interval(), config.auth().clone());
        let policy = match server.is_dual() {
            true => config.into_policy().with_sessions(),
            false => config.into_policy(),
        };
        let endpoint = Endpoint { server, policy, auth, scan_limits: ScanLimits::default(), keep_alive };
        McpService { endpoint: Arc::new(endpoint) }
    }
}

impl<B> Service<Request<B>> for McpService
where
    B: Body,
    B::Data: Buf,
{
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = ResponseFuture<B>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> ResponseFuture<B> {
        let (parts, body) = request.into_parts();
        match self.endpoint.begin(&parts) {
            Begun::Read(pass) => ResponseFuture::reading(Arc::clone(&self.endpoint), parts, body, pass),
            Begun::Attend(response) => ResponseFuture::attending(Arc::clone(&self.endpoint), parts, response),
            Begun::Respond(response) => ResponseFuture::decided(Arc::clone(&self.endpoint), parts, body, response),
        }
    }
}

impl fmt::Debug for McpService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpService")
            .field("server", &self.endpoint.server)
            .field("policy", &self.endpoint.policy)
            .finish_non_exhaustive()
    }
}

impl Endpoint {
    /// Judges the head alone.
    fn begin(self: &Arc<Self>, parts: &Parts) -> Begun {
        self.judge(parts).unwrap_or_else(|rejection| Begun::Respond(refuse(rejection, None)))
    }

    fn judge(self: &Arc<Self>, parts: &Parts) -> Result<Begun, Rejection> {
        Ok(match admit_origin(&self.policy, parts)? {
            // Why: browsers ask without credentials.
            HeadVerdict::Preflight(response) => Begun::Respond(response.map(ResponseBody::from)),
            HeadVerdict::Session(method) => {
                self.auth.admit(&parts.extensions)?;
                Begun::Attend(self.attend(method, parts))
            }
            HeadVerdict::Proceed(arrival) => {
                self.auth.admit(&parts.extensions)?;
                Begun::Read(arrival.admit_content()?.pass())
            }
        })
    }

    /// Judges the content together with the head, and starts to answer.
    pub(super) fn proceed(self: &Arc<Self>, head: &Head<'_>, parts: &Parts, content: &Bytes) -> Next {
        let message = match scan(content, &self.scan_limits) {
            Ok(message) => message,
            Err(error) => return Next::Respond(refuse(parse_failure(&error), error.id())),
        };
        // spec: VER-008 each request chooses its era for itself, and so both are served at one endpoint.
        if self.server.is_dual() && matches!(classify(head, &message), Traffic::Legacy(_)) {
            return Next::Converse(self.converse(parts, content.clone()));
        }
        match admit(head, &message, &self.server) {
            Ok(Admitted::Request { id, method, name, meta, .. }) => {
                let params = message.params();
                let (principal, stopping) = (Principal::of(&parts.extensions), parts.extensions.get::<Stopping>());
                let carrier = Carrier::Http(parts.version, &parts.headers);
                let head = Some(*head);
                let request = server::Request {
                    id,
                    method,
                    params,
                    meta,
                    principal,
                    session: None,
                    stopping,
                    name,
                    head,
                    carrier,
                };
                match self.server.answer(request) {
                    Answer::Ready(reply) => Next::Respond(respond(reply, id)),
                    Answer::Call(call) => Next::Call(call),
                    Answer::Later(answer) => Next::Wait(answer, id.clone()),
                    Answer::Listen(opening) => Next::Listen(opening, id.clone()),
                }
            }
            Ok(Admitted::Notification { .. }) => Next::Respond(accepted()),
            // spec: JSON-013 a refusal repeats the id of what it refuses.
            Err(rejection) => Next::Respond(refuse(rejection, message.id())),
        }
    }

    /// The response of a handler that is done.
    pub(super) fn conclude(&self, reply: Reply, scope: &Arc<RequestScope>) -> Response<ResponseBody> {
        let Some((stream, messages)) = scope.stream.get().and_then(|stream| Some((stream, stream.take_receiver()?)))
        else {
            return respond(reply, &scope.id);
        };
        stream.finish(Some(message(reply, &scope.id)));
        sse::response(Events::of_reply(Arc::clone(scope), messages).into())
    }

    /// The response of a handler that goes on while what it sends is read.
    pub(super) fn stream(&self, call: Call) -> Response<ResponseBody> {
        // Invariant: the receiver is taken once, here or where the handler is done.
        let messages = call.scope().stream.get().and_then(Stream::take_receiver);
        match messages {
            Some(messages) => sse::response(Events::of_call(call, messages, self.keep_alive).into()),
            None => respond(Err(internal()), &call.scope().id),
        }
    }

    /// The response to a request to listen.
    pub(super) fn listen(&self, opened: Result<Listening, Failure>, id: &RequestId) -> Response<ResponseBody> {
        match opened {
            // spec: SUBS-020 the reply is an event stream that lasts until either side ends it.
            Ok(listening) => sse::response(Events::of_subscription(listening, self.keep_alive).into()),
            Err(error) => respond(Err(error), id),
        }
    }

    /// Adds what a web page needs to read the response.
    pub(super) fn finish(&self, parts: &Parts, mut response: Response<ResponseBody>) -> Response<ResponseBody> {
        self.policy.write_cors(&parts.headers, response.headers_mut());
        response
    }
}

/// The response to a request that was refused before it was an operation.
pub(super) fn refuse(rejection: Rejection, id: Option<&RequestId>) -> Response<ResponseBody> {
    refused::tell(&rejection);
    rejection.into_response(id).map(ResponseBody::from)
}

/// The response to a request that was admitted.
pub(super) fn respond(reply: Reply, id: &RequestId) -> Response<ResponseBody> {
    let (status, body) = match reply {
        Ok(content) => (StatusCode::OK, content.into()),
        Err(Failure::Error(error)) => (status_of(error.code), error_message(&error, Some(id)).into()),
        Err(Failure::Refused(rejection)) => return rejection.into_response(Some(id)).map(ResponseBody::from),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    // spec: HTTP-015 a request is answered with one JSON object.
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The status of an error that answers a request: that of the rows about what the request asks for, else 200.
fn status_of(code: ErrorCode) -> StatusCode {
    let rows = REFUSALS.iter().filter(|row| row.number >= FIRST_ROW_OF_ERRORS);
    let answer = rows.flat_map(|row| row.answers).find(|answer| answer.code == Some(code));
    // Why: the exchange itself went well, and clients of both eras read the error from a 200.
    answer.map_or(StatusCode::OK, |answer| answer.status)
}

/// The response to a notification.
pub(super) fn accepted() -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::default());
    // spec: HTTP-013, JSON-017 a notification is accepted, and nothing is said in return.
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}
