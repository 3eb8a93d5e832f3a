//! The connection between a backend and what is behind it.

use async_trait::async_trait;

/// Takes away the connection of a backend and gives it back, for the cases about outages.
///
/// [`Flaky`](super::Flaky) is one for backends that have no connection.
#[async_trait]
pub trait Link: Send + Sync {
    /// From when this returns the backend cannot be reached.
    async fn sever(&self);

    /// From when this returns the backend can be reached, and subscriptions made before bring events again.
    async fn restore(&self);
}
