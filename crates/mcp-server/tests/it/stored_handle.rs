//! Handles of state in a store: who finds it, for how long, and which of several changes counts.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use mcp_server::limits::{DEFAULT_HANDLE_LIFETIME, MAX_STORE_ATTEMPTS, MAX_STORED_STATE_BYTES};
use mcp_server::{
    Context, HandleState, HttpConfig, NoArgs, Principal, PrincipalKey, Server, StoredHandle, StoredHandleError,
    Structured, Tool, ToolError,
};
use mcp_store::{
    Collection, Due, Expected, Key, MemoryStore, Record, StateStore, StoreBounds, StoreError, Timestamp, Unavailable,
    Version, Versioned,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Barrier;

use crate::support::{Reply, message, request, send};

#[derive(Serialize, Deserialize, Default)]
struct Basket {
    items: Vec<String>,
}

impl HandleState for Basket {
    const KIND: &'static str = "basket";
}

#[derive(Serialize, Deserialize)]
struct Wardrobe {
    items: Vec<String>,
}

impl HandleState for Wardrobe {
    const KIND: &'static str = "wardrobe";
}

#[derive(Serialize, JsonSchema)]
struct Opened {
    basket: StoredHandle<Basket>,
}

#[derive(Deserialize, JsonSchema)]
struct Named {
    basket: StoredHandle<Basket>,
}

#[derive(Deserialize, JsonSchema)]
struct Add {
    basket: StoredHandle<Basket>,
    item: String,
}

async fn open_basket(_: NoArgs, cx: Context<Shop>) -> Result<Structured<Opened>, ToolError> {
    Ok(Structured(Opened { basket: cx.mint_stored(&Basket::default()).await? }))
}

async fn open_wardrobe(_: NoArgs, cx: Context<Shop>) -> Result<String, ToolError> {
    Ok(cx.mint_stored(&Wardrobe { items: Vec::new() }).await?.as_str().to_owned())
}

async fn add(args: Add, cx: Context<Shop>) -> Result<String, ToolError> {
    let items = args.basket.update(&cx, |basket| {
        basket.items.push(args.item.clone());
        basket.items.len()
    });
    Ok(items.await?.to_string())
}

async fn show(args: Named, cx: Context<Shop>) -> Result<String, ToolError> {
    Ok(args.basket.open(&cx).await?.items.join(" "))
}

async fn extend(args: Named, cx: Context<Shop>) -> Result<&'static str, ToolError> {
    let mut basket = args.basket.open(&cx).await?;
    basket.extend();
    basket.save().await?;
    Ok("extended")
}

async fn drop_basket(args: Named, cx: Context<Shop>) -> Result<String, ToolError> {
    Ok(args.basket.remove(&cx).await?.items.len().to_string())
}

/// Adds to the basket as it was when all who call at the same time have read it.
async fn add_at_once(args: Add, cx: Context<Shop>) -> Result<String, ToolError> {
    let mut basket = args.basket.open(&cx).await?;
    cx.state().meet().await;
    basket.items.push(args.item);
    match basket.save().await {
        Err(StoredHandleError::Conflict { kind }) => Ok(format!("too late for the {kind}")),
        saved => Ok(saved.map(|()| "added".to_owned())?),
    }
}

/// Takes the basket as all who call at the same time have read it.
async fn take_at_once(args: Named, cx: Context<Shop>) -> Result<&'static str, ToolError> {
    let basket = args.basket.open(&cx).await?;
    cx.state().meet().await;
    basket.remove().await?;
    Ok("taken")
}

/// Where calls meet, and the time.
#[derive(Clone)]
struct Shop {
    meeting: Option<Arc<Barrier>>,
    now: Arc<AtomicU64>,
}

impl Shop {
    fn new() -> Self {
        Shop { meeting: None, now: Arc::new(AtomicU64::new(1_785_240_000)) }
    }

    /// Whose calls wait for each other, two by two.
    fn where_two_meet() -> Self {
        Shop { meeting: Some(Arc::new(Barrier::new(2))), ..Shop::new() }
    }

    async fn meet(&self) {
        if let Some(meeting) = &self.meeting {
            meeting.wait().await;
        }
    }

    fn wait(&self, time: Duration) {
        self.now.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    fn clock(&self) -> impl Fn() -> SystemTime + Send + Sync + use<> {
        let now = Arc::clone(&self.now);
        move || UNIX_EPOCH + Duration::from_secs(now.load(Ordering::Relaxed))
    }

    /// A replica that shares `store`.
    fn replica(&self, store: &Arc<impl StateStore + 'static>) -> Server {
        self.named("test", Some(Arc::clone(store) as _))
    }

    fn named(&self, name: &str, store: Option<Arc<dyn StateStore>>) -> Server {
        let builder = Server::builder(name, "1.2.3").clock(self.clock()).state(self.clone());
        let builder = match store {
            Some(store) => builder.store(store),
            None => builder,
        };
        builder
            .tool(Tool::new("open_basket").handler(open_basket))
            .tool(Tool::new("open_wardrobe").handler(open_wardrobe))
            .tool(Tool::new("add").handler(add))
            .tool(Tool::new("show").handler(show))
            .tool(Tool::new("extend").handler(extend))
            .tool(Tool::new("drop").handler(drop_basket))
            .tool(Tool::new("add_at_once").handler(add_at_once))
            .tool(Tool::new("take_at_once").handler(take_at_once))
            .build()
            .expect("the tools are well formed")
    }
}

/// Calls a tool as somebody.
async fn call_as(server: &Server, who: PrincipalKey, tool: &str, arguments: Value) -> Reply {
    let mut request = request(&message("tools/call", json!({ "name": tool, "arguments": arguments })));
    request.extensions_mut().insert(Principal::new(who));
    send(&server.http(HttpConfig::local()), request).await
}

fn ann() -> PrincipalKey {
    PrincipalKey::of("https://login.example", "ann")
}

fn bob() -> PrincipalKey {
    PrincipalKey::of("https://login.example", "bob")
}

/// What a tool says to Ann, whether it failed or not.
async fn said(server: &Server, tool: &str, arguments: Value) -> String {
    call_as(server, ann(), tool, arguments).await.text().to_owned()
}

/// A basket of Ann's.
async fn opened(server: &Server) -> String {
    let reply = call_as(server, ann(), "open_basket", json!({})).await;
    reply.result()["structuredContent"]["basket"].as_str().expect("a handle is a string").to_owned()
}

const UNKNOWN: &str = "unknown or expired basket handle";

// spec: STATE-005
#[tokio::test]
async fn state_changes_behind_one_handle_on_all_replicas_that_share_a_store() {
    let (shop, store) = (Shop::new(), Arc::new(MemoryStore::default()));
    let [one, other] = [(); 2].map(|()| shop.replica(&store));
    let basket = opened(&one).await;
    for (count, server) in [&one, &other, &one].into_iter().enumerate() {
        let added = said(server, "add", json!({ "basket": basket, "item": format!("item{count}") })).await;
        assert_eq!(added, (count + 1).to_string());
    }
    assert_eq!(said(&other, "show", json!({ "basket": basket })).await, "item0 item1 item2");
}

// spec: STATE-005
#[tokio::test]
async fn whatever_names_nothing_reads_alike() {
    let (shop, store) = (Shop::new(), Arc::new(MemoryStore::default()));
    let server = shop.replica(&store);
    let (basket, gone) = (opened(&server).await, opened(&server).await);
    let wardrobe = said(&server, "open_wardrobe", json!({})).await;
    assert_eq!(said(&server, "drop", json!({ "basket": gone })).await, "0");
    let stranger = shop.named("another", Some(store));

    let tools = ["show", "add", "extend", "drop"];
    let refused = async |server: &Server, who, handle: &str| {
        for tool in tools {
            let reply = call_as(server, who, tool, json!({ "basket": handle, "item": "pear" })).await;
            assert_eq!((&reply.result()["isError"], reply.text()), (&json!(true), UNKNOWN), "{tool} {handle}");
        }
    };
    for handle in ["", "basket_1", &gone, &wardrobe, &basket[1..], &format!("{basket}A"), &"A".repeat(22)] {
        refused(&server, ann(), handle).await;
    }
    refused(&server, bob(), &basket).await;
    refused(&server, PrincipalKey::ANONYMOUS, &basket).await;
    refused(&stranger, ann(), &basket).await;
    assert_eq!(said(&server, "show", json!({ "basket": basket })).await, "", "it is as it was");
    shop.wait(DEFAULT_HANDLE_LIFETIME);
    refused(&server, ann(), &basket).await;
}

#[tokio::test]
async fn a_handle_expires_however_often_it_is_used_unless_it_is_extended() {
    let (shop, store) = (Shop::new(), Arc::new(MemoryStore::default()));
    let server = shop.replica(&store);
    let (used, extended) = (opened(&server).await, opened(&server).await);
    shop.wait(DEFAULT_HANDLE_LIFETIME - Duration::from_secs(1));
    assert_eq!(said(&server, "add", json!({ "basket": used, "item": "pear" })).await, "1");
    assert_eq!(said(&server, "extend", json!({ "basket": extended })).await, "extended");
    shop.wait(Duration::from_secs(1));
    assert_eq!(said(&server, "show", json!({ "basket": used })).await, UNKNOWN);
    shop.wait(DEFAULT_HANDLE_LIFETIME - Duration::from_secs(2));
    assert_eq!(said(&server, "show", json!({ "basket": extended })).await, "");
    shop.wait(Duration::from_secs(1));
    assert_eq!(said(&server, "show", json!({ "basket": extended })).await, UNKNOWN);
}

/// What two calls at the same time say, in order.
async fn both<T: Ord>(one: impl Future<Output = T>, other: impl Future<Output = T>) -> [T; 2] {
    let (one, other) = tokio::join!(one, other);
    let mut said = [one, other];
    said.sort();
    said
}

#[tokio::test]
async fn of_two_changes_at_once_one_counts_and_the_other_is_told() {
    let (shop, store) = (Shop::where_two_meet(), Arc::new(MemoryStore::default()));
    let [one, other] = [(); 2].map(|()| shop.replica(&store));
    let basket = opened(&one).await;
    let add = |server, item| said(server, "add_at_once", json!({ "basket": basket, "item": item }));
    assert_eq!(both(add(&one, "pear"), add(&other, "plum")).await, ["added", "too late for the basket"]);
    let left = said(&one, "show", json!({ "basket": basket })).await;
    assert!(left == "pear" || left == "plum", "{left}");
}

#[tokio::test]
async fn of_two_that_take_it_at_once_one_gets_it() {
    let (shop, store) = (Shop::where_two_meet(), Arc::new(MemoryStore::default()));
    let [one, other] = [(); 2].map(|()| shop.replica(&store));
    let basket = opened(&one).await;
    let take = |server| said(server, "take_at_once", json!({ "basket": basket }));
    assert_eq!(both(take(&one), take(&other)).await, ["taken", UNKNOWN]);
    assert_eq!(said(&one, "show", json!({ "basket": basket })).await, UNKNOWN);
}

/// A store that may be away, or in which somebody else is always first.
#[derive(Default)]
struct Troubled {
    store: MemoryStore,
    trouble: Mutex<Trouble>,
    /// The names of what was written.
    names: Mutex<Vec<Vec<u8>>>,
}

#[derive(Default, Clone, Copy)]
enum Trouble {
    #[default]
    None,
    Away,
    /// So many writes come too late.
    Late(u32),
}

impl Troubled {
    fn set(&self, trouble: Trouble) {
        *self.trouble.lock().expect("nobody panicked") = trouble;
    }

    /// Whether a write is too late, if the store can be reached.
    fn look(&self, writes: bool) -> Result<bool, StoreError> {
        let mut trouble = self.trouble.lock().expect("nobody panicked");
        match *trouble {
            Trouble::None | Trouble::Late(0) => Ok(false),
            Trouble::Away => Err(StoreError::Unavailable(Unavailable::new("db.internal:5432 refused"))),
            Trouble::Late(writes_left) if writes => {
                *trouble = Trouble::Late(writes_left - 1);
                Ok(true)
            }
            Trouble::Late(_) => Ok(false),
        }
    }
}

#[async_trait]
impl StateStore for Troubled {
    async fn get(&self, key: &Key, now: Timestamp) -> Result<Option<Versioned>, StoreError> {
        self.look(false)?;
        self.store.get(key, now).await
    }

    async fn put_if_version(
        &self,
        key: &Key,
        expected: Expected,
        record: Record,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        self.names.lock().expect("nobody panicked").push(key.name().to_vec());
        if self.look(true)? {
            let current = self.store.get(key, now).await?.expect("it was read before");
            let again = self.store.put_if_version(key, Expected::Any, current.record, now);
            return Err(StoreError::Conflict { current: Some(again.await?) });
        }
        self.store.put_if_version(key, expected, record, now).await
    }

    async fn remove(&self, key: &Key, version: Version) -> Result<(), StoreError> {
        if self.look(true)? {
            return Err(StoreError::Conflict { current: Some(Version::from_u64(u64::MAX)) });
        }
        self.store.remove(key, version).await
    }

    async fn scan_due(&self, collection: &Collection, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        self.store.scan_due(collection, now, limit).await
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.remove_expired(now, limit).await
    }

    fn bounds(&self) -> StoreBounds {
        self.store.bounds()
    }
}

#[tokio::test]
async fn a_change_is_tried_again_a_bounded_number_of_times() {
    let (shop, store) = (Shop::new(), Arc::new(Troubled::default()));
    let server = shop.replica(&store);
    let basket = opened(&server).await;
    let late = "the basket was changed by another call at the same time: look at it again";
    for (tool, done) in [("add", "1"), ("drop", "1")] {
        store.set(Trouble::Late(MAX_STORE_ATTEMPTS));
        assert_eq!(said(&server, tool, json!({ "basket": basket, "item": "pear" })).await, late);
        store.set(Trouble::Late(MAX_STORE_ATTEMPTS - 1));
        assert_eq!(said(&server, tool, json!({ "basket": basket, "item": "pear" })).await, done, "{tool}");
    }
}

#[tokio::test]
async fn a_store_that_is_away_is_told_and_what_it_said_is_not() {
    let (shop, store) = (Shop::new(), Arc::new(Troubled::default()));
    let server = shop.replica(&store);
    let basket = opened(&server).await;
    store.set(Trouble::Away);
    let arguments = json!({ "basket": basket, "item": "pear" });
    let calls = ["show", "add", "extend", "drop"].map(|tool| (tool, arguments.clone()));
    for (tool, arguments) in [("open_basket", json!({}))].into_iter().chain(calls) {
        let reply = call_as(&server, ann(), tool, arguments).await;
        let told = "the store of the basket cannot be used for the moment: try again later";
        assert_eq!((&reply.result()["isError"], reply.text()), (&json!(true), told), "{tool}");
    }
    store.set(Trouble::None);
    assert_eq!(said(&server, "show", json!({ "basket": basket })).await, "");
}

#[tokio::test]
async fn a_server_without_a_store_says_so() {
    let server = Shop::new().named("test", None);
    for (tool, arguments) in [("open_basket", json!({})), ("show", json!({ "basket": "A".repeat(22) }))] {
        let reply = call_as(&server, ann(), tool, arguments).await;
        let told = "no basket can be kept, since the server has no store; its author has to call `store`";
        assert_eq!((&reply.result()["isError"], reply.text()), (&json!(true), told), "{tool}");
    }
}

#[tokio::test]
async fn state_is_kept_up_to_its_bound() {
    let (shop, store) = (Shop::new(), Arc::new(MemoryStore::default()));
    let server = shop.replica(&store);
    let basket = opened(&server).await;
    // `{"items":["…"]}`
    let full = "x".repeat(MAX_STORED_STATE_BYTES - 14);
    let large = said(&server, "add", json!({ "basket": basket, "item": format!("{full}x") })).await;
    assert_eq!(large, "the state is too large to keep behind a handle: expected at most 262144 bytes, received 262145");
    assert_eq!(said(&server, "add", json!({ "basket": basket, "item": full })).await, "1");
}

#[tokio::test]
async fn a_store_holds_no_handle() {
    let (shop, store) = (Shop::new(), Arc::new(Troubled::default()));
    let server = shop.replica(&store);
    let basket = opened(&server).await;
    let names = store.names.lock().expect("nobody panicked").clone();
    assert_eq!(names.len(), 1);
    assert!(!names[0].windows(8).any(|part| basket.as_bytes().windows(8).any(|own| own == part)));
    assert_eq!(names[0].len(), 32, "a digest");
}
