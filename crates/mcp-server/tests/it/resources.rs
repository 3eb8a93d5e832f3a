//! `resources/list`, `resources/templates/list`, `resources/read`.

use std::time::Duration;

use mcp_server::{
    BuildProblem, Context, IntoResourceContents, Principal, PrincipalKey, ReadResource, ReadTemplate, RequestError,
    Resource, ResourceTemplate, Server,
};
use mcp_types::{
    Annotations, AnyResourceContents, BlobResourceContents, CacheScope, Icon, MetaObject, Role, TextResourceContents,
};
use serde_json::{Value, json};

use crate::support::{Reply, ask, builder, message, request, send};

async fn read(server: &Server, uri: &str) -> Reply {
    ask(server, "resources/read", json!({ "uri": uri })).await
}

fn contents(reply: &Reply) -> &Value {
    &reply.result()["contents"]
}

/// A server of one resource that reads as `contents`.
fn one<T: IntoResourceContents + Clone + Send + Sync + 'static>(contents: T) -> Server {
    let resource = Resource::new("test://one", "one")
        .mime_type("text/plain")
        .handler(move |_: ReadResource| std::future::ready(contents.clone()));
    builder().resource(resource).build().expect("a server")
}

async fn row(variables: ReadTemplate, cx: Context<Vec<&'static str>>) -> Option<String> {
    let index: usize = variables.get("index")?.parse().ok()?;
    cx.state().get(index).map(|row| format!("{}: {row}", variables.get("table").unwrap_or_default()))
}

// spec: RES-001 RES-002 RES-009 CACHE-004 CACHE-005 DISC-007
#[tokio::test]
async fn resources_are_declared_and_described_in_full() {
    let resource = Resource::new("file:///readme.md", "readme.md")
        .title("Read me")
        .description("What this is.")
        .mime_type("text/markdown")
        .size(42)
        .annotations(Annotations::new().with_audience(vec![Role::User]).with_last_modified("2026-07-28T00:00:00Z"))
        .icons([Icon::new("https://example.com/icon.png")])
        .meta(MetaObject::default())
        .handler(async |_: ReadResource| "# Read me");
    let server = builder().resource(resource).build().expect("a server");
    let discovered = ask(&server, "server/discover", json!({})).await;
    assert_eq!(discovered.result()["capabilities"], json!({ "resources": { "listChanged": true } }));
    let meta = json!({ "io.modelcontextprotocol/serverInfo": { "name": "test", "version": "1.2.3" } });
    assert_eq!(
        *ask(&server, "resources/list", json!({})).await.result(),
        json!({
            "resultType": "complete",
            "resources": [{
                "uri": "file:///readme.md",
                "name": "readme.md",
                "title": "Read me",
                "description": "What this is.",
                "mimeType": "text/markdown",
                "size": 42,
                "annotations": { "audience": ["user"], "lastModified": "2026-07-28T00:00:00Z" },
                "icons": [{ "src": "https://example.com/icon.png" }],
                "_meta": {},
            }],
            "ttlMs": 300_000,
            "cacheScope": "public",
            "_meta": meta,
        })
    );
    // Templates are served along, though there are none.
    let templates = ask(&server, "resources/templates/list", json!({})).await;
    assert_eq!(templates.result()["resourceTemplates"], json!([]));
    assert_eq!((&templates.result()["ttlMs"], &templates.result()["cacheScope"]), (&json!(300_000), &json!("public")));
}

// spec: RES-024 CACHE-005 RES-001
#[tokio::test]
async fn templates_are_described_in_full() {
    let template = ResourceTemplate::new("db://{table}/{index}", "row")
        .title("Row")
        .description("A row of a table.")
        .mime_type("text/plain")
        .annotations(Annotations::new().with_audience(vec![Role::Assistant]))
        .handler(row);
    let server = builder().state(vec!["a"]).resource_template(template).build().expect("a server");
    let discovered = ask(&server, "server/discover", json!({})).await;
    assert_eq!(discovered.result()["capabilities"], json!({ "resources": { "listChanged": true } }));
    assert_eq!(ask(&server, "resources/list", json!({})).await.result()["resources"], json!([]));
    assert_eq!(
        ask(&server, "resources/templates/list", json!({})).await.result()["resourceTemplates"],
        json!([{
            "uriTemplate": "db://{table}/{index}",
            "name": "row",
            "title": "Row",
            "description": "A row of a table.",
            "mimeType": "text/plain",
            "annotations": { "audience": ["assistant"] },
        }])
    );
}

// spec: RES-008 RES-021 CACHE-006
#[tokio::test]
async fn contents_are_text_or_bytes() {
    let text = json!([{ "uri": "test://one", "mimeType": "text/plain", "text": "a" }]);
    let blob = json!([{ "uri": "test://one", "mimeType": "text/plain", "blob": "AP8=" }]);
    let other: AnyResourceContents = TextResourceContents::new("test://other", "b").into();
    let both = vec![BlobResourceContents::new("test://one", "AP8=").into(), other.clone()];
    for (server, expected) in [
        (one("a"), text.clone()),
        (one("a".to_owned()), text.clone()),
        (one(Some("a")), text),
        (one(vec![0_u8, 255]), blob.clone()),
        (one(bytes::Bytes::from_static(&[0, 255])), blob),
        (one(other), json!([{ "uri": "test://other", "text": "b" }])),
        (one(both), json!([{ "uri": "test://one", "blob": "AP8=" }, { "uri": "test://other", "text": "b" }])),
    ] {
        let reply = read(&server, "test://one").await;
        assert_eq!(*contents(&reply), expected);
        assert_eq!(reply.result()["resultType"], "complete");
        assert_eq!((&reply.result()["ttlMs"], &reply.result()["cacheScope"]), (&json!(0), &json!("private")));
    }
}

// spec: RES-008 RES-017 RES-021
#[tokio::test]
async fn contents_that_no_client_could_read_do_not_leave() {
    let nothing = Vec::<AnyResourceContents>::new();
    assert_eq!(read(&one(nothing), "test://one").await.error(), (200, -32603));
    let bad: [AnyResourceContents; 4] = [
        BlobResourceContents::new("test://one", "not base64").into(),
        BlobResourceContents::new("test://one", "AA").into(),
        TextResourceContents::new("no uri", "a").into(),
        TextResourceContents::new("test://one", "a").with_mime_type("text").into(),
    ];
    for contents in bad {
        assert_eq!(read(&one(contents), "test://one").await.error(), (200, -32603));
    }
}

// spec: RES-014 RES-015 RES-017
#[tokio::test]
async fn what_does_not_exist_is_named() {
    let template = ResourceTemplate::new("db://{table}/{index}", "row").handler(row);
    let gone = Resource::new("test://gone", "gone")
        .handler(async |read: ReadResource| Err::<String, _>(RequestError::not_found(read.uri())));
    let server = builder().state(vec!["a"]).resource(gone).resource_template(template).build().expect("a server");
    let long = format!("test://{}", "x".repeat(2_000));
    for uri in ["test://missing", "test://gone", "db://t/7", "db://t/x", "db://t/0/1", "TEST://gone", &long] {
        let reply = read(&server, uri).await;
        assert_eq!(
            reply.body["error"],
            json!({ "code": -32602, "message": "resource not found", "data": { "uri": uri } }),
            "{uri}"
        );
        assert_eq!(reply.status, 200);
    }
}

// spec: RES-019 RES-013
#[tokio::test]
async fn what_is_not_a_uri_is_not_looked_up() {
    let any = ResourceTemplate::new("file:{+any}", "any").handler(async |_: ReadTemplate| "found");
    let server = builder().resource_template(any).build().expect("a server");
    assert!(read(&server, "file:///a%20b").await.body.get("result").is_some());
    for uri in ["", "readme.md", "/etc/passwd", "1x:y", "file:///a b", "file:///%zz", "file:///ä", "file:///\u{0}"] {
        let reply = ask(&server, "resources/read", json!({ "uri": uri })).await;
        assert_eq!(reply.error(), (200, -32602), "{uri:?}");
        assert!(reply.message().starts_with("uri: "), "{}", reply.message());
    }
}

// spec: RES-016 ERR-005
#[tokio::test]
async fn failures_inside_say_no_more() {
    async fn broken(_: ReadResource) -> Result<Vec<u8>, std::io::Error> {
        Err(std::io::Error::other("the password is hunter2"))
    }
    async fn panics(_: Context<()>) -> String {
        panic!("the password is hunter2")
    }
    let server = builder()
        .resource(Resource::new("test://broken", "broken").handler(broken))
        .resource(Resource::new("test://panics", "panics").handler(panics))
        .build()
        .expect("a server");
    for uri in ["test://broken", "test://panics"] {
        let reply = read(&server, uri).await;
        assert_eq!(reply.body["error"], json!({ "code": -32603, "message": "internal error" }), "{uri}");
    }
}

// spec: RES-010
#[tokio::test]
async fn templates_read_what_their_variables_say() {
    let template = ResourceTemplate::new("db://{table}/{index}", "row").mime_type("text/x-row").handler(row);
    let own = Resource::new("db://t/0", "first").handler(async |_: ReadResource| "its own");
    let file = ResourceTemplate::new("file:///{+path}", "file")
        .handler(async |variables: ReadTemplate| variables.get("path").unwrap_or("?").to_owned());
    let server = builder()
        .state(vec!["a", "b"])
        .resource_template(template)
        .resource_template(file)
        .resource(own)
        .build()
        .expect("a server");
    let reply = read(&server, "db://t/1").await;
    assert_eq!(*contents(&reply), json!([{ "uri": "db://t/1", "mimeType": "text/x-row", "text": "t: b" }]));
    assert_eq!(contents(&read(&server, "db://t/0").await)[0]["text"], "its own");
    assert_eq!(contents(&read(&server, "file:///a/b.txt").await)[0]["text"], "a/b.txt");
}

/// Reads as `principal`.
async fn read_as(server: &Server, uri: &str, principal: PrincipalKey) -> Reply {
    let mut request = request(&message("resources/read", json!({ "uri": uri })));
    request.extensions_mut().insert(Principal::new(principal));
    send(&server.http(mcp_server::HttpConfig::local()), request).await
}

// spec: CACHE-006 CACHE-010 CACHE-030
#[tokio::test]
async fn hints_are_the_authors_unless_the_principal_counts() {
    let hinted = |uri: &str| {
        Resource::new(uri, "r").freshness_lifetime(Duration::from_micros(60_000_900)).cache_scope(CacheScope::Public)
    };
    let server = builder()
        .resource(hinted("test://same").handler(async |_: ReadResource| "same"))
        .resource(hinted("test://own").handler(|cx: Context<()>| async move { format!("{:?}", cx.principal()) }))
        .resource(hinted("test://hidden").visible_to(|_| true).handler(async |_: ReadResource| "same"))
        .build()
        .expect("a server");
    for (uri, scope) in [("test://same", "public"), ("test://own", "private"), ("test://hidden", "private")] {
        let reply = read_as(&server, uri, PrincipalKey::of("i", "ann")).await;
        assert_eq!((&reply.result()["ttlMs"], &reply.result()["cacheScope"]), (&json!(60_000), &json!(scope)), "{uri}");
    }
    let own = read_as(&server, "test://own", PrincipalKey::of("i", "ann")).await;
    assert_ne!(own, read_as(&server, "test://own", PrincipalKey::of("i", "bob")).await);
}

// spec: RES-010 RES-013
#[test]
fn what_cannot_work_does_not_build() {
    let resource = |uri: &str| Resource::new(uri, "r").handler(async |_: ReadResource| "");
    let template = |text: &str| ResourceTemplate::new(text, "t").handler(async |_: ReadTemplate| "");
    let error = builder()
        .resource(resource("readme.md"))
        .resource(resource("a:b"))
        .resource(resource("a:b"))
        .resource_template(template("a:{"))
        .resource_template(template("a:{x}"))
        .resource_template(template("a:{x}"))
        .resource_template(template("b:{x}").complete("y", async |_: mcp_server::Partial| vec![""]))
        .build()
        .expect_err("five problems");
    assert!(
        matches!(
            error.problems(),
            [
                BuildProblem::ResourceUri { .. },
                BuildProblem::DuplicateResourceUri { .. },
                BuildProblem::UriTemplate { .. },
                BuildProblem::DuplicateUriTemplate { .. },
                BuildProblem::CompletesNothing { .. },
            ]
        ),
        "{error}"
    );
}
