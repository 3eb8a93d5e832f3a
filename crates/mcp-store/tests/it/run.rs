//! Futures run to their end without a runtime.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use mcp_store::contract::Scope;
use mcp_store::{Collection, Key, Timestamp, Topic};

/// Counts how often a task was woken.
#[derive(Default)]
pub(crate) struct Wakes(AtomicUsize);

impl Wakes {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Polls a future until it is done; `None` where it waits and nothing has woken it, so that nothing ever would.
pub(crate) fn try_run<T>(future: impl Future<Output = T>) -> Option<T> {
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(Arc::clone(&wakes));
    let mut future = pin!(future);
    loop {
        let before = wakes.count();
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return Some(value),
            Poll::Pending if wakes.count() == before => return None,
            Poll::Pending => {}
        }
    }
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    try_run(future).expect("nothing here waits for another task")
}

/// Gives way to whatever else the task does.
pub(crate) async fn give_way() {
    let mut is_second = false;
    poll_fn(|context| {
        context.waker().wake_by_ref();
        if std::mem::replace(&mut is_second, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

pub(crate) fn scope() -> Scope {
    Scope::new("test", at(1_800_000_000_000)).expect("a scope")
}

pub(crate) fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

pub(crate) fn key(name: &str) -> Key {
    Key::new(Collection::from_static("things"), name.to_owned()).expect("a key")
}

pub(crate) fn topic(name: &str) -> Topic {
    Topic::new(name).expect("a topic")
}
