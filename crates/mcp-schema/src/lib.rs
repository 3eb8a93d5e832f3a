#![doc = include_str!("../README.md")]

mod dialect;
mod document;
mod error;
mod header_plan;
mod keyword;
pub mod limits;
mod pattern;
mod text;

pub use dialect::Dialect;
pub use document::{SchemaDocument, UnfoldedSize};
pub use error::{SchemaError, SchemaFault};
pub use header_plan::{HeaderLint, HeaderPlan, HeaderPlanError, HeaderPlanFault, MirroredParameter, ParameterKind};
