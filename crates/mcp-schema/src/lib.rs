#![doc = include_str!("../README.md")]

mod dialect;
mod document;
mod error;
mod form;
mod header_plan;
mod keyword;
pub mod limits;
mod object_root;
mod pattern;
mod text;
#[cfg(feature = "schemars")]
pub mod tool;
#[cfg(feature = "validation")]
mod validator;
mod violation;

pub use dialect::Dialect;
pub use document::{SchemaDocument, UnfoldedSize};
pub use error::{SchemaError, SchemaFault};
pub use form::{ElicitationModes, FormSchema, FormSchemaError, FormSchemaFault, UrlError, url_request};
pub use header_plan::{HeaderLint, HeaderPlan, HeaderPlanError, HeaderPlanFault, MirroredParameter, ParameterKind};
pub use object_root::{NotObjectRoot, check_object_root};
#[cfg(feature = "validation")]
pub use validator::Validator;
pub use violation::{Violation, Violations};
