//! An MCP endpoint on plain hyper, without a router.
//!
//! `cargo run -p mcp-server --example hyper`

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use mcp_server::{HttpConfig, NoArgs, Server, Tool};
use tokio::net::TcpListener;

async fn ping(_: NoArgs) -> &'static str {
    "pong"
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::builder("pinger", "1.0.0")
        .tool(Tool::new("ping").description("Answers.").read_only().handler(ping))
        .build()?;
    let service = TowerToHyperService::new(server.http(HttpConfig::local()));

    let listener = TcpListener::bind("127.0.0.1:8000").await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // A connection that fails concerns its client only.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service.clone()));
    }
}
