//! The process that holds what the others share.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use mcp_store::{Collection, MemoryStore, StateStore, StoreError, Timestamp, Version};
use tokio::net::TcpListener;
use tokio::sync::broadcast::{self, error::RecvError};

use crate::connection::Connection;
use crate::limits::MAX_FEED_EVENTS;
use crate::wire::{self, Answer, Ask, Fed, Malformed};

/// A socket on a loopback address that serves a store and a bus.
#[derive(Debug)]
pub struct Hub {
    listener: TcpListener,
}

impl Hub {
    /// Listens on a free port.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub async fn bind() -> io::Result<Self> {
        Ok(Hub { listener: TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await? })
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves for as long as it is polled; a peer that breaks the rules loses its connection.
    ///
    /// # Errors
    ///
    /// Those of a socket that accepts nothing more.
    pub async fn serve(self) -> io::Result<()> {
        let (events, _) = broadcast::channel(MAX_FEED_EVENTS);
        let held = Arc::new(Held { store: MemoryStore::default(), published: Mutex::new(0), events });
        loop {
            let (stream, _) = self.listener.accept().await?;
            let held = Arc::clone(&held);
            tokio::spawn(async move {
                // A broken connection concerns its peer, which sees it.
                if let Ok(connection) = Connection::new(stream) {
                    let _ = held.attend(connection).await;
                }
            });
        }
    }
}

struct Held {
    store: MemoryStore,
    /// Invariant: events are sent while this is locked, so that their numbers rise in every feed.
    published: Mutex<u64>,
    events: broadcast::Sender<Arc<Fed>>,
}

impl Held {
    async fn attend(&self, mut connection: Connection) -> io::Result<()> {
        while let Some(question) = connection.read::<Ask>().await? {
            if matches!(question, Ask::Feed) {
                return self.feed(connection).await;
            }
            let answer = self.answer(question).await.unwrap_or_else(|error| Answer::Malformed(error.to_string()));
            connection.write(&answer).await?;
        }
        Ok(())
    }

    async fn feed(&self, mut connection: Connection) -> io::Result<()> {
        let (start, mut events) = {
            let published = self.published.lock().unwrap_or_else(PoisonError::into_inner);
            (*published, self.events.subscribe())
        };
        connection.write(&Answer::Sequence(start)).await?;
        loop {
            match events.recv().await {
                Ok(event) => connection.write(&*event).await?,
                Err(RecvError::Closed | RecvError::Lagged(_)) => return Ok(()),
            }
        }
    }

    async fn answer(&self, question: Ask) -> Result<Answer, Malformed> {
        let at = Timestamp::from_millis;
        let store = &self.store;
        let answer = match question {
            Ask::Get { key, now } => store
                .get(&key.read()?, at(now))
                .await
                .map(|found| Answer::Record(found.map(|found| (found.version.as_u64(), (&found.record).into())))),
            Ask::Put { key, expected, record, now } => {
                let put = store.put_if_version(&key.read()?, expected.into(), record.read()?, at(now)).await;
                put.map(|version| Answer::Version(version.as_u64()))
            }
            Ask::Remove { key, version } => {
                store.remove(&key.read()?, Version::from_u64(version)).await.map(|()| Answer::Removed)
            }
            Ask::ScanDue { collection, now, limit } => {
                let found = store.scan_due(&Collection::new(&collection)?, at(now), limit).await;
                found.map(|found| Answer::Due(found.iter().map(wire::due).collect()))
            }
            Ask::RemoveExpired { now, limit } => store.remove_expired(at(now), limit).await.map(Answer::Count),
            Ask::Publish { topic, event } => return Ok(Answer::Sequence(self.publish(topic, event))),
            Ask::Sequence => {
                return Ok(Answer::Sequence(*self.published.lock().unwrap_or_else(PoisonError::into_inner)));
            }
            Ask::Feed => return Err("a feed is no question".into()),
        };
        answer.or_else(refusal)
    }

    fn publish(&self, topic: String, event: String) -> u64 {
        let mut published = self.published.lock().unwrap_or_else(PoisonError::into_inner);
        *published += 1;
        // Nobody may be there to hear of it.
        let _ = self.events.send(Arc::new(Fed { number: *published, topic, event }));
        *published
    }
}

fn refusal(error: StoreError) -> Result<Answer, Malformed> {
    Ok(match error {
        StoreError::Conflict { current } => Answer::Conflict(current.map(Version::as_u64)),
        StoreError::TooLarge { limit, received } => Answer::TooLarge { limit, received },
        StoreError::Full { limit, .. } => Answer::Full { limit },
        error => return Err(error.into()),
    })
}
