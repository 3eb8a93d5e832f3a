//! The file that an operator writes, its sample, and what is refused.

use mcp_server::{RateLimit, ToolLimits};

use super::*;

fn read(text: &str) -> Result<Config, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

/// What the sample says, and what it says that could be said.
fn samples() -> [String; 2] {
    let is_member = |line: &str| {
        line.strip_prefix("# ")
            .and_then(|text| text.split_once(" = "))
            .is_some_and(|(name, _)| name.chars().all(|character| character.is_ascii_lowercase() || character == '_'))
    };
    let all = SAMPLE.lines().map(|line| if is_member(line) { &line[2..] } else { line });
    [SAMPLE.to_owned(), all.collect::<Vec<_>>().join("\n")]
}

#[test]
fn the_sample_says_what_is_so_without_it() {
    let [defaults, _] = samples();
    let mut expected = Config::default();
    // It shows what a tool may have, which is nothing of its own.
    expected.limits.tools.insert("add".to_owned(), ToolLimits::default());
    assert_eq!(read(&defaults), Ok(expected));
    assert_eq!(read(""), Ok(Config::default()));
}

#[test]
fn what_the_sample_says_could_be_said_can_be() {
    let [_, all] = samples();
    let config = read(&all).expect("it is well-formed");
    assert_eq!(config.keys.as_deref(), Some(Path::new("keys")));
    assert_eq!(config.listener.health.as_deref(), Some("/healthz"));
    assert!(config.listener.allowed_hosts.is_some() && config.listener.allowed_origins.is_some());
    assert_eq!(config.otlp, "http://127.0.0.1:4318".parse().map(Collector::At).ok());
    assert_eq!(config.limits.tools["add"].deadline, Some(Duration::from_secs(30)));
}

#[test]
fn the_sample_leaves_no_member_out() {
    let [_, all] = samples();
    let mut tables = vec![String::new()];
    tables.extend(all.lines().filter(|line| line.starts_with('[')).map(ToOwned::to_owned));
    assert_eq!(tables.len(), 7);
    for table in tables {
        let stranger = match table.as_str() {
            "" => format!("stranger = 1\n{all}"),
            table => all.replacen(table, &format!("{table}\nstranger = 1"), 1),
        };
        let error = read(&stranger).expect_err("nobody knows it");
        // The first name is that of the stranger, in between stands the rest of the sentence.
        let members: Vec<_> = error.lines().last().unwrap_or_default().split('`').skip(1).step_by(2).skip(1).collect();
        assert!(members.len() > 1, "{error}");
        let within = all.split_once(&table).map(|(_, after)| after.trim_start_matches(']')).expect("it is there");
        let within = within.split("\n[").next().expect("there is a first part");
        for member in members {
            let is_table = table.is_empty() && all.contains(&format!("\n[{member}"));
            let is_value = within.lines().any(|line| line.starts_with(&format!("{member} = ")));
            assert!(is_table || is_value, "{member} is not in {table:?}");
        }
    }
}

#[test]
fn what_is_said_leaves_the_rest_as_it_is() {
    let said = "[listener]\nport = 0\nidle_timeout = \"2m\"\n[limits.anonymous]\ntool_calls = { per_second = 5, burst = 10 }\n";
    let mut expected = Config::default();
    (expected.listener.port, expected.listener.idle_timeout) = (0, Duration::from_secs(120));
    expected.limits.anonymous.tool_calls = RateLimit::new(5.0, 10).ok();
    assert_eq!(read(said), Ok(expected));
}

#[test]
fn what_cannot_be_is_refused_with_its_place_and_what_is_expected() {
    for (said, place, why) in [
        ("prot = 1", "line 1, column 1", "unknown field `prot`, expected one of `eras`"),
        ("[listener]\nprot = 1", "line 2, column 1", "unknown field `prot`, expected one of `host`, `port`"),
        ("[listener]\nport = 65536", "line 2, column 8", "expected u16"),
        ("[listener]\nhost = \"here\"", "line 2, column 8", "invalid IP address syntax"),
        ("[listener]\nmax_connections = 0", "line 2, column 19", "expected a nonzero u32"),
        ("[listener]\nidle_timeout = 75", "line 2, column 16", "such as \"500ms\", \"30s\""),
        ("[listener]\nhealth = \"healthz\"", "line 2, column 10", "expected a path that begins with `/`"),
        ("[listener]\nallowed_hosts = [\"http://x\"]", "line 2, column 17", "rule not understood: `http://x`"),
        ("[listener]\nallowed_origins = [\"x/\"]", "line 2, column 19", "rule not understood: `x/`"),
        ("otlp = \"https://x\"", "line 1, column 8", "expected an address such as http://"),
        ("eras = \"old\"", "line 1, column 8", "expected `dual` or `modern`"),
        ("[limits.server]\nmax_running = 0", "line 2, column 15", "from 1 on, or \"unlimited\""),
        ("[limits.tools.add]\ntool_call = 1", "line 2, column 1", "unknown field `tool_call`"),
        ("[limits.principal]\ntool_calls = { per_second = 1 }", "line 2, column 14", "missing field `burst`"),
        ("[limits.principal]\ntool_calls = { per_second = 0, burst = 1 }", "line 2, column 14", "per_second: expected"),
        ("[limits.server]\ndeadline = \"0s\"", "line 2, column 12", "at least \"1ms\""),
    ] {
        let error = read(said).expect_err("it cannot be");
        assert!(error.contains(place) && error.contains(why), "{said}\n{error}");
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let path = std::env::temp_dir().join(format!("mcp-config-{}", std::process::id()));
    std::fs::write(&path, "#".repeat(MAX_CONFIG_BYTES as usize)).expect("there is room");
    let fits = Config::read(&path).map_err(|error| error.to_string());
    std::fs::write(&path, "#".repeat(MAX_CONFIG_BYTES as usize + 1)).expect("there is room");
    let too_large = Config::read(&path).map_err(|error| error.to_string());
    std::fs::remove_file(&path).expect("it was there");
    assert_eq!(fits, Ok(Config::default()));
    assert_eq!(too_large, Err(format!("larger than {MAX_CONFIG_BYTES} bytes")));
}

#[test]
fn keys_lie_where_the_file_does() {
    let folder = std::env::temp_dir().join(format!("mcp-config-keys-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("there is room");
    let path = folder.join("mcp.toml");
    for (said, expected) in
        [("keys = \"own\"", folder.join("own")), ("keys = \"/etc/mcp/keys\"", "/etc/mcp/keys".into())]
    {
        std::fs::write(&path, said).expect("there is room");
        assert_eq!(Config::read(&path).map(|config| config.keys).ok(), Some(Some(expected)));
    }
    std::fs::remove_dir_all(&folder).expect("it was there");
}
