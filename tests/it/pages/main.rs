//! The specification as tests, one file per page, against a server behind a real socket.

mod base;
mod discover;
mod expect;
mod fixture;
mod hostile;
mod memory;
mod mrtr;
mod pagination;
mod refusals;
mod streamable_http;
mod streams;
mod tools;
mod versioning;
