//! `subscriptions/listen`: a stream of what changes, until either side ends it.
//!
//! ```text
//! Opening ──▶ acknowledgment ──▶ events … ──▶ result ──▶ end
//!    └──────▶ error
//! ```

mod gate;
mod honoured;
mod listening;
mod topic;

use std::future::Future;
use std::pin::Pin;
use std::time::SystemTime;

use bytes::Bytes;
use mcp_store::{BusError, PrincipalKey};
use mcp_transport_http::Rejection;
use mcp_types::{ClientCapabilities, SubscriptionFilter};
use tokio::sync::watch;

pub(crate) use self::gate::Gate;
use self::honoured::Honoured;
pub(crate) use self::listening::Listening;
pub(crate) use self::topic::Topics;
use crate::failure::Failure;
use crate::limits;
use crate::server::{Request, Server, invalid_params};
use crate::snapshot::Snapshot;
use crate::viewer::{Principal, Viewer};

/// A subscription that the event bus is asked for, or the error that answers the request.
pub(crate) type Opening = Pin<Box<dyn Future<Output = Result<Listening, Failure>> + Send>>;

/// Who listens, as far as it decides what they get to hear.
pub(crate) struct Subscriber {
    principal: Principal,
    capabilities: ClientCapabilities,
}

/// Says when the host stops, so that streams end before their connections are cut.
#[derive(Debug, Clone)]
pub(crate) struct Stopping(watch::Receiver<bool>);

impl Subscriber {
    fn viewer(&self) -> Viewer<'_> {
        Viewer::new(&self.principal, &self.capabilities)
    }

    fn is_expired(&self, now: SystemTime) -> bool {
        self.principal.expiry().is_some_and(|expiry| expiry <= now)
    }
}

impl Stopping {
    #[cfg(any(feature = "listener", feature = "stdio"))]
    pub(crate) fn new(stopping: watch::Receiver<bool>) -> Self {
        Stopping(stopping)
    }

    /// Completes when the host stops, or is gone; never for a host that does not say.
    pub(crate) async fn begins(stopping: Option<Self>) {
        match stopping {
            Some(Stopping(mut stopping)) => drop(stopping.wait_for(|stopping| *stopping).await),
            None => std::future::pending().await,
        }
    }
}

impl Server {
    /// Starts to listen for what a request asks for.
    pub(crate) fn listen(&self, snapshot: &Snapshot, request: Request<'_, '_>) -> Result<Opening, Failure> {
        let notifications =
            request.params.get("notifications").ok_or_else(|| invalid_params("notifications: missing"))?;
        let filter: SubscriptionFilter =
            notifications.decode().map_err(|error| invalid_params(&format!("notifications: {error}")))?;
        let uris = filter.resource_subscriptions.as_deref().unwrap_or_default();
        if uris.len() > limits::MAX_SUBSCRIBED_RESOURCES {
            let limit = limits::MAX_SUBSCRIBED_RESOURCES;
            return Err(invalid_params(&format!("notifications/resourceSubscriptions: more than {limit} URIs")));
        }
        if uris.iter().map(String::len).sum::<usize>() > limits::MAX_SUBSCRIBED_URI_BYTES {
            let limit = limits::MAX_SUBSCRIBED_URI_BYTES;
            return Err(invalid_params(&format!(
                "notifications/resourceSubscriptions: more than {limit} bytes of URIs"
            )));
        }
        let honoured = Honoured::of(&filter, snapshot, &request.viewer());
        let admission = self.gate().admit(request.principal.key()).ok_or_else(try_later)?;
        let subscriber = Subscriber { principal: request.principal, capabilities: request.meta.client_capabilities };
        let (server, id, stopping) = (self.clone(), request.id.clone(), request.stopping.cloned());
        Ok(Box::pin(async move {
            let topics = server.topics().of(&honoured, subscriber.principal.key());
            let mut listening = Listening::new(server, id, subscriber, honoured, stopping, admission);
            listening.join(topics).await.map_err(|error| unavailable(&error))?;
            Ok(listening)
        }))
    }

    /// Ends all subscriptions to this replica, each with its result.
    ///
    /// [`Listener::serve`](crate::Listener::serve) does so when it stops; under another host it is called before
    /// connections are closed. Clients may subscribe again, at another replica.
    pub fn end_subscriptions(&self) {
        self.ending().send_replace(());
    }

    /// Ends all subscriptions of a principal, on all replicas that share the event bus: its authorization was revoked.
    ///
    /// # Errors
    ///
    /// Those of the bus; then it is not known which replicas have heard.
    pub async fn end_subscriptions_of(&self, principal: PrincipalKey) -> Result<(), BusError> {
        self.bus().publish(&self.topics().revoked(principal), Bytes::new()).await
    }

    /// Tells who has subscribed to the resource at `uri` that it reads differently now, on all replicas that share the
    /// event bus.
    ///
    /// # Errors
    ///
    /// Those of the bus; then it is not known who has heard.
    ///
    /// # Specification
    ///
    /// <https://modelcontextprotocol.io/specification/2026-07-28/server/resources#subscriptions>
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_server::{ReadResource, Resource, Server};
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let news = Resource::new("news://today", "news").subscribable().handler(async |_: ReadResource| "Nothing new.");
    /// let server = Server::builder("news", "1.0.0").resource(news).build()?;
    /// server.resource_updated("news://today").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn resource_updated(&self, uri: &str) -> Result<(), BusError> {
        self.bus().publish(&self.topics().updated(uri), Bytes::new()).await
    }
}

/// Row 18: more listen than the server takes.
pub(crate) fn try_later() -> Failure {
    Rejection::Overloaded { retry_after: limits::SUBSCRIPTION_RETRY }.into()
}

/// Row 18 as well: what brings the events is full or away.
fn unavailable(_: &BusError) -> Failure {
    try_later()
}
