//! The bus of the hub, as another process sees it.

use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use mcp_store::limits::{MAX_EVENT_BYTES, MAX_TOPICS_PER_SUBSCRIPTION};
use mcp_store::{BusBounds, BusError, EventBus, MemoryBus, Subscription, Topic, Unavailable};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::connection::{Asker, Connection};
use crate::wire::{self, Answer, Ask, Fed, Malformed};

/// The bus of a [`Hub`](crate::Hub).
///
/// One connection brings all events, and feeds a bus in memory that has the queues and the gaps. It ends with the hub.
#[derive(Debug)]
pub struct HubBus {
    asker: Asker,
    local: Arc<MemoryBus>,
    /// The number of the last event that was fed; closed when the feed has ended.
    fed: watch::Receiver<u64>,
    feed: JoinHandle<()>,
}

impl HubBus {
    /// Listens to the hub at this address; needs a tokio runtime.
    ///
    /// # Errors
    ///
    /// Where the hub cannot be reached.
    pub async fn connect(hub: SocketAddr) -> std::io::Result<Self> {
        let mut connection = Connection::new(TcpStream::connect(hub).await?)?;
        connection.write(&Ask::Feed).await?;
        let start = match connection.read().await? {
            Some(Answer::Sequence(number)) => number,
            _ => return Err(std::io::ErrorKind::InvalidData.into()),
        };
        let local = Arc::new(MemoryBus::default());
        let (progress, fed) = watch::channel(start);
        let feed = tokio::spawn(feed(connection, Arc::clone(&local), progress));
        Ok(HubBus { asker: Asker::new(hub), local, fed, feed })
    }

    async fn ask(&self, question: &Ask) -> Result<u64, BusError> {
        match self.asker.ask(question).await.map_err(BusError::Unavailable)? {
            Answer::Sequence(number) => Ok(number),
            answer => Err(unavailable(format!("the hub answered another question: {answer:?}"))),
        }
    }
}

/// Brings events until the hub is gone.
async fn feed(mut connection: Connection, local: Arc<MemoryBus>, progress: watch::Sender<u64>) {
    while let Ok(Some(fed)) = connection.read::<Fed>().await {
        let number = fed.number;
        if publish(&local, fed).await.is_err() {
            break;
        }
        progress.send_replace(number);
    }
    local.close();
}

async fn publish(local: &MemoryBus, fed: Fed) -> Result<(), Malformed> {
    let (topic, event) = (Topic::new(fed.topic)?, wire::bytes(&fed.event)?);
    Ok(local.publish(&topic, event).await?)
}

fn unavailable(what: impl Into<Malformed>) -> BusError {
    BusError::Unavailable(Unavailable::new(what))
}

#[async_trait]
impl EventBus for HubBus {
    async fn publish(&self, topic: &Topic, event: Bytes) -> Result<(), BusError> {
        let (limit, received) = (MAX_EVENT_BYTES, event.len());
        if received > limit {
            return Err(BusError::TooLarge { limit, received });
        }
        self.ask(&Ask::Publish { topic: topic.as_str().to_owned(), event: wire::text(&event) }).await.map(|_| ())
    }

    async fn subscribe(&self, topics: &[Topic]) -> Result<Subscription, BusError> {
        if topics.is_empty() {
            return Err(BusError::NoTopic);
        }
        if topics.len() > MAX_TOPICS_PER_SUBSCRIPTION {
            return Err(BusError::Full { what: "topics of one subscription", limit: MAX_TOPICS_PER_SUBSCRIPTION });
        }
        // Why: what was published before, by whomever, has passed when the subscription begins.
        let published = self.ask(&Ask::Sequence).await?;
        let mut fed = self.fed.clone();
        fed.wait_for(|number| *number >= published).await.map_err(|_| BusError::Closed)?;
        self.local.subscribe(topics).await
    }

    fn bounds(&self) -> BusBounds {
        self.local.bounds()
    }
}

impl Drop for HubBus {
    fn drop(&mut self) {
        self.feed.abort();
    }
}
