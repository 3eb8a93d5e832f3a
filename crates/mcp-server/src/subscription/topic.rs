//! What the events of a server are called on the bus.

use mcp_store::{PrincipalKey, Topic};
use sha2::{Digest as _, Sha256};

use super::honoured::{Honoured, Item};
use crate::hex::hex;
use crate::snapshot::Kind;

/// The topics of one server, the same on all its replicas and different from those of other servers on the same bus.
pub(crate) struct Topics {
    server: String,
    tools: Topic,
    prompts: Topic,
    resources: Topic,
}

impl Topics {
    /// Names the topics of the server called `name`.
    pub(crate) fn new(name: &str) -> Self {
        let server = digest(name.as_bytes());
        let [tools, prompts, resources] = ["tools", "prompts", "resources"].map(|list| topic(&server, list));
        Topics { server, tools, prompts, resources }
    }

    /// A list has changed.
    pub(crate) fn changed(&self, kind: Kind) -> &Topic {
        match kind {
            Kind::Tools => &self.tools,
            Kind::Prompts => &self.prompts,
            Kind::Resources => &self.resources,
        }
    }

    /// A resource reads differently.
    pub(crate) fn updated(&self, uri: &str) -> Topic {
        // Why: a URI may be longer than a topic.
        topic(&self.server, &format!("updated/{}", digest(uri.as_bytes())))
    }

    /// A principal may no longer listen.
    pub(crate) fn revoked(&self, principal: PrincipalKey) -> Topic {
        topic(&self.server, &format!("revoked/{}", digest(principal.as_bytes())))
    }

    /// A legacy session was changed or ended, or is followed by another stream.
    pub(crate) fn session(&self, key: &[u8]) -> Topic {
        topic(&self.server, &format!("session/{}", digest(key)))
    }

    /// A request of a session was cancelled.
    pub(crate) fn of_call(&self, session: &[u8], id: &str) -> Topic {
        self.within("call", session, id.as_bytes())
    }

    /// A question to a session was answered.
    pub(crate) fn of_answer(&self, session: &[u8], id: &str) -> Topic {
        self.within("answer", session, id.as_bytes())
    }

    /// A stream of a session has a new entry.
    pub(crate) fn of_stream(&self, session: &[u8], stream: &[u8]) -> Topic {
        self.within("stream", session, stream)
    }

    fn within(&self, what: &str, session: &[u8], name: &[u8]) -> Topic {
        topic(&self.server, &format!("session/{}/{what}/{}", digest(session), digest(name)))
    }

    /// What a subscription listens to, in the order of what is honoured, and after it the end of its authorization;
    /// nothing where nothing is honoured.
    pub(super) fn of(&self, honoured: &Honoured, principal: PrincipalKey) -> Vec<Topic> {
        let mut topics: Vec<_> = honoured.items().map(|item| self.item(item)).collect();
        if !topics.is_empty() && principal != PrincipalKey::ANONYMOUS {
            topics.push(self.revoked(principal));
        }
        topics
    }

    fn item(&self, item: Item<'_>) -> Topic {
        match item {
            Item::List(kind) => self.changed(kind).clone(),
            Item::Resource(uri) => self.updated(uri),
        }
    }
}

fn topic(server: &str, of: &str) -> Topic {
    Topic::new(format!("mcp/{server}/{of}")).expect("a topic made of digests is short")
}

/// The first 128 bits of the digest of `bytes`.
fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_the_same_on_every_replica_and_differ_in_all_else() {
        let ann = PrincipalKey::of("https://login.example", "ann");
        let topics = |name: &str| {
            let topics = Topics::new(name);
            [
                topics.changed(Kind::Tools).clone(),
                topics.changed(Kind::Prompts).clone(),
                topics.changed(Kind::Resources).clone(),
                topics.updated("a:b"),
                topics.updated(&"c".repeat(10_000)),
                topics.revoked(ann),
                topics.session(b"k"),
                topics.of_call(b"k", "1"),
                topics.of_call(b"k", "\"1\""),
                topics.of_answer(b"k", "1"),
                topics.of_stream(b"k", b"1"),
            ]
        };
        assert_eq!(topics("one"), topics("one"));
        let all: Vec<_> = topics("one").into_iter().chain(topics("two")).collect();
        for (index, topic) in all.iter().enumerate() {
            assert!(!all[..index].contains(topic), "{topic:?}");
        }
    }
}
