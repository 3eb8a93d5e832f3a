// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `logging/setLevel`.

use super::RequestMetaObject;
use crate::{LoggingLevel, wire_struct};

wire_struct! {
    /// Which log messages the client wants from now on: the parameters of `logging/setLevel`.
    ///
    /// # Specification
    ///
    /// [`SetLevelRequestParams`](https://modelcontextprotocol.io/specification/2025-11-25/schema#setlevelrequestparams)
    pub struct SetLevelRequestParams {
        required {
            /// Least severe log message to be sent; until a client names one, the server decides.
            level: LoggingLevel = "level",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: RequestMetaObject = "_meta",
        }
    }
}
