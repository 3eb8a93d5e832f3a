//! What the workspace's tests share: scripted peers, one for HTTP/1.1 over plain sockets and one for lines over streams in
//! memory, and a listener for a service under test.
//!
//! The peers write their own requests and read their own replies. They depend on none of the crates under test and on no
//! client library, so that they can send what a client would refuse to send, and so that a mistake in ours is not mirrored
//! here.

pub mod line_peer;
pub mod listener;
pub mod message;
pub mod peer;
pub mod reply;
pub mod request;

pub use line_peer::LinePeer;
pub use listener::Listener;
pub use message::Message;
pub use peer::Peer;
pub use reply::Reply;
pub use request::{Framing, Request};
