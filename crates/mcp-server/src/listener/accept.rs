//! Taking in connections, as many as may be open.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

use super::settings::AcceptErrorHook;
use crate::limits::{MAX_ACCEPT_PAUSE, MIN_ACCEPT_PAUSE};

/// Where connections come from.
pub(super) trait Accept {
    type Io: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Io>>;
}

/// Hands every connection to `begin`, with the permit that it gives back when it ends; returns what no longer works.
pub(super) async fn accept_all<A: Accept>(
    acceptor: &A,
    permits: &Arc<Semaphore>,
    on_error: Option<&AcceptErrorHook>,
    begin: impl Fn(A::Io, OwnedSemaphorePermit),
) -> io::Error {
    let mut pause = MIN_ACCEPT_PAUSE;
    loop {
        // Why: a connection that may not be served yet is better off in the kernel's queue, which costs us nothing.
        let permit = Arc::clone(permits).acquire_owned().await.expect("the semaphore is never closed");
        let error = match poll_fn(|cx| acceptor.poll_accept(cx)).await {
            Ok(io) => {
                pause = MIN_ACCEPT_PAUSE;
                begin(io, permit);
                continue;
            }
            Err(error) => error,
        };
        drop(permit);
        if let Some(hook) = on_error {
            hook(&error);
        }
        match Fault::of(&error) {
            Fault::Connection => {}
            Fault::Resources => {
                sleep(pause).await;
                pause = next_pause(pause);
            }
            Fault::Socket => return error,
        }
    }
}

fn next_pause(pause: Duration) -> Duration {
    (2 * pause).min(MAX_ACCEPT_PAUSE)
}

/// What failed when a connection could not be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The connection: it is gone, and the next one may come.
    Connection,
    /// The machine: files or memory have run out, or the network is down.
    Resources,
    /// The socket: it will never accept again.
    Socket,
}

impl Fault {
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
            | ErrorKind::Interrupted => Fault::Connection,
            ErrorKind::InvalidInput | ErrorKind::NotConnected | ErrorKind::Unsupported => Fault::Socket,
            // Why: what is unknown is waited for, which is right for most of it and never a busy loop.
            _ => Fault::Resources,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_second() {
        let mut pause = MIN_ACCEPT_PAUSE;
        for _ in 0..20 {
            assert!(next_pause(pause) > pause || pause == MAX_ACCEPT_PAUSE);
            pause = next_pause(pause);
        }
        assert_eq!(pause, MAX_ACCEPT_PAUSE);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn faults_are_told_apart() {
        // ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM, ENETDOWN, EINVAL, EOPNOTSUPP
        let table = [
            (103, Fault::Connection),
            (24, Fault::Resources),
            (23, Fault::Resources),
            (105, Fault::Resources),
            (12, Fault::Resources),
            (1, Fault::Resources),
            (100, Fault::Resources),
            (22, Fault::Socket),
            (95, Fault::Socket),
        ];
        for (code, fault) in table {
            let error = io::Error::from_raw_os_error(code);
            assert_eq!(Fault::of(&error), fault, "{error}");
        }
    }
}
