//! What belongs to one request, whatever the type of the server's state.

use std::sync::{Arc, OnceLock};

use mcp_types::{RequestId, RequestMetaObject};

use crate::Server;
use crate::registry::ToolRecord;
use crate::stream::{Ended, Stream};

/// One request that a handler answers.
pub(crate) struct RequestScope {
    pub(crate) server: Server,
    pub(crate) id: RequestId,
    pub(crate) meta: RequestMetaObject,
    pub(crate) target: Target,
    /// Where notifications go; made by the first of them.
    pub(crate) stream: OnceLock<Stream>,
    pub(crate) ended: Ended,
}

/// What the request addresses.
pub(crate) enum Target {
    Tool(Arc<ToolRecord>),
}

impl RequestScope {
    pub(crate) fn new(server: Server, id: RequestId, meta: RequestMetaObject, target: Target) -> Self {
        RequestScope { server, id, meta, target, stream: OnceLock::new(), ended: Ended::new() }
    }
}

impl Target {
    /// The name by which the client addressed it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Target::Tool(record) => &record.definition.name,
        }
    }

    /// Whether its results have structured content, unless they are errors.
    pub(crate) fn promises_structure(&self) -> bool {
        match self {
            Target::Tool(record) => record.definition.output_schema.is_some(),
        }
    }
}
