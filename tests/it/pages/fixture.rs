//! The server that all pages share, and connections to it.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::LazyLock;

use mcp_server::{HttpConfig, Server};
use mcp_transport_http::REFUSALS;
use test_support::{Listener, Message, Peer, Reply};
use tokio::runtime::Builder;

/// Bytes of one field that make a head too large for us, but not for the HTTP library below.
pub(crate) const OVERSIZED_HEAD: usize = mcp_transport_http::limits::MAX_HEAD_BYTES + 1;

/// Bytes of content that are too many.
pub(crate) const OVERSIZED_BODY: usize = mcp_transport_http::limits::MAX_BODY_BYTES as usize + 1;

static SERVER: LazyLock<Listener> = LazyLock::new(|| {
    let server = it::server().expect("the tools are well formed");
    Listener::start(server.http(HttpConfig::local())).expect("a free port")
});

/// A server of a test's own, behind the listener of the crate itself; it ends when this is dropped.
pub(crate) fn own(server: &Server) -> Listener {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads can be had");
    let listener = runtime.block_on(mcp_server::Listener::local(0)).expect("a free port");
    let address = listener.address().expect("it is a TCP socket");
    runtime.spawn(listener.serve(server.http(HttpConfig::local()), pending()));
    Listener::running(runtime, address)
}

pub(crate) fn address() -> SocketAddr {
    SERVER.address()
}

pub(crate) fn authority() -> String {
    SERVER.authority()
}

pub(crate) fn port() -> u16 {
    SERVER.address().port()
}

pub(crate) fn connect() -> Peer {
    SERVER.connect()
}

/// Sends a message over a connection of its own, and reads the response.
pub(crate) fn ask(message: &Message) -> Reply {
    SERVER.ask(message)
}

/// The rows of the code's own table: number, statuses, codes, each said once.
pub(crate) fn refusals() -> Vec<(u8, Vec<u16>, Vec<i64>)> {
    REFUSALS
        .iter()
        .map(|row| {
            let mut statuses: Vec<_> = row.answers.iter().map(|answer| answer.status.as_u16()).collect();
            let mut codes: Vec<_> =
                row.answers.iter().filter_map(|answer| answer.code).map(|code| code.value()).collect();
            statuses.dedup();
            codes.dedup();
            (row.number, statuses, codes)
        })
        .collect()
}
