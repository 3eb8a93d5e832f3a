//! Every kind of attack against a server in this process: each has to be answered as the table says.

use std::thread;
use std::time::Duration;

use hostile::dice::Dice;
use hostile::kinds::Mixture;
use hostile::loot::Loot;
use hostile::script::{Client, ask};
use hostile::server::server;
use hostile::siege::{self, Tally};
use hostile::slow::SlowClients;
use hostile::wire::Request;
use mcp_server::{HttpConfig, Listener};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// Times that each kind is played.
const TIMES: usize = 3;

/// Serves on one thread while `attack` runs.
fn besieged(attack: impl FnOnce(u16)) {
    let (tell, told) = std::sync::mpsc::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = thread::spawn(move || {
        let service = server().expect("a server").http(HttpConfig::local());
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = Listener::local(0).await.expect("a free port");
            let listener = listener.head_timeout(Duration::from_secs(1)).body_timeout(Duration::from_secs(1));
            let listener = listener.grace_period(Duration::ZERO);
            tell.send(listener.address().expect("an address").port()).expect("the test waits for it");
            listener.serve(service, async { drop(stopped.await) }).await.expect("it serves");
        });
    });
    attack(told.recv().expect("the server starts"));
    drop(stop);
    serving.join().expect("the server does not panic");
}

fn check(tally: &Tally) {
    assert_eq!(tally.failed, 0, "{:#?}", tally.failures);
}

#[expect(clippy::disallowed_methods, reason = "thousands of handlers panic on purpose")]
#[test]
fn every_kind_is_answered_as_it_has_to_be_and_costs_no_handler() {
    std::panic::set_hook(Box::new(|panic| {
        if thread::current().name().is_some_and(|name| name.contains("every_kind")) {
            eprintln!("{panic}");
        }
    }));
    besieged(|port| {
        let loot = Loot::gather(port).expect("tokens");
        let mut tally = Tally::default();
        for (index, kind) in Mixture::new().kinds().iter().enumerate() {
            let (mut client, mut dice) = (Client::new(port), Dice::new(index as u64));
            for _ in 0..TIMES {
                let outcome = client.play(&(kind.attack)(&mut dice, &loot)).expect("a connection");
                tally.count(kind.name, kind.expected, outcome);
            }
        }
        tally.add(siege::call(port, 100, 4, 1, &loot).expect("connections"));
        check(&tally);
        let answer = Client::new(port).ask(&Request::call("at_work", "{}")).expect("an answer");
        assert_eq!(answer.message().expect("a message")["result"]["content"][0]["text"], "0");
    });
}

#[test]
fn slow_clients_are_given_up() {
    besieged(|port| {
        let mut slow = SlowClients::new(port);
        slow.top_up(12).expect("connections");
        let tally = slow.finish().expect("connections");
        check(&tally);
        assert_eq!(tally.kinds.values().flat_map(|outcomes| outcomes.values()).sum::<u64>(), 12);
    });
}

#[test]
fn what_the_table_does_not_expect_is_noticed() {
    besieged(|port| {
        let outcome = Client::new(port).play(&ask(&Request::call("none", "{}"))).expect("a connection");
        assert_eq!(outcome, "200 -32602");
        let mut tally = Tally::default();
        tally.count("an unknown tool", &["404"], outcome);
        assert_eq!(tally.failed, 1);
    });
}
