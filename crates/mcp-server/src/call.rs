//! A handler at work, contained.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};

use pin_project_lite::pin_project;
use tokio::runtime::Handle;

use crate::failure::Failure;
use crate::layer::{Next, Sight, Work};
use crate::load::{Entry, Timer, by, late};
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

pin_project! {
    /// A handler that may begin when it is let in, and what is made of its output.
    pub(crate) struct Answer<F: Future> {
        entry: Entry,
        timer: Timer,
        #[pin]
        handler: F,
        scope: Arc<RequestScope>,
        conclude: fn(F::Output, &RequestScope) -> Reply,
    }
}

impl<F> Answer<F>
where
    F: Future + Send + 'static,
    F::Output: 'static,
{
    /// Joins a handler with what is made of its output.
    pub(crate) fn new(handler: F, scope: &Arc<RequestScope>, conclude: fn(F::Output, &RequestScope) -> Reply) -> Self {
        Answer { entry: Entry::Outside, timer: Timer::default(), handler, scope: Arc::clone(scope), conclude }
    }

    /// The answer of a handler that is polled where its request is.
    pub(crate) fn in_place(mut self) -> BoxedAnswer {
        if !self.scope.dialogue.as_ref().is_some_and(|dialogue| dialogue.is_single_use()) {
            return Box::pin(self);
        }
        Box::pin(async move {
            self.begin().await?;
            self.await
        })
    }

    /// The answer of a handler that is moved to the threads that may be kept busy; without tokio it stays where it is.
    pub(crate) fn on_blocking_thread(mut self) -> BoxedAnswer {
        Box::pin(async move {
            self.begin().await?;
            let Ok(runtime) = Handle::try_current() else { return self.await };
            let scope = Arc::clone(&self.scope);
            #[cfg(feature = "telemetry")]
            let span = tracing::Span::current();
            // Invariant: the leave to run goes along, and is given back when the thread is free again.
            let work = move || {
                // Why: what the handler logs belongs to its request on any thread.
                #[cfg(feature = "telemetry")]
                let _entered = span.entered();
                contain(|| runtime.block_on(self)).unwrap_or_else(|_| Err(internal()))
            };
            // Why: what is contained does not panic, but a runtime that shuts down no longer begins anything.
            let done = by(scope.deadline, tokio::task::spawn_blocking(work)).await;
            done.map_or_else(|| Err(give_up(&scope)), |reply| reply.unwrap_or_else(|_| Err(internal())))
        })
    }

    /// Waits until the handler may begin.
    async fn begin(&mut self) -> Result<(), Failure> {
        let scope = &self.scope;
        poll_fn(|cx| self.entry.poll_inside(scope, cx)).await?;
        // Why: a request that is not let in has not used its state up.
        match scope.dialogue.as_ref().filter(|dialogue| dialogue.is_single_use()) {
            Some(dialogue) => by(scope.deadline, dialogue.use_up(scope)).await.unwrap_or_else(|| Err(give_up(scope))),
            None => Ok(()),
        }
    }
}

impl<F: Future> Future for Answer<F> {
    type Output = Reply;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Reply> {
        let this = self.project();
        ready!(this.entry.poll_inside(this.scope, cx))?;
        match this.handler.poll(cx) {
            Poll::Ready(output) => {
                Poll::Ready(this.scope.verdict().unwrap_or_else(|| (this.conclude)(output, this.scope)))
            }
            Poll::Pending => this.timer.poll_passed(this.scope.deadline, cx).map(|()| Err(give_up(this.scope))),
        }
    }
}

/// Tells what outlives a request that nobody waits any more, and the client that it took too long.
fn give_up(scope: &RequestScope) -> Failure {
    scope.ended.abandon();
    late().into()
}
