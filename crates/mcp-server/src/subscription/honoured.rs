//! What a subscription will hear of what it asked for.

use std::collections::BTreeSet;

use mcp_types::{Method, SubscriptionFilter};

use crate::snapshot::{Kind, Snapshot};
use crate::viewer::Viewer;

/// The part of a filter that the server honours.
pub(crate) struct Honoured {
    tools: bool,
    prompts: bool,
    resources: bool,
    /// In the order in which they were asked for, each once; `None` if none were.
    uris: Option<Box<[Box<str>]>>,
}

/// Something that a subscription hears of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item<'a> {
    List(Kind),
    Resource(&'a str),
}

impl Honoured {
    /// What of `filter` a server that offers `snapshot` honours for `viewer`.
    pub(super) fn of(filter: &SubscriptionFilter, snapshot: &Snapshot, viewer: &Viewer<'_>) -> Self {
        let served = snapshot.served;
        let asked = |asked: Option<bool>| asked == Some(true) && served.list_changes;
        let uris = filter.resource_subscriptions.as_ref().filter(|_| served.subscriptions).map(|uris| {
            let mut seen = BTreeSet::new();
            // spec: RES-022 a resource that the caller does not see cannot be watched either.
            let watched = uris.iter().filter(|uri| snapshot.is_watchable(uri, viewer) && seen.insert(uri.as_str()));
            watched.map(|uri| uri.as_str().into()).collect()
        });
        // spec: SUBS-002 SUBS-006 what was not asked for is not sent, and what the server does not have is left out.
        Honoured {
            tools: asked(filter.tools_list_changed) && served.tools,
            prompts: asked(filter.prompts_list_changed) && served.prompts,
            resources: asked(filter.resources_list_changed) && served.resources,
            uris,
        }
    }

    /// The filter that is acknowledged.
    pub(super) fn filter(&self) -> SubscriptionFilter {
        let mut filter = SubscriptionFilter::new();
        filter.tools_list_changed = self.tools.then_some(true);
        filter.prompts_list_changed = self.prompts.then_some(true);
        filter.resources_list_changed = self.resources.then_some(true);
        filter.resource_subscriptions = self.uris.as_ref().map(|uris| uris.iter().map(|uri| uri.to_string()).collect());
        filter
    }

    pub(super) fn items(&self) -> impl Iterator<Item = Item<'_>> {
        let lists = [(self.tools, Kind::Tools), (self.prompts, Kind::Prompts), (self.resources, Kind::Resources)];
        let lists = lists.into_iter().filter(|(honoured, _)| *honoured).map(|(_, kind)| Item::List(kind));
        lists.chain(self.uris.iter().flatten().map(|uri| Item::Resource(uri)))
    }
}

impl<'a> Item<'a> {
    /// The notification that tells of it.
    pub(super) fn method(self) -> Method {
        match self {
            Item::List(kind) => kind.list_changed(),
            Item::Resource(_) => Method::ResourceUpdated,
        }
    }

    pub(super) fn uri(self) -> Option<&'a str> {
        match self {
            Item::List(_) => None,
            Item::Resource(uri) => Some(uri),
        }
    }
}
