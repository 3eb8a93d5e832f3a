//! A handler at work, contained.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};

use pin_project_lite::pin_project;
use tokio::runtime::Handle;

use crate::layer::{Next, Sight, Work};
use crate::panics::{contain, drop_contained};
use crate::reply::{Reply, internal, message};
use crate::scope::RequestScope;
use crate::stream::Stream;

/// A handler and what is made of its output.
pub(crate) type BoxedAnswer = Pin<Box<dyn Future<Output = Reply> + Send>>;

/// A request that is being answered; dropping it abandons the work.
pub(crate) struct Call {
    scope: Arc<RequestScope>,
    progress: Option<Progress>,
}

enum Progress {
    Decided(Reply),
    Running(BoxedAnswer),
}

impl Call {
    /// Starts a handler; what the author's code does wrong stays within.
    ///
    /// `begin` gives a reply where the handler need not run.
    pub(crate) fn start(
        scope: RequestScope,
        begin: impl FnOnce(&Arc<RequestScope>) -> Result<BoxedAnswer, Reply>,
    ) -> Self {
        let scope = Arc::new(scope);
        let progress = match contain(|| begin(&scope)) {
            Ok(Ok(answer)) => Progress::Running(answer),
            Ok(Err(reply)) => Progress::Decided(reply),
            Err(_) => Progress::Decided(Err(internal())),
        };
        Call { scope, progress: Some(progress) }
    }

    /// Puts layers around the handler, or what was decided without it.
    pub(crate) fn within(mut self, layers: &Next, sight: Arc<Sight>) -> Self {
        let work = match self.progress.take() {
            Some(Progress::Running(answer)) => Work::Run(answer),
            Some(Progress::Decided(reply)) => Work::Reply(reply),
            None => return self,
        };
        self.progress = Some(Progress::Running(layers.reply(sight, work)));
        self
    }

    /// Whether the handler has sent something that should not wait for its reply.
    pub(crate) fn streams(&self) -> bool {
        // Why: without tokio there is no task to move the handler to, so what it sent waits.
        self.scope.stream.get().is_some() && Handle::try_current().is_ok()
    }

    /// Runs the handler to its end, or until nobody takes what it sends, and ends the stream that it has begun.
    pub(crate) async fn drive(self) {
        let scope = Arc::clone(&self.scope);
        let Some(stream) = scope.stream.get() else { return };
        let reply = self.run(stream).await;
        stream.finish(reply.map(|reply| message(reply, &scope.id)));
    }

    /// The reply of the handler; none where the client was gone first, and then the handler is dropped.
    pub(crate) async fn run(mut self, stream: &Stream) -> Option<Reply> {
        let mut abandoned = pin!(stream.abandoned());
        poll_fn(|cx| {
            if let Poll::Ready(reply) = Pin::new(&mut self).poll(cx) {
                return Poll::Ready(Some(reply));
            }
            // spec: HTTP-024 CANCEL-006 a stream that nobody reads cancels its request.
            if abandoned.as_mut().poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            Poll::Pending
        })
        .await
    }

    /// The request that is answered.
    pub(crate) fn scope(&self) -> &Arc<RequestScope> {
        &self.scope
    }
}

impl Future for Call {
    type Output = Reply;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Reply> {
        let outcome = match &mut self.progress {
            Some(Progress::Running(answer)) => contain(|| answer.as_mut().poll(cx)),
            _ => Ok(Poll::Pending),
        };
        let reply = match outcome {
            Ok(Poll::Ready(reply)) => reply,
            // spec: ERR-005 a panic is an internal error that says nothing of its cause.
            Err(_) => Err(internal()),
            Ok(Poll::Pending) => match self.progress.take() {
                Some(Progress::Decided(reply)) => reply,
                running => {
                    self.progress = running;
                    self.scope.watch(cx.waker());
                    return Poll::Pending;
                }
            },
        };
        self.scope.ended.answer();
        drop_contained(self.progress.take());
        Poll::Ready(reply)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.scope.ended.abandon();
        // spec: HTTP-025 a handler whose client is gone ends at its next await, here.
        drop_contained(self.progress.take());
    }
}

/// Joins a handler with what is made of its output.
pub(crate) fn answer<F>(
    handler: F,
    scope: &Arc<RequestScope>,
    conclude: fn(F::Output, &RequestScope) -> Reply,
) -> BoxedAnswer
where
    F: Future + Send + 'static,
    F::Output: 'static,
{
    let answer = Answer { handler, scope: Arc::clone(scope), conclude };
    if !scope.dialogue.as_ref().is_some_and(|dialogue| dialogue.is_single_use()) {
        return Box::pin(answer);
    }
    Box::pin(async move {
        if let Some(dialogue) = &answer.scope.dialogue {
            dialogue.use_up(&answer.scope).await?;
        }
        answer.await
    })
}

/// Moves a handler to the threads that may be kept busy; without tokio it stays where it is.
pub(crate) fn on_blocking_thread(answer: BoxedAnswer) -> BoxedAnswer {
    Box::pin(async move {
        let Ok(runtime) = Handle::try_current() else { return answer.await };
        let work = move || contain(|| runtime.block_on(answer)).unwrap_or_else(|_| Err(internal()));
        // Why: what is contained does not panic, but a runtime that shuts down no longer begins anything.
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(internal()))
    })
}

pin_project! {
    struct Answer<F: Future> {
        #[pin]
        handler: F,
        scope: Arc<RequestScope>,
        conclude: fn(F::Output, &RequestScope) -> Reply,
    }
}

impl<F: Future> Future for Answer<F> {
    type Output = Reply;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Reply> {
        let this = self.project();
        let output = ready!(this.handler.poll(cx));
        Poll::Ready(this.scope.verdict().unwrap_or_else(|| (this.conclude)(output, this.scope)))
    }
}
