//! Servers driven through their `tower` service with HTTP requests, or over streams in memory; without sockets.

mod access;
mod blocking;
mod build;
mod call;
mod completion;
mod dialogue;
mod discover;
mod dynamic;
mod embedding;
mod handle;
mod handler_message;
mod http;
mod isolation;
mod layers;
mod legacy;
mod limits;
mod list;
mod mirrored;
mod operation;
mod prompts;
mod release;
mod resources;
mod results;
#[cfg(feature = "stdio")]
mod stdio;
mod steps;
mod stored_handle;
mod streams;
mod subscriptions;
mod support;
#[cfg(feature = "telemetry")]
mod telemetry;
#[cfg(feature = "validation")]
mod validation;
mod visibility;
mod ways;
