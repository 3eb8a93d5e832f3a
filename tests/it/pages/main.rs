//! The specification as tests, one file per page, against a server behind a real socket.

mod base;
mod discover;
mod expect;
mod fixture;
mod hostile;
mod memory;
mod pagination;
mod refusals;
mod streamable_http;
mod tools;
mod versioning;
