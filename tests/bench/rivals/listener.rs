//! The command line and the listener of every server here: the same as in the workspace that they are compared with.

use std::error::Error;
use std::io::Write;
use std::net::Ipv4Addr;

use hyper::Request;
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

pub type AnyError = Box<dyn Error + Send + Sync>;

/// `PORT TOOLS.json [--port-file FILE]`
pub struct Arguments {
    port: u16,
    port_file: Option<String>,
    pub tools: Vec<ToolEntry>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolEntry {
    pub name: String,
    pub description: String,
    pub input_schema: Value,
    pub output_schema: Option<Value>,
}

impl Arguments {
    pub fn parse() -> Result<Self, AnyError> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let (port, tools, port_file) = match arguments.as_slice() {
            [port, tools] => (port, tools, None),
            [port, tools, option, file] if option == "--port-file" => (port, tools, Some(file.clone())),
            _ => return Err("PORT TOOLS.json [--port-file FILE]".into()),
        };
        let tools = serde_json::from_str(&std::fs::read_to_string(tools)?)?;
        Ok(Arguments { port: port.parse()?, port_file, tools })
    }
}

/// Serves HTTP/1.1 on this thread alone, until SIGTERM.
pub fn serve<S, B>(arguments: &Arguments, service: impl FnOnce() -> S) -> Result<(), AnyError>
where
    S: Service<Request<Incoming>, Response = hyper::Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<AnyError>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<AnyError>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let service = service();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
        let port = listener.local_addr()?.port();
        if arguments.port == 0 {
            writeln!(std::io::stdout(), "{port}")?;
        }
        if let Some(file) = &arguments.port_file {
            let unfinished = format!("{file}.unfinished");
            std::fs::write(&unfinished, port.to_string())?;
            std::fs::rename(unfinished, file)?;
        }
        let mut terminate = signal(SignalKind::terminate())?;
        let accept = async {
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service.clone()));
            }
        };
        tokio::select! {
            result = accept => result,
            _ = terminate.recv() => Ok(()),
        }
    })
}
