//! `cargo xtask coverage --prove`: takes marked code away and demands that a test with the same mark fails.

mod bench;
mod locate;
mod lottery;
mod neutral;
mod trial;

use std::collections::BTreeMap;
use std::time::Instant;

use self::bench::Bench;
use self::neutral::Constants;
use self::trial::{Proof, Trials};
use super::places::{Place, Selector};
use super::survey::{Found, Survey};
use super::targets;
use crate::failure::Failure;
use crate::tidy::Files;

/// A requirement at one marked line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) line: usize,
    /// Where the marked code begins.
    pub(crate) at: Option<usize>,
    /// The tests with the same mark.
    pub(crate) tests: Vec<Selector>,
}

/// Which claims to choose from; all of them, unless it says otherwise.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted<'a> {
    /// The requirement.
    pub(crate) id: Option<&'a str>,
    /// A part of the path of the file.
    pub(crate) path: Option<&'a str>,
}

impl Wanted<'_> {
    fn takes(self, found: &Found) -> bool {
        found.place == Place::Code
            && self.id.is_none_or(|id| found.mark.id == id)
            && self.path.is_none_or(|part| found.path.contains(part))
    }
}

/// Proves as many claims as asked for, and prints one line for each.
pub(crate) fn run(count: usize, seed: Option<u64>, wanted: Wanted<'_>) -> Result<(), Failure> {
    // Why: the copy is read, not the workspace, which may change while this runs.
    let bench = Bench::new()?;
    let files = Files::read(bench.tree())?;
    let pool = claims(&Survey::new(&files, targets::read()?)?, wanted);
    if pool.is_empty() {
        return Err(Failure::new("no code is marked so, and there is nothing to prove"));
    }
    let (all, seed) = (pool.len(), seed.unwrap_or_else(lottery::seed));
    let mut chosen = lottery::draw(pool, count, seed);
    println!("seed {seed}: {} of {all} marked requirements", chosen.len());
    chosen.sort_by(|one, other| (&one.path, one.line, &one.id).cmp(&(&other.path, other.line, &other.id)));
    let start = Instant::now();
    let proofs = prove(&bench, &files, &chosen)?;
    let proven = proofs.iter().filter(|proof| proof.is_proven()).count();
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    println!("\n{proven} of {} proven in {minutes:.1} minutes (seed {seed})", proofs.len());
    if proven == proofs.len() { Ok(()) } else { Err(Failure::new(advice(&proofs))) }
}

/// Everything that code claims, in the order of files.
fn claims(survey: &Survey, wanted: Wanted<'_>) -> Vec<Claim> {
    let claim = |found: &Found| Claim {
        id: found.mark.id.clone(),
        path: found.path.clone(),
        line: found.mark.line,
        at: found.mark.target,
        tests: tests(survey, &found.mark.id),
    };
    survey.marks.iter().filter(|found| wanted.takes(found)).map(claim).collect()
}

fn tests(survey: &Survey, id: &str) -> Vec<Selector> {
    let marked = survey.marks.iter().filter(|found| found.mark.id == id);
    let selectors = marked.filter_map(|found| match &found.place {
        Place::Test(selectors) => Some(selectors),
        Place::Code => None,
    });
    let mut selectors: Vec<_> = selectors.flatten().cloned().collect();
    selectors.sort();
    selectors.dedup();
    selectors
}

fn prove(bench: &Bench, files: &Files, chosen: &[Claim]) -> Result<Vec<Proof>, Failure> {
    let mut constants = Constants::default();
    let texts: BTreeMap<_, _> = files.rust().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    texts.values().for_each(|text| constants.read(text));
    let mut trials = Trials::new(bench, constants);
    trials.rehearse(chosen)?;
    let mut proofs = Vec::new();
    // Marks of the same place share what is taken away, and so what is built.
    for group in chosen.chunk_by(|one, other| one.path == other.path && one.at == other.at) {
        let text = texts.get(group[0].path.as_str()).copied().unwrap_or_default();
        for proof in trials.prove(text, group)? {
            println!("{proof}");
            proofs.push(proof);
        }
    }
    Ok(proofs)
}

fn advice(proofs: &[Proof]) -> String {
    let mut lines = vec![format!("{} not proven", proofs.iter().filter(|proof| !proof.is_proven()).count())];
    lines.extend(proofs.iter().filter_map(Proof::advice));
    lines.join("\n  ")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::targets::{Kind, Target};
    use super::trial::Verdict;
    use super::*;

    const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/mcp-a\"]\n";
    const MANIFEST: &str = "[package]\nname = \"mcp-a\"\nedition = \"2024\"\n";
    const CODE: &str = r#"
pub fn admit(number: u8) -> Result<u8, String> {
    // §A-001 What is large is refused.
    if number > 10 {
        return Err("large".to_owned());
    }
    // §A-002 What is unlucky is refused.
    if number == 7 {
        return Err("unlucky".to_owned());
    }
    Ok(number)
}

// §A-003, A-004
pub struct Declared;

#[cfg(test)]
mod tests {
    #[test]
    fn large_is_refused() {
        // §A-001
        assert!(super::admit(11).is_err());
    }

    #[test]
    fn nothing_is_noticed() {
        // §A-002, A-003
        let _ = super::admit(7);
    }
}
"#;

    /// What becomes of the claims of one crate, built in a directory of this name.
    fn proofs(name: &str, code: &str) -> Result<Vec<Proof>, Failure> {
        let directory = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        let root = directory.join("root");
        let list = ["A-001", "A-002", "A-003", "A-004"].map(|id| format!("{id}\tboth\tMUST\tDo\tmcp-a\tnone\tp\t\t\n"));
        let list = format!("id\tactor\tlevel\trule\tcrate\tconformance\tspec_page\tstatus\tnote\n{}", list.concat());
        for (path, text) in [
            ("docs/requirements.tsv", list.as_str()),
            ("Cargo.toml", WORKSPACE),
            ("crates/mcp-a/Cargo.toml", MANIFEST),
            ("crates/mcp-a/src/lib.rs", &code.replace('§', &["spec", ": "].concat())),
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("a directory for tests");
            fs::write(path, text).expect("a file for tests");
        }
        let files = Files::read(&root)?;
        let survey = Survey::new(&files, vec![Target::of(Kind::Library, "mcp_a", "crates/mcp-a", "src/lib.rs")])?;
        let bench = Bench::of(&root, &directory)?;
        let outcome = prove(&bench, &files, &claims(&survey, Wanted::default()));
        fs::remove_dir_all(&directory).expect("it is ours");
        outcome
    }

    #[test]
    fn tests_that_notice_are_told_from_those_that_do_not() {
        let proofs = proofs("prove", CODE).expect("the crate builds");
        let found: Vec<_> = proofs.into_iter().map(|proof| (proof.id, proof.verdict)).collect();
        let mutation = || "condition is false".to_owned();
        let expected = [
            ("A-001", Verdict::Proven { mutation: mutation(), test: "tests::large_is_refused".to_owned() }),
            ("A-002", Verdict::Survived { mutation: mutation(), tests: vec!["tests::nothing_is_noticed".to_owned()] }),
            ("A-003", Verdict::NotNeutralisable { tried: Vec::new() }),
            ("A-004", Verdict::Untested),
        ];
        assert_eq!(found, expected.map(|(id, verdict)| (id.to_owned(), verdict)));
    }

    #[test]
    fn every_requirement_at_every_marked_line_is_a_claim() {
        let code = "fn a() {\n    // §A-001, A-002\n    b();\n}\nfn c() {\n    // §A-001\n    d();\n}";
        let test = "// §A-001\n#[test]\nfn a() {}\n// §A-001\n#[test]\nfn b() {}\n// §A-002\n#[test]\nfn c() {}";
        let survey = Survey::of(&[("A-001", "mcp-a", ""), ("A-002", "mcp-a", "")], code, test);
        let shown = |claim: &Claim| (claim.id.clone(), claim.line, claim.tests.len());
        let found: Vec<_> = claims(&survey, Wanted::default()).iter().map(shown).collect();
        let expected = [("A-001", 2, 2), ("A-002", 2, 1), ("A-001", 6, 2)];
        assert_eq!(found, expected.map(|(id, line, tests)| (id.to_owned(), line, tests)));
        let of = |id| claims(&survey, Wanted { id: Some(id), path: None }).len();
        assert_eq!((of("A-001"), of("A-002"), of("A-003")), (2, 1, 0));
        let path = claims(&survey, Wanted::default())[0].path.clone();
        let within = |part| claims(&survey, Wanted { id: None, path: Some(part) }).len();
        assert_eq!((within(&path[1..]), within("elsewhere")), (3, 0));
    }
}
