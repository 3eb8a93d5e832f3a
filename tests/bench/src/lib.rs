//! What the benchmarks of this workspace share: the servers' listener, the load client, and the messages of both.
//!
//! `cargo xtask bench` builds and runs all of it and prints one table; `docs/performance.md` says what is measured and
//! what came out. The binaries are
//!
//! - `bench-server`, a server on `mcp-server`;
//! - `ref-raw`, plain hyper that reads the request and sends prepared bytes: the floor that every HTTP server stands on;
//! - `ref-serde`, the same with the request parsed and the answer serialized, and nothing checked;
//! - `bench-validated` and `bench-flooded`, servers of ours for what the table does not show;
//! - `bench-listening` and `ref-listening`, ours and plain hyper with streams that stay open, and `bench-listen`, which
//!   opens them and measures what they take;
//! - `bench-load`, which checks what a server answers and then measures it.
//!
//! Servers on other crates are in `rivals/`, each a workspace of its own.

pub mod add;
pub mod corpus;
pub mod listener;
pub mod load;
pub mod reference;
pub mod tools;

pub use load::operation::Operation;
