//! A reverse proxy that routes MCP by heads alone and, where it is told to, first checks that content agrees with them.
//!
//! `cargo run -p mcp-transport-http --example gateway -- 127.0.0.1:8080 127.0.0.1:8000 127.0.0.1:8001` listens at the
//! first address and sends calls of the tool `render_video` to the third, all else to the second.
//! What a proxy needs beside MCP is not shown: TLS, limits of time, retries.

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;

use http::request::Parts;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderName, Request, Response, StatusCode, Uri, Version};
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use hyper::body::{Bytes, Incoming};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo};
use mcp_transport_http::{
    Head, HeadPass, HeadPolicy, HeadVerdict, ParameterFields, Rejection, RouteKey, admit_agreement, admit_head,
    admit_parameters, field, parse_failure,
};
use mcp_types::jsonrpc::{ScanLimits, scan};
use mcp_types::{RequestId, admission::excerpt};
use tokio::net::TcpListener;

/// Where requests go, and on what condition. What is `None` fits every request.
pub(crate) struct Route {
    pub(crate) method: Option<&'static str>,
    pub(crate) name: Option<&'static str>,
    /// A field `Mcp-Param-*` and its text. Servers compare it only for tools that mirror an argument so: name the tool.
    pub(crate) parameter: Option<(HeaderName, &'static str)>,
    pub(crate) check: Check,
    pub(crate) upstream: Authority,
}

/// Who makes sure that content is what its head says.
pub(crate) enum Check {
    /// The server, as its version demands: content flows through unread.
    Upstream,
    /// This gateway, before it forwards the very same bytes; with the fields that mirror arguments of the route's tool.
    Here(ParameterFields),
}

pub(crate) struct Gateway {
    policy: HeadPolicy,
    routes: Vec<Route>,
    legacy: Option<Authority>,
    client: Client<HttpConnector, Content>,
}

type Content = BoxBody<Bytes, hyper::Error>;
/// Why not, and the id to say so with, where it could be read.
type Refusal = (Rejection, Option<RequestId>);

/// What to do with a request, as far as its head tells.
enum Verdict<'g> {
    Answer(Response<Bytes>),
    Forward(&'g Authority),
    Verify(HeadPass, &'g ParameterFields, &'g Authority),
}

impl Gateway {
    /// The first route that fits a request is taken. Those of the legacy era, whose heads prove nothing, all go to
    /// `legacy`; without it they are refused.
    pub(crate) fn new(routes: Vec<Route>, legacy: Option<Authority>) -> Arc<Self> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        let policy = if legacy.is_some() { HeadPolicy::local().with_sessions() } else { HeadPolicy::local() };
        Arc::new(Gateway { policy, routes, legacy, client })
    }

    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener) -> std::io::Result<()> {
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let gateway = Arc::clone(&self);
            let service = service_fn(move |request| {
                let gateway = Arc::clone(&gateway);
                async move { Ok::<_, Infallible>(gateway.answer(request).await) }
            });
            // A connection that breaks off is its client's finding.
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Content> {
        let (parts, content) = request.into_parts();
        let outcome = match self.judge(&parts) {
            Ok(Verdict::Answer(response)) => return response.map(whole),
            Ok(Verdict::Forward(upstream)) => Ok((upstream, content.boxed())),
            Ok(Verdict::Verify(pass, fields, upstream)) => {
                verified(pass.head(&parts.headers), fields, content).await.map(|bytes| (upstream, whole(bytes)))
            }
            Err(rejection) => Err((rejection, None)),
        };
        match outcome {
            Ok((upstream, content)) => self.forward(upstream, parts, content).await,
            // spec: HTTP-071 — the status of the rejection, and more than an intermediary owes: its JSON-RPC error.
            Err((rejection, id)) => {
                let mut response = rejection.into_response(id.as_ref()).map(whole);
                self.policy.write_cors(&parts.headers, response.headers_mut());
                response
            }
        }
    }

    fn judge(&self, parts: &Parts) -> Result<Verdict<'_>, Rejection> {
        let legacy = |rejection| self.legacy.as_ref().map(Verdict::Forward).ok_or(rejection);
        let head = match admit_head(&self.policy, parts)? {
            HeadVerdict::Proceed(head) => head,
            HeadVerdict::Preflight(response) => return Ok(Verdict::Answer(response)),
            HeadVerdict::Session(_) => return legacy(Rejection::MethodNotAllowed { sessions: false }),
        };
        let key = match RouteKey::from_headers(head.headers()) {
            Ok(key) => key,
            // spec: HTTP-072 — without a version that has servers compare, no field decides anything.
            Err(error) if error.is_legacy() => return legacy(error.rejection(head.headers())),
            Err(error) => return Err(error.rejection(head.headers())),
        };
        for route in &self.routes {
            if route.fits(&key)? {
                return Ok(match &route.check {
                    Check::Upstream => Verdict::Forward(&route.upstream),
                    Check::Here(fields) => Verdict::Verify(head.pass(), fields, &route.upstream),
                });
            }
        }
        Err(Rejection::MethodNotFound { method: excerpt(key.method()) })
    }

    async fn forward(&self, upstream: &Authority, mut parts: Parts, content: Content) -> Response<Content> {
        // spec: HTTP-069 — fields that mean nothing here go on as they came.
        field::remove_connection_fields(&mut parts.headers);
        let mut uri = parts.uri.into_parts();
        (uri.scheme, uri.authority) = (Some(Scheme::HTTP), Some(upstream.clone()));
        uri.path_and_query.get_or_insert(PathAndQuery::from_static("/"));
        (parts.uri, parts.version) = (Uri::from_parts(uri).expect("it has all parts"), Version::HTTP_11);
        match self.client.request(Request::from_parts(parts, content)).await {
            // Event streams go through piece by piece. When the client leaves, both sides are dropped: that cancels.
            Ok(mut response) => {
                field::remove_connection_fields(response.headers_mut());
                response.map(BodyExt::boxed)
            }
            Err(_) => {
                let bad_gateway = Response::builder().status(StatusCode::BAD_GATEWAY);
                bad_gateway.body(Content::default()).expect("a status and nothing else")
            }
        }
    }
}

impl Route {
    // spec: HTTP-070 — names and parameters are compared as what they stand for.
    fn fits(&self, key: &RouteKey<'_>) -> Result<bool, Rejection> {
        let method_fits = self.method.is_none_or(|method| method == key.method());
        let name_fits = |name| key.name().is_some_and(|sent| sent.stands_for(name));
        Ok(match &self.parameter {
            _ if !(method_fits && self.name.is_none_or(name_fits)) => false,
            Some((field, text)) => key.parameter(field)?.is_some_and(|sent| sent.stands_for(text)),
            None => true,
        })
    }
}

/// Reads content within the limit, and gives it back if it is what the head says.
async fn verified(head: Head<'_>, fields: &ParameterFields, mut content: Incoming) -> Result<Bytes, Refusal> {
    let (mut limit, mut bytes) = (head.body_limit(), Vec::new());
    while let Some(frame) = content.frame().await {
        let Ok(piece) = frame.map_err(|_| (Rejection::ContentIncomplete, None))?.into_data() else { continue };
        limit.admit(piece.len()).map_err(|rejection| (rejection, None))?;
        bytes.extend_from_slice(&piece);
    }
    let message = scan(&bytes, &ScanLimits::default());
    let message = message.map_err(|error| (parse_failure(&error), error.id().cloned()))?;
    let agreement = admit_agreement(&head, &message)
        .and_then(|()| admit_parameters(&head, fields, message.params().get("arguments")));
    agreement.map_err(|rejection| (rejection, message.id().cloned()))?;
    Ok(bytes.into())
}

fn whole(bytes: Bytes) -> Content {
    Full::new(bytes).map_err(|never| match never {}).boxed()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [listen, servers, heavy] = &arguments[..] else { return Err("usage: gateway LISTEN SERVERS HEAVY".into()) };
    let (method, name) = (Some("tools/call"), Some("render_video"));
    let heavy = Route { method, name, parameter: None, check: Check::Upstream, upstream: heavy.parse()? };
    let check = Check::Here(ParameterFields::default());
    let rest = Route { method: None, name: None, parameter: None, check, upstream: servers.parse()? };
    Ok(Gateway::new(vec![heavy, rest], None).serve(TcpListener::bind(listen).await?).await?)
}
