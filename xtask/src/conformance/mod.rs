//! `cargo xtask conformance`: the official suite against our fixtures, judged by what `tests/conformance` expects of each revision.

mod checks;
mod expected;
mod judgement;
mod report;
mod suite;

use clap::Subcommand;
use clap::builder::PossibleValuesParser;

use self::checks::Check;
use self::expected::Expectations;
use self::judgement::Judgement;
use self::suite::Suite;
use crate::failure::Failure;
use crate::fixture::Program;
use crate::workspace;

/// The revisions whose requirements the suite knows, each with the file of what we expect.
const REVISIONS: [(&str, &str); 2] =
    [("2026-07-28", "tests/conformance/expected.toml"), ("2025-11-25", "tests/conformance/expected-2025-11-25.toml")];
/// Those that are run where none is named.
const BY_DEFAULT: &[&str] = &["2026-07-28", "2025-11-25"];
/// The package that holds the fixtures, and its binary that is a server.
const PACKAGE: &str = "conformance-fixture";
const BINARY: &str = "conformance-server";

#[derive(Debug, Subcommand)]
pub(crate) enum Arguments {
    /// Runs the suite's server scenarios against the fixture server
    ///
    /// The suite and the Node.js it needs are installed by npm below target/conformance. The scenarios of a revision, the
    /// number of checks that must succeed in each, and the findings that are expected for now stand in
    /// tests/conformance/expected.toml and, for 2025-11-25, in expected-2025-11-25.toml beside it. A warning counts as a
    /// failure, and so does an entry there that is stale.
    Server(ServerArguments),
}

#[derive(Debug, Default, clap::Args)]
pub(crate) struct ServerArguments {
    /// Runs what this revision requires, instead of what all do
    #[arg(long, value_name = "V", value_parser = PossibleValuesParser::new(REVISIONS.map(|(version, _)| version)))]
    requirements: Option<String>,
    /// Runs this scenario alone, listed or not, with each of the revisions that it is for
    #[arg(long, value_name = "S")]
    scenario: Option<String>,
    /// Tests the server at this endpoint instead of the fixture; it must be a local one
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match arguments {
        Arguments::Server(arguments) => server(arguments),
    }
}

/// Runs all listed server scenarios against the fixture.
pub(crate) fn listed_server_scenarios() -> Result<(), Failure> {
    server(&ServerArguments::default())
}

fn server(arguments: &ServerArguments) -> Result<(), Failure> {
    let suite = Suite::install()?;
    let sets = sets(arguments, &suite)?;
    let fixture = if arguments.url.is_none() { Some(Program::build(PACKAGE, BINARY)?.start()?) } else { None };
    let endpoint = arguments.url.as_deref().or(fixture.as_ref().map(|fixture| fixture.endpoint.as_str()));
    let endpoint = endpoint.expect("without a URL the fixture was started");
    let mut failures = Vec::new();
    for set in &sets {
        println!("\n{}: {} scenarios against {endpoint}", set.revision, set.scenarios.len());
        let judgements: Vec<_> = set.scenarios.iter().map(|scenario| set.judge(&suite, scenario, endpoint)).collect();
        print!("{}", report::render(&judgements));
        let failed = report::failed(&judgements);
        if failed > 0 {
            failures.push(format!("{}: {failed} of {} scenarios failed", set.revision, judgements.len()));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(format!("conformance: {}", failures.join("; ")))) }
}

/// The sets that are asked for.
fn sets(arguments: &ServerArguments, suite: &Suite) -> Result<Vec<Set>, Failure> {
    let wanted = |version: &str| match &arguments.requirements {
        Some(asked) => asked == version,
        None => BY_DEFAULT.contains(&version),
    };
    let revisions = REVISIONS.into_iter().filter(|(version, _)| wanted(version));
    let mut sets = Vec::new();
    for (revision, file) in revisions {
        let expectations = Expectations::read(&workspace().join(file))?;
        let scenarios = match &arguments.scenario {
            Some(scenario) if suite.runs(scenario, revision) => vec![scenario.clone()],
            Some(_) => continue,
            None => expectations.scenarios().map(str::to_owned).collect(),
        };
        let set = Set { revision, file, expectations, scenarios };
        if arguments.scenario.is_none() {
            set.check(suite)?;
        }
        sets.push(set);
    }
    match &arguments.scenario {
        Some(scenario) if sets.is_empty() => {
            Err(Failure::new(format!("the suite has no server scenario {scenario} for what is asked for")))
        }
        _ => Ok(sets),
    }
}

/// What came of the scenarios of one revision.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) revision: &'static str,
    pub(crate) scenarios: usize,
    /// Checks that succeeded.
    pub(crate) checks: usize,
    /// What is not as expected, by scenario.
    pub(crate) problems: Vec<String>,
}

/// Runs all listed server scenarios against a server at this endpoint, those of a revision in one run of the suite.
pub(crate) fn through(endpoint: &str) -> Result<Vec<Outcome>, Failure> {
    let suite = Suite::install()?;
    let sets = sets(&ServerArguments::default(), &suite)?;
    sets.iter().map(|set| set.outcome(&suite, endpoint)).collect()
}

/// The scenarios of one revision, and what is expected of them.
struct Set {
    revision: &'static str,
    file: &'static str,
    expectations: Expectations,
    scenarios: Vec<String>,
}

impl Set {
    /// Everything that the revision requires is run, and nothing that the suite does not have.
    fn check(&self, suite: &Suite) -> Result<(), Failure> {
        let (revision, file) = (self.revision, self.file);
        if let Some(unknown) = self.scenarios.iter().find(|scenario| !suite.runs(scenario, revision)) {
            return Err(Failure::new(format!("{file}: the suite has no server scenario {unknown} for {revision}")));
        }
        let required = suite.required(revision)?;
        let missing: Vec<_> = required.iter().filter(|name| !self.scenarios.contains(name)).collect();
        if !missing.is_empty() {
            return Err(Failure::new(format!(
                "{revision} requires scenarios that are not run: list {missing:?} in {file}"
            )));
        }
        println!("required by {revision}, and run: {}", required.len());
        Ok(())
    }

    fn outcome(&self, suite: &Suite, endpoint: &str) -> Result<Outcome, Failure> {
        let found = suite.run_required(self.revision, endpoint)?;
        let judgements: Vec<_> =
            self.scenarios.iter().map(|scenario| self.judge_found(scenario, found.checks(scenario))).collect();
        let problems = judgements.iter().flat_map(|judgement| {
            judgement.problems.iter().map(|problem| format!("{}: {problem}", judgement.scenario))
        });
        Ok(Outcome {
            revision: self.revision,
            scenarios: judgements.len(),
            checks: judgements.iter().map(|judgement| judgement.success).sum(),
            problems: problems.collect(),
        })
    }

    fn judge(&self, suite: &Suite, scenario: &str, endpoint: &str) -> Judgement {
        self.judge_found(scenario, suite.run(scenario, self.revision, endpoint))
    }

    fn judge_found(&self, scenario: &str, found: Result<Vec<Check>, Failure>) -> Judgement {
        match found {
            Ok(checks) => judgement::judge(scenario, &checks, &self.expectations),
            Err(failure) => Judgement::not_run(scenario, failure.to_string()),
        }
    }
}
