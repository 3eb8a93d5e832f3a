//! Connections in memory under virtual time, and real sockets where the operating system has a part in it.

mod accepting;
mod closing;
mod draining;
mod peer;
mod protocols;
mod routes;
mod sockets;
mod streaming;
mod timeouts;

use std::future::pending;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use mcp_types::LoggingLevel;
use tokio::io::{DuplexStream, duplex};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use self::peer::Peer;
use super::accept::Accept;
use super::run::{Stopped, run};
use super::settings::Settings;
use crate::{Context, HttpConfig, McpService, NoArgs, Progress, Server, Tool};

/// Bytes that a connection holds in each direction.
const CAPACITY: usize = 64 * 1024;

/// What the test and the tools of its server share.
#[derive(Debug)]
struct Shared {
    /// One permit for each call of `wait` that has started.
    started: Semaphore,
    /// Takes one permit for each call of `wait` that may finish.
    gate: Semaphore,
    /// Calls of `wait` that were dropped before they finished.
    dropped: AtomicUsize,
}

/// Counts a call that is dropped.
struct Dropped<'s>(&'s AtomicUsize);

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

async fn ping(_: NoArgs) -> &'static str {
    "pong"
}

async fn wait(_: NoArgs, cx: Context<Arc<Shared>>) -> &'static str {
    let shared = Arc::clone(cx.state());
    shared.started.add_permits(1);
    let dropped = Dropped(&shared.dropped);
    shared.gate.acquire().await.expect("the gate is never closed").forget();
    std::mem::forget(dropped);
    "waited"
}

/// Reports that it has begun, and waits.
async fn report(args: NoArgs, cx: Context<Arc<Shared>>) -> &'static str {
    cx.progress(Progress::new(1)).await;
    wait(args, cx).await
}

/// Says much, and never ends.
async fn flood(_: NoArgs, cx: Context<Arc<Shared>>) {
    let shared = Arc::clone(cx.state());
    let _dropped = Dropped(&shared.dropped);
    shared.started.add_permits(1);
    for done in 0.. {
        cx.progress(Progress::new(done)).await;
        cx.log(LoggingLevel::Info, "x".repeat(50_000)).await;
        tokio::task::yield_now().await;
    }
}

/// A server with the tools `ping`, `wait`, `report`, `flood`, and so long a list that it does not fit into a connection.
fn service(shared: &Arc<Shared>) -> McpService {
    let mut builder = Server::builder("test", "1.0.0")
        .logging()
        .state(Arc::clone(shared))
        .tool(Tool::new("report").handler(report))
        .tool(Tool::new("flood").handler(flood))
        .tool(Tool::new("ping").handler(ping))
        .tool(Tool::new("wait").handler(wait));
    for index in 0..50 {
        builder = builder.tool(Tool::new(format!("tool_{index}")).description("x".repeat(20_000)).handler(ping));
    }
    builder.build().expect("a server").http(HttpConfig::local())
}

/// Connections that the test makes.
struct Door {
    queue: Mutex<mpsc::UnboundedReceiver<io::Result<DuplexStream>>>,
}

impl Accept for Door {
    type Io = DuplexStream;

    fn poll_accept(&self, cx: &mut TaskContext<'_>) -> Poll<io::Result<DuplexStream>> {
        let mut queue = self.queue.lock().expect("nobody panics with it");
        queue.poll_recv(cx).map(|connection| connection.expect("the test holds the other end"))
    }
}

/// A listener that is being tested.
struct Harness {
    shared: Arc<Shared>,
    door: mpsc::UnboundedSender<io::Result<DuplexStream>>,
    stop: Option<oneshot::Sender<()>>,
    listener: JoinHandle<io::Result<Stopped>>,
}

impl Harness {
    fn start() -> Self {
        Self::start_with(Settings::default())
    }

    fn start_with(settings: Settings) -> Self {
        let shared = Shared { started: Semaphore::new(0), gate: Semaphore::new(0), dropped: AtomicUsize::new(0) };
        let shared = Arc::new(shared);
        let (door, queue) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel();
        let stop_signal = async {
            if stopped.await.is_err() {
                pending::<()>().await;
            }
        };
        let listener = run(Door { queue: Mutex::new(queue) }, settings, service(&shared), stop_signal);
        Harness { shared, door, stop: Some(stop), listener: tokio::spawn(listener) }
    }

    fn connect(&self) -> Peer<DuplexStream> {
        let (near, far) = duplex(CAPACITY);
        self.door.send(Ok(far)).expect("the listener accepts");
        Peer::new(near)
    }

    /// Calls `wait` on a connection of its own, and returns once the tool is at work.
    async fn begin_waiting(&self) -> Peer<DuplexStream> {
        let mut peer = self.connect();
        peer.send(&peer::call("wait")).await;
        self.started().await;
        peer
    }

    /// Waits until one more call of `wait` is at work.
    async fn started(&self) {
        self.shared.started.acquire().await.expect("never closed").forget();
    }

    /// Lets one call of `wait` finish.
    fn open_gate(&self) {
        self.shared.gate.add_permits(1);
    }

    fn dropped(&self) -> usize {
        self.shared.dropped.load(Ordering::Relaxed)
    }

    fn stop(&mut self) {
        let stop = self.stop.take().expect("stopped once");
        stop.send(()).expect("the listener waits for it");
    }

    async fn ended(self) -> io::Result<Stopped> {
        self.listener.await.expect("the listener does not panic")
    }
}

/// Whole seconds since `start`; timers may be late by a tick of a millisecond.
fn since(start: Instant) -> Duration {
    Duration::from_secs(start.elapsed().as_secs())
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Lets everything happen that can happen without time passing.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}
