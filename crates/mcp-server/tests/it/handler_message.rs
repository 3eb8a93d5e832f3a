//! What the compiler says to an author whose handler has the wrong shape.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A crate on ours, in which every function of `wrong` fails to be a tool's handler.
const MANIFEST: &str = r#"
[package]
name = "wrong-handlers"
version = "0.0.0"
edition = "2024"

[dependencies]
mcp-server = { path = "@MCP_SERVER@" }
schemars = "1"
serde = { version = "1", features = ["derive"] }

[workspace]
"#;

const SOURCE: &str = r#"
use mcp_server::{Context, NoArgs, Server, Structured, Tool};

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Args { pub a: i64 }
#[derive(serde::Deserialize)]
pub struct NoSchema { pub a: i64 }

async fn right(_: Args, _: Context<u8>) -> String { String::new() }
async fn wrong_order(_: Context<u8>, _: Args) -> String { String::new() }
async fn too_many(_: Args, _: Context<u8>, _: u8) -> String { String::new() }
fn not_async(_: Args, _: Context<u8>) -> String { String::new() }
async fn wrong_result(_: Args, _: Context<u8>) -> f64 { 0.0 }
async fn no_schema(_: NoSchema, _: Context<u8>) -> String { String::new() }

pub fn tools() {
    let _ = Server::builder("s", "1").state(1_u8)
        .tool(Tool::new("right").handler(right))
        .tool(Tool::new("wrong_order").handler(wrong_order))
        .tool(Tool::new("too_many").handler(too_many))
        .tool(Tool::new("not_async").handler(not_async))
        .tool(Tool::new("wrong_result").handler(wrong_result))
        .tool(Tool::new("no_schema").handler(no_schema))
        .tool(Tool::new("none").handler(async |_: NoArgs| Structured(1)));
}
"#;

/// Checks [`SOURCE`] and returns what the compiler says, one text per error.
fn errors() -> Vec<String> {
    let manifest_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wrong-handlers");
    fs::create_dir_all(dir.join("src")).expect("the target directory is ours to write");
    let manifest = MANIFEST.replace("@MCP_SERVER@", &manifest_dir.display().to_string().replace('\\', "/"));
    fs::write(dir.join("Cargo.toml"), manifest).expect("a manifest");
    fs::write(dir.join("src/lib.rs"), SOURCE).expect("a source file");
    // The versions that the workspace has are at hand, so nothing is downloaded.
    fs::copy(manifest_dir.join("../../Cargo.lock"), dir.join("Cargo.lock")).expect("the workspace's lock file");

    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--color=never"])
        .env("CARGO_TARGET_DIR", dir.join("target"))
        .env_remove("RUSTFLAGS")
        .current_dir(&dir)
        .output()
        .expect("cargo runs, as it runs this test");
    assert!(!output.status.success(), "wrong handlers compile");
    let text = String::from_utf8_lossy(&output.stderr);
    text.split("\nerror").map(|error| error.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn wrong_handlers_are_told_what_is_right() {
    let errors = errors();
    let says = |sentences: &[&str]| {
        let said = errors.iter().any(|error| sentences.iter().all(|sentence| error.contains(sentence)));
        assert!(said, "no error says {sentences:?}:\n{errors:#?}");
    };
    for function in ["wrong_order", "too_many", "not_async"] {
        says(&[
            function,
            "is not a tool handler",
            "expected `async fn(Args, Context<S>) -> R` or `async fn(Args) -> R`",
            "`Args` comes first and derives `serde::Deserialize` and `schemars::JsonSchema`",
            "`Context<S>` comes second, where `S` is the type handed to `Server::builder(..).state(..)`",
        ]);
    }
    says(&["wrong_result", "a tool cannot return `f64`", "return `String`, `Structured<T>`"]);
    says(&["no_schema", "NoSchema", "JsonSchema"]);
    // Whatever else the compiler says, it is about these: the right handlers stand.
    assert!(!errors.iter().any(|error| error.contains("handler(right)")), "{errors:#?}");
}
