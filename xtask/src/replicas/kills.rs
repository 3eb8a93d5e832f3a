//! Replicas that are killed, or asked to end, while requests go on.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::json;

use super::http::Request;
use super::stage::{Stage, demand, pause, wait_until};
use crate::failure::Failure;

/// Clients that send one request after the other.
const CLIENTS: u64 = 6;
/// Milliseconds that a request takes, so that some are in flight whenever a replica is killed.
const WORK: u32 = 15;
/// How often each replica is killed, and asked to end.
const KILLS: usize = 3;
const ENDS: usize = 1;
/// Requests that are sent while a replica is gone.
const REQUESTS: usize = 12;
/// How long requests go on undisturbed between.
const PAUSE: Duration = Duration::from_millis(300);
/// How long a balancer may take to use a replica again.
const RETURN: Duration = Duration::from_secs(6);

/// One request, sent once.
#[derive(Debug)]
struct Sent {
    number: u64,
    start: Instant,
    end: Instant,
    /// What went wrong.
    error: Option<String>,
}

/// The moment at which a replica died: some time between these.
#[derive(Debug)]
struct Kill {
    victim: usize,
    before: Instant,
    after: Instant,
}

impl Kill {
    fn meets(&self, sent: &Sent) -> bool {
        sent.start <= self.after && sent.end >= self.before
    }
}

/// A steady load: requests that are never repeated.
struct Load {
    stop: Arc<AtomicBool>,
    sent: Arc<Mutex<Vec<Sent>>>,
    clients: Vec<JoinHandle<()>>,
}

impl Load {
    /// Begins; numbers count on from those of earlier loads.
    fn begin(port: u16, numbers: &Arc<AtomicU64>) -> Self {
        let (stop, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let client = |_| {
            let (stop, sent, numbers) = (Arc::clone(&stop), Arc::clone(&sent), Arc::clone(numbers));
            thread::spawn(move || {
                while !stop.load(Ordering::SeqCst) {
                    let one = send(port, numbers.fetch_add(1, Ordering::SeqCst));
                    sent.lock().unwrap_or_else(PoisonError::into_inner).push(one);
                }
            })
        };
        let clients = (0..CLIENTS).map(client).collect();
        Load { stop, sent, clients }
    }

    /// Ends, and says what became of every request.
    fn end(self) -> Vec<Sent> {
        self.stop.store(true, Ordering::SeqCst);
        for client in self.clients {
            let _ = client.join();
        }
        std::mem::take(&mut *self.sent.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn send(port: u16, number: u64) -> Sent {
    let request = Request::call("test_wait", &json!({ "milliseconds": WORK })).with("X-Request", &number.to_string());
    let start = Instant::now();
    let error = match request.exchange(port) {
        Ok(answer) if answer.is_success() => None,
        Ok(answer) => Some(format!("status {}: {}", answer.status, answer.text)),
        Err(failure) => Some(failure.to_string()),
    };
    Sent { number, start, end: Instant::now(), error }
}

/// Kills replicas in turn; only what was in flight there may fail, and nothing is sent twice.
pub(crate) fn killed(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let numbers = Arc::new(AtomicU64::new(1));
    let load = Load::begin(stage.port(), &numbers);
    let mut kills = Vec::new();
    for round in 0..3 * KILLS {
        pause(PAUSE);
        let victim = round % 3;
        let before = Instant::now();
        stage.replicas[victim].kill();
        kills.push(Kill { victim, before, after: Instant::now() });
        // Why: requests go on for a while before it is there again.
        pause(PAUSE / 2);
        restart(stage, victim)?;
    }
    judge(&load.end(), &kills, &begun(stage))
}

/// Kills replicas while nothing is in flight; what is sent afterwards finds another one.
pub(crate) fn gone(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let request = Request::call("test_simple_text", &json!({}));
    let numbers = Arc::new(AtomicU64::new(2_000_000));
    for victim in 0..3 {
        stage.replicas[victim].kill();
        for _ in 0..REQUESTS {
            let answer = request.exchange(stage.port())?;
            let name = stage.replicas[victim].name;
            demand!(answer.is_success(), "{name} is gone, and there is status {}: {}", answer.status, answer.text);
        }
        let load = Load::begin(stage.port(), &numbers);
        let restarted = restart(stage, victim);
        load.end();
        restarted?;
    }
    Ok(format!("3 × kill -9 with nothing in flight: {} requests, none failed", 3 * REQUESTS))
}

/// Starts a replica that has ended, and waits until the balancer uses it.
fn restart(stage: &mut Stage<'_>, victim: usize) -> Result<(), Failure> {
    let replica = &mut stage.replicas[victim];
    let before = replica.journal().served;
    replica.start()?;
    demand!(
        wait_until(RETURN, || replica.journal().served > before),
        "replica {} is back, and gets no request for {} s",
        replica.name,
        RETURN.as_secs()
    );
    Ok(())
}

/// Where a request was, and when, in milliseconds after the kill before it.
fn described(one: &Sent, kills: &[Kill], begun: &Begun) -> String {
    let number = one.number;
    let at = begun.get(&number).map_or("at no replica".to_owned(), |at| format!("at replica {}", at[0]));
    let Some(kill) = kills.iter().rev().find(|kill| kill.after < one.end) else {
        return format!("request {number}, {at}, before any kill,");
    };
    let after = |moment: Instant| moment.saturating_duration_since(kill.after).as_micros() as f64 / 1000.0;
    let (start, end) = (after(one.start), after(one.end));
    format!("request {number}, {at}, sent {start} ms after replica {} was killed, until {end} ms,", kill.victim)
}

/// What the slowest answer took, so that one can see what it costs to try another replica.
fn slowest(sent: &[Sent]) -> String {
    let served = sent.iter().filter(|sent| sent.error.is_none());
    let slowest = served.map(|sent| sent.end - sent.start).max().unwrap_or_default();
    format!("slowest answer {} ms", slowest.as_millis())
}

/// At which replicas requests arrived, by their numbers.
type Begun = BTreeMap<u64, Vec<usize>>;

fn judge(sent: &[Sent], kills: &[Kill], begun: &Begun) -> Result<String, Failure> {
    once(sent, begun)?;
    for one in sent {
        let (Some(error), number) = (&one.error, one.number) else { continue };
        // It was at the victim, or on its way there.
        let is_there = |victim| begun.get(&number).is_none_or(|at| at[..] == [victim]);
        let is_excused = kills.iter().any(|kill| kill.meets(one) && is_there(kill.victim));
        demand!(is_excused, "{} failed: {error}", described(one, kills, begun));
    }
    let failed = sent.iter().filter(|sent| sent.error.is_some()).count();
    let in_flight: usize = kills.iter().map(|kill| sent.iter().filter(|sent| kill.meets(sent)).count()).sum();
    demand!(failed > 0, "{} kills met no request in flight, so that nothing was tried", kills.len());
    demand!(failed <= in_flight, "{failed} errors, {in_flight} requests in flight");
    let (all, kills) = (sent.len(), kills.len());
    Ok(format!(
        "{all} requests, {kills} × kill -9: {failed} failed of {in_flight} in flight, none sent twice; {}",
        slowest(sent)
    ))
}

fn begun(stage: &mut Stage<'_>) -> Begun {
    let mut begun = Begun::new();
    for (index, replica) in stage.replicas.iter_mut().enumerate() {
        for number in &replica.journal().begun {
            begun.entry(*number).or_default().push(index);
        }
    }
    begun
}

/// No balancer sent a request to a second replica when the first had it already.
fn once(sent: &[Sent], begun: &Begun) -> Result<(), Failure> {
    for sent in sent {
        let times = begun.get(&sent.number).map_or(0, Vec::len);
        demand!(times <= 1, "request {} arrived {times} times", sent.number);
    }
    Ok(())
}

/// Asks replicas in turn to end, as a rolling restart does; nothing may fail.
pub(crate) fn rolling(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let numbers = Arc::new(AtomicU64::new(1_000_000));
    let load = Load::begin(stage.port(), &numbers);
    for round in 0..3 * ENDS {
        pause(PAUSE);
        stage.replicas[round % 3].end()?;
        restart(stage, round % 3)?;
    }
    let sent = load.end();
    once(&sent, &begun(stage))?;
    let errors: Vec<_> = sent.iter().filter_map(|sent| sent.error.as_ref()).collect();
    demand!(errors.is_empty(), "{} of {} requests failed: {}", errors.len(), sent.len(), errors[0]);
    Ok(format!("{} requests, {} × SIGTERM: none failed; {}", sent.len(), 3 * ENDS, slowest(&sent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Judges one request, which took from 10 to 20 ms, against a kill of replica 1 between two moments.
    #[track_caller]
    fn judged(error: Option<&str>, kill: [u64; 2], at: &[usize], is_excused: bool) {
        let start = Instant::now();
        let moment = |millis| start + Duration::from_millis(millis);
        let sent = |number, error: Option<&str>| {
            let error = error.map(str::to_owned);
            Sent { number, start: moment(10), end: moment(20), error }
        };
        let kill = Kill { victim: 1, before: moment(kill[0]), after: moment(kill[1]) };
        // Why: one that may fail in any case, so that it is not for want of an error that the run is refused.
        let excused = Kill { victim: 2, before: moment(15), after: moment(16) };
        let begun = Begun::from([(7, at.to_vec()), (8, vec![2])]);
        let sent = [sent(7, error), sent(8, Some("reset"))];
        assert_eq!(judge(&sent, &[kill, excused], &begun).is_ok(), is_excused, "{error:?} {at:?}");
    }

    #[test]
    fn only_what_was_in_flight_at_the_victim_may_fail() {
        judged(None, [15, 16], &[0], true);
        judged(Some("reset"), [15, 16], &[1], true);
        judged(Some("reset"), [5, 10], &[1], true);
        judged(Some("reset"), [15, 16], &[0], false);
        judged(Some("reset"), [5, 9], &[1], false);
        judged(Some("reset"), [21, 22], &[1], false);
    }

    #[test]
    fn nothing_may_arrive_twice() {
        judged(None, [15, 16], &[1, 0], false);
        judged(None, [15, 16], &[0, 0], false);
    }

    #[test]
    fn kills_that_hit_nothing_prove_nothing() {
        assert!(judge(&[], &[], &Begun::new()).is_err());
    }
}
