//! Instructions and allocations per request: exact, and the same on a busy machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use super::callgrind::Profile;
use super::contestants::Contestant;
use super::load::Client;
use super::operations::Operation;
use super::process::Server;
use crate::cargo;
use crate::failure::Failure;

/// What one request costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Count {
    pub(crate) instructions: f64,
    pub(crate) allocations: f64,
}

/// The counts by contestant and operation; those that were not counted are absent.
pub(crate) type Counts = BTreeMap<(String, Operation), Count>;

/// Counts everything, as many at a time as there are processors.
pub(crate) fn all(
    contestants: &[Contestant],
    operations: &[Operation],
    client: &Client,
    tools: &Path,
) -> Result<Counts, Failure> {
    let built = contestants.iter().filter_map(|one| Some((one.name.as_str(), one.program()?)));
    let jobs: Vec<_> =
        built.flat_map(|(name, program)| operations.iter().map(move |operation| (name, program, *operation))).collect();
    println!("counting instructions: {} runs under callgrind", 2 * TIMES * jobs.len());
    let queue = Mutex::new(jobs.into_iter());
    let counts = Mutex::new(Ok(Counts::new()));
    let processors = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..processors {
            scope.spawn(|| {
                while let Some((name, program, operation)) = next(&queue) {
                    let outcome = count(program, client, tools, operation);
                    let mut counts = counts.lock().expect("no thread panics with the lock");
                    match (outcome, counts.as_mut()) {
                        (Ok(count), Ok(counts)) => drop(counts.insert((name.to_owned(), operation), count)),
                        (Err(failure), Ok(_)) => *counts = Err(Failure::new(format!("{name}: {failure}"))),
                        (_, Err(_)) => return,
                    }
                }
            });
        }
    });
    counts.into_inner().expect("no thread panics with the lock")
}

fn next<T>(queue: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    queue.lock().expect("no thread panics with the lock").next()
}

/// How often a count is taken: memory lies a little differently in each process.
const TIMES: usize = 5;

/// Counts one operation of one server; of several counts, that in the middle.
pub(crate) fn count(program: &Path, client: &Client, tools: &Path, operation: Operation) -> Result<Count, Failure> {
    let counts: Result<Vec<_>, _> = (0..TIMES).map(|_| count_once(program, client, tools, operation)).collect();
    let mut counts = counts?;
    counts.sort_by(|one, other| one.instructions.total_cmp(&other.instructions));
    Ok(counts[TIMES / 2])
}

/// The difference of two runs, so that start and end cancel out.
// Why: the first run is short, for what its requests cost more or less than those of the second is in the difference too.
fn count_once(program: &Path, client: &Client, tools: &Path, operation: Operation) -> Result<Count, Failure> {
    let few = operation.counted / 10;
    let short = profile(program, client, tools, operation, few)?;
    let long = profile(program, client, tools, operation, few + operation.counted)?;
    let per_request = |short: u64, long: u64| (long as f64 - short as f64) / f64::from(operation.counted);
    Ok(Count {
        instructions: per_request(short.instructions(), long.instructions()),
        allocations: per_request(short.allocations(), long.allocations()),
    })
}

/// Runs the server under callgrind for so many requests.
pub(crate) fn profile(
    program: &Path,
    client: &Client,
    tools: &Path,
    operation: Operation,
    requests: u32,
) -> Result<Profile, Failure> {
    let directory = cargo::target_directory().join("bench");
    fs::create_dir_all(&directory).map_err(|error| Failure::io("create", &directory, &error))?;
    let program_name = program.file_name().unwrap_or_default().to_string_lossy();
    let path = directory.join(format!("{program_name}.{}.{requests}.callgrind", operation.name));
    let server = Server::profiled(program, tools, &path)?;
    client.ask(&server, tools, operation, requests)?;
    server.end()?;
    let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    Profile::parse(&text).map_err(|reason| Failure::new(format!("{}: {reason}", path.display())))
}
