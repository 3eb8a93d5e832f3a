//! One balancer with all that stands behind it.

use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use super::balancer::{Balancer, KEEP_ALIVE, Kind};
use super::http::{Answer, Request};
use super::recipe::Ports;
use super::replica::{Hub, Programs, Replica};
use crate::cargo;
use crate::failure::Failure;

/// Refuses to go on, and says what was seen instead.
macro_rules! demand {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err(crate::failure::Failure::new(format!($($message)+)));
        }
    };
}
pub(crate) use demand;

/// The names of those that serve everything, and of the one that serves the heavy tool.
const COMMON: [&str; 3] = ["a", "b", "c"];
pub(crate) const HEAVY: &str = "d";
/// The names of those that share nothing.
const STRANGERS: [&str; 3] = ["x", "y", "z"];
/// How long a replica is told to go on after it was asked to end: a balancer asks for its health once a second.
const DRAIN_NOTICE: Duration = Duration::from_millis(2500);

/// A balancer with its recipe, in front of replicas that share what has to be shared.
pub(crate) struct Stage<'a> {
    pub(crate) kind: Kind,
    pub(crate) programs: &'a Programs,
    pub(crate) directory: PathBuf,
    _hub: Hub,
    /// Those that serve everything, and last the one that serves the heavy tool.
    pub(crate) replicas: [Replica; 4],
    balancer: Balancer,
}

impl<'a> Stage<'a> {
    pub(crate) fn set(kind: Kind, programs: &'a Programs) -> Result<Self, Failure> {
        let directory = cargo::target_directory().join("replicas").join(kind.name());
        std::fs::create_dir_all(&directory).map_err(|error| Failure::io("create", &directory, &error))?;
        let keys = directory.join("keys");
        programs.keys(&keys)?;
        let hub = programs.hub()?;
        let options = || {
            let (keys, hub) = (keys.display().to_string(), hub.address.clone());
            let [keep_alive, drain] = [KEEP_ALIVE, DRAIN_NOTICE].map(|duration| duration.as_millis().to_string());
            let options = ["--keys", &keys, "--hub", &hub, "--keep-alive", &keep_alive, "--drain-notice", &drain];
            options.map(str::to_owned).to_vec()
        };
        let [a, b, c] = COMMON.map(|name| programs.replica(name, options()));
        let replicas = [a?, b?, c?, programs.replica(HEAVY, options())?];
        let ports = replicas.each_ref().map(|replica| replica.port);
        let balancer = recipe(kind, &directory.join("recipe"), ports)?;
        Ok(Stage { kind, programs, directory, _hub: hub, replicas, balancer })
    }

    /// Where the balancer listens.
    pub(crate) fn port(&self) -> u16 {
        self.balancer.port
    }

    /// Three replicas that share neither keys nor anything else, behind a balancer of their own.
    pub(crate) fn strangers(&self) -> Result<([Replica; 3], Balancer), Failure> {
        let [x, y, z] = STRANGERS.map(|name| self.programs.replica(name, Vec::new()));
        let replicas = [x?, y?, z?];
        let [x, y, z] = replicas.each_ref().map(|replica| replica.port);
        let balancer = recipe(self.kind, &self.directory.join("strangers"), [x, y, z, z])?;
        Ok((replicas, balancer))
    }
}

fn recipe(kind: Kind, directory: &std::path::Path, replicas: [u16; 4]) -> Result<Balancer, Failure> {
    let balancer = Balancer::start(kind, directory, |balancer| kind.recipe(Ports { balancer, replicas }))?;
    settle(balancer.port)?;
    Ok(balancer)
}

/// Waits until the balancer has found its replicas.
fn settle(port: u16) -> Result<(), Failure> {
    let request = Request::call("test_simple_text", &serde_json::json!({}));
    let found = wait_until(Duration::from_secs(10), || request.exchange(port).is_ok_and(|answer| answer.is_success()));
    if found { Ok(()) } else { Err(Failure::new("the balancer finds no replica")) }
}

/// Whether something comes true before the time is over.
pub(crate) fn wait_until(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if condition() {
            return true;
        }
        if start.elapsed() > patience {
            return false;
        }
        pause(Duration::from_millis(10));
    }
}

/// Waits for what other processes do: they live in no time but the clock's, and tell nobody.
pub(crate) fn pause(duration: Duration) {
    let (_never, event) = channel::<()>();
    let _ = event.recv_timeout(duration);
}

/// Who answered; an answer of a balancer itself is from nobody.
pub(crate) fn replica_of(answer: &Answer) -> Result<&str, Failure> {
    answer.replica.as_deref().ok_or_else(|| {
        let start: String = answer.text.chars().take(200).collect();
        Failure::new(format!("status {} from no replica: {start}", answer.status))
    })
}
