//! `cargo xtask guide`: follows a page of the guide word by word, in an empty directory, and sees what it shows.

mod page;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use self::page::{Step, is_like, steps};
use crate::background::Background;
use crate::cargo::target_directory;
use crate::failure::Failure;
use crate::stages::Verdict;
use crate::workspace;

/// The page that is followed unless another is named.
const PAGE: &str = "docs/guide/two-replicas.md";

/// How long the whole page may take; most of it is the build of its server.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// What the page's ports look like: those of loopback addresses, and numbers of their own.
const PORTS: std::ops::Range<u16> = 8000..8100;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The page to follow
    #[arg(default_value = PAGE)]
    page: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let path = workspace().join(&arguments.page);
    let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let steps = steps(&with_free_ports(&text)?)?;
    let script = script(&steps);
    let output = follow(&path, &script)?;
    check(&steps, &output)
}

/// The stage of continuous integration.
pub(crate) fn stage() -> Result<Verdict, Failure> {
    for program in ["bash", "curl", "nginx"] {
        if !is_there(program) {
            return Ok(Verdict::Skipped(format!("{program} is not installed (apt-get install {program})")));
        }
    }
    run(&Arguments { page: PAGE.into() })?;
    Ok(Verdict::Passed)
}

fn is_there(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {program} > /dev/null")]).status();
    found.is_ok_and(|status| status.success())
}

/// The page with other ports, so that it can be followed beside whatever runs on this machine.
fn with_free_ports(text: &str) -> Result<String, Failure> {
    let mut ports = BTreeMap::new();
    for port in PORTS.filter(|port| text.contains(&port.to_string())) {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| Ok((listener.local_addr()?.port(), listener)));
        ports.insert(port, free.map_err(|error| Failure::new(format!("cannot find a free port: {error}")))?);
    }
    // Why: all of them are held until each is known, so that no two are the same.
    let replaced = ports
        .iter()
        .fold(text.to_owned(), |text, (port, (free, _))| text.replace(&port.to_string(), &free.to_string()));
    Ok(replaced)
}

/// The line that stands before the output of a step.
fn marker(step: usize) -> String {
    format!("-- step {step} --")
}

/// One script for all steps, since one step may leave variables and processes to the next.
fn script(steps: &[Step]) -> String {
    let mut script = String::from("set -eu\nstop() { kill $(jobs -p) 2> /dev/null || true; }\ntrap stop EXIT\n");
    for (number, step) in steps.iter().enumerate() {
        let marker = marker(number);
        let _ = writeln!(script, "echo; echo '{marker}'");
        match step {
            Step::Write { file, content } => {
                let end = format!("END OF STEP {number}");
                let _ = write!(script, "mkdir -p \"$(dirname '{file}')\"\ncat > '{file}' <<'{end}'\n{content}{end}\n");
            }
            Step::Type(lines) => {
                let _ = writeln!(script, "{lines}");
            }
            Step::See(_) => {}
        }
    }
    script
}

/// Runs the script in an empty directory that has this workspace beside it, and gives what it printed.
fn follow(page: &Path, script: &str) -> Result<String, Failure> {
    let name = page.file_stem().unwrap_or_default();
    let directory = target_directory().join("guide").join(name);
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(|error| Failure::io("empty", &directory, &error))?;
    }
    fs::create_dir_all(&directory).map_err(|error| Failure::io("create", &directory, &error))?;
    let beside = directory.join("mcp");
    std::os::unix::fs::symlink(workspace(), &beside).map_err(|error| Failure::io("link", &beside, &error))?;
    let file = directory.join("page.sh");
    fs::write(&file, script).map_err(|error| Failure::io("write", &file, &error))?;
    let mut shell = Command::new("bash");
    let (output, status) = Background::start(shell.arg(&file).current_dir(&directory))?.finish(PATIENCE)?;
    println!("{output}");
    if status.success() { Ok(output) } else { Err(Failure::new(format!("the page cannot be followed: {status}"))) }
}

/// Demands that each block that is shown was printed by the steps before it, since the last one that was shown.
fn check(steps: &[Step], output: &str) -> Result<(), Failure> {
    let mut printed = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        match step {
            Step::Type(_) => printed.extend(lines_of(output, number)),
            Step::Write { .. } => {}
            Step::See(shown) => {
                let mut lines = std::mem::take(&mut printed).into_iter();
                for line in shown {
                    if !lines.any(|printed| is_like(printed, line)) {
                        return Err(Failure::new(format!("the page shows, and nothing printed: {line}")));
                    }
                }
            }
        }
    }
    Ok(())
}

/// What one step printed.
fn lines_of(output: &str, step: usize) -> Vec<&str> {
    let (begin, end) = (marker(step), marker(step + 1));
    output.lines().skip_while(|line| *line != begin).skip(1).take_while(|line| *line != end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(lines: &str) -> Step {
        Step::Type(lines.to_owned())
    }

    fn seen(line: &str) -> Step {
        Step::See(vec![line.to_owned()])
    }

    #[test]
    fn what_a_page_shows_has_to_be_printed_where_it_is_shown() {
        let steps = [typed("one"), seen("1"), typed("two"), seen("2…")];
        let output = format!("{}\n1\n{}\n{}\n2nd\n{}\n", marker(0), marker(1), marker(2), marker(3));
        assert_eq!(check(&steps, &output), Ok(()));
        let early = format!("{}\n1\n2nd\n{}\n{}\n{}\n", marker(0), marker(1), marker(2), marker(3));
        assert!(check(&steps, &early).is_err());
    }

    #[test]
    fn a_script_writes_files_and_keeps_variables() {
        let file = Step::Write { file: "a/b".to_owned(), content: "$x\n".to_owned() };
        let text = script(&[typed("x=1"), file, typed("cat a/b; echo \"$x\"")]);
        assert!(text.contains("cat > 'a/b' <<'END OF STEP 1'\n$x\nEND OF STEP 1\n"), "{text}");
    }

    #[test]
    fn ports_of_the_page_become_free_ones() {
        let text = with_free_ports("127.0.0.1:8001 8002 8001, and 2026").expect("there are free ports");
        let parts: Vec<_> = text.split([' ', ',']).collect();
        assert_eq!(
            (parts[2], parts[0].strip_prefix("127.0.0.1:")),
            (parts[0].rsplit(':').next().unwrap(), Some(parts[2]))
        );
        assert_ne!(parts[1], parts[2]);
        assert!(!text.contains("8001") && text.ends_with("and 2026"));
    }
}
