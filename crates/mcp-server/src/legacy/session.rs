//! What a session is, as its id says.

use std::fmt;

use mcp_store::PrincipalKey;
use mcp_types::legacy::InitializeRequestParams;
use mcp_types::wire::Wire;
use mcp_types::{ClientCapabilities, Era, Implementation, Json, JsonObject, ProtocolVersion, Raw};
use serde_json::json;

use crate::dialogue::InputKinds;
use crate::hex::{hex, unhex};
use crate::limits;
use crate::seal::{Binding, Purpose};
use crate::server::Server;

/// A session of a legacy revision.
#[derive(Clone)]
pub(crate) struct Session {
    /// What tells it from all others.
    pub(super) key: [u8; 16],
    pub(crate) version: ProtocolVersion,
    pub(super) capabilities: ClientCapabilities,
    pub(super) client_info: Option<Implementation>,
    pub(super) principal: PrincipalKey,
}

impl Session {
    /// Opens a session for a client that says so of itself; `None` without randomness.
    pub(super) fn begin(
        params: InitializeRequestParams,
        version: ProtocolVersion,
        principal: PrincipalKey,
    ) -> Option<Self> {
        let mut key = [0; 16];
        getrandom::fill(&mut key).ok()?;
        let mut capabilities = ClientCapabilities::new();
        capabilities.elicitation = params.capabilities.elicitation;
        capabilities.sampling = params.capabilities.sampling;
        capabilities.roots = params.capabilities.roots.map(|_| JsonObject::default());
        // Why: the id travels in a field of every request; what a client says beyond the usual is not worth the room.
        if text(&capabilities).len() > limits::MAX_SESSION_CLIENT_BYTES {
            capabilities = InputKinds::declared(&capabilities).capabilities();
        }
        let client_info = Implementation::new(params.client_info.name, params.client_info.version);
        let client_info = Some(client_info).filter(|info| text(info).len() <= limits::MAX_SESSION_CLIENT_BYTES);
        Some(Session { key, version, capabilities, client_info, principal })
    }

    /// What it is called where its id must not be.
    pub(crate) fn fingerprint(&self) -> String {
        hex(&self.key)
    }

    /// Its id: visible ASCII that says all of this to the server and nothing to anybody else.
    pub(crate) fn seal(&self, server: &Server) -> Option<String> {
        let payload = json!({
            "k": hex(&self.key),
            "v": self.version.as_str(),
            "c": text(&self.capabilities),
            "i": self.client_info.as_ref().map(text),
        });
        let expires = server.now() + limits::SESSION_LIFETIME;
        let binding = Binding::new(self.principal, &[]);
        server.sealer().seal(Purpose::Session, &binding, payload.to_string().as_bytes(), expires).ok()
    }

    /// The session that has this id, if it is one of ours and of this principal, and has not expired.
    pub(crate) fn open(server: &Server, id: &str, principal: PrincipalKey) -> Option<Self> {
        let binding = Binding::new(principal, &[]);
        let payload = server.sealer().open(Purpose::Session, &binding, id, server.now()).ok()?;
        let raw = Raw::parse(std::str::from_utf8(&payload).ok()?).ok()?;
        let version = raw.get("v")?.as_str()?;
        Some(Session {
            key: unhex(&raw.get("k")?.as_str()?)?,
            version: ProtocolVersion::known(&version).filter(|version| version.era() == Some(Era::Legacy))?,
            capabilities: mcp_types::wire::decode(&raw.get("c")?.as_str()?).ok()?,
            client_info: raw.get("i")?.as_str().and_then(|text| mcp_types::wire::decode(&text).ok()),
            principal,
        })
    }
}

fn text(value: &impl Wire) -> String {
    Json::of(value).map(|json| json.text().to_owned()).unwrap_or_default()
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("version", &self.version).finish_non_exhaustive()
    }
}
