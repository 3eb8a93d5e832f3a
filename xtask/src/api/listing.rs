//! The list of one library: a line about the list, then one for each item.

use std::collections::BTreeSet;
use std::path::Path;

use public_api::Builder;

use crate::failure::Failure;

/// What precedes the release of the compiler in the first line.
const WRITTEN_WITH: &str = "written by `cargo xtask api` with Rust ";
/// Traits whose absence is as public as their presence.
const AUTO_TRAITS: [&str; 2] = ["!core::marker::Send for", "!core::marker::Sync for"];
/// A trait that comes with every derived `PartialEq` and that nobody names.
const UNNAMED: &str = "core::marker::StructuralPartialEq";

/// Lists what the documentation of a library knows.
pub(super) fn render(package: &str, release: &str, documentation: &Path) -> Result<String, Failure> {
    let builder = Builder::from_rustdoc_json(documentation).omit_blanket_impls(true);
    let api = builder.build().map_err(|error| {
        Failure::new(format!("the documentation of {package} is in a format that `public-api` does not read: {error}"))
    })?;
    let lines: Vec<_> = api.items().map(ToString::to_string).collect();
    let mut list = header(package, release);
    for line in chosen(&lines) {
        list.push_str(line);
        list.push('\n');
    }
    Ok(list)
}

pub(super) fn header(package: &str, release: &str) -> String {
    format!("# Public items of {package} with all features, {WRITTEN_WITH}{release}\n")
}

/// The compiler that a list was written with.
pub(super) fn release(list: &str) -> Option<&str> {
    list.lines().next()?.split_once(WRITTEN_WITH).map(|(_, release)| release)
}

/// The items of a list.
pub(super) fn items(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// Leaves out what follows from another line: the functions of a trait, whose signatures the trait gives, traits that a
/// type has because all its parts have them, and what is said of a type where something else is listed.
fn chosen(lines: &[String]) -> Vec<&str> {
    let at_home = implementations_at_home(lines);
    let (mut chosen, mut seen) = (Vec::new(), BTreeSet::new());
    let (mut subject, mut implementor) = (None, None);
    for line in lines {
        if line.starts_with("impl") {
            implementor = implementor_of(line);
            let is_here = if at_home.contains(line.as_str()) { implementor == subject } else { seen.insert(line) };
            if is_here && is_worth_a_line(line) {
                chosen.push(line.as_str());
            }
        } else if implementor.is_none_or(|implementor| !is_function_of(implementor, line)) {
            subject = defined(line).or(subject);
            chosen.push(line);
        }
    }
    chosen
}

/// Implementations that are listed below the type that has them.
fn implementations_at_home(lines: &[String]) -> BTreeSet<&str> {
    let mut subject = None;
    let mut at_home = BTreeSet::new();
    for line in lines {
        subject = defined(line).or(subject);
        if line.starts_with("impl") && implementor_of(line).is_some_and(|implementor| subject == Some(implementor)) {
            at_home.insert(line.as_str());
        }
    }
    at_home
}

/// The type or trait that a line defines.
fn defined(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("pub ")?;
    let rest = rest.strip_prefix("unsafe ").unwrap_or(rest);
    let (kind, rest) = rest.split_once(' ')?;
    matches!(kind, "struct" | "enum" | "trait" | "union").then(|| path(rest))
}

/// The type that has the trait which a line says it has.
fn implementor_of(implementation: &str) -> Option<&str> {
    implementation.split_once(" for ").map(|(_, implementor)| path(implementor))
}

fn is_worth_a_line(implementation: &str) -> bool {
    let is_automatic = ["Send", "Sync", "Freeze", "Unpin", "UnsafeUnpin"]
        .iter()
        .any(|name| implementation.contains(&format!("core::marker::{name} for ")));
    let is_about_panics = implementation.contains("core::panic::unwind_safe::");
    let is_derived = is_automatic || is_about_panics || implementation.contains(UNNAMED);
    !is_derived || AUTO_TRAITS.iter().any(|name| implementation.contains(name))
}

/// The path of a type without its parameters.
fn path(text: &str) -> &str {
    text.split(['<', ' ', '(']).next().unwrap_or(text)
}

/// Whether the line is a function of the type with this path.
fn is_function_of(implementor: &str, line: &str) -> bool {
    let Some((before, after)) = line.split_once("fn ") else { return false };
    let is_function = before.is_empty() || before.ends_with(' ');
    let rest = after.strip_prefix(implementor);
    is_function && rest.is_some_and(|rest| rest.starts_with("::") || rest.starts_with('<'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        let lines: Vec<_> = lines.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(chosen(&lines), expected);
    }

    #[test]
    fn functions_of_a_trait_follow_from_its_name() {
        check(
            &[
                "pub struct a::S",
                "impl a::S",
                "pub const fn a::S::new() -> Self",
                "impl core::fmt::Debug for a::S",
                "pub fn a::S::fmt(&self)",
                "impl<'x> core::iter::Iterator for a::S<'x>",
                "pub type a::S<'x>::Item = u8",
                "pub fn a::S<'x>::next(&mut self)",
                "pub fn a::S::free()",
                "pub fn a::SuperficiallyAlike::f()",
                "pub fn a::f()",
            ],
            &[
                "pub struct a::S",
                "impl a::S",
                "pub const fn a::S::new() -> Self",
                "impl core::fmt::Debug for a::S",
                "impl<'x> core::iter::Iterator for a::S<'x>",
                "pub type a::S<'x>::Item = u8",
                "pub fn a::SuperficiallyAlike::f()",
                "pub fn a::f()",
            ],
        );
    }

    #[test]
    fn only_the_absence_of_an_automatic_trait_is_listed() {
        check(
            &[
                "impl core::marker::Send for a::S",
                "impl !core::marker::Sync for a::S",
                "impl !core::marker::Unpin for a::S",
                "impl core::marker::StructuralPartialEq for a::S",
                "impl core::panic::unwind_safe::UnwindSafe for a::S",
                "impl core::clone::Clone for a::S",
            ],
            &["impl !core::marker::Sync for a::S", "impl core::clone::Clone for a::S"],
        );
    }

    #[test]
    fn what_a_type_has_is_said_once_where_the_type_is() {
        check(
            &[
                "pub struct a::A",
                "impl core::convert::From<a::A> for a::B",
                "pub fn a::B::from(a::A) -> Self",
                "#[non_exhaustive] pub struct a::B(_)",
                "impl core::convert::From<a::A> for a::B",
                "pub fn a::B::from(a::A) -> Self",
                "impl core::convert::From<a::B> for alloc::string::String",
                "pub trait a::T",
                "impl core::convert::From<a::B> for alloc::string::String",
            ],
            &[
                "pub struct a::A",
                "#[non_exhaustive] pub struct a::B(_)",
                "impl core::convert::From<a::A> for a::B",
                "impl core::convert::From<a::B> for alloc::string::String",
                "pub trait a::T",
            ],
        );
    }

    #[test]
    fn list_remembers_its_compiler() {
        let list = format!("{}pub fn a::f()\n", header("a", "1.97.0-nightly"));
        assert_eq!(release(&list), Some("1.97.0-nightly"));
        assert_eq!(items(&list).collect::<Vec<_>>(), ["pub fn a::f()"]);
        assert_eq!(release("pub fn a::f()\n"), None);
    }

    #[test]
    fn unreadable_documentation_is_a_failure() {
        let missing = Path::new("there/is/none.json");
        assert!(render("a", "1.97.0-nightly", missing).is_err());
    }
}
