//! `cargo xtask replicas`: three replicas behind each of three balancers, as `docs/deploy` sets them up.

mod balancer;
mod crossing;
mod defaults;
mod http;
mod kills;
mod leftovers;
mod packages;
mod recipe;
mod replica;
mod stage;
mod streams;
mod suites;
mod table;
mod traffic;

use self::balancer::Kind;
use self::replica::Programs;
use self::stage::Stage;
use self::table::{Row, Table};
use crate::failure::Failure;
use crate::stages::Verdict;

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Tries this balancer alone
    #[arg(long, value_name = "BALANCER")]
    only: Option<Kind>,
    /// Tries only what has this in its name, such as `kill`
    #[arg(long, value_name = "TEXT", conflicts_with = "without_suite")]
    check: Option<String>,
    /// Leaves the official suite out
    #[arg(long)]
    without_suite: bool,
}

impl Arguments {
    fn wants(&self, what: &str) -> bool {
        self.check.as_ref().is_none_or(|text| what.contains(text.as_str()))
    }
}

/// One thing to try; it says what was seen.
type Check = fn(&mut Stage<'_>) -> Result<String, Failure>;

/// What is tried with each balancer, beside the suite.
const CHECKS: [(&str, Check); 16] = [
    ("crosses replicas", crossing::shared),
    ("session ends everywhere", crossing::session_ends),
    ("strangers refuse", crossing::strangers),
    ("routing by tool", traffic::routing),
    ("Mcp-Name twice", traffic::duplicates),
    ("mirrored parameters", traffic::mirrored),
    ("long Mcp-Name", traffic::long_names),
    ("refused unread", traffic::unread),
    ("events at once", streams::promptness),
    ("silent streams", streams::silence),
    ("vanished client", streams::vanishing),
    ("limit of one tool", traffic::limits),
    ("replica gone", kills::gone),
    ("kill -9", kills::killed),
    ("rolling restart", kills::rolling),
    ("stock configuration", defaults::check),
];

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let kinds: Vec<Kind> =
        Kind::ALL.into_iter().filter(|kind| arguments.only.is_none_or(|only| only == *kind)).collect();
    for kind in &kinds {
        packages::install(kind.name())?;
    }
    try_all(&kinds, arguments)
}

/// The stage of continuous integration.
pub(crate) fn stage() -> Result<Verdict, Failure> {
    for kind in Kind::ALL {
        if let Err(failure) = packages::install(kind.name()) {
            return Ok(Verdict::Skipped(failure.to_string()));
        }
    }
    try_all(&Kind::ALL, &Arguments::default()).map(|()| Verdict::Passed)
}

fn try_all(kinds: &[Kind], arguments: &Arguments) -> Result<(), Failure> {
    let programs = Programs::build()?;
    let mut failures = Vec::new();
    for kind in kinds {
        let table = try_one(*kind, &programs, arguments)?;
        print!("{}", table.render());
        failures.extend(table.failures());
    }
    failures.extend(leftovers::find());
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(format!("replicas: {}", failures.join("; ")))) }
}

/// Tries everything with one balancer; all processes have ended when this returns.
fn try_one(kind: Kind, programs: &Programs, arguments: &Arguments) -> Result<Table, Failure> {
    let mut table = Table::new(kind, &packages::version(kind.name())?);
    let mut stage = Stage::set(kind, programs)?;
    // Why: the suite comes first, because requests are evenly shared where nothing is killed.
    if !arguments.without_suite && arguments.wants("suite") {
        eprintln!("{}: the official suite", kind.name());
        suites::run(&mut stage, &mut table)?;
    }
    for (what, check) in CHECKS.into_iter().filter(|(what, _)| arguments.wants(what)) {
        eprintln!("{}: {what}", kind.name());
        table.add(Row::of(what, check(&mut stage)));
    }
    Ok(table)
}
