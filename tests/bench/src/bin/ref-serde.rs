//! Plain hyper that parses each request into a small struct and serializes an answer: what JSON costs on top of HTTP.

use std::error::Error;
use std::sync::Arc;

use bench::listener::{Arguments, reference};
use bench::reference::answer;
use bytes::Bytes;
use clap::Parser;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let tools = Arc::new(arguments.tools()?);
    arguments.serve(&reference(move |_, content| Bytes::from(answer(content, &tools))))?;
    Ok(())
}
