//! The specification as tests, one file per page, against a server behind a real socket or at the
//! end of a pair of streams.

mod base;
mod completion;
mod discover;
mod expect;
mod fixture;
mod gateway;
mod hostile;
mod library;
mod memory;
mod mrtr;
mod pagination;
mod prompts;
mod refusals;
mod resources;
mod stdio;
mod streamable_http;
mod streams;
mod tools;
mod versioning;
