//! Which part answers a request: the path decides.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body::Body;
use hyper::body::Incoming;
use hyper_util::service::{TowerToHyperService, TowerToHyperServiceFuture};
use mcp_transport_http::field::MCP_METHOD;
use pin_project_lite::pin_project;
use tokio::sync::watch;
use tower_service::Service;

use super::activity::{Activity, InFlight};
use super::body::ServedBody;
use super::request_body::RequestBody;
use super::run::Phase;
use super::settings::Settings;
use crate::subscription::Stopping;

/// The service of one connection.
pub(super) struct Route<S> {
    pub(super) service: TowerToHyperService<S>,
    pub(super) settings: Arc<Settings>,
    pub(super) phase: watch::Receiver<Phase>,
    pub(super) stopping: Stopping,
    pub(super) activity: Arc<Activity>,
}

pin_project! {
    /// The response to one request, on its way.
    #[project = RouteFutureProjection]
    pub(super) enum RouteFuture<S, B>
    where
        S: Service<Request<RequestBody>>,
    {
        Endpoint {
            #[pin]
            response: TowerToHyperServiceFuture<S, Request<RequestBody>>,
            in_flight: Option<InFlight>,
        },
        Own {
            response: Option<Response<ServedBody<B>>>,
        },
    }
}

impl<S, B> hyper::service::Service<Request<Incoming>> for Route<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone,
    B: Body<Data = Bytes>,
{
    type Response = Response<ServedBody<B>>;
    type Error = S::Error;
    type Future = RouteFuture<S, B>;

    fn call(&self, request: Request<Incoming>) -> RouteFuture<S, B> {
        let in_flight = self.activity.begin();
        let (timeout, activity) = (self.settings.body_timeout, Arc::clone(&self.activity));
        let mut request = request.map(|body| RequestBody::new(body, timeout, activity));
        let path = request.uri().path();
        // spec: HTTP-001 — one path is the MCP endpoint; nothing else answers to messages.
        if path == &*self.settings.endpoint {
            // Why: only such an answer lasts until somebody ends it, and others are not worth the allocation.
            if opens_stream(request.method(), request.headers()) {
                request.extensions_mut().insert(self.stopping.clone());
            }
            let response = hyper::service::Service::call(&self.service, request);
            return RouteFuture::Endpoint { response, in_flight: Some(in_flight) };
        }
        let response = match self.settings.health.as_deref() {
            Some(health) if path == health => self.health(request.method(), in_flight),
            _ => own(StatusCode::NOT_FOUND, "", in_flight),
        };
        drop(request);
        RouteFuture::Own { response: Some(say_whether_more_is_read(&self.activity, response)) }
    }
}

/// Tells the client not to use the connection again where the rest of its request stands in the way.
fn say_whether_more_is_read<B>(activity: &Activity, mut response: Response<B>) -> Response<B> {
    if activity.is_unread() {
        // spec: rfc9112#9.6 — HTTP/2, which has no such field, leaves it out and goes on.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Whether the answer may be a stream that lasts as long as both sides like.
fn opens_stream(method: &Method, headers: &HeaderMap) -> bool {
    let listens = |name: &HeaderValue| name == mcp_types::Method::SubscriptionsListen.as_str();
    method == Method::GET || headers.get(MCP_METHOD).is_some_and(listens)
}

impl<S> Route<S> {
    /// Whether to send requests here.
    fn health<B>(&self, method: &Method, in_flight: InFlight) -> Response<ServedBody<B>> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut response = own(StatusCode::METHOD_NOT_ALLOWED, "", in_flight);
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let mut response = match *self.phase.borrow() {
            Phase::Serving => own(StatusCode::OK, "ready\n", in_flight),
            _ => own(StatusCode::SERVICE_UNAVAILABLE, "draining\n", in_flight),
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

fn own<B>(status: StatusCode, text: &'static str, in_flight: InFlight) -> Response<ServedBody<B>> {
    let mut response = Response::new(ServedBody::own(text, in_flight));
    *response.status_mut() = status;
    response
}

impl<S, B> Future for RouteFuture<S, B>
where
    S: Service<Request<RequestBody>, Response = Response<B>>,
{
    type Output = Result<Response<ServedBody<B>>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let response = match self.project() {
            RouteFutureProjection::Endpoint { response, in_flight } => {
                let response = ready!(response.poll(cx))?;
                in_flight.take().map(|in_flight| {
                    let response = say_whether_more_is_read(in_flight.activity(), response);
                    response.map(|body| ServedBody::of_endpoint(body, in_flight))
                })
            }
            RouteFutureProjection::Own { response } => response.take(),
        };
        response.map_or(Poll::Pending, |response| Poll::Ready(Ok(response)))
    }
}
