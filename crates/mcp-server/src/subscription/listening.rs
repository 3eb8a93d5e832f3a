//! A subscription that was opened.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use mcp_store::{BusError, Event, Subscription, Topic};
use mcp_types::jsonrpc::{begin_result, end_response, write_subscribed};
use mcp_types::{
    NotificationMetaObject, RequestId, SubscriptionsAcknowledgedNotification,
    SubscriptionsAcknowledgedNotificationParams, SubscriptionsListenResult, SubscriptionsListenResultMetaObject,
};

use super::gate::Admission;
use super::honoured::{Honoured, Item};
use super::{Stopping, Subscriber};
use crate::limits;
use crate::reply::write_json;
use crate::server::Server;

/// The messages of one subscription.
///
/// Dropping it ends the subscription.
pub(crate) struct Listening {
    server: Server,
    id: RequestId,
    subscriber: Subscriber,
    honoured: Honoured,
    /// What the events are about: a topic for each item that is honoured, in this order, and then the subscriber's own.
    topics: Box<[Topic]>,
    /// `None` where nothing is honoured, and after the end.
    events: Option<Subscription>,
    /// What comes before all else, until it is sent.
    acknowledgment: Option<Bytes>,
    /// What an event meant, until it is sent.
    pending: VecDeque<Bytes>,
    /// Completes when the server ends the subscription.
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    over: bool,
    _admission: Admission,
}

impl Listening {
    pub(super) fn new(
        server: Server,
        id: RequestId,
        subscriber: Subscriber,
        honoured: Honoured,
        stopping: Option<Stopping>,
        admission: Admission,
    ) -> Self {
        Listening {
            acknowledgment: Some(acknowledgment(&id, &honoured)),
            ended: Box::pin(ended(server.ending().subscribe(), stopping)),
            topics: Box::default(),
            events: None,
            pending: VecDeque::new(),
            over: false,
            server,
            id,
            subscriber,
            honoured,
            _admission: admission,
        }
    }

    /// Begins to hear of `topics`.
    // Invariant: before the acknowledgment is sent, so that nothing that happens after it goes unheard.
    pub(super) async fn join(&mut self, topics: Vec<Topic>) -> Result<(), BusError> {
        if !topics.is_empty() {
            self.events = Some(self.server.bus().subscribe(&topics).await?);
            self.topics = topics.into();
        }
        Ok(())
    }

    /// The next message; the last one is the response to the request, and `None` follows it.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        loop {
            if self.over {
                return Poll::Ready(None);
            }
            // spec: SUBS-003 SUBS-004 the acknowledgment comes first, whatever has happened since.
            if let Some(acknowledgment) = self.acknowledgment.take() {
                return Poll::Ready(Some(acknowledgment));
            }
            let expired = self.subscriber.is_expired(self.server.now());
            // spec: SUBS-012 who is no longer served is told so in good order.
            if expired || self.ended.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Some(self.finish()));
            }
            if let Some(message) = self.pending.pop_front() {
                return Poll::Ready(Some(message));
            }
            let event = match &mut self.events {
                Some(events) => std::task::ready!(events.poll_next(cx)),
                None => None,
            };
            match event {
                Some(event) => self.hear(event),
                None => return Poll::Ready(Some(self.finish())),
            }
        }
    }

    /// Whether the last message was the response.
    #[cfg(feature = "stdio")]
    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// Queues what an event means to this subscription.
    fn hear(&mut self, event: Event) {
        let topic = match event {
            Event::Message { topic, .. } => Some(topic),
            // Why: what was missed may have been about anything here, and to say so once too often does no harm.
            Event::Gap { topic, .. } => topic,
        };
        let about = |listened: &Topic| topic.as_ref().is_none_or(|topic| topic == listened);
        let Listening { server, id, subscriber, honoured, topics, pending, .. } = self;
        let items = honoured.items().zip(&*topics).filter(|(_, listened)| about(listened)).map(|(item, _)| item);
        let announced = items.filter(|item| may_hear(server, subscriber, *item));
        pending.extend(announced.map(|item| notification(id, item)));
        if self.topics.iter().skip(self.honoured.items().count()).any(about) {
            // Why: who may have been shut out does not stay in; the client asks again, and is judged anew.
            self.pending.clear();
            self.events = None;
        }
    }

    /// The response that ends the subscription.
    fn finish(&mut self) -> Bytes {
        (self.over, self.events) = (true, None);
        // spec: SUBS-013 it names the subscription and says nothing else,
        let mut meta = SubscriptionsListenResultMetaObject::new(self.id.clone());
        // but who answered.
        meta.server_info = self.server.identity().meta().and_then(|own| own.server_info.clone());
        let mut message = Vec::with_capacity(limits::NOTIFICATION_BYTES);
        begin_result(&mut message, &self.id);
        write_json(&mut message, &SubscriptionsListenResult::new(meta));
        end_response(&mut message);
        message.into()
    }
}

/// Whether the subscriber still sees what it asked for.
fn may_hear(server: &Server, subscriber: &Subscriber, item: Item<'_>) -> bool {
    let watchable = |uri| server.live().snapshot().is_watchable(uri, &subscriber.viewer());
    item.uri().is_none_or(watchable)
}

async fn ended(mut server: tokio::sync::watch::Receiver<()>, stopping: Option<Stopping>) {
    tokio::select! {
        _ = server.changed() => {}
        () = Stopping::begins(stopping) => {}
    }
}

fn acknowledgment(id: &RequestId, honoured: &Honoured) -> Bytes {
    let meta = NotificationMetaObject::new().with_subscription_id(id.clone());
    let params = SubscriptionsAcknowledgedNotificationParams::new(honoured.filter()).with_meta(meta);
    let mut message = Vec::with_capacity(limits::NOTIFICATION_BYTES);
    write_json(&mut message, &SubscriptionsAcknowledgedNotification::new(params));
    message.into()
}

fn notification(id: &RequestId, item: Item<'_>) -> Bytes {
    let uri = item.uri();
    let mut message = Vec::with_capacity(limits::NOTIFICATION_BYTES + uri.map_or(0, str::len));
    write_subscribed(&mut message, id, item.method(), uri);
    message.into()
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening").field("id", &self.id).field("over", &self.over).finish_non_exhaustive()
    }
}
