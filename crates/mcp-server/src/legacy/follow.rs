//! What the server tells a session of its own accord: that lists and resources have changed.

use std::sync::Arc;

use bytes::Bytes;
use mcp_store::{BusError, Event, PrincipalKey, Subscription, Topic};
use mcp_types::jsonrpc::write_notification;
use mcp_types::{Json, Method, ResourceUpdatedNotificationParams};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendError;

use super::session::Session;
use super::state::State;
use crate::hex::hex;
use crate::server::Server;
use crate::snapshot::Kind;
use crate::subscription::Stopping;
use crate::viewer::{Principal, Viewer};

/// A session that is being followed.
struct Following {
    server: Server,
    session: Arc<Session>,
    principal: Principal,
    messages: mpsc::Sender<Bytes>,
    /// What tells this stream from others of the session, of which the newest counts.
    stream: [u8; 8],
    /// Whether the client may have missed something.
    missed: bool,
}

/// What a session hears of.
struct Interests {
    items: Vec<(Topic, Item)>,
    own: Topic,
    /// Tells of the end of the client's authorization.
    revoked: Topic,
    news: Subscription,
}

enum Item {
    List(Kind),
    Resource(String),
}

/// Why a stream goes no further.
enum Over {
    /// The session has ended, or another stream has taken its place, or nobody listens.
    Ended,
    /// The interests have changed.
    Changed,
}

/// Sends a session what happens, until it ends, another stream takes over, the host stops or nobody listens.
///
/// `missed` says that the client had such a stream before, and does not know what has happened since.
pub(crate) async fn follow(
    server: Server,
    session: Arc<Session>,
    principal: Principal,
    missed: bool,
    stopping: Option<Stopping>,
    messages: mpsc::Sender<Bytes>,
) {
    let mut stream = [0; 8];
    if getrandom::fill(&mut stream).is_err() {
        return;
    }
    let mut ending = server.ending().subscribe();
    let closed = messages.clone();
    let following = Following { server, session, principal, messages, stream, missed };
    tokio::select! {
        () = following.run() => {}
        () = closed.closed() => {}
        _ = ending.changed() => {}
        () = Stopping::begins(stopping) => {}
    }
}

impl Following {
    async fn run(mut self) {
        // Why: a message goes to one stream of a session, so a new one ends the one before.
        let own = self.server.topics().session(&self.session.key);
        let mut is_first = true;
        loop {
            let Ok(state) = self.session.state(&self.server).await else { return };
            if state.ended {
                return;
            }
            let Ok(interests) = self.interests(&state).await else { return };
            // Invariant: the new subscription is there before the old one goes, so that nothing is missed in between.
            if std::mem::take(&mut is_first) {
                let _ = self.server.bus().publish(&own, hex(&self.stream).into()).await;
            }
            if std::mem::take(&mut self.missed) && self.announce(&interests.items, None).await.is_err() {
                return;
            }
            match self.listen(interests).await {
                Over::Ended => return,
                Over::Changed => {}
            }
        }
    }

    async fn interests(&self, state: &State) -> Result<Interests, BusError> {
        let topics = self.server.topics();
        let served = self.server.live().look(|snapshot| snapshot.served);
        let lists = [(served.tools, Kind::Tools), (served.prompts, Kind::Prompts), (served.resources, Kind::Resources)];
        let lists = lists.into_iter().filter(|(is_served, _)| *is_served && served.list_changes);
        let mut items: Vec<_> = lists.map(|(_, kind)| (topics.changed(kind).clone(), Item::List(kind))).collect();
        items.extend(state.uris.iter().map(|uri| (topics.updated(uri), Item::Resource(uri.clone()))));
        let (own, revoked) = (topics.session(&self.session.key), topics.revoked(self.session.principal));
        let known = (self.session.principal != PrincipalKey::ANONYMOUS).then(|| revoked.clone());
        let all: Vec<_> = items.iter().map(|(topic, _)| topic.clone()).chain([own.clone()]).chain(known).collect();
        let news = self.server.bus().subscribe(&all).await?;
        Ok(Interests { items, own, revoked, news })
    }

    async fn listen(&self, mut interests: Interests) -> Over {
        while let Some(event) = interests.news.next().await {
            if self.principal.expiry().is_some_and(|expiry| expiry <= self.server.now()) {
                return Over::Ended;
            }
            let (topic, missed) = match event {
                Event::Message { topic, payload } if topic == interests.own => match &payload[..] {
                    b"" => return Over::Changed,
                    newest if newest == hex(&self.stream).as_bytes() => continue,
                    _ => return Over::Ended,
                },
                // Why: one that may have gone unheard counts too; who is still welcome comes back.
                Event::Message { topic, .. } | Event::Gap { topic: Some(topic), .. } if topic == interests.revoked => {
                    return Over::Ended;
                }
                Event::Message { topic, .. } => (Some(topic), false),
                Event::Gap { topic, .. } => {
                    let own = topic.as_ref().is_none_or(|topic| *topic == interests.own);
                    (topic.filter(|_| !own), own)
                }
            };
            if self.announce(&interests.items, topic.as_ref()).await.is_err() {
                return Over::Ended;
            }
            if missed {
                // Why: the session itself may have changed unheard.
                return Over::Changed;
            }
        }
        Over::Ended
    }

    /// Tells of what a topic is about; without one, of everything.
    async fn announce(&self, items: &[(Topic, Item)], topic: Option<&Topic>) -> Result<(), SendError<Bytes>> {
        for (listened, item) in items {
            if topic.is_none_or(|topic| topic == listened) && self.may_hear(item) {
                self.messages.send(item.notification()).await?;
            }
        }
        Ok(())
    }

    fn may_hear(&self, item: &Item) -> bool {
        let viewer = Viewer::new(&self.principal, &self.session.capabilities);
        match item {
            Item::List(_) => true,
            Item::Resource(uri) => self.server.live().snapshot().is_watchable(uri, &viewer),
        }
    }
}

impl Item {
    fn notification(&self) -> Bytes {
        let (method, params) = match self {
            Item::List(kind) => (kind.list_changed(), None),
            Item::Resource(uri) => {
                (Method::ResourceUpdated, Json::of(&ResourceUpdatedNotificationParams::new(uri.as_str())).ok())
            }
        };
        let mut message = Vec::new();
        write_notification(&mut message, method.as_str(), params.as_ref().map(Json::as_raw));
        message.into()
    }
}
