//! Wire types from a JSON Schema, as a pipeline of small passes:
//! read → errata → select → flatten → model → names → plan → emit → format.
//!
//! Of a revision that is older than the core only the selected part is generated, minus what means the same as in the core.
//!
//! The passes know JSON Schema and Rust; what is particular to the protocol stands in the tables beside
//! `xtask/Cargo.toml`. What a pass cannot map it names: definition, keyword and reason, all of them at once.

mod decide;
mod docs;
mod emit;
mod errata;
mod flatten;
mod format;
mod job;
mod model;
mod names;
mod output;
mod pipeline;
mod plan;
mod problem;
mod read;
mod rust;
mod same;
mod select;

use std::path::PathBuf;

use crate::failure::Failure;

/// Which schema to read, and whether to write.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Compares instead of writing, and fails if any file would change
    #[arg(long)]
    check: bool,
    /// Prints what `docs.toml` is to speak about, one type or member a line, and writes nothing
    #[arg(long, conflicts_with_all = ["check", "schema"])]
    list_documented: bool,
    /// Directory with files like `2026-07-28/schema.json` [env: MCP_SCHEMA_DIR]
    #[arg(long, value_name = "DIR")]
    schema_dir: Option<PathBuf>,
    /// Maps this schema instead of the pinned one, without asking for its hash
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Imports definitions that the pinned schema has from this crate instead of generating them again
    #[arg(long, value_name = "CRATE", requires = "schema")]
    core: Option<String>,
    /// Directory with `names.toml`, `errata.toml`, `docs.toml` that add to those of the core
    #[arg(long, value_name = "DIR", requires = "schema")]
    tables: Option<PathBuf>,
    /// Directory to write to [default: target/codegen/NAME_OF_THE_FILE]
    #[arg(long, value_name = "DIR", requires = "schema")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.schema {
        None if arguments.list_documented => job::list_documented(arguments.schema_dir.as_deref()),
        None => job::pinned(arguments.check, arguments.schema_dir.as_deref()),
        Some(schema) => job::by_path(&job::ByPath {
            schema,
            core: arguments.core.as_deref(),
            tables: arguments.tables.as_deref(),
            out: arguments.out.as_deref(),
            schema_dir: arguments.schema_dir.as_deref(),
            check: arguments.check,
        }),
    }
}
