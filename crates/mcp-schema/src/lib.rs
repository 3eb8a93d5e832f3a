#![doc = include_str!("../README.md")]

mod dialect;
mod document;
mod error;
mod header_plan;
mod keyword;
pub mod limits;
mod pattern;
mod text;
#[cfg(feature = "validation")]
mod validator;
mod violation;

pub use dialect::Dialect;
pub use document::{SchemaDocument, UnfoldedSize};
pub use error::{SchemaError, SchemaFault};
pub use header_plan::{HeaderLint, HeaderPlan, HeaderPlanError, HeaderPlanFault, MirroredParameter, ParameterKind};
#[cfg(feature = "validation")]
pub use validator::Validator;
pub use violation::{Violation, Violations};
