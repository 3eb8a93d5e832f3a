//! What must hold for any bytes at all.
//!
//! Each fuzz target is a plain function that panics where a property does not hold. The fuzzer calls it with what it
//! invents; the tests of this crate call it with the committed seeds, so that every finding stays found on stable Rust.
//! Each says how many parsers took the input, so that a test can see whether the seeds reach behind the refusals.

mod decoder;
mod head_admission;
mod header_values;
mod reference;
mod scanner;
mod schema_registration;
mod sealed_tokens;
mod stdio_lines;

pub use decoder::decoder;
pub use head_admission::head_admission;
pub use header_values::header_values;
pub use scanner::scanner;
pub use schema_registration::schema_registration;
pub use sealed_tokens::sealed_tokens;
pub use stdio_lines::stdio_lines;
