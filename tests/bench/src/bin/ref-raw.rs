//! Plain hyper that reads each request and sends prepared bytes: what HTTP alone costs.

use std::error::Error;
use std::sync::Arc;

use bench::listener::{Arguments, operation, reference};
use bench::reference::prepared;
use bytes::Bytes;
use clap::Parser;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let prepared = prepared(&arguments.tools()?);
    let answers: Arc<[_]> = prepared.into_iter().map(|(operation, answer)| (operation, Bytes::from(answer))).collect();
    arguments.serve(&reference(move |head, content| {
        let wanted = operation(head, content.len());
        answers.iter().find(|(operation, _)| *operation == wanted).map(|(_, answer)| answer.clone()).unwrap_or_default()
    }))?;
    Ok(())
}
