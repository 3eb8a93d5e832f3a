//! `initialize`.

use mcp_store::PrincipalKey;
use mcp_types::jsonrpc::{Params, begin_result, end_response};
use mcp_types::legacy::{InitializeRequestParams, InitializeResult, ServerCapabilities};
use mcp_types::{Era, RequestId};

use super::session::Session;
use crate::failure::Failure;
use crate::reply::{Content, internal, write_json};
use crate::server::{Server, invalid_params};

impl Server {
    /// Opens a session, and tells the client what it gets.
    pub(crate) fn initialize(
        &self,
        params: Params<'_, '_>,
        id: &RequestId,
        principal: PrincipalKey,
    ) -> Result<(Session, Content), Failure> {
        let params = params.raw().ok_or_else(|| invalid_params("params: missing"))?;
        let params: InitializeRequestParams =
            params.decode().map_err(|error| invalid_params(&format!("params: {error}")))?;
        let mut legacy = self.catalogue().versions().iter().filter(|version| version.era() == Some(Era::Legacy));
        let newest = legacy.clone().next();
        let asked = legacy.find(|version| **version == params.protocol_version);
        let version = asked
            // spec: VER-010 a version that is not served is answered with one that is, and never repeated.
            .or(newest)
            .ok_or_else(internal)?
            .clone();
        let session = Session::begin(params, version.clone(), principal).ok_or_else(internal)?;

        let offered = self.catalogue().capabilities(self.live().look(|snapshot| snapshot.served));
        let mut capabilities = ServerCapabilities::new();
        capabilities.tools = offered.tools;
        capabilities.prompts = offered.prompts;
        capabilities.resources = offered.resources;
        capabilities.completions = offered.completions;
        capabilities.logging = offered.logging;
        let mut result = InitializeResult::new(version, capabilities, self.info().clone());
        result.instructions.clone_from(&self.catalogue().instructions);
        let mut start = Vec::new();
        begin_result(&mut start, id);
        write_json(&mut start, &result);
        end_response(&mut start);
        Ok((session, Content::new(start, bytes::Bytes::new())))
    }
}
