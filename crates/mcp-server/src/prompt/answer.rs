//! `prompts/get`.

use std::sync::Arc;

use super::arguments;
use crate::call::Call;
use crate::dialogue::Retry;
use crate::echo::shortened;
use crate::failure::Failure;
use crate::handling::start;
use crate::scope::Target;
use crate::server::{Request, Server, check_kinds, invalid_params};
use crate::snapshot::Snapshot;

impl Server {
    pub(crate) fn prompt(&self, snapshot: &Snapshot, request: Request<'_, '_>) -> Result<Call, Failure> {
        let params = request.params;
        check_kinds(params)?;
        let name = request.name.as_deref().ok_or_else(|| invalid_params("name: missing"))?;
        let unknown = || invalid_params(&format!("unknown prompt: {}", shortened(name)));
        let area = snapshot.prompts.as_ref().ok_or_else(unknown)?;
        // spec: PROMPT-009 ERR-004 an unknown prompt is an error of the protocol.
        let prompt = area.find(name, &request.viewer()).ok_or_else(unknown)?;
        let prompt = Arc::clone(prompt);
        let raw = params.get("arguments");
        let values = arguments::check(&prompt.definition, raw)?;
        let mut scope = self.scope(request, Target::Prompt(Arc::clone(&prompt)), prompt.asks)?;
        self.begin_dialogue(&mut scope, prompt.asks, raw, &Retry::of(params))?;
        Ok(start(&*prompt.operation, values, scope))
    }
}
