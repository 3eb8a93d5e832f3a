//! The load client: prepared requests over keep-alive HTTP/1.1, on raw sockets and none of our own crates.

pub mod check;
pub mod connection;
pub mod cpu;
pub mod event_stream;
pub mod listen;
pub mod measure;
pub mod memory;
pub mod operation;
pub mod slow_readers;
