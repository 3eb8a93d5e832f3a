//! What balancers do to event streams.

use std::io;
use std::time::{Duration, Instant};

use serde_json::json;

use super::balancer::{KEEP_ALIVE, TIMEOUT};
use super::http::{Request, Response};
use super::recipe::HEAVY_TOOL;
use super::replica::Replica;
use super::stage::{Stage, demand, wait_until};
use crate::failure::Failure;

/// How much later the answer of a reporting tool comes than its report.
const LATER: Duration = Duration::from_millis(1500);

/// A stream that says nothing until the tools change.
pub(crate) fn listen() -> Request {
    Request::modern("subscriptions/listen", json!({ "notifications": { "toolsListChanged": true } }))
}

/// When the first event of a stream came, and when the last.
pub(crate) fn first_and_last(port: u16) -> Result<(Duration, Duration), Failure> {
    let request = Request::call(HEAVY_TOOL, &json!({ "milliseconds": LATER.as_millis() as u64 }));
    let with_token = request.reporting();
    let start = Instant::now();
    let times = || -> io::Result<(Duration, Duration)> {
        let mut stream = with_token.send(port)?;
        stream.event("notifications/progress")?;
        let first = start.elapsed();
        stream.event("reported")?;
        Ok((first, start.elapsed()))
    };
    times().map_err(|error| Failure::new(format!("a stream with a report: {error}")))
}

/// An event is there when it was sent, not when the stream ends.
pub(crate) fn promptness(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let (first, last) = first_and_last(stage.port())?;
    demand!(first < LATER / 10 && last >= LATER, "first event after {first:?}, last after {last:?}");
    Ok(format!("first event after {} ms, last after {} ms", first.as_millis(), last.as_millis()))
}

/// How long a stream lasts, at most for so long.
pub(crate) fn lifetime(mut stream: Response, most: Duration) -> Result<Duration, Failure> {
    let start = Instant::now();
    let failed = |error: io::Error| Failure::new(format!("a stream: {error}"));
    stream.be_patient(Duration::from_millis(100)).map_err(failed)?;
    while start.elapsed() < most {
        match stream.line() {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(start.elapsed()),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            Err(_) => return Ok(start.elapsed()),
        }
    }
    Ok(most)
}

/// A stream without events outlasts the balancer's timeout, because of keep-alives.
pub(crate) fn silence(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let port = stage.port();
    let failed = |error: io::Error| Failure::new(format!("a silent stream: {error}"));
    let stream = listen().send(port).map_err(failed)?;
    demand!(stream.status == 200, "subscriptions/listen: status {}", stream.status);
    let opened = super::crossing::initialize().exchange(port)?;
    let session = opened.session.ok_or_else(|| Failure::new("no session"))?;
    let get = Request::bare("GET").with("Accept", "text/event-stream");
    let legacy = super::crossing::in_session(get, &session).send(port).map_err(failed)?;
    demand!(legacy.status == 200, "GET: status {}", legacy.status);
    let most = TIMEOUT * 2 + TIMEOUT / 2;
    let modern = std::thread::spawn(move || lifetime(stream, most));
    let legacy = lifetime(legacy, most)?;
    let modern = modern.join().map_err(|_| Failure::new("a stream panicked"))??;
    demand!(modern == most && legacy == most, "cut after {modern:?} and {legacy:?}");
    let [most, timeout, keep_alive] = [most, TIMEOUT, KEEP_ALIVE].map(|duration| duration.as_millis());
    Ok(format!("POST and GET streams stand {most} ms; timeout {timeout} ms, keep-alive {keep_alive} ms"))
}

/// The number that a vanishing client gives its request.
const VANISHING: u64 = 9_000_000;

/// When a replica hears that the client of a stream is gone; `None` if not for so long.
pub(crate) fn time_to_notice(port: u16, replicas: &mut [Replica], most: Duration) -> Result<Option<Duration>, Failure> {
    let request = listen().with("X-Request", &VANISHING.to_string());
    let failed = |error: io::Error| Failure::new(format!("a stream that is left: {error}"));
    let mut stream = request.send(port).map_err(failed)?;
    stream.event("acknowledged").map_err(failed)?;
    drop(stream);
    let start = Instant::now();
    let is_closed = |replica: &mut Replica| replica.journal().closed.contains(&VANISHING);
    let noticed = wait_until(most, || replicas.iter_mut().any(is_closed));
    Ok(noticed.then(|| start.elapsed()))
}

/// A client that goes away frees its replica, at the latest with the keep-alives that follow.
pub(crate) fn vanishing(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let port = stage.port();
    let noticed = time_to_notice(port, &mut stage.replicas, KEEP_ALIVE * 4)?;
    let noticed = noticed.ok_or_else(|| Failure::new(format!("not noticed within {:?}", KEEP_ALIVE * 4)))?;
    Ok(format!("noticed after {} ms, keep-alive {} ms", noticed.as_millis(), KEEP_ALIVE.as_millis()))
}
