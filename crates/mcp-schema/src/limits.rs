//! The bounds of everything here that the author of a schema, or who fills one in, could make large.

pub use mcp_types::limits::{MAX_ECHO_BYTES, MAX_POINTER_BYTES};

/// JSON text of one schema: 256 KiB.
///
/// The longest hand-written tool schemas take some tens of KiB; every client reads all of them before its first call.
pub const MAX_SCHEMA_BYTES: usize = 256 * 1024;

/// Objects and arrays open at once in the text of one schema: 60.
///
/// A schema stands four levels deep in a list of tools, of whose message peers read 64 levels.
pub const MAX_SCHEMA_DEPTH: usize = 60;

/// Subschemas as they are written, definitions included: 4096.
///
/// Each is visited some few times at registration; this many take well under a hundredth of a second.
pub const MAX_SUBSCHEMAS: usize = 4096;

/// Subschemas of the unfolded schema, in which the target stands in place of each reference to it: 10,000.
///
/// It is what a validator may have to apply, and to compile; as many places all references together may lead to. Two references to the same place in each of fourteen
/// definitions are more than this.
pub const MAX_UNFOLDED_SUBSCHEMAS: usize = 10_000;

/// Subschemas within each other in the unfolded schema: 128.
///
/// Compiling descends by recursion.
pub const MAX_UNFOLDED_DEPTH: usize = 128;

/// Subschemas within each other that apply to one and the same part of a value, references counted: 32.
///
/// Validators descend through all of them again at every level of a value: 127 levels times these have to fit on the
/// stack of a thread of 2 MiB.
pub const MAX_APPLIED_DEPTH: usize = 32;

/// Bytes of the unfolded schema: 1 MiB.
///
/// Four times the longest text: sharing definitions is what references are for, but what a model is shown, unfolded,
/// stays readable.
pub const MAX_UNFOLDED_BYTES: usize = 1024 * 1024;

/// One regular expression: 1024 bytes.
///
/// Whole URIs and dates take a few hundred.
pub const MAX_PATTERN_BYTES: usize = 1024;

/// Characters and classes that one regular expression matches at most with every counted repetition written out, and
/// all of one schema together: 20,000.
///
/// A class that depends on Unicode tables counts for 64. The automaton of a pattern grows with this number.
pub const MAX_PATTERN_COST: usize = 20_000;

/// Bytes of one compiled regular expression: 1 MiB.
///
/// A second fence behind [`MAX_PATTERN_COST`]; what is larger is refused at registration.
#[cfg(feature = "validation")]
pub const MAX_COMPILED_PATTERN_BYTES: usize = 1024 * 1024;

/// Violations that one validation reports: 16, the first ones found.
///
/// They are meant for a model that corrects its call, or for a user in front of a form.
pub const MAX_VIOLATIONS: usize = 16;

/// Subschemas within each other that are gone through to find out why a value is not accepted: 32.
///
/// Each asks the validators of its own subschemas again, so that explaining a refusal takes at most this many times as
/// long as refusing. What is wrong further down is reported where the search ends.
#[cfg(feature = "validation")]
pub const MAX_EXPLAINED_DEPTH: usize = 32;

/// Parameters of one tool that are mirrored into header fields: 64.
///
/// Each costs a field in every call, and common proxies take a hundred fields.
pub const MAX_MIRRORED_PARAMETERS: usize = 64;

/// Bytes of one value of `x-mcp-header`: 256.
///
/// Names of real fields stay below 40.
pub const MAX_HEADER_NAME_BYTES: usize = 256;

/// The greatest integer that is mirrored, and the negative of the least: 2⁵³ − 1.
///
/// Beyond it, peers that read JSON numbers as 64-bit floats see another number.
pub const MAX_MIRRORED_INTEGER: i64 = (1 << 53) - 1;

/// Fields of one form: 64.
///
/// A person fills them in.
pub const MAX_FORM_FIELDS: usize = 64;

/// Options of one choice in a form: 1024; the countries of the world are about 250.
pub const MAX_FORM_OPTIONS: usize = 1024;

/// Bytes of a derived schema in which every type stands where it is used: 32 KiB.
///
/// Beyond this, types used several times are written once under `$defs`, so that a list of tools stays readable and
/// small.
#[cfg(feature = "schemars")]
pub const MAX_INLINED_SCHEMA_BYTES: usize = 32 * 1024;
