// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! The wire types of the schema, one file for each area of the specification.

mod elicitation;
mod lifecycle;
mod logging;
mod resources;
pub mod specification;

pub use self::elicitation::ElicitRequestUrlParams;
pub use self::lifecycle::{
    ClientCapabilities, InitializeRequestParams, InitializeResult, RequestMetaObject, RootsCapability,
    ServerCapabilities,
};
pub use self::logging::SetLevelRequestParams;
pub use self::resources::{SubscribeRequestParams, UnsubscribeRequestParams};
