//! The messages of one request of a session, kept for a while, so that a client that lost its stream takes it up again,
//! at whatever replica.
//!
//! Entries are numbered. Each is put into the store before it is told of on the bus, so that whoever reads on is woken
//! and finds it there.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use mcp_store::{BusError, Collection, Expected, Key, Record, Subscription};

use super::session::Session;
use crate::hex::{hex, unhex};
use crate::limits;
use crate::server::Server;

const EVENTS: Collection = Collection::from_static("legacy-events");

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The stream was opened.
    Begun,
    /// A message that is not the last one.
    Message(Bytes),
    /// The connection is given up for a while; the client comes back after so long.
    Released(Duration),
    /// The response, and the end; nothing where the request was cancelled.
    Ended(Bytes),
}

/// Where entries are written.
pub(super) struct Log {
    place: Place,
    next: u64,
    /// Bytes of messages that may still be kept.
    room: usize,
}

/// Where entries are read, from some number on.
pub(crate) struct Tail {
    place: Place,
    next: u64,
    news: Subscription,
    /// Whether the end was read.
    is_over: bool,
}

/// A stream of a session.
#[derive(Clone)]
struct Place {
    server: Server,
    session: Arc<Session>,
    stream: [u8; 8],
}

impl Place {
    /// The id of the event that an entry is sent as.
    fn event(&self, number: u64) -> String {
        format!("{}-{number}", hex(&self.stream))
    }

    fn key(&self, number: u64) -> Key {
        let name = [&self.session.key[..], &self.stream, &number.to_be_bytes()].concat();
        Key::new(EVENTS, name).expect("the key of an entry is neither empty nor long")
    }

    async fn read(&self, number: u64) -> Option<Bytes> {
        let found = self.server.sessions().get(&self.key(number), self.server.timestamp()).await.ok()?;
        found.map(|found| found.record.bytes)
    }

    async fn write(&self, number: u64, entry: Bytes) -> bool {
        let now = self.server.timestamp();
        let record = Record::new(entry, now + limits::LEGACY_EVENT_LIFETIME);
        self.server.sessions().put_if_version(&self.key(number), Expected::Any, record, now).await.is_ok()
    }

    async fn tail(self, next: u64) -> Result<Tail, BusError> {
        let topic = self.server.topics().of_stream(&self.session.key, &self.stream);
        let news = self.server.bus().subscribe(&[topic]).await?;
        Ok(Tail { place: self, next, news, is_over: false })
    }
}

impl Log {
    /// Begins a log, and reads it from its start.
    pub(super) async fn begin(server: &Server, session: &Arc<Session>) -> Option<(Log, Tail)> {
        let mut stream = [0; 8];
        getrandom::fill(&mut stream).ok()?;
        let place = Place { server: server.clone(), session: Arc::clone(session), stream };
        let tail = place.clone().tail(0).await.ok()?;
        let mut log = Log { place, next: 0, room: limits::MAX_LEGACY_LOG_BYTES };
        log.append(Entry::Begun).await.then_some((log, tail))
    }

    /// Writes an entry, in parts where the store takes no more at a time; says whether it is there.
    pub(super) async fn append(&mut self, entry: Entry) -> bool {
        let (kind, content) = match entry {
            Entry::Begun => (b'b', Bytes::new()),
            Entry::Message(message) => (b'm', message),
            Entry::Released(retry) => (b'r', Bytes::from(retry.as_millis().to_string())),
            Entry::Ended(response) => (b'e', response),
        };
        if kind == b'm' {
            // Why: a handler that says more than anybody keeps says it to the wind, but is heard to the end.
            let Some(room) = self.room.checked_sub(content.len()) else { return false };
            self.room = room;
        }
        let most = self.place.server.sessions().bounds().value_bytes.saturating_sub(1).max(1);
        let parts = content.len().div_ceil(most).max(1);
        let mut written = true;
        for part in 0..parts {
            let piece = &content[part * most..content.len().min((part + 1) * most)];
            let kind = if part + 1 == parts { kind } else { b'p' };
            written &= self.place.write(self.next, [&[kind], piece].concat().into()).await;
            self.next += 1;
        }
        let topic = self.place.server.topics().of_stream(&self.place.session.key, &self.place.stream);
        // Why: without the entry a reader would wait for ever; what it cannot have ends its stream.
        let news = if written { Bytes::new() } else { Bytes::from_static(LOST) };
        let _ = self.place.server.bus().publish(&topic, news).await;
        written
    }
}

/// What is told of an entry that could not be kept.
const LOST: &[u8] = b"lost";

impl Tail {
    /// Reads on after the event that a client has seen last; `None` if there is none such in this session.
    pub(crate) async fn after(server: &Server, session: &Arc<Session>, event: &str) -> Option<Tail> {
        let (stream, number) = event.split_once('-')?;
        let place = Place { server: server.clone(), session: Arc::clone(session), stream: unhex(stream)? };
        let number: u64 = number.parse().ok().filter(|number| place.event(*number) == event)?;
        let kind = *place.read(number).await?.first()?;
        // Why: entries that are sent as no event have no id, and after a part there is no whole message.
        if matches!(kind, b'p' | b'r') {
            return None;
        }
        let mut next = number.checked_add(1)?;
        // Why: who comes back has been let go already.
        if place.read(next).await.is_some_and(|entry| entry.starts_with(b"r")) {
            next += 1;
        }
        let mut tail = place.tail(next).await.ok()?;
        tail.is_over = kind == b'e';
        Some(tail)
    }

    /// The next entry and the id of its event; `None` after the end, or where it was lost.
    pub(crate) async fn next(&mut self) -> Option<(String, Entry)> {
        let mut whole = Vec::new();
        // Why: whoever waits for what follows the end waits for ever.
        while !self.is_over {
            let Some(entry) = self.place.read(self.next).await else {
                match self.news.next().await {
                    Some(mcp_store::Event::Message { payload, .. }) if payload == LOST => return None,
                    Some(_) => continue,
                    None => return None,
                }
            };
            let id = self.place.event(self.next);
            self.next += 1;
            let (kind, content) = entry.split_first()?;
            whole.extend_from_slice(content);
            let content = || Bytes::from(whole.clone());
            return Some((
                id,
                match kind {
                    b'p' => continue,
                    b'b' => Entry::Begun,
                    b'm' => Entry::Message(content()),
                    b'r' => Entry::Released(Duration::from_millis(std::str::from_utf8(&whole).ok()?.parse().ok()?)),
                    _ => {
                        self.is_over = true;
                        Entry::Ended(content())
                    }
                },
            ));
        }
        None
    }
}
