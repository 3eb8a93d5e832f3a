//! Cursors of lists: handed out, forged, edited, and taken to other lists, principals and replicas.

use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};

use mcp_server::{
    AuthMode, HttpConfig, KeyRing, McpService, NoArgs, PrincipalKey, Prompt, ReadResource, ReadTemplate, Resource,
    ResourceTemplate, Server, ServerBuilder, Tool, Viewer,
};
use serde_json::{Value, json};

use crate::edit::edited;
use crate::in_process::{ask, modern, run, speak_for};

/// Entries of each list.
const ENTRIES: usize = 7;
const PAGE_SIZE: usize = 2;
const USERS: [&str; 2] = ["ann", "bob"];
const LISTS: [List; 4] = [
    List { method: "tools/list", entries: "tools", is_shaped: true },
    List { method: "prompts/list", entries: "prompts", is_shaped: false },
    List { method: "resources/list", entries: "resources", is_shaped: true },
    List { method: "resources/templates/list", entries: "resourceTemplates", is_shaped: false },
];

/// Both under keys that everybody knows.
const RING: &str = "b67ea46f 1785240000 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const OTHER_RING: &str = "ea548d59 1785240000 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
const NOW: u64 = 1_785_240_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct List {
    method: &'static str,
    entries: &'static str,
    /// Whether what it shows depends on who asks.
    is_shaped: bool,
}

/// Servers to ask: two replicas, and those that each differ from them in one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Peer {
    Replica,
    OtherReplica,
    OtherKeys,
    /// With one entry less in each list.
    OtherState,
    OtherPageSize,
    /// When cursors have expired.
    Later,
}

const PEERS: [Peer; 6] =
    [Peer::Replica, Peer::OtherReplica, Peer::OtherKeys, Peer::OtherState, Peer::OtherPageSize, Peer::Later];

static SERVICES: LazyLock<[McpService; 6]> = LazyLock::new(|| PEERS.map(service));

/// Who asks for what, and where.
#[derive(Debug, Clone, Copy)]
struct Asking {
    list: List,
    user: &'static str,
    elicits: bool,
    peer: Peer,
}

/// A cursor leads on in the list it came from, for whom it was made, at every replica; no other text leads anywhere.
///
/// The input says who walks how far, who uses the cursor, and how it was changed before.
pub fn cursors(input: &[u8]) -> usize {
    let Some(([made, steps, used, peer, how], with)) = input.split_first_chunk::<5>().map(|(head, rest)| (*head, rest))
    else {
        return 0;
    };
    let walker = Asking::of(made, Peer::Replica);
    let walked = walk(walker);
    let user = Asking::of(used, PEERS[usize::from(peer) % PEERS.len()]);
    let mut taken = walked.len();
    if let Some((cursor, place)) = walked.get(usize::from(steps) % (walked.len() + 1)) {
        taken += usize::from(lead(walker, cursor, *place, user, &edited(cursor, how, with)));
    }
    kinds(user, with);
    taken
}

impl Asking {
    fn of(bits: u8, peer: Peer) -> Self {
        let list = LISTS[usize::from(bits & 3)];
        Asking { list, user: USERS[usize::from(bits >> 2 & 1)], elicits: bits & 8 != 0, peer }
    }

    /// Whether an entry is shown.
    fn sees(self, entry: usize) -> bool {
        let entries = if self.peer == Peer::OtherState { ENTRIES - 1 } else { ENTRIES };
        entry < entries && (!self.list.is_shaped || is_shown(entry, self.user == USERS[0], self.elicits))
    }

    /// The numbers of the entries on the page that begins at a place.
    fn page(self, place: usize) -> Vec<usize> {
        (place..ENTRIES).filter(|entry| self.sees(*entry)).take(PAGE_SIZE).collect()
    }

    /// Asks for a page: the numbers of its entries and the next cursor, or the code of the error.
    fn ask(self, cursor: Option<&Value>) -> Result<(Vec<usize>, Option<String>), i64> {
        let params = cursor.map_or_else(|| json!({}), |cursor| json!({ "cursor": cursor }));
        let capabilities = if self.elicits { json!({ "elicitation": {} }) } else { json!({}) };
        let mut request = modern(self.list.method, None, params, &capabilities);
        speak_for(request.extensions_mut(), self.user);
        let mut service = SERVICES[self.peer as usize].clone();
        let (status, answer) = run(async move { ask(&mut service, request).await });
        assert_eq!(status, 200, "{answer}");
        if let Some(error) = answer.get("error") {
            let message = error["message"].as_str().expect("a message");
            assert!((1..=100).contains(&message.len()), "a cursor is not repeated: {message}");
            return Err(error["code"].as_i64().expect("a code"));
        }
        let entries = answer["result"][self.list.entries].as_array().expect("a page").iter();
        let number = |entry: &Value| entry["name"].as_str().and_then(|name| name[1..].parse().ok()).expect("a number");
        let next = answer["result"].get("nextCursor").map(|cursor| cursor.as_str().expect("text").to_owned());
        Ok((entries.map(number).collect(), next))
    }
}

/// Walks a list to its end, at both replicas by turns; gives the cursors with the places that they stand for.
fn walk(mut walker: Asking) -> Vec<(String, usize)> {
    let mut cursors: Vec<(String, usize)> = Vec::new();
    loop {
        let cursor = cursors.last().map(|(cursor, _)| json!(cursor));
        let (entries, next) = walker.ask(cursor.as_ref()).expect("a cursor leads on at every replica");
        let place = cursors.last().map_or(0, |(_, place)| *place);
        assert_eq!(entries, walker.page(place), "{walker:?}");
        let following = entries.last().map_or(ENTRIES, |last| last + 1);
        let following = (following..ENTRIES).find(|entry| walker.sees(*entry));
        assert_eq!(next.is_some(), following.is_some(), "{walker:?}");
        let (Some(next), Some(following)) = (next, following) else { return cursors };
        assert!(cursors.iter().all(|(cursor, _)| *cursor != next), "a cursor comes back");
        cursors.push((next, following));
        walker.peer = if walker.peer == Peer::Replica { Peer::OtherReplica } else { Peer::Replica };
    }
}

/// Uses a cursor, and says whether it led anywhere.
fn lead(walker: Asking, cursor: &str, place: usize, user: Asking, text: &str) -> bool {
    let answer = user.ask(Some(&json!(text)));
    let is_known = match user.peer {
        Peer::Replica | Peer::OtherReplica => true,
        // Prepared lists are the same for all, under whatever keys, at whatever time.
        Peer::OtherKeys | Peer::Later => !user.list.is_shaped,
        Peer::OtherState | Peer::OtherPageSize => false,
    };
    let is_for_user = user.list == walker.list && (user.user == walker.user || !user.list.is_shaped);
    if text == cursor && is_known && is_for_user {
        let (entries, _) = answer.expect("an honest cursor");
        assert_eq!(entries, user.page(place), "{user:?} at {place}");
        return true;
    }
    if walk(Asking { peer: Peer::Replica, ..user }).iter().any(|(known, _)| known == text) && !user.list.is_shaped {
        // A digest may be guessed; it leads to what everyone may read.
        return false;
    }
    assert_eq!(answer, Err(-32602), "{user:?} with {text:?}, made {cursor:?} for {walker:?}");
    false
}

/// What is no text is no cursor.
fn kinds(user: Asking, with: &[u8]) {
    let text = String::from_utf8_lossy(with);
    let values = [json!(null), json!(with.len()), json!(with.is_empty()), json!([text]), json!({ "cursor": text })];
    let value = &values[usize::from(with.first().copied().unwrap_or(0)) % values.len()];
    assert_eq!(user.ask(Some(value)), Err(-32602), "{value}");
}

/// What each viewer sees of a shaped list.
fn is_shown(entry: usize, is_ann: bool, elicits: bool) -> bool {
    match entry {
        1 | 4 => is_ann,
        2 => !is_ann,
        3 => elicits,
        _ => true,
    }
}

fn service(peer: Peer) -> McpService {
    let ring = if peer == Peer::OtherKeys { OTHER_RING } else { RING };
    let passed = if peer == Peer::Later { mcp_server::limits::CURSOR_LIFETIME } else { Duration::ZERO };
    let entries = if peer == Peer::OtherState { ENTRIES - 1 } else { ENTRIES };
    let builder = Server::builder("lister", "1.0.0")
        .keys(KeyRing::parse(ring).expect("both rings are well formed"))
        .clock(move || UNIX_EPOCH + Duration::from_secs(NOW) + passed)
        .page_size(if peer == Peer::OtherPageSize { PAGE_SIZE + 1 } else { PAGE_SIZE });
    let server = (0..entries).fold(builder, with_entry).build().expect("all entries are in order");
    server.http(HttpConfig::public(AuthMode::Anonymous))
}

/// Adds an entry to each list.
fn with_entry(builder: ServerBuilder<()>, entry: usize) -> ServerBuilder<()> {
    let ann = PrincipalKey::of("https://login.example", USERS[0]);
    let judge = move |viewer: &Viewer<'_>| {
        is_shown(entry, viewer.principal() == ann, viewer.client_capabilities().elicitation.is_some())
    };
    let tool = Tool::new(format!("t{entry}")).visible_to(judge).handler(async |_: NoArgs| "");
    let prompt = Prompt::new(format!("p{entry}")).handler(async |_: NoArgs| "");
    let resource = Resource::new(format!("a:{entry}"), format!("r{entry}")).visible_to(judge);
    let template = ResourceTemplate::new(format!("a:{entry}/{{b}}"), format!("u{entry}"));
    builder
        .tool(tool)
        .prompt(prompt)
        .resource(resource.handler(async |_: ReadResource| ""))
        .resource_template(template.handler(async |_: ReadTemplate| ""))
}
