//! What must hold for any bytes at all.
//!
//! Each fuzz target is a plain function that panics where a property does not hold. The fuzzer calls it with what it
//! invents; the tests of this crate call it with the committed seeds, so that every finding stays found on stable Rust;
//! the program of this crate calls it with changed seeds, for machines without a fuzzer.
//! Each says how many parsers took the input, so that a test can see whether the seeds reach behind the refusals.

mod cursors;
mod decoder;
mod edit;
mod event_reader;
mod event_streams;
mod head_admission;
mod header_values;
mod in_process;
mod legacy_log;
mod mutation;
mod reference;
mod scanner;
mod schema_registration;
mod sealed_tokens;
mod stdio_lines;

pub use cursors::cursors;
pub use decoder::decoder;
pub use event_streams::event_streams;
pub use head_admission::head_admission;
pub use header_values::header_values;
pub use legacy_log::legacy_log;
pub use mutation::Mutator;
pub use scanner::scanner;
pub use schema_registration::schema_registration;
pub use sealed_tokens::sealed_tokens;
pub use stdio_lines::stdio_lines;

/// A fuzz target: what it is called, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]) -> usize);

/// Every target.
pub const TARGETS: [Target; 10] = [
    ("cursors", cursors),
    ("decoder", decoder),
    ("event_streams", event_streams),
    ("head_admission", head_admission),
    ("header_values", header_values),
    ("legacy_log", legacy_log),
    ("scanner", scanner),
    ("schema_registration", schema_registration),
    ("sealed_tokens", sealed_tokens),
    ("stdio_lines", stdio_lines),
];
