//! Checks what a server answers, then measures it, and prints one line of JSON.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use bench::Operation;
use bench::load::measure::{Amount, Load, check, measure};
use bench::load::slow_readers::SlowReaders;
use bench::tools;
use clap::Parser;

/// Asks a server at `/mcp` on a loopback address the same thing over and over
#[derive(Debug, Parser)]
struct Arguments {
    /// Port of the server
    port: u16,
    /// File with the tools that the server has registered
    tools: PathBuf,
    /// What to ask
    #[arg(value_enum)]
    operation: Operation,
    /// How often, over all connections; 0 only checks the answer
    #[arg(long, default_value_t = 0, conflicts_with = "milliseconds")]
    requests: u64,
    /// For how long
    #[arg(long)]
    milliseconds: Option<u64>,
    /// Until standard input ends
    #[arg(long, conflicts_with_all = ["requests", "milliseconds"])]
    until_end_of_input: bool,
    /// Connections with one request each on its way
    #[arg(long, default_value_t = 1)]
    connections: usize,
    /// For how long before that, without measuring
    #[arg(long, default_value_t = 0)]
    warm_up: u64,
    /// Further connections that call a tool which floods them, and never read
    #[arg(long, default_value_t = 0)]
    slow_readers: usize,
    /// Process of the server, whose time on the processor is measured as well
    #[arg(long)]
    process: Option<u32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let Arguments { operation, port, .. } = arguments;
    let content_length = check(operation, port, &tools::read(&arguments.tools)?)?;
    let amount = match arguments.milliseconds {
        _ if arguments.until_end_of_input => Amount::Until(end_of_input()),
        Some(milliseconds) => Amount::Time(Duration::from_millis(milliseconds)),
        None => Amount::Requests(arguments.requests),
    };
    let slow = SlowReaders::open(port, arguments.slow_readers)?;
    let ask = |amount| {
        let load = Load { connections: arguments.connections, amount };
        measure(operation, port, load, content_length, arguments.process)
    };
    ask(Amount::Time(Duration::from_millis(arguments.warm_up)))?;
    let measured = ask(amount)?;
    slow.check()?;
    writeln!(io::stdout(), "{}", serde_json::to_string(&measured)?)?;
    Ok(())
}

/// What becomes true when standard input ends.
fn end_of_input() -> &'static AtomicBool {
    static ENDED: AtomicBool = AtomicBool::new(false);
    thread::spawn(|| {
        // An input that cannot be read has ended, too.
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        ENDED.store(true, Ordering::Relaxed);
    });
    &ENDED
}
