//! One client, whatever way its requests take: HTTP or streams, in either era.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use http_body_util::{BodyExt, Full};
use mcp_server::{HttpConfig, Server};
use serde_json::{Value, json};
use tower_service::Service;

use crate::legacy::{Client, legacy};
use crate::support::{message, request};

/// The revision that legacy clients speak here.
pub(crate) const LEGACY: &str = "2025-11-25";

/// A client of one server.
pub(crate) struct Peer {
    server: Server,
    way: Way,
    /// Fields that its HTTP requests have besides.
    pub(crate) fields: Vec<(&'static str, &'static str)>,
}

enum Way {
    Http,
    HttpSession(Client),
    #[cfg(feature = "stdio")]
    Stdio(test_support::LinePeer),
    #[cfg(feature = "stdio")]
    StdioSession(test_support::LinePeer),
}

impl Peer {
    /// A client of 2026-07-28 over HTTP.
    pub(crate) fn http(server: &Server) -> Self {
        Self::of(server, Way::Http)
    }

    /// A client of a legacy revision over HTTP.
    pub(crate) async fn http_session(server: &Server) -> Self {
        Self::of(server, Way::HttpSession(Client::open(server, LEGACY).await))
    }

    /// A client of 2026-07-28 over streams.
    #[cfg(feature = "stdio")]
    pub(crate) fn stdio(server: &Server) -> Self {
        Self::of(server, Way::Stdio(connect(server)))
    }

    /// A client of a legacy revision over streams.
    #[cfg(feature = "stdio")]
    pub(crate) async fn stdio_session(server: &Server) -> Self {
        let mut peer = connect(server);
        let client = json!({ "name": "old", "version": "1" });
        let params = json!({ "protocolVersion": LEGACY, "capabilities": {}, "clientInfo": client });
        peer.line(&legacy("initialize", params).to_string()).await;
        assert_eq!(peer.response(&json!(1)).await["result"]["protocolVersion"], LEGACY);
        Self::of(server, Way::StdioSession(peer))
    }

    /// One of each.
    pub(crate) async fn all(server: &Server) -> Vec<Self> {
        vec![
            Self::http(server),
            Self::http_session(server).await,
            #[cfg(feature = "stdio")]
            Self::stdio(server),
            #[cfg(feature = "stdio")]
            Self::stdio_session(server).await,
        ]
    }

    fn of(server: &Server, way: Way) -> Self {
        Peer { server: server.clone(), way, fields: Vec::new() }
    }

    pub(crate) fn is_over_http(&self) -> bool {
        matches!(self.way, Way::Http | Way::HttpSession(_))
    }

    pub(crate) fn is_modern(&self) -> bool {
        match self.way {
            Way::Http => true,
            Way::HttpSession(_) => false,
            #[cfg(feature = "stdio")]
            Way::Stdio(_) => true,
            #[cfg(feature = "stdio")]
            Way::StdioSession(_) => false,
        }
    }

    /// The response to a request with id 1; `meta` is added to the metadata that the revision asks for.
    pub(crate) async fn ask(&mut self, method: &str, mut params: Value, meta: &Value) -> Value {
        let mut said = if self.is_modern() {
            message(method, params)
        } else {
            params["_meta"] = json!({});
            legacy(method, params)
        };
        for (key, value) in meta.as_object().into_iter().flatten() {
            said["params"]["_meta"][key] = value.clone();
        }
        let request = match &mut self.way {
            Way::Http => request(&said),
            Way::HttpSession(client) => client.request(&said),
            #[cfg(feature = "stdio")]
            Way::Stdio(peer) | Way::StdioSession(peer) => {
                peer.line(&said.to_string()).await;
                return peer.response(&json!(1)).await;
            }
        };
        self.post(request).await
    }

    async fn post(&self, mut request: Request<Full<Bytes>>) -> Value {
        for (name, value) in &self.fields {
            let name: HeaderName = name.parse().expect("a name");
            request.headers_mut().append(name, HeaderValue::from_static(value));
        }
        let Ok(response) = self.server.http(HttpConfig::local()).call(request).await;
        let is_stream = response.headers()["content-type"] == "text/event-stream";
        let content = response.into_body().collect().await.expect("responses do not break off").to_bytes();
        let text = std::str::from_utf8(&content).expect("it is text");
        // The response is the last event of its stream.
        let last = text.lines().rev().find_map(|line| line.strip_prefix("data: "));
        let response = if is_stream { last.expect("there are events") } else { text };
        serde_json::from_str(response).expect("it is JSON")
    }
}

#[cfg(feature = "stdio")]
fn connect(server: &Server) -> test_support::LinePeer {
    let (peer, (reader, writer)) = test_support::LinePeer::connect(64 * 1024);
    tokio::spawn(server.stdio().serve(reader, writer));
    peer
}
