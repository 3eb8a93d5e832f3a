//! `mcp serve --otlp` where it cannot be had, and says so.

use std::process::Command;

fn refused(options: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcp"));
    command.args(["serve", "--port", "0", "--otlp"]).args(options).envs(variables.iter().copied());
    let output = command.output().expect("the command is built");
    assert!(!output.status.success());
    String::from_utf8(output.stderr).expect("it is text")
}

#[test]
#[cfg(not(feature = "otlp"))]
fn a_command_without_the_feature_says_so() {
    let said = refused(&["http://127.0.0.1:4318"], &[]);
    assert!(said.contains("built without the feature `otlp`") && said.contains("try: "), "{said}");
}

#[test]
#[cfg(feature = "otlp")]
fn an_endpoint_that_is_none_is_refused_at_once() {
    for endpoint in ["https://127.0.0.1:4318", "127.0.0.1:4318", "none"] {
        let said = refused(&[endpoint], &[]);
        assert!(said.contains(&format!("received `{endpoint}`")), "{said}");
        assert!(said.contains("expected an address such as http://127.0.0.1:4318"), "{said}");
    }
}

#[test]
#[cfg(feature = "otlp")]
fn a_variable_that_names_no_endpoint_is_named() {
    for name in ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] {
        let said = refused(&[], &[(name, "https://127.0.0.1:4318")]);
        assert!(said.contains(&format!("because: {name}\n")), "{said}");
        assert!(said.contains("received `https://127.0.0.1:4318`") && said.contains("try: "), "{said}");
    }
}
