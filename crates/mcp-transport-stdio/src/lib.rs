#![doc = include_str!("../README.md")]

mod admit;
mod classify;
mod encode;
mod in_flight;
pub mod limits;
mod line;
mod rejection;

pub use admit::{Admitted, admit};
pub use classify::{Eras, Traffic};
pub use encode::{EncodeError, Speaker, encode};
pub use in_flight::{BeginError, InFlight, Ticket};
pub use line::{LineDecoder, LineFault};
pub use mcp_types::admission::{Served, VersionFault};
pub use rejection::{Rejection, parse_failure};
