//! What is demanded of looking for what is due, and of forgetting.

use super::names::Names;
use super::records::{failed, put};
use super::report::{Case, Verdict, cases, demand};
use crate::key::Key;
use crate::limits::MAX_DUE_RECORDS;
use crate::state::{Due, Expected, Record, StateStore, Version};
use crate::timestamp::Timestamp;

pub(super) fn all<'a>() -> [Case<dyn StateStore + 'a>; 7] {
    cases![
        due_records_are_found_in_order,
        scan_stops_at_its_limit,
        scan_leaves_out_what_is_not_due,
        scan_follows_the_last_write,
        lease_is_taken_once,
        forgetting_keeps_what_counts,
        forgetting_stops_at_its_limit,
    ]
}

async fn scan(store: &dyn StateStore, names: Names<'_>, now: Timestamp, limit: usize) -> Result<Vec<Due>, String> {
    store.scan_due(&names.collection(), now, limit).await.map_err(failed)
}

async fn put_due(store: &dyn StateStore, names: Names<'_>, name: &'static str, due: u64) -> Result<Version, String> {
    let record = names.lasting(name).with_due(names.at(due));
    put(store, &names.key(name), Expected::Any, record, names.now()).await
}

/// The names that were found, in order.
fn found(due: &[Due]) -> Vec<String> {
    due.iter().map(|due| due.key.name().escape_ascii().to_string()).collect()
}

async fn due_records_are_found_in_order(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let mut expected = Vec::new();
    for (name, due) in [("d", 5), ("b", 1), ("a", 9), ("c", 1), ("ba", 1), ("B", 1)] {
        let version = put_due(store, names, name, due).await?;
        expected.push(Due::new(names.key(name), version, names.at(due)));
    }
    expected.sort_by_key(|due| (due.due, due.key.name().clone()));
    let seen = scan(store, names, names.at(9), 100).await?;
    demand!(found(&seen) == ["B", "b", "ba", "c", "d", "a"], "{:?}", found(&seen));
    demand!(seen == expected, "other versions or moments than were written");
    Ok(())
}

async fn scan_stops_at_its_limit(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    for (name, due) in [("a", 3), ("b", 2), ("c", 1)] {
        put_due(store, names, name, due).await?;
    }
    for (limit, expected) in [(0, vec![]), (1, vec!["c"]), (2, vec!["c", "b"]), (usize::MAX, vec!["c", "b", "a"])] {
        let seen = found(&scan(store, names, names.at(10), limit).await?);
        demand!(seen == expected, "{seen:?} with a limit of {limit}, at most {MAX_DUE_RECORDS}");
    }
    Ok(())
}

async fn scan_leaves_out_what_is_not_due(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    put_due(store, names, "due", 10).await?;
    put_due(store, names, "later", 11).await?;
    put(store, &names.key("never"), Expected::Any, names.lasting(""), names.now()).await?;
    let expired = Record::new("", names.at(10)).with_due(names.at(1));
    put(store, &names.key("expired"), Expected::Any, expired, names.now()).await?;
    let elsewhere = Key::new(names.other_collection("other"), "elsewhere").map_err(|error| error.to_string())?;
    put(store, &elsewhere, Expected::Any, names.lasting("").with_due(names.at(1)), names.now()).await?;
    for (millis, expected) in [(0, vec![]), (9, vec!["expired"]), (10, vec!["due"]), (11, vec!["due", "later"])] {
        let seen = found(&scan(store, names, names.at(millis), 100).await?);
        demand!(seen == expected, "{seen:?} at {millis} ms");
    }
    Ok(())
}

async fn scan_follows_the_last_write(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    put_due(store, names, "moved", 1).await?;
    put_due(store, names, "moved", 5).await?;
    let removed = put_due(store, names, "removed", 1).await?;
    store.remove(&names.key("removed"), removed).await.map_err(failed)?;
    put_due(store, names, "settled", 1).await?;
    put(store, &names.key("settled"), Expected::Any, names.lasting(""), names.now()).await?;
    for (millis, expected) in [(4, vec![]), (5, vec!["moved"])] {
        let seen = found(&scan(store, names, names.at(millis), 100).await?);
        demand!(seen == expected, "{seen:?} at {millis} ms");
    }
    Ok(())
}

async fn lease_is_taken_once(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    put_due(store, names, "task", 1).await?;
    let both = [scan(store, names, names.at(2), 10).await?, scan(store, names, names.at(2), 10).await?];
    let mut taken = 0;
    for due in both.iter().flatten() {
        let lease = names.lasting("").with_due(names.at(60));
        let result = store.put_if_version(&due.key, Expected::Version(due.version), lease, names.at(2)).await;
        taken += usize::from(result.is_ok());
    }
    demand!(taken == 1, "taken {taken} times");
    let seen = found(&scan(store, names, names.at(2), 10).await?);
    demand!(seen.is_empty(), "{seen:?} is due while it is leased");
    Ok(())
}

async fn forgetting_keeps_what_counts(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let lasting = put(store, &names.key("lasting"), Expected::Any, names.lasting("1"), names.now()).await?;
    let short = put(store, &names.key("short"), Expected::Any, Record::new("2", names.at(10)), names.now()).await?;
    store.remove_expired(names.at(9), usize::MAX).await.map_err(failed)?;
    let seen = store.get(&names.key("short"), names.at(9)).await.map_err(failed)?.map(|seen| seen.version);
    demand!(seen == Some(short), "{seen:?} before its expiry");
    store.remove_expired(names.at(10), usize::MAX).await.map_err(failed)?;
    let seen = store.get(&names.key("short"), names.at(10)).await.map_err(failed)?;
    demand!(seen.is_none(), "{seen:?} after its expiry");
    let seen = store.get(&names.key("lasting"), names.at(10)).await.map_err(failed)?.map(|seen| seen.version);
    demand!(seen == Some(lasting), "{seen:?}, which had not expired");
    Ok(())
}

async fn forgetting_stops_at_its_limit(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    for name in ["a", "b", "c"] {
        put(store, &names.key(name), Expected::Any, Record::new("", names.at(1)), names.now()).await?;
    }
    for limit in [0, 2] {
        let forgotten = store.remove_expired(names.at(1), limit).await.map_err(failed)?;
        demand!(forgotten <= limit, "{forgotten} forgotten with a limit of {limit}");
    }
    Ok(())
}
