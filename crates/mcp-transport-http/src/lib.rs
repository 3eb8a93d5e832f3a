#![doc = include_str!("../README.md")]

mod admit;
mod classify;
mod cors;
pub mod field;
mod head;
pub mod host;
pub mod limits;
pub mod media;
pub mod origin;
mod parameters;
mod policy;
mod rejection;
mod route_key;
pub mod sentinel;
mod session;
pub mod sse;
mod trace;

pub use admit::{Admitted, admit, admit_agreement};
pub use classify::{Traffic, classify};
pub use head::{Arrival, BodyLimit, Head, HeadPass, HeadVerdict, admit_head, admit_origin};
pub use mcp_types::admission::{Served, VersionFault};
pub use parameters::{ParameterFields, ParameterValueError, admit_parameters};
pub use policy::HeadPolicy;
pub use rejection::{
    Answer, FieldFault, FieldProblem, REFUSALS, Refusal, Rejection, SourceFault, SourceProblem, TRY_LATER,
    parse_failure,
};
pub use route_key::{MirroredValue, RouteField, RouteKey, RouteKeyError};
pub use session::{SessionFields, SessionMethod, SessionRejection, admit_listening, write_session_id};
pub use trace::trace_context;
