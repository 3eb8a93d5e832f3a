//! `cargo xtask conformance`: the official suite against our fixtures, judged by `tests/conformance/expected.toml`.

mod checks;
mod expected;
mod judgement;
mod report;
mod suite;

use clap::Subcommand;

use self::expected::Expectations;
use self::judgement::Judgement;
use self::suite::Suite;
use crate::failure::Failure;
use crate::fixture::Program;
use crate::workspace;

/// The package that holds the fixtures, and its binary that is a server.
const PACKAGE: &str = "conformance-fixture";
const BINARY: &str = "conformance-server";

#[derive(Debug, Subcommand)]
pub(crate) enum Arguments {
    /// Runs the suite's server scenarios against the fixture server
    ///
    /// The suite and the Node.js it needs are installed by npm below target/conformance. The scenarios, the number of
    /// checks that must succeed in each, and the findings that are expected for now stand in
    /// tests/conformance/expected.toml. A warning counts as a failure, and so does an entry there that is stale.
    Server(ServerArguments),
}

#[derive(Debug, Default, clap::Args)]
pub(crate) struct ServerArguments {
    /// Runs this scenario alone, listed or not
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
    let expectations = Expectations::read(&workspace().join("tests/conformance/expected.toml"))?;
    let suite = Suite::install()?;
    let scenarios = match &arguments.scenario {
        Some(scenario) => vec![scenario.as_str()],
        None => expectations.scenarios().collect(),
    };
    if let Some(unknown) = scenarios.iter().find(|scenario| !suite.knows(scenario)) {
        return Err(Failure::new(format!("the suite has no server scenario {unknown}")));
    }
    if arguments.scenario.is_none() {
        let missing: Vec<_> = suite.required().iter().filter(|name| !scenarios.contains(&name.as_str())).collect();
        if !missing.is_empty() {
            let advice = "list them in tests/conformance/expected.toml";
            return Err(Failure::new(format!(
                "scenarios that the revision requires are not run: {missing:?}; {advice}"
            )));
        }
        println!("required by the revision, and run: {}", suite.required().len());
    }
    let fixture = if arguments.url.is_none() { Some(Program::build(PACKAGE, BINARY)?.start()?) } else { None };
    let endpoint = arguments.url.as_deref().or(fixture.as_ref().map(|fixture| fixture.endpoint.as_str()));
    let endpoint = endpoint.expect("without a URL the fixture was started");
    println!("scenarios against {endpoint}: {}", scenarios.len());
    let judgements: Vec<_> = scenarios
        .into_iter()
        .map(|scenario| match suite.run(scenario, endpoint) {
            Ok(checks) => judgement::judge(scenario, &checks, &expectations),
            Err(failure) => Judgement::not_run(scenario, failure.to_string()),
        })
        .collect();
    print!("{}", report::render(&judgements));
    match report::failed(&judgements) {
        0 => Ok(()),
        failed => Err(Failure::new(format!("conformance: {failed} of {} scenarios failed", judgements.len()))),
    }
}
