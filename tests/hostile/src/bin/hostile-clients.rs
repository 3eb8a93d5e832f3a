//! Attacks a server at `/mcp` on a loopback address, as it is told on standard input.
//!
//! A line is `ordinary N SEED` or `hostile N SEED`: so many requests, answered by a line of JSON when all are done. The
//! end of the input is answered by one more line, when the last slow client was given up: what came of everything, and
//! what is left of it in the server. `weigh N SEED` sends so many of each kind, and is answered by what each costs the
//! server.

use std::error::Error;
use std::io::{self, Write};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use bench::load::memory;
use clap::Parser;
use hostile::loot::Loot;
use hostile::script::Client;
use hostile::siege::{self, Tally};
use hostile::slow::SlowClients;
use hostile::wire::Request;
use serde::Serialize;
use serde_json::Value;

const UNKNOWN: &str = "a line is `ordinary`, `hostile` or `weigh`, a number and a seed";
/// How often to look whether handlers have ended, and how long in between.
const LOOKS: usize = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// Attacks a server at `/mcp` on a loopback address
#[derive(Debug, Parser)]
struct Arguments {
    /// Port of the server
    port: u16,
    /// Process of the server
    process: u32,
    /// Clients that attack at the same time
    #[arg(long, default_value_t = 8)]
    clients: usize,
    /// Clients beside them that take their time
    #[arg(long, default_value_t = 60)]
    slow_clients: usize,
}

#[derive(Debug, Serialize)]
struct Round {
    wall_ns: u64,
    resident: u64,
    peak: u64,
}

#[derive(Debug, Serialize)]
struct Report {
    #[serde(flatten)]
    tally: Tally,
    /// Handlers that are still at work although nobody waits for them.
    at_work: u64,
    resident: u64,
    peak: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { port, process, clients, slow_clients } = Arguments::parse();
    let loot = Loot::gather(port)?;
    let (mut tally, mut slow) = (Tally::default(), SlowClients::new(port));
    for line in io::stdin().lines() {
        let line = line?;
        let [mood, requests, seed] = line.split(' ').collect::<Vec<_>>().try_into().map_err(|_| UNKNOWN)?;
        let (requests, seed, begun) = (requests.parse()?, seed.parse()?, Instant::now());
        tally.add(match mood {
            "weigh" => {
                tell(&siege::weigh(port, requests, seed, process, &loot)?)?;
                continue;
            }
            "ordinary" => siege::call(port, requests, clients, seed, &loot)?,
            "hostile" => {
                slow.top_up(slow_clients)?;
                siege::attack(port, requests, clients, seed, &loot)?
            }
            _ => return Err(UNKNOWN.into()),
        });
        let wall_ns = u64::try_from(begun.elapsed().as_nanos())?;
        tell(&Round { wall_ns, resident: memory::resident(process)?, peak: memory::peak(process)? })?;
    }
    tally.add(slow.finish()?);
    let at_work = at_work(port)?;
    tell(&Report { tally, at_work, resident: memory::resident(process)?, peak: memory::peak(process)? })?;
    Ok(())
}

fn tell(what: &impl Serialize) -> Result<(), Box<dyn Error>> {
    let mut output = io::stdout();
    writeln!(output, "{}", serde_json::to_string(what)?)?;
    Ok(output.flush()?)
}

/// How many handlers are at work, once it is none or has been more for too long.
fn at_work(port: u16) -> Result<u64, Box<dyn Error>> {
    let mut client = Client::new(port);
    let (_never, pause) = mpsc::channel::<()>();
    let mut left = 0;
    for _ in 0..LOOKS {
        let answer = client.ask(&Request::call("at_work", "{}"))?.message().unwrap_or_default();
        left = answer["result"]["content"][0]["text"]
            .as_str()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| no_number(&answer))?;
        if left == 0 {
            break;
        }
        // Nothing is ever sent, so this is a pause.
        let _ = pause.recv_timeout(PAUSE);
    }
    Ok(left)
}

fn no_number(answer: &Value) -> String {
    format!("no number of handlers: {answer}")
}
