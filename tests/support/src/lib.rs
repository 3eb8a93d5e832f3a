//! What the workspace's tests share: a scripted HTTP/1.1 peer over plain sockets, and a listener for a service under test.
//!
//! The peer writes its own requests and reads its own replies. It depends on none of the crates under test and on no HTTP
//! client, so that it can send what a client would refuse to send, and so that a mistake in ours is not mirrored here.

pub mod listener;
pub mod message;
pub mod peer;
pub mod reply;
pub mod request;

pub use listener::Listener;
pub use message::Message;
pub use peer::Peer;
pub use reply::Reply;
pub use request::{Framing, Request};
