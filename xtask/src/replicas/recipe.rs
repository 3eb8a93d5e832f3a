//! The configurations of `docs/deploy`, made fit for one run.
//!
//! Only samples are replaced: addresses, the heavy tool, and, in proportion, timeouts. Each sample must be there, so
//! that a recipe cannot drift away from what is run.

use std::fs;

use crate::failure::Failure;
use crate::workspace;

/// The tool that recipes take for a heavy one, and what it is in the fixture.
const SAMPLE_TOOL: &str = "render_report";
pub(crate) const HEAVY_TOOL: &str = "test_report";
/// Both in Base64.
pub(crate) const SAMPLE_SENTINEL: &str = "cmVuZGVyX3JlcG9ydA==";
pub(crate) const HEAVY_SENTINEL: &str = "dGVzdF9yZXBvcnQ=";
/// The ports of the replicas of recipes; the last serves the heavy tool.
const SAMPLE_REPLICAS: [u16; 4] = [8001, 8002, 8003, 8004];

/// Ports of one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ports {
    pub(crate) balancer: u16,
    pub(crate) replicas: [u16; 4],
}

/// The recipe as it stands in `docs/deploy`.
pub(crate) fn read(file: &str) -> Result<String, Failure> {
    let path = workspace().join("docs/deploy").join(file);
    fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))
}

/// Replaces the samples, and whatever else is named.
pub(crate) fn render(recipe: &str, ports: Ports, more: &[(&str, &str)]) -> Result<String, Failure> {
    let mut text = replace(recipe, SAMPLE_TOOL, HEAVY_TOOL)?;
    for (sample, port) in SAMPLE_REPLICAS.into_iter().zip(ports.replicas) {
        text = replace(&text, &format!("127.0.0.1:{sample}"), &format!("127.0.0.1:{port}"))?;
    }
    for (sample, replacement) in more {
        text = replace(&text, sample, replacement)?;
    }
    Ok(text)
}

fn replace(text: &str, sample: &str, replacement: &str) -> Result<String, Failure> {
    match text.contains(sample) {
        true => Ok(text.replace(sample, replacement)),
        false => Err(Failure::new(format!("the recipe has no sample {sample:?} to replace"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORTS: Ports = Ports { balancer: 1, replicas: [2, 3, 4, 5] };

    #[test]
    fn only_samples_are_replaced() {
        let recipe =
            "render_report cmVuZGVyX3JlcG9ydA== 127.0.0.1:8001 127.0.0.1:8002 127.0.0.1:8003 127.0.0.1:8004 60s";
        let more = [(SAMPLE_SENTINEL, HEAVY_SENTINEL), ("60s", "2s")];
        let rendered = render(recipe, PORTS, &more).expect("every sample is there");
        assert_eq!(rendered, "test_report dGVzdF9yZXBvcnQ= 127.0.0.1:2 127.0.0.1:3 127.0.0.1:4 127.0.0.1:5 2s");
        assert!(render(recipe, PORTS, &[("61s", "2s")]).is_err(), "a sample that is not there");
        assert!(render(&recipe.replace("8003", "8103"), PORTS, &[]).is_err(), "a replica that is not there");
    }

    // The pages explain the files: what they show has to stand there.
    #[test]
    fn pages_show_what_is_run() {
        for (page, language, file) in [
            ("nginx.md", "nginx", "nginx.conf"),
            ("haproxy.md", "haproxy", "haproxy.cfg"),
            ("caddy.md", "caddy", "Caddyfile"),
        ] {
            let (text, recipe) = (read(page).expect("the page is there"), read(file).expect("the recipe is there"));
            let blocks: Vec<_> = blocks(&text, language).collect();
            assert!(!blocks.is_empty(), "{page} shows nothing of {file}");
            for block in blocks {
                assert!(recipe.contains(block), "{page} shows what {file} does not say:\n{block}");
            }
        }
    }

    /// What stands between fences of that language.
    fn blocks<'a>(page: &'a str, language: &str) -> impl Iterator<Item = &'a str> {
        page.split("```").skip(1).step_by(2).filter_map(move |block| block.strip_prefix(language)?.strip_prefix('\n'))
    }
}
