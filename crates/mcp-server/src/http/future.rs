//! The response to one request, on its way.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::Response;
use http::request::Parts;
use http_body::Body;
use mcp_transport_http::{BodyLimit, HeadPass};
use mcp_types::RequestId;
use pin_project_lite::pin_project;

use super::body::ResponseBody;
use super::content::Content;
use super::legacy::LegacyResponse;
use super::service::{Endpoint, Next, refuse, respond};
use crate::call::{BoxedAnswer, Call};
use crate::limits::MAX_IGNORED_BODY_BYTES;
use crate::subscription::Opening;

pin_project! {
    /// The future of [`McpService`](crate::McpService): reads the content, then waits for the handler.
    ///
    /// # Cancel safety
    ///
    /// Dropping it abandons the request; a handler that is running is dropped where it waits.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<B> {
        endpoint: Arc<Endpoint>,
        parts: Parts,
        #[pin]
        state: State<B>,
    }
}

pin_project! {
    /// ```text
    /// Reading ──▶ Calling │ Waiting │ Listening │ Conversing ──▶ Done
    ///    └──────▶ Ready │ Refusing ──────────────────────────────▶┘
    /// ```
    #[project = StateProjection]
    #[project_replace = StateReplacement]
    enum State<B> {
        Reading { #[pin] body: B, content: Content, pass: HeadPass },
        Calling { call: Call },
        Waiting { answer: BoxedAnswer, id: RequestId },
        Listening { opening: Opening, id: RequestId },
        Conversing { response: LegacyResponse },
        Ready { response: Option<Response<ResponseBody>> },
        Refusing { #[pin] body: B, content: Content, response: Option<Response<ResponseBody>> },
        Done,
    }
}

impl<B> ResponseFuture<B> {
    pub(super) fn reading(endpoint: Arc<Endpoint>, parts: Parts, body: B, pass: HeadPass) -> Self {
        let content = Content::new(pass.body_limit());
        ResponseFuture { endpoint, parts, state: State::Reading { body, content, pass } }
    }

    pub(super) fn attending(endpoint: Arc<Endpoint>, parts: Parts, response: LegacyResponse) -> Self {
        ResponseFuture { endpoint, parts, state: State::Conversing { response } }
    }

    /// With the response that the head alone has decided.
    ///
    /// Content is read nonetheless where it is short: a connection on which it is left cannot be used again.
    pub(super) fn decided(endpoint: Arc<Endpoint>, parts: Parts, body: B, response: Response<ResponseBody>) -> Self
    where
        B: Body,
    {
        let response = Some(response);
        let is_short = body.size_hint().upper().is_some_and(|bytes| (1..=MAX_IGNORED_BODY_BYTES).contains(&bytes));
        let state = match is_short {
            true => State::Refusing { body, content: Content::new(BodyLimit::new(MAX_IGNORED_BODY_BYTES)), response },
            false => State::Ready { response },
        };
        ResponseFuture { endpoint, parts, state }
    }
}

impl<B: Body> Future for ResponseFuture<B> {
    type Output = Result<Response<ResponseBody>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let response = match this.state.as_mut().project() {
                StateProjection::Reading { body, content, pass } => match ready!(content.poll_read(body, cx)) {
                    Ok(content) => {
                        let head = pass.head(&this.parts.headers);
                        match this.endpoint.proceed(&head, this.parts, &content) {
                            Next::Respond(response) => Some(response),
                            Next::Call(call) => {
                                this.state.set(State::Calling { call });
                                continue;
                            }
                            Next::Wait(answer, id) => {
                                this.state.set(State::Waiting { answer, id });
                                continue;
                            }
                            Next::Converse(response) => {
                                this.state.set(State::Conversing { response });
                                continue;
                            }
                            Next::Listen(opening, id) => {
                                this.state.set(State::Listening { opening, id });
                                continue;
                            }
                        }
                    }
                    Err(rejection) => Some(refuse(rejection, None)),
                },
                StateProjection::Calling { call } => match Pin::new(&mut *call).poll(cx) {
                    Poll::Ready(reply) => Some(this.endpoint.conclude(reply, call.scope())),
                    Poll::Pending if call.streams() => {
                        let StateReplacement::Calling { call } = this.state.as_mut().project_replace(State::Done)
                        else {
                            return Poll::Pending;
                        };
                        Some(this.endpoint.stream(call))
                    }
                    Poll::Pending => return Poll::Pending,
                },
                StateProjection::Waiting { answer, id } => Some(respond(ready!(answer.as_mut().poll(cx)), id)),
                StateProjection::Listening { opening, id } => {
                    let opened = ready!(opening.as_mut().poll(cx));
                    Some(this.endpoint.listen(opened, id))
                }
                StateProjection::Conversing { response } => Some(ready!(response.as_mut().poll(cx))),
                StateProjection::Ready { response } => response.take(),
                StateProjection::Refusing { body, content, response } => {
                    // Why: a refusal stands, however the content ends.
                    let _ = ready!(content.poll_read(body, cx));
                    response.take()
                }
                StateProjection::Done => None,
            };
            let Some(response) = response else {
                return Poll::Pending;
            };
            this.state.set(State::Done);
            return Poll::Ready(Ok(this.endpoint.finish(this.parts, response)));
        }
    }
}

impl<B> fmt::Debug for ResponseFuture<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
