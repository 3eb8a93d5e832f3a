//! Which part of the workspace a place in a file belongs to: code, or tests and then which.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::outline::{Declared, Outline};
use super::targets::{Kind, Target};

/// What stands at a place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// What is shipped, or builds what is shipped.
    Code,
    /// A test, or what tests share; with the tests that it is part of.
    Test(Vec<Selector>),
}

/// Some tests of one target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Selector {
    pub(crate) target: Target,
    pub(crate) tests: Tests,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tests {
    /// The test of this name.
    One(String),
    /// All whose names begin so.
    Below(String),
}

/// Where each file stands in each target that it is part of.
#[derive(Debug)]
pub(crate) struct Places {
    targets: Vec<Target>,
    positions: BTreeMap<String, Vec<Position>>,
}

/// A file as a module of a target.
#[derive(Debug)]
struct Position {
    target: usize,
    modules: Vec<String>,
    test_only: bool,
}

impl Places {
    /// Follows the modules of every target from its first file.
    pub(crate) fn new(targets: Vec<Target>, outlines: &BTreeMap<String, Outline>) -> Self {
        let mut positions: BTreeMap<String, Vec<Position>> = BTreeMap::new();
        for (index, target) in targets.iter().enumerate() {
            let mut seen = BTreeSet::new();
            let mut queue = VecDeque::from([(target.root.clone(), Vec::new(), false)]);
            while let Some((path, modules, test_only)) = queue.pop_front() {
                let Some(outline) = outlines.get(&path) else { continue };
                if !seen.insert(path.clone()) {
                    continue;
                }
                for declared in &outline.declared {
                    let candidates = files_of(declared, &path, path == target.root);
                    let file = candidates.into_iter().find(|file| outlines.contains_key(file));
                    let below = [&modules[..], &declared.within[..], std::slice::from_ref(&declared.name)].concat();
                    queue.extend(file.map(|file| (file, below, test_only || declared.test_only)));
                }
                positions.entry(path).or_default().push(Position { target: index, modules, test_only });
            }
        }
        Places { targets, positions }
    }

    /// What stands at this place of a file.
    pub(crate) fn place(&self, path: &str, outline: &Outline, at: usize) -> Place {
        let Some(positions) = self.positions.get(path) else {
            return if is_test_directory(path) { Place::Test(Vec::new()) } else { Place::Code };
        };
        let here = outline.is_test_only(at);
        let is_test = |position: &Position| {
            let target = &self.targets[position.target];
            here || position.test_only || matches!(target.kind, Kind::Test | Kind::Other) || is_test_directory(path)
        };
        if !positions.iter().any(is_test) {
            return Place::Code;
        }
        let mut selectors: Vec<_> = positions
            .iter()
            .flat_map(|position| self.selectors(position, outline, at, here || position.test_only))
            .collect();
        selectors.sort();
        selectors.dedup();
        Place::Test(selectors)
    }

    /// The tests that a place in a file of tests is part of.
    fn selectors(&self, position: &Position, outline: &Outline, at: usize, unit: bool) -> Vec<Selector> {
        let target = &self.targets[position.target];
        let path = |name: &str| {
            let mut path = position.modules.clone();
            path.extend((!name.is_empty()).then(|| name.to_owned()));
            path.join("::")
        };
        match outline.function_at(at) {
            _ if target.kind == Kind::Other => Vec::new(),
            Some(function) if function.is_test => {
                vec![Selector { target: target.clone(), tests: Tests::One(path(&function.path)) }]
            }
            // What tests share is tested by whatever uses it: the module around it, or in a file of its own, all.
            function if unit => {
                let module = function.and_then(|function| function.path.rsplit_once("::"));
                let module = path(module.map_or("", |(module, _)| module));
                let tests = Tests::Below(if module.is_empty() { module } else { format!("{module}::") });
                vec![Selector { target: target.clone(), tests }]
            }
            _ if target.kind == Kind::Test => vec![all(target)],
            _ => {
                let near = |other: &&Target| other.kind == Kind::Test && other.package == target.package;
                self.targets.iter().filter(near).map(all).collect()
            }
        }
    }
}

fn all(target: &Target) -> Selector {
    Selector { target: target.clone(), tests: Tests::Below(String::new()) }
}

/// Where the compiler looks for the file of a module.
fn files_of(declared: &Declared, path: &str, is_root: bool) -> Vec<String> {
    let (directory, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.trim_end_matches(".rs");
    let mut parts: Vec<&str> = if directory.is_empty() { Vec::new() } else { vec![directory] };
    let named = declared.path.as_deref();
    if !is_root && stem != "mod" && !(named.is_some() && declared.within.is_empty()) {
        parts.push(stem);
    }
    parts.extend(declared.within.iter().map(String::as_str));
    let join = |file: &str| parts.iter().copied().chain([file]).collect::<Vec<_>>().join("/");
    match named {
        Some(named) => vec![join(named)],
        None => vec![join(&format!("{}.rs", declared.name)), join(&format!("{}/mod.rs", declared.name))],
    }
}

/// Whether everything below is there for tests, whatever target it is part of.
fn is_test_directory(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "benches" | "examples")) && path.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 10] = [
        ("crates/a/src/lib.rs", "mod wire; #[cfg(test)] mod tests; pub fn run() { x() }"),
        (
            "crates/a/src/wire.rs",
            "mod deep { mod down; } fn f() {} #[cfg(test)] mod tests { #[test] fn unit() {} fn shared() {} }",
        ),
        ("crates/a/src/wire/deep/down.rs", "fn g() {}"),
        ("crates/a/src/tests.rs", "#[test] fn other() {} fn shared() {}"),
        ("crates/a/src/lost.rs", "fn lost() {}"),
        ("crates/a/tests/it/main.rs", "mod page;"),
        ("crates/a/tests/it/page.rs", "#[test] fn page() {} fn shared() {}"),
        ("crates/a/examples/x.rs", "fn main() {}"),
        ("tests/it/src/lib.rs", "fn fixture() {}"),
        ("tests/it/tests/it.rs", "#[test] fn outer() {}"),
    ];

    #[track_caller]
    fn check(path: &str, text: &str, expected: &str) {
        let outlines = FILES.iter().map(|(path, text)| ((*path).to_owned(), Outline::parse(text).expect("it is Rust")));
        let outlines: BTreeMap<_, _> = outlines.collect();
        let targets = vec![
            Target::of(Kind::Library, "a", "crates/a", "src/lib.rs"),
            Target::of(Kind::Test, "it", "crates/a", "tests/it/main.rs"),
            Target::of(Kind::Other, "x", "crates/a", "examples/x.rs"),
            Target::of(Kind::Library, "it", "tests/it", "src/lib.rs"),
            Target::of(Kind::Test, "all", "tests/it", "tests/it.rs"),
        ];
        let places = Places::new(targets, &outlines);
        let file = FILES.iter().find(|(known, _)| *known == path).expect("a file of the list").1;
        let at = file.find(text).expect("it stands there");
        let found = match places.place(path, &outlines[path], at) {
            Place::Code => "code".to_owned(),
            Place::Test(selectors) => {
                let show = |selector: &Selector| format!("{} {:?}", selector.target.name, selector.tests);
                selectors.iter().map(show).collect::<Vec<_>>().join(", ")
            }
        };
        assert_eq!(found, expected, "{path} {text}");
    }

    #[test]
    fn code_is_code() {
        check("crates/a/src/lib.rs", "run", "code");
        check("crates/a/src/wire/deep/down.rs", "g()", "code");
        check("crates/a/src/lost.rs", "lost", "code");
    }

    #[test]
    fn tests_are_named_as_they_are_run() {
        check("crates/a/src/wire.rs", "unit", "a One(\"wire::tests::unit\")");
        check("crates/a/src/tests.rs", "other", "a One(\"tests::other\")");
        check("crates/a/tests/it/page.rs", "page", "it One(\"page::page\")");
        check("tests/it/tests/it.rs", "outer", "all One(\"outer\")");
    }

    #[test]
    fn what_tests_share_belongs_to_those_that_use_it() {
        check("crates/a/src/wire.rs", "shared", "a Below(\"wire::tests::\")");
        check("crates/a/src/tests.rs", "shared", "a Below(\"tests::\")");
        check("crates/a/tests/it/page.rs", "shared", "it Below(\"\")");
        check("tests/it/src/lib.rs", "fixture", "all Below(\"\")");
    }

    #[test]
    fn examples_are_not_code_and_no_tests_either() {
        check("crates/a/examples/x.rs", "main", "");
    }
}
