//! Notifications on the stream of the request that they belong to.

mod ended;
mod log;
mod progress;

use std::future::poll_fn;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::Instant;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::{Notify, mpsc};

pub(crate) use self::ended::Ended;
pub use self::log::LogData;
pub use self::progress::Progress;
use crate::RateLimit;
use crate::limits;
use crate::load::Bucket;
use crate::reply::write_json;
use crate::scope::RequestScope;

/// Where the notifications of one request wait to be sent.
///
/// It is made by the first of them, which is also what turns the reply into a stream.
pub(crate) struct Stream {
    // Invariant: `None` once the reply is decided, so that nothing follows it.
    sender: Mutex<Option<mpsc::Sender<Bytes>>>,
    receiver: Mutex<Option<mpsc::Receiver<Bytes>>>,
    /// What comes after all messages.
    // Invariant: set before `sender` is taken, and so there as soon as `receiver` has ended.
    reply: Mutex<Option<Bytes>>,
    /// Told when the client has taken nothing for too long.
    stalled: Notify,
    last_progress: Mutex<f64>,
    began: Instant,
    progress_rate: Bucket,
    log_rate: Bucket,
}

const PROGRESS: RateLimit = rate(limits::PROGRESS_PER_SECOND, limits::PROGRESS_BURST);
const LOGS: RateLimit = rate(limits::LOGS_PER_SECOND, limits::LOG_BURST);

const fn rate(per_second: u32, burst: u32) -> RateLimit {
    match RateLimit::new(per_second as f64, burst) {
        Ok(rate) => rate,
        // Invariant: told when this crate is compiled.
        Err(_) => panic!("a rate that can be kept"),
    }
}

impl Stream {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = mpsc::channel(limits::STREAM_QUEUE_MESSAGES);
        Stream {
            sender: Mutex::new(Some(sender)),
            receiver: Mutex::new(Some(receiver)),
            reply: Mutex::new(None),
            stalled: Notify::new(),
            last_progress: Mutex::new(f64::NEG_INFINITY),
            began: Instant::now(),
            progress_rate: Bucket::new(PROGRESS),
            log_rate: Bucket::new(LOGS),
        }
    }

    /// The end from which messages are taken, once.
    pub(crate) fn take_receiver(&self) -> Option<mpsc::Receiver<Bytes>> {
        lock(&self.receiver).take()
    }

    /// Lets the reply follow what was sent so far, and nothing else; without one the stream just ends.
    pub(crate) fn finish(&self, reply: Option<Bytes>) {
        *lock(&self.reply) = reply;
        // spec: PROG-008 LOG-003 HTTP-026 nothing follows the reply, or the end of a request that has none.
        *lock(&self.sender) = None;
    }

    /// The reply, once; `None` before all messages were taken.
    pub(crate) fn take_reply(&self) -> Option<Bytes> {
        lock(&self.reply).take()
    }

    /// Completes when nobody takes messages any more, or has not for too long.
    pub(crate) async fn abandoned(&self) {
        let Some(sender) = self.sender() else { return };
        tokio::select! {
            () = sender.closed() => {}
            () = self.stalled.notified() => {}
        }
    }

    /// Whether one more message is not too often; if so it counts.
    fn admits(&self, rate: &Bucket) -> bool {
        rate.take(self.began.elapsed().as_nanos() as u64).is_ok()
    }

    fn sender(&self) -> Option<mpsc::Sender<Bytes>> {
        lock(&self.sender).clone()
    }

    /// Queues a message if there is room.
    fn offer(&self, message: Vec<u8>) {
        if let Some(sender) = self.sender() {
            // Why: what does not fit is lost by design; the next one says more.
            let _ = sender.try_send(message.into());
        }
    }

    /// Queues a message, waiting for room; a client that makes none in time loses its call.
    pub(crate) async fn push(&self, message: Vec<u8>) {
        let Some(sender) = self.sender() else { return };
        if Handle::try_current().is_err() {
            return self.offer(message);
        }
        let sent = tokio::time::timeout(limits::STREAM_WRITE_TIMEOUT, sender.send(message.into()));
        if sent.await.is_err() {
            self.stalled.notify_one();
        }
    }
}

/// Serializes a notification.
fn message(notification: &impl mcp_types::wire::Wire) -> Vec<u8> {
    let mut buffer = Vec::with_capacity(limits::NOTIFICATION_BYTES);
    write_json(&mut buffer, notification);
    buffer
}

/// Lets everyone else on the thread go first, and the handler be dropped if nobody waits for it any more.
///
/// It is what a message costs that is left out: a handler that does nothing but report would not wait for anything.
async fn stand_back() {
    tokio::task::yield_now().await;
}

/// Lets whoever polls the handler look at the first message, wherever it was sent from.
pub(crate) async fn show(scope: &RequestScope) {
    scope.wake_poller();
    let mut paused = false;
    poll_fn(|cx| match paused {
        true => Poll::Ready(()),
        false => {
            paused = true;
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await;
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Why: no code of an author runs under these locks, so what they guard is whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: PROG-008 LOG-003 HTTP-026
    #[tokio::test]
    async fn nothing_follows_the_end() {
        let stream = Stream::new();
        let mut messages = stream.take_receiver().expect("nobody has taken it");
        stream.offer(b"before".to_vec());
        stream.finish(Some(Bytes::from_static(b"reply")));
        stream.offer(b"after".to_vec());
        stream.push(b"after".to_vec()).await;
        assert_eq!(messages.recv().await.as_deref(), Some(&b"before"[..]));
        assert_eq!(messages.try_recv(), Err(mpsc::error::TryRecvError::Disconnected));
        assert_eq!(stream.take_reply().as_deref(), Some(&b"reply"[..]));
        assert_eq!(stream.take_reply(), None);
    }
}
