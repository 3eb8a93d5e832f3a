//! What balancers break as they come, each line of `docs/deploy/defaults.md` seen with the package itself.
//!
//! Timeouts are those of a run instead of 50 or 60 seconds, and the replicas keep silent for longer than that.

use std::time::Duration;

use serde_json::json;

use super::balancer::{Balancer, Kind, TIMEOUT};
use super::http::{Request, Response};
use super::recipe::HEAVY_TOOL;
use super::replica::Replica;
use super::stage::{Stage, demand};
use super::streams::{first_and_last, lifetime, listen, time_to_notice};
use super::traffic::{long_name, mirrored_request};
use crate::failure::Failure;

/// A balancer as it comes, before one replica that is silent for longer than any timeout.
struct Stock {
    replica: [Replica; 1],
    balancer: Balancer,
}

impl Stock {
    fn start(stage: &Stage<'_>, name: &str, configure: impl FnOnce(u16, u16) -> String) -> Result<Self, Failure> {
        let replica = stage.programs.replica("s", vec!["--keep-alive".to_owned(), "60000".to_owned()])?;
        let behind = replica.port;
        let start = |port| Ok(configure(port, behind));
        let balancer = Balancer::start(stage.kind, &stage.directory.join(name), start)?;
        Ok(Stock { replica: [replica], balancer })
    }

    fn port(&self) -> u16 {
        self.balancer.port
    }
}

pub(crate) fn check(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let seen = match stage.kind {
        Kind::Nginx => [nginx(stage)?, nginx_streams(stage)?].concat(),
        Kind::Haproxy => haproxy(stage)?,
        Kind::Caddy => [caddy(stage)?, caddy_flushing(stage)?, caddy_unreachable(stage)?].concat(),
    };
    Ok(seen.join("; "))
}

fn nginx(stage: &Stage<'_>) -> Result<Vec<String>, Failure> {
    let seconds = TIMEOUT.as_secs();
    let mut stock = Stock::start(stage, "stock", |port, replica| {
        format!(
            "upstream stock {{ server 127.0.0.1:{replica}; }}\n\
             map $http_mcp_name $pool {{ default common; {HEAVY_TOOL} heavy; }}\n\
             server {{ listen 127.0.0.1:{port}; add_header x-pool $pool always;\n\
             location / {{ proxy_pass http://stock; proxy_set_header Host $http_host; proxy_read_timeout {seconds}s; }}\n\
             }}\n"
        )
    })?;
    let renamed = Stock::start(stage, "stock-host", |port, replica| {
        format!(
            "upstream stock {{ server 127.0.0.1:{replica}; }}\nserver {{ listen 127.0.0.1:{port};\nlocation / {{ proxy_pass http://stock; }} }}\n"
        )
    })?;
    let simple = Request::call("test_simple_text", &json!({}));
    let host = simple.exchange(renamed.port())?;
    demand!(host.status == 403, "Host is passed on: {} {}", host.status, host.text);
    let dropped = mirrored_request().exchange(stock.port())?;
    demand!(dropped.code() == Some(-32020), "fields are not dropped: {} {}", dropped.status, dropped.text);
    let pool = pool_of(stock.port(), &HEAVY_TOOL.to_uppercase())?;
    demand!(pool == "heavy", "a map tells capitals apart: {pool}");
    let long = long_name(9 * 1024).exchange(stock.port())?;
    demand!(long.status == 400 && long.media_type == "text/html", "9 KiB: {} {}", long.status, long.media_type);
    let cut = silent_for(&stock)?;
    let noticed = noticed_at_once(&mut stock)?;
    Ok(vec![
        "Host is the name of the upstream (403)".to_owned(),
        "Mcp-Param-a.b, Mcp-Param-tenant_id dropped (-32020)".to_owned(),
        "map without case".to_owned(),
        "Mcp-Name of 9 KiB → 400 text/html".to_owned(),
        format!("silent stream cut after {cut:.1} s of {seconds}"),
        noticed,
    ])
}

/// Without the field of the server that tells nginx not to, it keeps events back.
fn nginx_streams(stage: &Stage<'_>) -> Result<Vec<String>, Failure> {
    let stock = Stock::start(stage, "stock-buffered", |port, replica| {
        format!(
            "server {{ listen 127.0.0.1:{port};\nlocation / {{ proxy_pass http://127.0.0.1:{replica};\n\
             proxy_set_header Host $http_host; proxy_ignore_headers X-Accel-Buffering; }} }}\n"
        )
    })?;
    let (first, last) = first_and_last(stock.port())?;
    demand!(last - first < Duration::from_millis(300), "first event after {first:?}, last after {last:?}");
    let asked = Stock::start(stage, "stock-unbuffered", |port, replica| {
        format!(
            "server {{ listen 127.0.0.1:{port};\nlocation / {{ proxy_pass http://127.0.0.1:{replica};\n\
             proxy_set_header Host $http_host; }} }}\n"
        )
    })?;
    let (early, _) = first_and_last(asked.port())?;
    demand!(early < Duration::from_millis(700), "first event after {early:?} with X-Accel-Buffering");
    let (late, early) = (first.as_millis(), early.as_millis());
    Ok(vec![format!("first event after {late} ms without X-Accel-Buffering, {early} ms with it")])
}

fn haproxy(stage: &Stage<'_>) -> Result<Vec<String>, Failure> {
    let seconds = TIMEOUT.as_secs();
    let mut stock = Stock::start(stage, "stock", |port, replica| {
        format!(
            "defaults\n    mode http\n    timeout connect 5s\n    timeout client {seconds}s\n    timeout server {seconds}s\n\
             frontend stock\n    bind 127.0.0.1:{port}\n    http-request set-var(txn.pool) str(common)\n\
             http-request set-var(txn.pool) str(heavy) if {{ req.hdr(mcp-name) -m str {HEAVY_TOOL} }}\n\
             http-response set-header x-pool %[var(txn.pool)]\n    default_backend stock\n\
             backend stock\n    server s 127.0.0.1:{replica}\n"
        )
    })?;
    let pool = pool_of(stock.port(), &format!("x,{HEAVY_TOOL}"))?;
    demand!(pool == "heavy", "hdr does not split at commas: {pool}");
    let passed = mirrored_request().exchange(stock.port())?;
    demand!(passed.is_success(), "fields do not pass: {} {}", passed.status, passed.text);
    let long = long_name(20 * 1024).exchange(stock.port())?;
    demand!(long.status == 400 && long.media_type == "text/html", "20 KiB: {} {}", long.status, long.media_type);
    let (first, _) = first_and_last(stock.port())?;
    demand!(first > Duration::from_millis(150), "the first event comes after {first:?}, without http-no-delay");
    let cut = silent_for(&stock)?;
    let noticed = time_to_notice(stock.balancer.port, &mut stock.replica, TIMEOUT * 2)?;
    let noticed = noticed.ok_or_else(|| Failure::new("a vanished client is not even noticed at the timeout"))?;
    demand!(noticed > TIMEOUT / 2, "a vanished client is noticed after {noticed:?}");
    Ok(vec![
        "hdr() splits at commas".to_owned(),
        "Mcp-Name of 20 KiB → 400 text/html".to_owned(),
        format!("silent stream cut after {cut:.1} s of {seconds}"),
        format!("vanished client noticed after {:.1} s, timeout {seconds}", noticed.as_secs_f64()),
        format!("first event after {} ms without http-no-delay", first.as_millis()),
    ])
}

fn caddy(stage: &Stage<'_>) -> Result<Vec<String>, Failure> {
    let mut stock = Stock::start(stage, "stock", |port, replica| {
        format!(
            ":{port} {{\n\t@heavy header Mcp-Name {HEAVY_TOOL}\n\theader @heavy x-pool heavy\n\treverse_proxy 127.0.0.1:{replica}\n}}\n"
        )
    })?;
    let passed = mirrored_request().exchange(stock.port())?;
    demand!(passed.is_success(), "fields do not pass: {} {}", passed.status, passed.text);
    let pool = pool_of(stock.port(), &HEAVY_TOOL.to_uppercase())?;
    demand!(pool.is_empty(), "a matcher does not tell capitals apart: {pool}");
    let twice = Request::call("test_simple_text", &json!({})).with("Mcp-Name", HEAVY_TOOL);
    let twice = twice.send(stock.port()).map_err(|error| Failure::new(error.to_string()))?;
    demand!(twice.field("x-pool") == Some("heavy") && twice.status == 400, "a repeated field: {}", twice.status);
    let long = long_name(40 * 1024).exchange(stock.port())?;
    demand!(long.replica.is_some(), "40 KiB: {} {}", long.status, long.media_type);
    let stream = open(stock.port())?;
    let most = TIMEOUT * 2;
    let lasted = lifetime(stream, most)?;
    demand!(lasted == most, "a silent stream is cut after {lasted:?}");
    let noticed = noticed_at_once(&mut stock)?;
    Ok(vec![
        "fields, long names and silent streams pass".to_owned(),
        "header matches if any of several values does".to_owned(),
        noticed,
    ])
}

/// Flushing, which event streams get without asking for it, keeps a client's departure from its replica.
fn caddy_flushing(stage: &Stage<'_>) -> Result<Vec<String>, Failure> {
    let mut stock = Stock::start(stage, "stock-flushing", |port, replica| {
        format!(":{port} {{\n\treverse_proxy 127.0.0.1:{replica} {{\n\t\tflush_interval -1\n\t}}\n}}\n")
    })?;
    let noticed = time_to_notice(stock.balancer.port, &mut stock.replica, TIMEOUT)?;
    demand!(noticed.is_none(), "flush_interval -1: a vanished client is noticed after {noticed:?}");
    Ok(vec![format!("flush_interval -1: vanished client not noticed in {} s", TIMEOUT.as_secs())])
}

/// A replica that is gone is an error, at first for want of a second attempt, and then for want of the content.
fn caddy_unreachable(stage: &Stage<'_>) -> Result<Vec<String>, Failure> {
    let mut seen = Vec::new();
    for (name, option) in [("stock-unreachable", ""), ("stock-retrying", "lb_try_duration 2s")] {
        let stock = Stock::start(stage, name, |port, replica| {
            format!(
                ":{port} {{\n\treverse_proxy 127.0.0.1:1 127.0.0.1:{replica} {{\n\t\tlb_policy round_robin\n\t\t{option}\n\t}}\n}}\n"
            )
        })?;
        let simple = Request::call("test_simple_text", &json!({}));
        let answers = (0..6).map(|_| simple.exchange(stock.port())).collect::<Result<Vec<_>, _>>()?;
        let refused = answers.iter().filter(|answer| answer.status == 502 && answer.text.is_empty()).count();
        let served = answers.iter().filter(|answer| answer.is_success()).count();
        demand!(
            refused > 0 && served > 0,
            "{option}: {refused} refused, {served} served, one of two replicas is there"
        );
        let with = if option.is_empty() { String::new() } else { format!(" with {option}") };
        seen.push(format!("a replica that is gone{with}: {refused} of 6 requests → 502 without content"));
    }
    Ok(seen)
}

/// Which pool a tool of that name goes to.
fn pool_of(port: u16, tool: &str) -> Result<String, Failure> {
    let response = Request::call(tool, &json!({})).send(port);
    let response = response.map_err(|error| Failure::new(format!("{tool}: {error}")))?;
    Ok(response.field("x-pool").unwrap_or_default().to_owned())
}

fn open(port: u16) -> Result<Response, Failure> {
    let stream = listen().send(port).map_err(|error| Failure::new(format!("a stream: {error}")))?;
    demand!(stream.status == 200, "a stream: status {}", stream.status);
    Ok(stream)
}

/// Seconds until a silent stream is cut; not to be cut is a failure.
fn silent_for(stock: &Stock) -> Result<f64, Failure> {
    let lasted = lifetime(open(stock.port())?, TIMEOUT * 2)?;
    demand!(lasted < TIMEOUT * 2 && lasted > TIMEOUT / 2, "a silent stream is cut after {lasted:?}");
    Ok(lasted.as_secs_f64())
}

/// A client that goes away is noticed without a word from the replica.
fn noticed_at_once(stock: &mut Stock) -> Result<String, Failure> {
    let noticed = time_to_notice(stock.balancer.port, &mut stock.replica, TIMEOUT / 2)?;
    let noticed =
        noticed.ok_or_else(|| Failure::new(format!("a vanished client is not noticed in {:?}", TIMEOUT / 2)))?;
    Ok(format!("vanished client noticed after {} ms", noticed.as_millis()))
}
