//! Proofs that the generated types of `mcp-types` are the specification's schema, no more and no less.
//!
//! - (a) `examples`: every official example decodes and comes back as the same JSON;
//! - (b) `values`: values of every type are valid by the official schema, come back as they were, and between them
//!   show everything that the schema allows;
//! - (c) `meaning`: the schema derived from the Rust types means the same as the official one;
//! - (d) `refusals`: a required member removed, or any member mistyped, is refused at its place;
//! - `defaults`: what a lenient decoder puts in the place of a required member is what the specification says.
//!
//! They are about the types of 2026-07-28 and about those of 2025-11-25. Of the latter there are few, so `legacy` proves
//! what else a server of both eras relies on: that they serve 2025-06-18 too, and where types of 2026-07-28 serve both.
//!
//! What is known to differ stands in `exceptions.toml`, with reasons. `cargo xtask mutants` proves these proofs: it
//! breaks the generated code in a dozen ways, each of which one of them must notice.
//!
//! The official schema is not committed: `MCP_SCHEMA_DIR` names a directory that has it, or `cargo xtask schema fetch`
//! brings it to `target/schema`. Without it nothing is proved, and that is said loudly.

#![cfg(test)]

mod defaults;
mod examples;
mod exceptions;
mod generated;
mod legacy;
mod meaning;
mod official;
mod refusals;
mod revision;
mod samples;
mod shape;
mod subjects;
mod values;
