// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `elicitation/create` in URL mode.

use super::RequestMetaObject;
use crate::wire_struct;

wire_struct! {
    /// Asks the client to send its user to a page of the server's, where what must not pass through the client is
    /// entered.
    ///
    /// Only for a client of 2025-11-25 that declares URL mode. In 2026-07-28 the same question has no `elicitation_id`.
    ///
    /// # Specification
    ///
    /// [`ElicitRequestURLParams`](https://modelcontextprotocol.io/specification/2025-11-25/schema#elicitrequesturlparams)
    pub struct ElicitRequestUrlParams {
        tags {
            "mode" = "url",
        }
        required {
            /// Id of the question, unique within the server and opaque to the client; a later
            /// `notifications/elicitation/complete` names it.
            elicitation_id: String = "elicitationId",
            /// Why the user should go there, in words for the user.
            message: String = "message",
            /// Address of the page.
            url: String = "url",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: RequestMetaObject = "_meta",
        }
    }
}
